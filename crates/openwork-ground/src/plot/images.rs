//! Rows of pixels as small images side by side.

use super::frame::{self, Words};
use super::svg::{Anchor, Svg, Type, fit, num, runs};
use crate::error::{Error, Result};
use crate::linalg::check_matrix;
use ndarray::ArrayView2;

/// At most this many images; of more, the first ones, which the picture states.
const MOST_IMAGES: usize = 100;
/// At most this many pixels in one image.
const MOST_PIXELS: usize = 64 * 64;
/// Shades of ink.
const LEVELS: usize = 24;
/// The side of an image, in pixels of the picture.
const SIDE: f64 = 64.0;

/// Grey images, one a row of pixels: handwritten digits, or the centres of their clusters.
///
/// ```
/// use ndarray::array;
/// use openwork::plot::Images;
///
/// let two = array![[0.0, 1.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0]];
/// let svg = Images::new(two.view(), 2).captions(&["falling", "rising"]).svg()?;
/// assert!(svg.contains("rising"));
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Images<'a> {
    pixels: ArrayView2<'a, f64>,
    columns: usize,
    captions: Vec<String>,
    words: Words,
}

impl<'a> Images<'a> {
    /// Images, one a row, each `columns` pixels wide, its pixels line by line from the top; the largest number of all is full
    /// ink, the least is none.
    pub fn new(pixels: ArrayView2<'a, f64>, columns: usize) -> Self {
        Self { pixels, columns, captions: vec![], words: Words::default() }
    }

    /// The headline, at the top left.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.words.title = title.into();
        self
    }

    /// A line under the headline.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.words.note = note.into();
        self
    }

    /// A line under each image.
    pub fn captions<S: AsRef<str>>(self, captions: &[S]) -> Self {
        Self { captions: captions.iter().map(|c| c.as_ref().to_owned()).collect(), ..self }
    }

    /// The picture.
    ///
    /// # Errors
    /// No images, NaN or infinity, rows that `columns` does not divide, more than 4096 pixels in an image, another number of
    /// captions than images.
    pub fn svg(&self) -> Result<String> {
        check_matrix("pixels", self.pixels)?;
        let (n, pixels) = self.pixels.dim();
        if self.columns == 0 || !pixels.is_multiple_of(self.columns) || pixels > MOST_PIXELS {
            let want = format!("a divisor of {pixels}, the numbers in a row, of which there may be {MOST_PIXELS}");
            return Err(Error::setting("columns", self.columns, want));
        }
        if !self.captions.is_empty() && self.captions.len() != n {
            return Err(Error::shape("captions", self.captions.len(), format!("{n}, one for each image")));
        }
        let shown = n.min(MOST_IMAGES);
        let cut = if shown < n { format!("the first {shown} of {n} images") } else { String::new() };
        let lines = pixels / self.columns;
        let pixel = SIDE / self.columns.max(lines) as f64;
        let caption_room = if self.captions.is_empty() { 0.0 } else { 18.0 };
        let (step_x, step_y) = (pixel * self.columns as f64 + 10.0, pixel * lines as f64 + 10.0 + caption_room);
        let across = (((720.0 - 34.0) / step_x) as usize).clamp(1, shown.max(1));
        // The narrowest even filling of that many rows: 12 images as 6 and 6, not as 9 and 3.
        let across = shown.div_ceil(shown.div_ceil(across));
        let total = (across as f64 * step_x + 34.0).max(360.0);

        let title = if self.words.title.is_empty() { "Images" } else { &self.words.title };
        let mut svg = Svg::new(total, format!("{title}: {shown} images"));
        let top = frame::head(&mut svg, total, &self.words, &cut, &[]) + 4.0;
        let height = top + shown.div_ceil(across) as f64 * step_y + 8.0;

        let (least, most) = self.pixels.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &v| (a.min(v), b.max(v)));
        let half_span = most / 2.0 - least / 2.0;
        let level = |v: f64| {
            let ink = if half_span > 0.0 { (v / 2.0 - least / 2.0) / half_span } else { 0.0 };
            (ink * (LEVELS - 1) as f64).round() as usize
        };
        for (i, image) in self.pixels.outer_iter().take(shown).enumerate() {
            let (x, y) = (22.0 + (i % across) as f64 * step_x, top + (i / across) as f64 * step_y);
            let (w, h) = (num(pixel * self.columns as f64), num(pixel * lines as f64));
            svg.push(format!(
                "<rect x=\"{}\" y=\"{}\" width=\"{w}\" height=\"{h}\" fill-opacity=\".05\" shape-rendering=\"crispEdges\"/>",
                num(x),
                num(y)
            ));
            svg.push("<g shape-rendering=\"crispEdges\">");
            for ink in 1..LEVELS {
                let picked = |line: usize, column: usize| level(image[line * self.columns + column]) == ink;
                let path = runs(lines, self.columns, (x, y, pixel, pixel), picked);
                if !path.is_empty() {
                    svg.push(format!("<path d=\"{path}\" fill-opacity=\"{}\"/>", num(ink as f64 / (LEVELS - 1) as f64)));
                }
            }
            svg.push("</g>");
            if let Some(caption) = self.captions.get(i) {
                let middle = x + pixel * self.columns as f64 / 2.0;
                let caption = fit(caption, Type::TICK.size, step_x - 4.0);
                svg.text(middle, y + pixel * lines as f64 + 15.0, Anchor::Middle, Type::TICK, &caption);
            }
        }
        Ok(svg.finish(height))
    }
}
