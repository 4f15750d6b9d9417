//! The steps of a run, one after another, in a picture that moves by itself.

use super::frame::{self, Along, Area, Entry, Swatch, Words, words};
use super::scale::{Scale, thousands};
use super::svg::{Anchor, PALETTE, PLAIN, Svg, Type, colour, colour_in_style, fit, num};
use super::{SIZE, check_classes, check_labels, check_plane, sample};
use crate::error::{Error, Result};
use ndarray::{Array2, ArrayView2};
use std::collections::BTreeMap;
use std::fmt::Write;

/// At most this many points are drawn; of more, a random sample, which the picture states.
const MOST_POINTS: usize = 1500;
/// At most this many frames; of more, the first, the last and others evenly between them.
const MOST_FRAMES: usize = 40;
/// Seconds that a frame lasts, and the last frame's extra time before it begins again.
const SECONDS: f64 = 1.4;
const REST: f64 = 2.6;
/// In the next frame the points choose at once; the centres stand until here, in frames, and have moved by there.
const STILL: f64 = 1.35;
const ARRIVED: f64 = 1.8;

/// Points whose labels change and centres that move, frame by frame: a run of k-means as a picture that plays by itself.
///
/// It moves by CSS animation alone, so it plays where no script runs, as in a README. Where animations do not run either (a
/// PNG, a reader who asked for less motion) it stands at its last frame.
///
/// ```
/// use ndarray::array;
/// use openwork::cluster::KMeans;
/// use openwork::plot::Replay;
///
/// let x = array![[0.0, 0.1], [0.2, 0.0], [9.0, 9.1], [9.2, 8.9]];
/// let mut run = KMeans::new(2).seed(7).run(x.view())?;
/// let mut replay = Replay::new(x.view()).title("k-means").frame(run.centers(), &[], "the start");
/// while let Some(step) = run.next() {
///     replay = replay.frame(run.centers(), run.labels(), step.to_string());
/// }
/// assert!(replay.svg()?.contains("@keyframes"));
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Replay<'a> {
    points: ArrayView2<'a, f64>,
    frames: Vec<Frame>,
    names: Vec<String>,
    words: Words,
}

#[derive(Debug, Clone)]
struct Frame {
    centers: Array2<f64>,
    labels: Vec<u32>,
    caption: String,
}

impl<'a> Replay<'a> {
    /// Points, one a row, shape `(n, 2)`; data with more features goes through [`Projection`](super::Projection) first.
    pub fn new(points: ArrayView2<'a, f64>) -> Self {
        Self { points, frames: vec![], names: vec![], words: Words::default() }
    }

    words!();

    /// The names of the classes, for a legend.
    pub fn names<S: AsRef<str>>(self, names: &[S]) -> Self {
        Self { names: names.iter().map(|n| n.as_ref().to_owned()).collect(), ..self }
    }

    /// A further frame: the centres, shape `(k, 2)`, the label of each point (none: no point is labelled yet), and a line of text.
    pub fn frame(mut self, centers: ArrayView2<'_, f64>, labels: &[u32], caption: impl Into<String>) -> Self {
        self.frames.push(Frame { centers: centers.to_owned(), labels: labels.to_vec(), caption: caption.into() });
        self
    }

    /// The picture.
    ///
    /// # Errors
    /// No frames or points, other than two columns, NaN or infinity, frames with different numbers of centres, or another number
    /// of labels than points.
    pub fn svg(&self) -> Result<String> {
        self.check()?;
        let shown = sample(self.points.nrows(), MOST_POINTS);
        let frames: Vec<&Frame> = sample_evenly(self.frames.len(), MOST_FRAMES).map(|i| &self.frames[i]).collect();
        let clock = Clock::new(frames.len());

        let title = if self.words.title.is_empty() { "Replay" } else { &self.words.title };
        let mut svg = Svg::new(SIZE.0, format!("{title}: {} steps over {} points", frames.len(), self.points.nrows()));
        let legend: Vec<Entry> =
            self.names.iter().enumerate().map(|(i, n)| Entry { name: n.clone(), swatch: Swatch::Mark(i % 10) }).collect();
        let top = frame::head(&mut svg, SIZE.0, &self.words, &self.left_out(shown.len(), frames.len()), &legend) + 24.0;
        let scale = |axis: usize| {
            let centers = frames.iter().flat_map(|f| f.centers.column(axis).to_vec());
            Scale::linear(self.points.column(axis).iter().copied().chain(centers), 0.04)
        };
        let (x, y) = (scale(0), scale(1));
        let area = frame::axes(&mut svg, SIZE, top, &self.words, &Along::Numbers(x), y);
        let place = |v: [f64; 2]| (area.x(x.place(v[0])), area.y(y.place(v[1])));

        let mut drawing = Drawing { svg, clock, rules: 0, prefix: String::new() };
        drawing.prefix = self.fingerprint(&frames);
        drawing.points(&frames, &shown, |row| place([self.points[[row, 0]], self.points[[row, 1]]]));
        for i in 0..frames[0].centers.nrows() {
            let path: Vec<(f64, f64)> = frames.iter().map(|f| place([f.centers[[i, 0]], f.centers[[i, 1]]])).collect();
            drawing.trail(&path);
        }
        for i in 0..frames[0].centers.nrows() {
            let path: Vec<(f64, f64)> = frames.iter().map(|f| place([f.centers[[i, 0]], f.centers[[i, 1]]])).collect();
            drawing.centre(i, &path);
        }
        drawing.captions(&frames, area);
        Ok(drawing.svg.finish(SIZE.1))
    }

    fn check(&self) -> Result<()> {
        check_plane("points", self.points)?;
        let first = self.frames.first().ok_or_else(|| Error::empty("frames", "at least one frame"))?;
        for frame in &self.frames {
            check_plane("centers", frame.centers.view())?;
            if frame.centers.nrows() != first.centers.nrows() {
                return Err(Error::shape(
                    "centers",
                    frame.centers.nrows(),
                    format!("{}, as in the first frame", first.centers.nrows()),
                ));
            }
            if !frame.labels.is_empty() {
                check_labels("labels", &frame.labels, self.points.nrows())?;
            }
            check_classes(&frame.labels)?;
        }
        Ok(())
    }

    fn left_out(&self, shown: usize, frames: usize) -> String {
        let mut parts = vec![];
        let n = self.points.nrows();
        if shown < n {
            parts.push(format!("a random {} of {} points drawn", thousands(&shown.to_string()), thousands(&n.to_string())));
        }
        if frames < self.frames.len() {
            parts.push(format!("{frames} of {} steps shown", self.frames.len()));
        }
        parts.join(" · ")
    }

    /// A name for this picture's animations, so that two pictures in one page keep theirs apart: FNV-1a over what moves.
    fn fingerprint(&self, frames: &[&Frame]) -> String {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut eat = |bytes: &[u8]| {
            for &byte in bytes {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        self.points.iter().for_each(|v| eat(&v.to_bits().to_le_bytes()));
        for frame in frames {
            frame.centers.iter().for_each(|v| eat(&v.to_bits().to_le_bytes()));
            frame.labels.iter().for_each(|v| eat(&v.to_le_bytes()));
            eat(frame.caption.as_bytes());
        }
        format!("r{:08x}", hash >> 32)
    }
}

fn sample_evenly(n: usize, most: usize) -> impl Iterator<Item = usize> {
    let kept = n.min(most);
    (0..kept).map(move |i| if kept < 2 { 0 } else { i * (n - 1) / (kept - 1) })
}

/// When each frame begins, in percent of the whole.
struct Clock {
    total: f64,
}

impl Clock {
    fn new(frames: usize) -> Self {
        Self { total: frames as f64 * SECONDS + REST }
    }

    fn at(&self, frame: f64) -> String {
        num(100.0 * frame * SECONDS / self.total)
    }
}

struct Drawing {
    svg: Svg,
    clock: Clock,
    prefix: String,
    rules: usize,
}

impl Drawing {
    /// An animation with these keyframes; gives the class that carries it.
    fn animation(&mut self, keyframes: &str, timing: &str) -> String {
        let name = format!("{}-{}", self.prefix, self.rules);
        self.rules += 1;
        let total = num(self.clock.total);
        self.svg.rule(format!(
            "@keyframes {name}{{{keyframes}}}@media (prefers-reduced-motion:no-preference){{.{name}{{animation:{name} {total}s {timing} infinite}}}}"
        ));
        name
    }

    /// The points, those with the same history of labels as one path: dots are strokes of no length with round ends.
    fn points(&mut self, frames: &[&Frame], shown: &[usize], place: impl Fn(usize) -> (f64, f64)) {
        let colour_of = |label: Option<&u32>| label.map(|&class| class as usize % PALETTE.len());
        let mut histories: BTreeMap<Vec<Option<usize>>, String> = BTreeMap::new();
        for &row in shown {
            let history = frames.iter().map(|f| colour_of(f.labels.get(row))).collect();
            let (x, y) = place(row);
            let _ = write!(histories.entry(history).or_default(), "M{} {}h0", num(x), num(y));
        }
        let size = if shown.len() > 600 { "5" } else { "7" };
        for (history, path) in histories {
            let mut keyframes = String::new();
            for (i, class) in history.iter().enumerate() {
                if i == 0 || history[i - 1] != *class {
                    let ink = class.map_or(PLAIN.to_owned(), colour_in_style);
                    let _ = write!(keyframes, "{}%{{stroke:{ink}}}", self.clock.at(i as f64));
                }
            }
            let last = history[history.len() - 1];
            let class = if history.iter().all(|class| *class == last) {
                String::new()
            } else {
                format!(" class=\"{}\"", self.animation(&keyframes, "step-end"))
            };
            let last = last.map_or(PLAIN, colour);
            self.svg.push(format!(
                "<path{class} d=\"{path}\" fill=\"none\" stroke=\"{last}\" stroke-width=\"{size}\" stroke-linecap=\"round\" stroke-opacity=\".8\"/>"
            ));
        }
    }

    /// The way a centre went, drawn as it goes.
    fn trail(&mut self, path: &[(f64, f64)]) {
        let mut gone = vec![0.0];
        for (from, to) in path.iter().zip(path.iter().skip(1)) {
            gone.push(gone[gone.len() - 1] + (to.0 - from.0).hypot(to.1 - from.1));
        }
        let whole = gone[gone.len() - 1];
        if whole < 1.0 {
            return;
        }
        let drawn = |part: f64| format!("{{stroke-dasharray:100;stroke-dashoffset:{}}}", num(100.0 * (1.0 - part / whole)));
        let mut keyframes = format!("0%{}", drawn(0.0));
        for (i, window) in gone.windows(2).enumerate() {
            for (at, part) in [(i as f64 + STILL, window[0]), (i as f64 + ARRIVED, window[1])] {
                let _ = write!(keyframes, "{}%{}", self.clock.at(at), drawn(part));
            }
        }
        let _ = write!(keyframes, "100%{}", drawn(whole));
        let class = self.animation(&keyframes, "ease-in-out");
        let way: Vec<String> = path.iter().map(|(x, y)| format!("{} {}", num(*x), num(*y))).collect();
        self.svg.push(format!(
            "<path class=\"{class}\" d=\"M{}\" pathLength=\"100\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".5\" stroke-width=\"1.4\"/>",
            way.join("L")
        ));
    }

    /// A centre: it stands while the points choose, then moves in the second half of each frame.
    fn centre(&mut self, class: usize, path: &[(f64, f64)]) {
        let mut keyframes = String::new();
        for (i, window) in path.windows(2).enumerate() {
            for (at, (x, y)) in [(i as f64 + STILL, window[0]), (i as f64 + ARRIVED, window[1])] {
                let _ = write!(keyframes, "{}%{{transform:translate({}px,{}px)}}", self.clock.at(at), num(x), num(y));
            }
        }
        let Some(((first_x, first_y), (x, y))) = path.first().copied().zip(path.last().copied()) else { return };
        let still = path.iter().all(|p| *p == path[0]);
        let class_attribute = if still {
            String::new()
        } else {
            let start = format!("0%{{transform:translate({}px,{}px)}}", num(first_x), num(first_y));
            let end = format!("100%{{transform:translate({}px,{}px)}}", num(x), num(y));
            format!(" class=\"{}\"", self.animation(&(start + &keyframes + &end), "ease-in-out"))
        };
        let mark = frame::centre(Some(class), 0.0, 0.0, 8.0);
        self.svg.push(format!("<g{class_attribute} transform=\"translate({} {})\">{mark}</g>", num(x), num(y)));
    }

    /// The line of text of each frame, and how far the run has come.
    fn captions(&mut self, frames: &[&Frame], area: Area) {
        let (y, last) = (area.top - 12.0, frames.len() - 1);
        for (i, frame) in frames.iter().enumerate() {
            let attributes = if frames.len() == 1 {
                String::new()
            } else {
                let (from, to) = (self.clock.at(i as f64), self.clock.at(i as f64 + 1.0));
                let before = if i == 0 { String::new() } else { "0%{opacity:0}".into() };
                let after = if i == last { String::new() } else { format!("{to}%{{opacity:0}}") };
                let name = self.animation(&format!("{before}{from}%{{opacity:1}}{after}"), "step-end");
                format!(" class=\"{name}\" opacity=\"{}\"", u8::from(i == last))
            };
            let text = fit(&frame.caption, Type::LABEL.size, area.right - 22.0);
            self.svg.text_with(22.0, y, Anchor::Start, Type { bold: true, ..Type::LABEL }, &attributes, &text);
        }
        if frames.len() > 1 {
            let (from, to) = (22.0, area.right);
            let wide = num(to - from);
            let end = self.clock.at(last as f64);
            let bar = self.animation(
                &format!("0%{{transform:scaleX(0)}}{end}%{{transform:scaleX(1)}}100%{{transform:scaleX(1)}}"),
                "linear",
            );
            self.svg.rule(format!(".{bar}{{transform-origin:{}px 0}}", num(from)));
            let y = SIZE.1 - 5.0;
            self.svg.push(format!(
                "<rect class=\"{bar}\" x=\"{}\" y=\"{}\" width=\"{wide}\" height=\"2.5\" rx=\"1\" fill=\"{}\"/>",
                num(from),
                num(y),
                colour(0)
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_thinned_evenly_with_both_ends() {
        assert_eq!(sample_evenly(1, 40).collect::<Vec<_>>(), [0]);
        assert_eq!(sample_evenly(3, 40).collect::<Vec<_>>(), [0, 1, 2]);
        let kept: Vec<usize> = sample_evenly(300, 40).collect();
        assert_eq!((kept.len(), kept[0], kept[39]), (40, 0, 299));
        assert!(kept.windows(2).all(|w| w[0] < w[1]));
    }
}
