//! Bars: values by name.

use super::SIZE;
use super::frame::{self, Along, Entry, Swatch, Words, words};
use super::scale::{Scale, short};
use super::svg::{Anchor, Svg, Type, colour, num, width};
use crate::error::{Error, Result};

/// More names than this cannot be told apart in a picture.
const MOST_BARS: usize = 500;

/// Values by name, one bar a value; several series stand side by side.
///
/// ```
/// use openwork::plot::Bar;
///
/// let svg = Bar::new(&["setosa", "versicolor", "virginica"]).series("flowers", &[50.0, 50.0, 50.0]).svg()?;
/// assert!(svg.contains("versicolor"));
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Bar {
    names: Vec<String>,
    series: Vec<(String, Vec<f64>)>,
    words: Words,
}

impl Bar {
    /// The names under the bars.
    pub fn new<S: AsRef<str>>(names: &[S]) -> Self {
        Self { names: names.iter().map(|n| n.as_ref().to_owned()).collect(), series: vec![], words: Words::default() }
    }

    words!();

    /// A further series: its name and its values, one for each name.
    pub fn series(mut self, name: impl Into<String>, values: &[f64]) -> Self {
        self.series.push((name.into(), values.to_vec()));
        self
    }

    /// The picture.
    ///
    /// # Errors
    /// No names or series, more than 500 bars a series, a series of another length than the names, NaN or infinity.
    pub fn svg(&self) -> Result<String> {
        self.check()?;
        let y = Scale::from_zero(self.series.iter().flat_map(|(_, values)| values.iter().copied()), 0.06);
        let title = if self.words.title.is_empty() { "Bar chart" } else { &self.words.title };
        let mut svg = Svg::new(SIZE.0, format!("{title}: {} names", self.names.len()));
        let legend: Vec<Entry> = match self.series.len() {
            1 => vec![],
            _ => self.series.iter().enumerate().map(|(i, s)| Entry { name: s.0.clone(), swatch: Swatch::Box(i) }).collect(),
        };
        let top = frame::head(&mut svg, SIZE.0, &self.words, "", &legend);
        let area = frame::axes(&mut svg, SIZE, top, &self.words, &Along::Names(&self.names), y);

        let slots = Scale::slots(self.names.len());
        let slot = (area.right - area.left) / self.names.len() as f64;
        let wide = (slot * 0.72 / self.series.len() as f64).min(90.0);
        let zero = area.y(y.place(0.0));
        for (s, (_, values)) in self.series.iter().enumerate() {
            let shift = (s as f64 - self.series.len() as f64 / 2.0) * wide;
            let gap = if wide > 6.0 { 1.0 } else { 0.0 };
            let left = |i: usize| area.x(slots.place(i as f64 + 0.5)) + shift + gap;
            svg.push(format!("<g fill=\"{}\">", colour(s)));
            for (i, &value) in values.iter().enumerate() {
                let end = area.y(y.place(value));
                let (top, tall) = (end.min(zero), (end - zero).abs());
                let (x, y, w, h) = (num(left(i)), num(top), num(wide - 2.0 * gap), num(tall));
                let round = if wide > 12.0 && tall > 4.0 { " rx=\"2\"" } else { "" };
                svg.push(format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{round}/>"));
            }
            svg.push("</g>");
            let texts: Vec<String> = values.iter().map(|&v| short(v)).collect();
            if texts.iter().all(|text| width(text, Type::TICK.size) < wide + 6.0) {
                for (i, (text, &value)) in texts.iter().zip(values).enumerate() {
                    let at = area.y(y.place(value)) + if value < 0.0 { 14.0 } else { -5.0 };
                    svg.text(left(i) + wide / 2.0 - gap, at, Anchor::Middle, Type::TICK, text);
                }
            }
        }
        svg.push(format!(
            "<path d=\"M{} {}H{}\" stroke=\"currentColor\" stroke-width=\"1.2\"/>",
            num(area.left),
            num(zero),
            num(area.right)
        ));
        Ok(svg.finish(SIZE.1))
    }

    fn check(&self) -> Result<()> {
        if self.names.is_empty() || self.series.is_empty() {
            return Err(Error::empty("bars", "at least one name and one series"));
        }
        if self.names.len() > MOST_BARS {
            return Err(Error::setting("bars", self.names.len(), format!("at most {MOST_BARS}; draw a line instead")));
        }
        for (name, values) in &self.series {
            if values.len() != self.names.len() {
                return Err(Error::shape(
                    format!("series {name:?}"),
                    values.len(),
                    format!("{}, one for each name", self.names.len()),
                ));
            }
            if let Some(row) = values.iter().position(|v| !v.is_finite()) {
                return Err(Error::NotFinite { what: "series", value: values[row], row, column: 0 });
            }
        }
        Ok(())
    }
}
