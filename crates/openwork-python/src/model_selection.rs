//! Which fold holds each row out, for Python's splitters. Shuffles are numpy's own there, so that a seed draws what it draws in
//! scikit-learn; the allocation is the library's.

use crate::arrays::raise;
use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1};
use openwork::model_selection::{self, GroupKFold, StratifiedGroupKFold, StratifiedKFold};
use pyo3::prelude::*;

type Rows<'py> = PyReadonlyArray1<'py, u32>;
type Folds<'py> = Bound<'py, PyArray1<u32>>;

/// The fold of each of n rows in their order.
#[pyfunction]
pub fn kfold(py: Python<'_>, n: usize, k: usize) -> PyResult<Folds<'_>> {
    Ok(model_selection::KFold::new(k).fold_of(n).map_err(raise)?.into_pyarray(py))
}

/// The fold of each row, the shares of the classes kept, and what is doubtful about it.
#[pyfunction]
pub fn stratified_kfold<'py>(py: Python<'py>, classes: Rows<'py>, k: usize) -> PyResult<(Folds<'py>, Option<String>)> {
    let (folds, warning) = StratifiedKFold::new(k).fold_of(&classes.as_array().to_vec()).map_err(raise)?;
    Ok((folds.into_pyarray(py), warning))
}

/// The fold of each row, groups kept together.
#[pyfunction]
pub fn group_kfold<'py>(py: Python<'py>, groups: Rows<'py>, k: usize) -> PyResult<Folds<'py>> {
    Ok(GroupKFold::new(k).fold_of(&groups.as_array().to_vec()).map_err(raise)?.into_pyarray(py))
}

/// The fold of each row, groups kept together and the shares of the classes as far as they allow; `order` is the order in which
/// groups that are alike are placed.
#[pyfunction]
pub fn stratified_group_kfold<'py>(
    py: Python<'py>,
    classes: Rows<'py>,
    groups: Rows<'py>,
    order: Option<Vec<usize>>,
    k: usize,
) -> PyResult<(Folds<'py>, Option<String>)> {
    let (classes, groups) = (classes.as_array().to_vec(), groups.as_array().to_vec());
    let order = |count: usize| order.filter(|order| is_permutation(order, count)).unwrap_or_else(|| (0..count).collect());
    let (folds, warning) = StratifiedGroupKFold::new(k).fold_of_in_order(&classes, &groups, order).map_err(raise)?;
    Ok((folds.into_pyarray(py), warning))
}

fn is_permutation(order: &[usize], count: usize) -> bool {
    let mut seen = vec![false; count];
    order.len() == count && order.iter().all(|&i| i < count && !std::mem::replace(&mut seen[i], true))
}
