//! Metrics for Python: labels, probabilities and numbers come in as numpy arrays, what cannot be read here in one look is refused by
//! `None` and read by Python.

use crate::arrays::raise;
use crate::pool::run;
use ndarray::{Array1, Array2};
use numpy::{IntoPyArray, PyArray1, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, ToPyArray};
use openwork::metrics::{
    self, Average, Bootstrap, Confusion, Counts, Regression, Scores, Sums, ZeroDivision, median_absolute_error, quantile,
};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::borrow::Cow;

type Numbers<'py> = PyReadonlyArray1<'py, f64>;
/// Labels, rising, and the cells of the confusion matrix.
type Table<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

/// The numbers as a slice; of an array with gaps a copy.
pub fn flat<'a, T: numpy::Element + Copy>(array: &'a PyReadonlyArray1<'_, T>) -> Cow<'a, [T]> {
    match array.as_slice() {
        Ok(slice) => Cow::Borrowed(slice),
        Err(_) => Cow::Owned(array.as_array().to_vec()),
    }
}

/// The labels seen and the confusion matrix, for whole-number labels close together; else None.
#[pyfunction]
pub fn confusion_of_integers<'py>(
    py: Python<'py>,
    truth: PyReadonlyArray1<'py, i64>,
    answers: PyReadonlyArray1<'py, i64>,
    weights: Option<Numbers<'py>>,
) -> PyResult<Option<Table<'py>>> {
    let (truth, answers, weights) = (flat(&truth), flat(&answers), weights.as_ref().map(flat));
    let found = run(py, 0, truth.len() * 4, || Confusion::of_integers(&truth, &answers, weights.as_deref())).map_err(raise)?;
    Ok(found.map(|(labels, table)| (labels.into_pyarray(py).into_any(), table.cells().to_pyarray(py).into_any())))
}

/// The confusion matrix of labels that are numbers of classes.
#[pyfunction]
pub fn confusion_of_codes<'py>(
    py: Python<'py>,
    truth: PyReadonlyArray1<'py, u32>,
    answers: PyReadonlyArray1<'py, u32>,
    classes: usize,
    weights: Option<Numbers<'py>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (truth, answers, weights) = (flat(&truth), flat(&answers), weights.as_ref().map(flat));
    let found = run(py, 0, truth.len() * 4, || Confusion::of(&truth, &answers, classes, weights.as_deref())).map_err(raise)?;
    Ok(found.cells().to_pyarray(py).into_any())
}

/// `(n_classes, 4)` counts of each class against the rest: true negatives, false positives, false negatives, true positives.
#[pyfunction]
pub fn counts_of_cells<'py>(py: Python<'py>, cells: PyReadonlyArray2<'py, f64>) -> PyResult<Bound<'py, PyAny>> {
    let counts = Confusion::from_cells(cells.as_array()).map_err(raise)?.counts();
    let flat: Vec<f64> = counts.iter().flat_map(|c| [c.tn, c.fp, c.fn_, c.tp]).collect();
    let counts = Array2::from_shape_vec((counts.len(), 4), flat).map_err(|e| PyValueError::new_err(e.to_string()))?;
    Ok(counts.into_pyarray(py).into_any())
}

fn counts(rows: &PyReadonlyArray2<'_, f64>) -> Vec<Counts> {
    rows.as_array().outer_iter().map(|c| Counts { tn: c[0], fp: c[1], fn_: c[2], tp: c[3] }).collect()
}

fn zero(value: f64) -> ZeroDivision {
    match value {
        0.0 => ZeroDivision::Zero,
        1.0 => ZeroDivision::One,
        _ => ZeroDivision::Nan,
    }
}

fn averaging(name: &str) -> PyResult<Average> {
    match name {
        "micro" => Ok(Average::Micro),
        "macro" => Ok(Average::Macro),
        "weighted" => Ok(Average::Weighted),
        other => Err(PyValueError::new_err(format!("average = {other:?}, wanted 'micro', 'macro' or 'weighted'"))),
    }
}

/// `(precision, recall, f, (undefined precision, undefined recall, undefined f))` of counts, averaged.
#[pyfunction]
pub fn scores_averaged(
    rows: PyReadonlyArray2<'_, f64>,
    average: &str,
    beta: f64,
    zero_division: f64,
) -> PyResult<(f64, f64, f64, [bool; 3])> {
    let s = metrics::average(&counts(&rows), averaging(average)?, beta, zero(zero_division)).map_err(raise)?;
    Ok((s.precision, s.recall, s.f, s.undefined))
}

/// Arrays of precision, recall, F and support, one entry for each row of counts, and which are undefined in some row.
type EachScore<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, [bool; 3]);

/// The scores of each row of counts.
#[pyfunction]
pub fn scores_each<'py>(py: Python<'py>, rows: PyReadonlyArray2<'py, f64>, beta: f64, zero_division: f64) -> EachScore<'py> {
    let each: Vec<Scores> = counts(&rows).iter().map(|c| c.scores(beta, zero(zero_division))).collect();
    let column = |f: fn(&Scores) -> f64| each.iter().map(f).collect::<Array1<f64>>().into_pyarray(py).into_any();
    let undefined = std::array::from_fn(|i| each.iter().any(|s| s.undefined[i]));
    (column(|s| s.precision), column(|s| s.recall), column(|s| s.f), column(|s| s.support), undefined)
}

/// Cohen's kappa; None where it is not defined.
#[pyfunction]
pub fn kappa(cells: PyReadonlyArray2<'_, f64>, power: u32) -> PyResult<Option<f64>> {
    Ok(Confusion::from_cells(cells.as_array()).map_err(raise)?.kappa(power))
}

/// Accuracy, balanced accuracy or Matthews' correlation of a confusion matrix.
#[pyfunction]
pub fn score_of_cells(cells: PyReadonlyArray2<'_, f64>, name: &str, adjusted: bool) -> PyResult<f64> {
    let confusion = Confusion::from_cells(cells.as_array()).map_err(raise)?;
    Ok(match name {
        "balanced" => confusion.balanced_accuracy(adjusted),
        "matthews" => confusion.matthews(),
        _ => confusion.accuracy(),
    })
}

/// The sorted distinct texts of two arrays together, as rows of code points, and the number of each text among them.
#[pyfunction]
pub fn encode_texts<'py>(
    py: Python<'py>,
    a: PyReadonlyArray2<'py, u32>,
    b: PyReadonlyArray2<'py, u32>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    use std::collections::HashMap;
    let width = a.as_array().ncols().max(b.as_array().ncols());
    let mut seen: HashMap<Vec<u32>, u32> = HashMap::new();
    let codes = |array: ndarray::ArrayView2<'_, u32>, seen: &mut HashMap<Vec<u32>, u32>| -> Vec<u32> {
        let mut last: Option<(Vec<u32>, u32)> = None;
        let mut word = Vec::with_capacity(width);
        array
            .outer_iter()
            .map(|row| {
                word.clear();
                word.extend(row.iter().copied());
                word.resize(width, 0);
                if let Some((text, code)) = &last
                    && *text == word
                {
                    return *code;
                }
                let next = seen.len() as u32;
                let code = match seen.get(&word) {
                    Some(&code) => code,
                    None => *seen.entry(word.clone()).or_insert(next),
                };
                last = Some((word.clone(), code));
                code
            })
            .collect()
    };
    let (a, b) = (codes(a.as_array(), &mut seen), codes(b.as_array(), &mut seen));
    let mut texts: Vec<(Vec<u32>, u32)> = seen.into_iter().collect();
    texts.sort();
    let mut place = vec![0_u32; texts.len()];
    texts.iter().zip(0..).for_each(|((_, code), rank)| place[*code as usize] = rank);
    let ranked =
        |codes: Vec<u32>| codes.into_iter().map(|c| place[c as usize]).collect::<Array1<u32>>().into_pyarray(py).into_any();
    let flat: Vec<u32> = texts.iter().flat_map(|t| t.0.iter().copied()).collect();
    let table = Array2::from_shape_vec((texts.len(), width), flat).map_err(|e| PyValueError::new_err(e.to_string()))?;
    Ok((table.into_pyarray(py).into_any(), ranked(a), ranked(b)))
}

/// The two values that whole numbers take, the lower first; None where they are not two.
fn two(labels: &[i64]) -> Option<(i64, i64)> {
    let (low, high) = labels.iter().fold((i64::MAX, i64::MIN), |(a, b), &v| (a.min(v), b.max(v)));
    let only = labels.iter().fold(true, |only, &v| only & (v == low || v == high));
    (low < high && only).then_some((low, high))
}

/// Log loss (`"log"`) or Brier score (`"brier"`) of two classes, as `(sum, weight)`. None where the labels are not two whole numbers.
#[pyfunction]
pub fn loss_of_two<'py>(
    py: Python<'py>,
    name: &str,
    truth: PyReadonlyArray1<'py, i64>,
    positive: Numbers<'py>,
    weights: Option<Numbers<'py>>,
) -> PyResult<Option<(f64, f64)>> {
    let (truth, positive, weights) = (flat(&truth), flat(&positive), weights.as_ref().map(flat));
    if truth.len() != positive.len() {
        return Ok(None);
    }
    let mean = run(py, 0, truth.len() * 8, || {
        let Some((_, high)) = two_parallel(&truth) else { return Ok(None) };
        let yes = |row: usize| truth[row] == high;
        let mean = match name {
            "brier" => metrics::brier_binary(yes, &positive, weights.as_deref()),
            _ => metrics::log_loss_binary(yes, &positive, weights.as_deref()),
        };
        mean.map(|mean| Some((mean.sum.value(), mean.weight.value())))
    });
    mean.map_err(raise)
}

/// The higher of exactly two values.
pub fn higher_of_two(labels: &[i64]) -> Option<i64> {
    two_parallel(labels).map(|(_, high)| high)
}

/// [`two`], on all threads.
fn two_parallel(labels: &[i64]) -> Option<(i64, i64)> {
    let pieces = openwork::threads::map_chunks(labels.len(), 1 << 16, labels.len(), |rows| {
        let part = &labels[rows];
        let (low, high) = part.iter().fold((i64::MAX, i64::MIN), |(a, b), &v| (a.min(v), b.max(v)));
        let only = part.iter().fold(true, |only, &v| only & (v == low || v == high));
        only.then_some((low, high))
    });
    let mut ends = vec![];
    for piece in pieces {
        let (low, high) = piece?;
        ends.extend([low, high]);
    }
    two(&ends)
}

/// The same for several classes, the truth as columns: `(sum, weight, whether every row sums to one)`.
#[pyfunction]
pub fn loss_of_classes<'py>(
    py: Python<'py>,
    name: &str,
    truth: PyReadonlyArray1<'py, u32>,
    probabilities: PyReadonlyArray2<'py, f64>,
    weights: Option<Numbers<'py>>,
) -> PyResult<(f64, f64, bool)> {
    let (truth, weights) = (flat(&truth), weights.as_ref().map(flat));
    let probabilities = probabilities.as_array();
    let (mean, one) = run(py, 0, probabilities.len() * 4, || match name {
        "brier" => metrics::brier(&truth, probabilities, weights.as_deref()).map(|mean| (mean, true)),
        _ => metrics::log_loss(&truth, probabilities, weights.as_deref()),
    })
    .map_err(raise)?;
    Ok((mean.sum.value(), mean.weight.value(), one))
}

/// The share (or weight) of rows whose class is among the k best.
#[pyfunction]
pub fn top_k<'py>(
    py: Python<'py>,
    truth: PyReadonlyArray1<'py, u32>,
    scores: PyReadonlyArray2<'py, f64>,
    k: usize,
    weights: Option<Numbers<'py>>,
) -> PyResult<(f64, f64)> {
    let (truth, weights) = (flat(&truth), weights.as_ref().map(flat));
    let scores = scores.as_array();
    let mean = run(py, 0, scores.len() * 4, || metrics::top_k(&truth, scores, k, weights.as_deref())).map_err(raise)?;
    Ok((mean.sum.value(), mean.weight.value()))
}

/// One metric of regression, by name; arrays of one column each. A score made of two parts comes as these.
#[pyfunction]
pub fn regression<'py>(
    py: Python<'py>,
    name: &str,
    truth: &Bound<'py, PyAny>,
    answers: &Bound<'py, PyAny>,
    weights: Option<Numbers<'py>>,
    alpha: f64,
) -> PyResult<Option<(f64, f64)>> {
    let (Ok(truth), Ok(answers)) = (truth.cast::<PyArray1<f64>>(), answers.cast::<PyArray1<f64>>()) else { return Ok(None) };
    let (truth, answers) = (truth.try_readonly()?, answers.try_readonly()?);
    let (truth, answers, weights) = (flat(&truth), flat(&answers), weights.as_ref().map(flat));
    let weights = weights.as_deref();
    let of = |sums| Regression::of(&truth, &answers, weights, sums);
    let found = run(py, 0, truth.len() * 8, || {
        Ok(match name {
            "squared" => (of(Sums::SQUARED)?.mean_squared_error(), 0.0),
            "absolute" => (of(Sums::ABSOLUTE)?.mean_absolute_error(), 0.0),
            "percentage" => (of(Sums::PERCENTAGE)?.mean_absolute_percentage_error(), 0.0),
            "logarithms" => (of(Sums::LOGARITHMS)?.mean_squared_log_error(), 0.0),
            "max" => (of(Sums::ABSOLUTE)?.max_error(), 0.0),
            "median" => (median_absolute_error(&truth, &answers, weights)?, 0.0),
            "pinball" => (metrics::mean_pinball_loss(&truth, &answers, weights, alpha)?, 0.0),
            "quantile" => (quantile(&truth, weights, alpha)?, 0.0),
            "explained" => of(Sums::TRUTH | Sums::ERROR)?.explained_variance_parts().into(),
            _ => of(Sums::TRUTH | Sums::SQUARED)?.r2_parts().into(),
        })
    });
    found.map(Some).map_err(raise)
}

/// The bootstrap interval of `score(rows)`: `(score, low, high, undefined)`.
#[pyfunction]
pub fn bootstrap_interval<'py>(
    py: Python<'py>,
    n: usize,
    score: Bound<'py, PyAny>,
    samples: usize,
    confidence: f64,
    seed: u64,
) -> PyResult<(f64, f64, f64, usize)> {
    let mut failed = None;
    let settings = Bootstrap { samples, confidence, seed };
    let found = settings.interval_here(n, |rows| {
        let rows: Vec<i64> = rows.iter().map(|&row| row as i64).collect();
        let value = score.call1((rows.into_pyarray(py),)).and_then(|value| value.extract::<f64>());
        value.map_err(|error| {
            failed = Some(error);
            openwork::Error::empty("score", "a number")
        })
    });
    if let Some(error) = failed {
        return Err(error);
    }
    let found = found.map_err(raise)?;
    Ok((found.score, found.low, found.high, found.undefined))
}

/// The interval of the area under the ROC curve: the same samples, all threads.
#[pyfunction]
pub fn bootstrap_roc_auc<'py>(
    py: Python<'py>,
    truth: PyReadonlyArray1<'py, bool>,
    scores: Numbers<'py>,
    samples: usize,
    confidence: f64,
    seed: u64,
) -> PyResult<(f64, f64, f64, usize)> {
    let (truth, scores) = (flat(&truth), flat(&scores));
    let settings = Bootstrap { samples, confidence, seed };
    let work = samples.saturating_mul(truth.len());
    let found = run(py, 0, work, || settings.roc_auc(&truth, &scores)).map_err(raise)?;
    Ok((found.score, found.low, found.high, found.undefined))
}
