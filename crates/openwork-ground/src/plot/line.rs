//! Lines over a number: histories, curves, timings.

use super::SIZE;
use super::frame::{self, Along, Entry, Swatch, Words, words};
use super::scale::Scale;
use super::svg::{Svg, colour, num};
use crate::error::{Error, Result};

/// A series longer than this is drawn by the least and the largest value of each of half as many pieces: the same line at
/// the picture's resolution.
const MOST_POINTS: usize = 2000;
/// Up to this many points are marked with dots.
const DOTTED: usize = 40;

/// One or more series over a number.
///
/// ```
/// use openwork::plot::Line;
///
/// let inertia = [180.2, 96.1, 81.0, 78.9, 78.85];
/// let svg = Line::new().series("inertia", (1..).map(f64::from).zip(inertia)).axes("round", "inertia").svg()?;
/// assert!(svg.contains("inertia"));
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Line {
    series: Vec<(String, Vec<(f64, f64)>)>,
    log: (bool, bool),
    words: Words,
}

impl Line {
    /// No series yet.
    pub fn new() -> Self {
        Self::default()
    }

    words!();

    /// A further series: its name and its points, drawn in the order given.
    pub fn series(mut self, name: impl Into<String>, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.series.push((name.into(), points.into_iter().collect()));
        self
    }

    /// Powers of ten along x: for positive numbers.
    pub fn log_x(self) -> Self {
        Self { log: (true, self.log.1), ..self }
    }

    /// Powers of ten along y: for positive numbers.
    pub fn log_y(self) -> Self {
        Self { log: (self.log.0, true), ..self }
    }

    /// The picture.
    ///
    /// # Errors
    /// No points, NaN or infinity, a number not above zero on a logarithmic axis.
    pub fn svg(&self) -> Result<String> {
        self.check()?;
        let all = || self.series.iter().flat_map(|(_, points)| points);
        let scale = |log: bool, values: &mut dyn Iterator<Item = f64>| {
            if log { Scale::log(values, 0.04) } else { Scale::linear(values, 0.04) }
        };
        let x = scale(self.log.0, &mut all().map(|p| p.0));
        let y = scale(self.log.1, &mut all().map(|p| p.1));
        let title = if self.words.title.is_empty() { "Line chart" } else { &self.words.title };
        let names: Vec<&str> = self.series.iter().map(|(name, _)| name.as_str()).collect();
        let mut svg = Svg::new(SIZE.0, format!("{title}: {}", names.join(", ")));
        let legend: Vec<Entry> = match self.series.len() {
            1 => vec![],
            _ => names.iter().enumerate().map(|(i, n)| Entry { name: (*n).to_owned(), swatch: Swatch::Line(i) }).collect(),
        };
        let thinned = if self.series.iter().any(|(_, points)| points.len() > MOST_POINTS) {
            format!("long series drawn by the extremes of {} pieces", MOST_POINTS / 2)
        } else {
            String::new()
        };
        let top = frame::head(&mut svg, SIZE.0, &self.words, &thinned, &legend);
        let area = frame::axes(&mut svg, SIZE, top, &self.words, &Along::Numbers(x), y);
        for (i, (_, points)) in self.series.iter().enumerate() {
            let places: Vec<(String, String)> =
                thin(points).into_iter().map(|(px, py)| (num(area.x(x.place(px))), num(area.y(y.place(py))))).collect();
            let path: Vec<String> = places.iter().map(|(px, py)| format!("{px} {py}")).collect();
            let dash = [" ", " stroke-dasharray=\"7 4\" ", " stroke-dasharray=\"2 4\" "][i / 10 % 3];
            svg.push(format!(
                "<path d=\"M{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2.4\" stroke-linejoin=\"round\"{dash}stroke-linecap=\"round\"/>",
                path.join("L"),
                colour(i)
            ));
            if points.len() <= DOTTED {
                svg.push(format!("<g class=\"edge\" fill=\"{}\" stroke=\"#ffffff\" stroke-width=\"1.2\">", colour(i)));
                for (px, py) in places {
                    svg.push(format!("<circle cx=\"{px}\" cy=\"{py}\" r=\"4\"/>"));
                }
                svg.push("</g>");
            }
        }
        Ok(svg.finish(SIZE.1))
    }

    fn check(&self) -> Result<()> {
        if self.series.iter().all(|(_, points)| points.is_empty()) {
            return Err(Error::empty("series", "at least one point"));
        }
        for (_, points) in &self.series {
            for (row, &(x, y)) in points.iter().enumerate() {
                for (column, value, log) in [(0, x, self.log.0), (1, y, self.log.1)] {
                    if !value.is_finite() {
                        return Err(Error::NotFinite { what: "series", value, row, column });
                    }
                    if log && value <= 0.0 {
                        let axis = ["x", "y"][column];
                        return Err(Error::setting("series", value, format!("{axis} above 0: its axis is logarithmic")));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Keeps the least and the largest value of each piece, in order.
fn thin(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    if points.len() <= MOST_POINTS {
        return points.to_vec();
    }
    let mut kept = Vec::with_capacity(MOST_POINTS);
    for piece in points.chunks(points.len().div_ceil(MOST_POINTS / 2)) {
        let by_value = |a: &usize, b: &usize| piece[*a].1.total_cmp(&piece[*b].1);
        let (Some(least), Some(most)) = ((0..piece.len()).min_by(by_value), (0..piece.len()).max_by(by_value)) else { continue };
        kept.push(piece[least.min(most)]);
        if least != most {
            kept.push(piece[least.max(most)]);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_the_extremes_in_order() {
        let points: Vec<(f64, f64)> =
            (0..100_000).map(|i| (f64::from(i), if i == 77_777 { 1e6 } else { f64::from(i % 7) })).collect();
        let kept = thin(&points);
        assert!(kept.len() <= MOST_POINTS);
        assert!(kept.contains(&(77_777.0, 1e6)));
        assert!(kept.windows(2).all(|w| w[0].0 < w[1].0));
    }
}
