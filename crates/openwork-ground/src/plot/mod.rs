//! Pictures as SVG text: the same on the command line, in a notebook, in the book and in a README.
//!
//! A picture is a builder whose `svg()` gives the whole document. The same input gives the same bytes. Pictures carry their
//! dark theme with them (`prefers-color-scheme`), their text is escaped, their colours hold for the colour-blind, and numbers that
//! are NaN or infinite are refused. Data with more than two features is looked at through a [`Projection`].
//!
//! | picture | shows |
//! | --- | --- |
//! | [`Scatter`] | points by class or cluster, centres, decision regions |
//! | [`Line`] | series over a number, linear or logarithmic |
//! | [`Bar`] | values by name, several series side by side |
//! | [`HeatMap`] | a matrix, such as a confusion matrix |
//! | [`Images`] | rows of pixels as images, such as digits or the centres of their clusters |
//! | [`Replay`] | the steps of a run, one after another, without JavaScript |

mod bar;
mod frame;
mod heatmap;
mod images;
mod line;
mod project;
mod replay;
mod scale;
mod scatter;
mod svg;

pub use bar::Bar;
pub use heatmap::HeatMap;
pub use images::Images;
pub use line::Line;
pub use project::Projection;
pub use replay::Replay;
pub use scatter::Scatter;

use crate::error::{Error, Result};
use crate::linalg::check_matrix;
use ndarray::ArrayView2;
use rand::SeedableRng;

/// Width and height of a chart, in pixels at its natural size; it scales without loss.
const SIZE: (f64, f64) = (720.0, 480.0);

/// More classes than this are a mistake: row numbers or hashes where labels were wanted.
const MOST_CLASSES: usize = 1000;

fn check_plane(what: &'static str, x: ArrayView2<'_, f64>) -> Result<()> {
    check_matrix(what, x)?;
    if x.ncols() != 2 {
        return Err(Error::shape(what, format!("{} columns", x.ncols()), "2; see plot::Projection for a view of more"));
    }
    Ok(())
}

fn check_labels(what: &str, labels: &[u32], n: usize) -> Result<()> {
    if labels.len() != n {
        return Err(Error::shape(what, labels.len(), format!("{n}, one for each point")));
    }
    Ok(())
}

/// How many classes some labels have: one more than the largest.
fn check_classes(labels: &[u32]) -> Result<usize> {
    let largest = labels.iter().max().map_or(0, |&l| l as usize + 1);
    if largest > MOST_CLASSES {
        return Err(Error::setting("labels", largest - 1, format!("classes from 0 to {}", MOST_CLASSES - 1)));
    }
    Ok(largest)
}

/// Which of `n` points to draw, at most `most`: all, or a random sample in their order, the same at every call.
fn sample(n: usize, most: usize) -> Vec<usize> {
    if n <= most {
        return (0..n).collect();
    }
    let mut rng = rand_pcg::Pcg64::seed_from_u64(0);
    let mut rows = rand::seq::index::sample(&mut rng, n, most).into_vec();
    rows.sort_unstable();
    rows
}

#[cfg(test)]
mod tests;
