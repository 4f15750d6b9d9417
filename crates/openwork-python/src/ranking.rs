//! Curves of thresholds for Python.

use crate::arrays::raise;
use crate::metrics::flat;
use crate::pool::run;
use numpy::{IntoPyArray, PyArray1, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2};
use openwork::metrics::{AreaAverage, ScoreRanking, Versus, area, areas_of_columns, roc_auc, roc_auc_classes};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

type Numbers<'py> = PyReadonlyArray1<'py, f64>;
type Curve<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>);

/// The area under the ROC curve where the labels are whole numbers of exactly two values and the scores float64; else None.
#[pyfunction]
pub fn roc_auc_of_two<'py>(py: Python<'py>, truth: &Bound<'py, PyAny>, scores: &Bound<'py, PyAny>) -> PyResult<Option<f64>> {
    let Ok(scores) = scores.cast::<PyArray1<f64>>() else { return Ok(None) };
    let scores = scores.try_readonly()?;
    let scores = flat(&scores);
    if let Ok(truth) = truth.cast::<PyArray1<i64>>() {
        let truth = truth.try_readonly()?;
        let truth = flat(&truth);
        if truth.len() != scores.len() {
            return Ok(None);
        }
        return run(py, 0, truth.len() * 8, || {
            let Some(high) = crate::metrics::higher_of_two(&truth) else { return Ok(None) };
            roc_auc(|row| truth[row] == high, &scores).map(Some)
        })
        .map_err(raise);
    }
    if let Ok(truth) = truth.cast::<PyArray1<bool>>() {
        let truth = truth.try_readonly()?;
        let truth = flat(&truth);
        if truth.len() != scores.len() || !truth.contains(&true) || !truth.contains(&false) {
            return Ok(None);
        }
        return run(py, 0, truth.len() * 8, || roc_auc(|row| truth[row], &scores)).map(Some).map_err(raise);
    }
    Ok(None)
}

fn ranking<'py>(
    py: Python<'py>,
    truth: &PyReadonlyArray1<'py, bool>,
    scores: &Numbers<'py>,
    weights: Option<&Numbers<'py>>,
) -> PyResult<ScoreRanking> {
    let (truth, scores, weights) = (flat(truth), flat(scores), weights.map(flat));
    run(py, 0, truth.len() * 8, || ScoreRanking::of(&truth, &scores, weights.as_deref())).map_err(raise)
}

fn arrays<'py>(py: Python<'py>, a: Vec<f64>, b: Vec<f64>, c: Vec<f64>) -> Curve<'py> {
    (a.into_pyarray(py).into_any(), b.into_pyarray(py).into_any(), c.into_pyarray(py).into_any())
}

/// `"roc"`: false and true positive rates; `"pr"`: precision and recall; `"det"`: false positive and false negative rates;
/// `"sums"`: weights of the false and true positives. Each with its thresholds. A curve that needs both classes fails without.
#[pyfunction]
pub fn curve<'py>(
    py: Python<'py>,
    name: &str,
    truth: PyReadonlyArray1<'py, bool>,
    scores: Numbers<'py>,
    weights: Option<Numbers<'py>>,
    drop_intermediate: bool,
) -> PyResult<Curve<'py>> {
    let ranking = ranking(py, &truth, &scores, weights.as_ref())?;
    Ok(match name {
        "roc" => {
            let curve = ranking.roc_curve(drop_intermediate).map_err(raise)?;
            arrays(py, curve.fpr, curve.tpr, curve.thresholds)
        }
        "pr" => {
            let curve = ranking.precision_recall_curve(drop_intermediate);
            arrays(py, curve.precision, curve.recall, curve.thresholds)
        }
        "det" => {
            let curve = ranking.det_curve(drop_intermediate).map_err(raise)?;
            arrays(py, curve.fpr, curve.fnr, curve.thresholds)
        }
        _ => {
            let sums: Vec<(f64, f64, f64)> = ranking.sums().collect();
            let column = |f: fn(&(f64, f64, f64)) -> f64| sums.iter().map(f).collect();
            arrays(py, column(|s| s.2), column(|s| s.1), column(|s| s.0))
        }
    })
}

/// The area under the ROC curve, the partial area up to `max_fpr`, or the average precision.
#[pyfunction]
pub fn ranking_score<'py>(
    py: Python<'py>,
    name: &str,
    truth: PyReadonlyArray1<'py, bool>,
    scores: Numbers<'py>,
    weights: Option<Numbers<'py>>,
    max_fpr: Option<f64>,
) -> PyResult<f64> {
    if weights.is_none() && max_fpr.is_none() && name == "auc" {
        let (truth, scores) = (flat(&truth), flat(&scores));
        return run(py, 0, truth.len() * 8, || roc_auc(|row| truth[row], &scores)).map_err(raise);
    }
    let ranking = ranking(py, &truth, &scores, weights.as_ref())?;
    match (name, max_fpr) {
        ("auc", Some(limit)) => ranking.partial_auc(limit).map_err(raise),
        ("auc", None) => ranking.auc().map_err(raise),
        _ => Ok(ranking.average_precision()),
    }
}

/// The area for several classes; the truth as columns.
#[pyfunction]
pub fn roc_auc_of_classes<'py>(
    py: Python<'py>,
    truth: PyReadonlyArray1<'py, u32>,
    scores: PyReadonlyArray2<'py, f64>,
    one_versus_one: bool,
    weighted: bool,
    weights: Option<Numbers<'py>>,
) -> PyResult<f64> {
    let (truth, weights) = (flat(&truth), weights.as_ref().map(flat));
    let scores = scores.as_array();
    let versus = if one_versus_one { Versus::One } else { Versus::Rest };
    let average = if weighted { AreaAverage::Weighted } else { AreaAverage::Macro };
    run(py, 0, scores.len() * 8, || roc_auc_classes(&truth, scores, versus, average, weights.as_deref())).map_err(raise)
}

/// The area of each column, NaN for one that is true of all rows or of none.
#[pyfunction]
pub fn roc_auc_of_columns<'py>(
    py: Python<'py>,
    truth: PyReadonlyArray2<'py, bool>,
    scores: PyReadonlyArray2<'py, f64>,
    weights: Option<Numbers<'py>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (truth, scores, weights) = (truth.as_array(), scores.as_array(), weights.as_ref().map(flat));
    if truth.dim() != scores.dim() {
        let message = format!("y_score has shape {:?}, wanted {:?}, that of y_true", scores.dim(), truth.dim());
        return Err(PyValueError::new_err(message));
    }
    let areas = run(py, 0, scores.len() * 8, || areas_of_columns(|row, class| truth[[row, class]], scores, weights.as_deref()));
    Ok(areas.map_err(raise)?.into_pyarray(py).into_any())
}

/// The area under points joined by straight lines.
#[pyfunction]
pub fn auc(x: Numbers<'_>, y: Numbers<'_>) -> PyResult<f64> {
    area(&flat(&x), &flat(&y)).map_err(raise)
}
