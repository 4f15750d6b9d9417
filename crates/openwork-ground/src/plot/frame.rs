//! What charts have in common: title, note, legend, axes with their ticks and labels.

use super::scale::Scale;
use super::svg::{Anchor, PLAIN, Svg, Type, colour, fit, mark, num, width};

/// The words on a picture; all optional.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub title: String,
    pub note: String,
    pub x: String,
    pub y: String,
}

/// The builder methods for [`Words`].
macro_rules! words {
    () => {
        /// The headline, at the top left.
        pub fn title(mut self, title: impl Into<String>) -> Self {
            self.words.title = title.into();
            self
        }

        /// A line under the headline: the data, the settings, the result.
        pub fn note(mut self, note: impl Into<String>) -> Self {
            self.words.note = note.into();
            self
        }

        /// What runs along the two axes, with units.
        pub fn axes(mut self, x: impl Into<String>, y: impl Into<String>) -> Self {
            self.words.x = x.into();
            self.words.y = y.into();
            self
        }
    };
}
pub(super) use words;

/// One entry of a legend.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub name: String,
    pub swatch: Swatch,
}

/// How an entry is drawn in the picture.
#[derive(Debug, Clone, Copy)]
pub(super) enum Swatch {
    /// The mark of a class.
    Mark(usize),
    /// A centre.
    Centre,
    /// A line in the colour of a series.
    Line(usize),
    /// A box in the colour of a series.
    Box(usize),
}

/// At most this many names in a legend; the rest is counted.
const MOST_ENTRIES: usize = 24;
const MARGIN: f64 = 22.0;

/// Title, note and legend, from the top; gives the height they took.
pub(super) fn head(svg: &mut Svg, total: f64, words: &Words, extra_note: &str, legend: &[Entry]) -> f64 {
    let room = total - 2.0 * MARGIN;
    let mut y = 14.0;
    if !words.title.is_empty() {
        y += 22.0;
        svg.text(MARGIN, y, Anchor::Start, Type::TITLE, &fit(&words.title, Type::TITLE.size, room));
    }
    let separator = if words.note.is_empty() || extra_note.is_empty() { "" } else { " · " };
    let note = format!("{}{separator}{extra_note}", words.note);
    if !note.is_empty() {
        y += 20.0;
        svg.text(MARGIN, y, Anchor::Start, Type::NOTE, &fit(&note, Type::NOTE.size, room));
    }
    if legend.is_empty() {
        return y + 12.0;
    }
    y += 24.0;
    let mut x = MARGIN;
    for (i, entry) in legend.iter().enumerate() {
        let left_over = legend.len() - i;
        if i == MOST_ENTRIES && left_over > 1 {
            svg.text(x, y, Anchor::Start, Type::NOTE, &format!("and {left_over} more"));
            break;
        }
        let name = fit(&entry.name, Type::NOTE.size, 180.0);
        let wide = 18.0 + width(&name, Type::NOTE.size);
        if x > MARGIN && x + wide > total - MARGIN {
            x = MARGIN;
            y += 20.0;
        }
        swatch(svg, entry.swatch, x + 6.0, y - 4.3);
        svg.text(x + 17.0, y, Anchor::Start, Type { pale: false, ..Type::NOTE }, &name);
        x += wide + 18.0;
    }
    y + 14.0
}

fn swatch(svg: &mut Svg, swatch: Swatch, x: f64, y: f64) {
    match swatch {
        Swatch::Mark(class) => svg.push(format!("<g {}>{}</g>", paint(class), mark(class, x, y, 5.0))),
        Swatch::Centre => svg.push(centre(None, x, y, 5.0)),
        Swatch::Line(series) => svg.push(format!(
            "<path d=\"M{} {}h12\" stroke=\"{}\" stroke-width=\"3\" stroke-linecap=\"round\"/>",
            num(x - 6.0),
            num(y),
            colour(series)
        )),
        Swatch::Box(series) => svg.push(format!(
            "<rect x=\"{}\" y=\"{}\" width=\"11\" height=\"11\" rx=\"2\" fill=\"{}\"/>",
            num(x - 5.5),
            num(y - 5.5),
            colour(series)
        )),
    }
}

/// The fill and outline of a class's marks: the thin outline in ink keeps pale colours visible on paper and dark ones on black.
pub(super) fn paint(class: usize) -> String {
    format!("fill=\"{}\" stroke=\"currentColor\" stroke-opacity=\".4\" stroke-width=\".6\"", colour(class))
}

/// A centre: a large ring in ink around its cluster's colour.
pub(super) fn centre(class: Option<usize>, x: f64, y: f64, r: f64) -> String {
    let (x, y) = (num(x), num(y));
    format!(
        "<circle class=\"edge\" cx=\"{x}\" cy=\"{y}\" r=\"{}\" fill=\"none\" stroke=\"#ffffff\" stroke-width=\"1.5\"/>\
         <circle cx=\"{x}\" cy=\"{y}\" r=\"{}\" fill=\"{}\" stroke=\"currentColor\" stroke-width=\"2.2\"/>",
        num(r + 2.0),
        num(r),
        class.map_or(PLAIN, colour)
    )
}

/// The plotting area, in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Area {
    /// The pixel of a place along the x axis.
    pub fn x(&self, place: f64) -> f64 {
        self.left + place * (self.right - self.left)
    }

    /// The pixel of a place along the y axis, which points up.
    pub fn y(&self, place: f64) -> f64 {
        self.bottom - place * (self.bottom - self.top)
    }
}

/// What runs along the x axis.
pub(super) enum Along<'a> {
    /// Numbers.
    Numbers(Scale),
    /// One slot for each name.
    Names(&'a [String]),
}

/// Draws both axes between `top` and the lower edge of the picture, and gives the area inside.
pub(super) fn axes(svg: &mut Svg, (total, height): (f64, f64), top: f64, words: &Words, x: &Along<'_>, y: Scale) -> Area {
    let ticks = y.ticks(6);
    let widest = ticks.marks.iter().map(|(_, text)| width(text, Type::TICK.size)).fold(0.0, f64::max);
    let y_label = with_offset(&words.y, ticks.offset.as_deref());
    let left = MARGIN + widest + 8.0 + if y_label.is_empty() { 0.0 } else { 22.0 };
    let has_x_label = !words.x.is_empty() || matches!(x, Along::Numbers(scale) if scale.ticks(8).offset.is_some());
    let bottom = height - if has_x_label { 52.0 } else { 32.0 };
    let area = Area { left, right: total - MARGIN, top, bottom };

    let mut grid = String::new();
    for (place, text) in &ticks.marks {
        let at = area.y(*place);
        grid += &format!("M{} {}H{}", num(area.left), num(at), num(area.right));
        svg.text(area.left - 8.0, at + 4.2, Anchor::End, Type::TICK, text);
    }
    if !y_label.is_empty() {
        let (x, y) = (MARGIN + 6.0, (top + bottom) / 2.0);
        let turned = format!(" transform=\"rotate(-90 {} {})\"", num(x), num(y));
        svg.text_with(x, y, Anchor::Middle, Type::LABEL, &turned, &fit(&y_label, Type::LABEL.size, bottom - top));
    }
    let mut x_label = words.x.clone();
    match x {
        Along::Numbers(scale) => {
            let ticks = scale.ticks(8);
            for (place, text) in &ticks.marks {
                grid += &format!("M{} {}V{}", num(area.x(*place)), num(area.top), num(area.bottom));
                svg.text(area.x(*place), area.bottom + 18.0, Anchor::Middle, Type::TICK, text);
            }
            x_label = with_offset(&x_label, ticks.offset.as_deref());
        }
        Along::Names(names) => slots(svg, area, names),
    }
    if !x_label.is_empty() {
        let room = area.right - area.left;
        let middle = (area.left + area.right) / 2.0;
        svg.text(middle, height - 14.0, Anchor::Middle, Type::LABEL, &fit(&x_label, Type::LABEL.size, room));
    }
    svg.push(format!("<path d=\"{grid}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".13\"/>"));
    area
}

/// The names under their slots: every one where they fit, else every second, third, ...
fn slots(svg: &mut Svg, area: Area, names: &[String]) {
    let slot = (area.right - area.left) / names.len().max(1) as f64;
    let widest = names.iter().map(|n| width(n, Type::TICK.size)).fold(0.0, f64::max).min(120.0);
    let every = ((widest + 8.0) / slot).ceil().max(1.0);
    // Up to twice the slot's room a name is cut; beyond that names are left out.
    let every = if every <= 2.0 { 1.0 } else { every };
    for (i, name) in names.iter().enumerate().step_by(every as usize) {
        let name = fit(name, Type::TICK.size, slot * every - 6.0);
        svg.text(area.left + (i as f64 + 0.5) * slot, area.bottom + 18.0, Anchor::Middle, Type::TICK, &name);
    }
}

fn with_offset(label: &str, offset: Option<&str>) -> String {
    match offset {
        None => label.to_owned(),
        Some(offset) if label.is_empty() => format!("{offset} + …"),
        Some(offset) => format!("{label} ({offset} + …)"),
    }
}
