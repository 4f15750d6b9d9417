//! Points in the plane, coloured by class or cluster.

use super::frame::{self, Along, Area, Entry, Swatch, Words, words};
use super::scale::{Scale, thousands};
use super::svg::{Svg, colour, mark, num, runs};
use super::{SIZE, check_classes, check_labels, check_plane, sample};
use crate::error::{Error, Result};
use ndarray::{Array2, ArrayView2};

/// At most this many points are drawn; of more, a random sample, which the picture states.
pub const MOST_POINTS: usize = 3000;

/// Decision regions are asked for on a grid of this many columns and rows.
const GRID: (usize, usize) = (240, 150);

/// Points in the plane, coloured by class or cluster, with centres as larger marks and decision regions behind them.
///
/// ```
/// use ndarray::array;
/// use openwork::plot::Scatter;
///
/// let points = array![[1.0, 2.0], [1.2, 1.9], [5.0, 6.0]];
/// let svg = Scatter::new(points.view()).labels(&[0, 0, 1]).names(&["small", "large"]).title("Two kinds").svg()?;
/// assert!(svg.starts_with("<svg"));
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Scatter<'a> {
    points: ArrayView2<'a, f64>,
    labels: &'a [u32],
    names: Vec<String>,
    centers: Option<ArrayView2<'a, f64>>,
    regions: Option<Vec<u32>>,
    line: Vec<(f64, f64)>,
    words: Words,
}

impl<'a> Scatter<'a> {
    /// Points, one a row, shape `(n, 2)`; data with more features goes through [`Projection`](super::Projection) first.
    pub fn new(points: ArrayView2<'a, f64>) -> Self {
        Self { points, labels: &[], names: vec![], centers: None, regions: None, line: vec![], words: Words::default() }
    }

    words!();

    /// The class or cluster of each point, from 0.
    pub fn labels(self, labels: &'a [u32]) -> Self {
        Self { labels, ..self }
    }

    /// The names of the classes, for the legend.
    pub fn names<S: AsRef<str>>(self, names: &[S]) -> Self {
        Self { names: names.iter().map(|n| n.as_ref().to_owned()).collect(), ..self }
    }

    /// Centres, one a row, shape `(k, 2)`: the i-th takes the colour of class i.
    pub fn centers(self, centers: ArrayView2<'a, f64>) -> Self {
        Self { centers: Some(centers), ..self }
    }

    /// A line over the points, such as a fit or a zero: its corners in order.
    pub fn line(self, line: impl IntoIterator<Item = (f64, f64)>) -> Self {
        Self { line: line.into_iter().collect(), ..self }
    }

    /// Colours the background by what `classify` says of the places there: it is handed a grid over the picture, one place a
    /// row, shape `(m, 2)`, and gives the class of each.
    ///
    /// # Errors
    /// Those of `classify`, of the points, or another number of classes than places.
    pub fn regions(mut self, classify: impl FnOnce(ArrayView2<'_, f64>) -> Result<Vec<u32>>) -> Result<Self> {
        let (x, y) = self.scales()?;
        let (columns, rows) = GRID;
        let grid = Array2::from_shape_fn((rows * columns, 2), |(i, axis)| {
            if axis == 0 {
                x.value(((i % columns) as f64 + 0.5) / columns as f64)
            } else {
                y.value(1.0 - ((i / columns) as f64 + 0.5) / rows as f64)
            }
        });
        let classes = classify(grid.view())?;
        check_labels("regions", &classes, rows * columns)?;
        self.regions = Some(classes);
        Ok(self)
    }

    fn scales(&self) -> Result<(Scale, Scale)> {
        check_plane("points", self.points)?;
        if let Some(centers) = self.centers {
            check_plane("centers", centers)?;
        }
        for (row, &(x, y)) in self.line.iter().enumerate() {
            if let Some((column, value)) = [x, y].into_iter().enumerate().find(|(_, value)| !value.is_finite()) {
                return Err(Error::NotFinite { what: "line", value, row, column });
            }
        }
        let axis = |i: usize| {
            let centers = self.centers.iter().flat_map(move |c| c.column(i).into_iter().copied().collect::<Vec<_>>());
            let line = self.line.iter().map(move |&(x, y)| if i == 0 { x } else { y });
            Scale::linear(self.points.column(i).iter().copied().chain(centers).chain(line), 0.04)
        };
        Ok((axis(0), axis(1)))
    }

    /// The picture.
    ///
    /// # Errors
    /// No points, other than two columns, NaN or infinity, another number of labels than points, or so many classes that a
    /// label must be a mistake.
    pub fn svg(&self) -> Result<String> {
        let (x, y) = self.scales()?;
        let n = self.points.nrows();
        if !self.labels.is_empty() {
            check_labels("labels", self.labels, n)?;
        }
        let classes = check_classes(self.labels)?;
        let shown = sample(n, MOST_POINTS);
        let sampled = if shown.len() < n {
            format!("a random {} of {} points drawn", thousands(&shown.len().to_string()), thousands(&n.to_string()))
        } else {
            String::new()
        };

        let mut svg = Svg::new(SIZE.0, self.label(n));
        let top = frame::head(&mut svg, SIZE.0, &self.words, &sampled, &self.legend(classes));
        let area = frame::axes(&mut svg, SIZE, top, &self.words, &Along::Numbers(x), y);
        if let Some(regions) = &self.regions {
            draw_regions(&mut svg, area, regions)?;
        }
        let radius = if shown.len() > 1000 {
            2.6
        } else if shown.len() > 300 {
            3.3
        } else {
            4.2
        };
        let place = |row: usize| (area.x(x.place(self.points[[row, 0]])), area.y(y.place(self.points[[row, 1]])));
        if self.labels.is_empty() {
            svg.push(format!("<g fill=\"{}\" fill-opacity=\".8\">", colour(0)));
            for &row in &shown {
                let (px, py) = place(row);
                svg.push(mark(0, px, py, radius));
            }
            svg.push("</g>");
        } else {
            for class in 0..classes {
                let mut members = shown.iter().filter(|&&row| self.labels[row] as usize == class).peekable();
                if members.peek().is_none() {
                    continue;
                }
                svg.push(format!("<g {} fill-opacity=\".85\">", frame::paint(class)));
                for &row in members {
                    let (px, py) = place(row);
                    svg.push(mark(class, px, py, radius));
                }
                svg.push("</g>");
            }
        }
        if !self.line.is_empty() {
            let corners = self.line.iter().map(|&(u, v)| format!("{} {}", num(area.x(x.place(u))), num(area.y(y.place(v)))));
            svg.push(format!(
                "<path d=\"M{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2.4\" stroke-linejoin=\"round\"/>",
                corners.collect::<Vec<_>>().join("L"),
                colour(1)
            ));
        }
        for (i, center) in self.centers.iter().flat_map(|c| c.outer_iter()).enumerate() {
            svg.push(frame::centre(Some(i), area.x(x.place(center[0])), area.y(y.place(center[1])), 8.0));
        }
        Ok(svg.finish(SIZE.1))
    }

    fn label(&self, n: usize) -> String {
        let title = if self.words.title.is_empty() { "Scatter plot" } else { &self.words.title };
        format!("{title}: {n} points")
    }

    fn legend(&self, classes: usize) -> Vec<Entry> {
        let mut entries: Vec<Entry> = match classes {
            0 | 1 if self.names.is_empty() => vec![],
            _ => (0..classes.max(self.names.len()))
                .map(|class| Entry {
                    name: self.names.get(class).cloned().unwrap_or_else(|| format!("{class}")),
                    swatch: Swatch::Mark(class),
                })
                .collect(),
        };
        if self.centers.is_some() {
            entries.insert(0, Entry { name: "centre".into(), swatch: Swatch::Centre });
        }
        entries
    }
}

fn draw_regions(svg: &mut Svg, area: Area, regions: &[u32]) -> Result<()> {
    let (columns, rows) = GRID;
    let cell = (area.left, area.top, (area.right - area.left) / columns as f64, (area.bottom - area.top) / rows as f64);
    for class in 0..check_classes(regions)? {
        let path = runs(rows, columns, cell, |r, c| regions[r * columns + c] as usize == class);
        if !path.is_empty() {
            svg.push(format!(
                "<path d=\"{path}\" fill=\"{}\" fill-opacity=\".22\" shape-rendering=\"crispEdges\"/>",
                colour(class)
            ));
        }
    }
    Ok(())
}
