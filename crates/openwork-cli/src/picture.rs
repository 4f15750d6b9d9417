//! Pictures: what the library draws as SVG, written as SVG or PNG by the ending of the file's name.

use crate::call::Failure;
use crate::png::svg_to_png;
use ndarray::ArrayView2;
use openwork::neighbors::KNeighborsClassifierModel;
use openwork::plot::{Projection, Scatter};
use std::path::Path;

/// Refuses, before any work, a name that does not tell how to draw.
pub fn check(path: &Path) -> Result<(), Failure> {
    match ending(path).as_str() {
        "svg" | "png" => Ok(()),
        _ if crate::output::is_dash(path) => Ok(()),
        _ => Err(Failure::Call(format!("{}: wanted a picture's name, ending in .svg or .png", path.display()))),
    }
}

fn ending(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// The picture as bytes: PNG where the file's name says so, else SVG.
pub fn encode(path: &Path, svg: &str) -> Result<Vec<u8>, Failure> {
    if ending(path) == "png" { svg_to_png(svg).map_err(Failure::Work) } else { Ok(svg.as_bytes().to_vec()) }
}

/// Points coloured by cluster with their centres; more than two features in the plane of their principal axes.
pub fn clusters(
    x: ArrayView2<'_, f64>,
    features: &[String],
    labels: &[u32],
    centers: ArrayView2<'_, f64>,
    title: &str,
) -> Result<String, Failure> {
    let projection = Projection::of(x)?;
    let points = projection.apply(x)?;
    let centers = projection.apply(centers)?;
    let [across, up] = projection.axis_names(features);
    Ok(Scatter::new(points.view()).labels(labels).centers(centers.view()).title(title).axes(across, up).svg()?)
}

/// Points coloured by class; more than two features in the plane of their principal axes.
pub fn points(
    x: ArrayView2<'_, f64>,
    features: &[String],
    classes: Option<(&[u32], &[String])>,
    title: &str,
) -> Result<String, Failure> {
    let projection = Projection::of(x)?;
    let seen = projection.apply(x)?;
    let [across, up] = projection.axis_names(features);
    let mut scatter = Scatter::new(seen.view()).title(title).axes(across, up);
    if let Some((labels, names)) = classes {
        scatter = scatter.labels(labels).names(names);
    }
    Ok(scatter.svg()?)
}

/// The known points of a classification, and behind them the answer at every place; more than two features are asked for in
/// the plane of their principal axes.
pub fn decision(
    model: &KNeighborsClassifierModel<f64>,
    features: &[String],
    classes: &[String],
    title: &str,
) -> Result<String, Failure> {
    regions(model.index.points(), features, (&model.y, classes), title, |places| model.predict(places))
}

/// Points coloured by class, and behind them what a classifier answers at every place; more than two features are asked for in the plane
/// of their principal axes.
pub fn regions(
    x: ArrayView2<'_, f64>,
    features: &[String],
    (labels, names): (&[u32], &[String]),
    title: &str,
    answer: impl Fn(ArrayView2<'_, f64>) -> openwork::Result<Vec<u32>>,
) -> Result<String, Failure> {
    let projection = Projection::of(x)?;
    let seen = projection.apply(x)?;
    let [across, up] = projection.axis_names(features);
    let scatter =
        Scatter::new(seen.view()).labels(labels).names(names).regions(|places| answer(projection.lift(places)?.view()))?;
    Ok(scatter.title(title).axes(across, up).svg()?)
}
