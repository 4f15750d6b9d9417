//! A matrix as coloured cells.

use super::frame::{self, Words, words};
use super::scale::{Scale, short};
use super::svg::{Anchor, Svg, Type, fit, num, runs, width};
use crate::error::{Error, Result};
use crate::linalg::check_matrix;
use ndarray::ArrayView2;

/// Up to this many rows and columns the numbers stand in the cells.
const MOST_NUMBERS: usize = 16;
/// More rows or columns than this are finer than the picture.
const MOST_CELLS: usize = 400;
/// How many colours between the least and the largest value.
const LEVELS: usize = 64;

/// A matrix as coloured cells, from pale (least) to dark (largest); a small one shows its numbers, as a confusion matrix does.
///
/// ```
/// use ndarray::array;
/// use openwork::plot::HeatMap;
///
/// let confusion = array![[50.0, 0.0], [3.0, 47.0]];
/// let svg = HeatMap::new(confusion.view()).names(&["no", "yes"], &["no", "yes"]).axes("predicted", "true").svg()?;
/// assert!(svg.contains(">47<"));
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct HeatMap<'a> {
    values: ArrayView2<'a, f64>,
    rows: Vec<String>,
    columns: Vec<String>,
    words: Words,
}

impl<'a> HeatMap<'a> {
    /// A matrix; its first row is at the top.
    pub fn new(values: ArrayView2<'a, f64>) -> Self {
        Self { values, rows: vec![], columns: vec![], words: Words::default() }
    }

    words!();

    /// The names of the rows and of the columns.
    pub fn names<S: AsRef<str>>(mut self, rows: &[S], columns: &[S]) -> Self {
        self.rows = rows.iter().map(|n| n.as_ref().to_owned()).collect();
        self.columns = columns.iter().map(|n| n.as_ref().to_owned()).collect();
        self
    }

    /// The picture.
    ///
    /// # Errors
    /// An empty matrix or one of more than 400 rows or columns, NaN or infinity, another number of names than rows or columns.
    pub fn svg(&self) -> Result<String> {
        check_matrix("values", self.values)?;
        let (rows, columns) = self.values.dim();
        if rows.max(columns) > MOST_CELLS {
            let want = format!("at most {MOST_CELLS} by {MOST_CELLS}; average neighbours or take a part");
            return Err(Error::shape("values", format!("{rows} by {columns}"), want));
        }
        for (what, names, n) in [("row names", &self.rows, rows), ("column names", &self.columns, columns)] {
            if !names.is_empty() && names.len() != n {
                return Err(Error::shape(what, names.len(), n));
            }
        }
        let title = if self.words.title.is_empty() { "Heat map" } else { &self.words.title };
        let label = format!("{title}: {rows} rows, {columns} columns");

        // The cells are square where that fits into about the usual width; the height follows.
        let name_room = self.rows.iter().map(|n| width(n, Type::TICK.size)).fold(0.0, f64::max).min(150.0);
        let left = 22.0 + name_room + 8.0 + if self.words.y.is_empty() { 0.0 } else { 24.0 };
        let right = 86.0;
        let cell = ((720.0 - left - right) / columns as f64).min(560.0 / rows as f64).min(64.0);
        let total = (left + right + cell * columns as f64).max(420.0);
        let left = left + (total - left - right - cell * columns as f64) / 2.0;
        let mut svg = Svg::new(total, label);
        let top = frame::head(&mut svg, total, &self.words, "", &[]) + 4.0;
        let bottom = top + cell * rows as f64;
        let names_below = if self.columns.is_empty() { 0.0 } else { 22.0 };
        let height = bottom + names_below + if self.words.x.is_empty() { 18.0 } else { 36.0 };

        let range = Range::of(self.values);
        for level in 0..LEVELS {
            let path = runs(rows, columns, (left, top, cell, cell), |r, c| range.level(self.values[[r, c]]) == level);
            if !path.is_empty() {
                svg.push(format!("<path d=\"{path}\" fill=\"{}\" shape-rendering=\"crispEdges\"/>", shade(level)));
            }
        }
        self.lines_and_numbers(&mut svg, &range, left, top, cell);
        self.names_and_labels(&mut svg, height, left, top, cell);
        key(&mut svg, &range, total - 66.0, top, bottom.max(top + 60.0));
        Ok(svg.finish(height))
    }

    fn lines_and_numbers(&self, svg: &mut Svg, range: &Range, left: f64, top: f64, cell: f64) {
        let (rows, columns) = self.values.dim();
        if rows.max(columns) > MOST_NUMBERS {
            return;
        }
        let mut grid = String::new();
        for r in 1..rows {
            grid += &format!("M{} {}h{}", num(left), num(top + r as f64 * cell), num(cell * columns as f64));
        }
        for c in 1..columns {
            grid += &format!("M{} {}v{}", num(left + c as f64 * cell), num(top), num(cell * rows as f64));
        }
        if !grid.is_empty() {
            svg.push(format!("<path class=\"edge\" d=\"{grid}\" fill=\"none\" stroke=\"#ffffff\" stroke-width=\"1.5\"/>"));
        }
        let texts: Vec<String> = self.values.iter().map(|&v| short(v)).collect();
        let widest = texts.iter().map(|text| width(text, 1.0)).fold(1.0, f64::max);
        let size = (cell * 0.86 / widest).min(15.0).min(cell * 0.5);
        if size < 7.0 {
            return;
        }
        for ((r, c), &value) in self.values.indexed_iter() {
            let (x, y) = (left + (c as f64 + 0.5) * cell, top + (r as f64 + 0.5) * cell + size * 0.36);
            let ink = if range.level(value) < LEVELS * 45 / 100 { "#12151d" } else { "#ffffff" };
            let fill = format!(" fill=\"{ink}\"");
            svg.text_with(x, y, Anchor::Middle, Type { size, bold: false, pale: false }, &fill, &texts[r * columns + c]);
        }
    }

    fn names_and_labels(&self, svg: &mut Svg, height: f64, left: f64, top: f64, cell: f64) {
        let (rows, columns) = self.values.dim();
        let every = (15.0 / cell).ceil().max(1.0) as usize;
        for (r, name) in self.rows.iter().enumerate().step_by(every) {
            let y = top + (r as f64 + 0.5) * cell + 4.0;
            svg.text(left - 8.0, y, Anchor::End, Type::TICK, &fit(name, Type::TICK.size, 150.0));
        }
        let widest = self.columns.iter().map(|n| width(n, Type::TICK.size)).fold(0.0, f64::max);
        let every = if widest + 6.0 <= cell || cell > 40.0 { 1 } else { ((widest.min(80.0) + 6.0) / cell).ceil() as usize };
        for (c, name) in self.columns.iter().enumerate().step_by(every.max(1)) {
            let name = fit(name, Type::TICK.size, cell * every as f64 - 4.0);
            svg.text(left + (c as f64 + 0.5) * cell, top + rows as f64 * cell + 17.0, Anchor::Middle, Type::TICK, &name);
        }
        if !self.words.x.is_empty() {
            svg.text(left + columns as f64 * cell / 2.0, height - 12.0, Anchor::Middle, Type::LABEL, &self.words.x);
        }
        if !self.words.y.is_empty() {
            let (x, y) = (28.0, top + rows as f64 * cell / 2.0);
            let turned = format!(" transform=\"rotate(-90 {} {})\"", num(x), num(y));
            svg.text_with(x, y, Anchor::Middle, Type::LABEL, &turned, &self.words.y);
        }
    }
}

/// The bar that says which colour is which number.
fn key(svg: &mut Svg, range: &Range, x: f64, top: f64, bottom: f64) {
    let step = (bottom - top) / LEVELS as f64;
    for level in 0..LEVELS {
        let y = bottom - (level + 1) as f64 * step;
        svg.push(format!(
            "<rect x=\"{}\" y=\"{}\" width=\"12\" height=\"{}\" fill=\"{}\" shape-rendering=\"crispEdges\"/>",
            num(x),
            num(y),
            num(step + 0.3),
            shade(level)
        ));
    }
    for (place, text) in range.scale.ticks(4).marks {
        svg.text(x + 18.0, bottom - place * (bottom - top) + 4.0, Anchor::Start, Type::TICK, &text);
    }
}

struct Range {
    scale: Scale,
}

impl Range {
    fn of(values: ArrayView2<'_, f64>) -> Self {
        Self { scale: Scale::linear(values.iter().copied(), 0.0) }
    }

    fn level(&self, value: f64) -> usize {
        (self.scale.place(value).clamp(0.0, 1.0) * (LEVELS - 1) as f64).round() as usize
    }
}

/// Between the stops of ColorBrewer's "Blues" (Cynthia Brewer, colorbrewer2.org).
fn shade(level: usize) -> String {
    const STOPS: [[f64; 3]; 5] =
        [[239.0, 243.0, 255.0], [189.0, 215.0, 231.0], [107.0, 174.0, 214.0], [49.0, 130.0, 189.0], [8.0, 48.0, 107.0]];
    let at = level as f64 / (LEVELS - 1) as f64 * 4.0;
    let i = (at as usize).min(3);
    let part = at - i as f64;
    let channel = |c: usize| (STOPS[i][c] * (1.0 - part) + STOPS[i + 1][c] * part).round() as u8;
    format!("#{:02x}{:02x}{:02x}", channel(0), channel(1), channel(2))
}
