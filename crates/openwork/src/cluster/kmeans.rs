#![doc = include_str!("kmeans.md")]

use super::Init;
use crate::error::{Error, Result};
use crate::linalg::distance::squared_euclidean;
use crate::linalg::{Real, check_matrix};
use crate::steps::Run;
use crate::threads;
use ndarray::{Array2, ArrayView1, ArrayView2};
use rand::SeedableRng;
use rand_pcg::Pcg64;
use serde::Serialize;

/// The settings of k-means. Checked once, when used.
#[derive(Debug, Clone, PartialEq)]
pub struct KMeans {
    k: usize,
    init: Init,
    n_init: usize,
    max_iter: usize,
    tol: f64,
    seed: u64,
}

impl KMeans {
    /// k clusters, and scikit-learn's defaults: k-means++, one start, at most 300 rounds, tolerance 1e-4.
    pub fn new(k: usize) -> Self {
        Self { k, init: Init::PlusPlus, n_init: 1, max_iter: 300, tol: 1e-4, seed: 0 }
    }

    /// Where the centres start.
    pub fn init(self, init: Init) -> Self {
        Self { init, ..self }
    }

    /// How many starts; [`fit`](Self::fit) keeps the best whole run.
    pub fn n_init(self, n_init: usize) -> Self {
        Self { n_init, ..self }
    }

    /// At most this many rounds.
    pub fn max_iter(self, max_iter: usize) -> Self {
        Self { max_iter, ..self }
    }

    /// Stop when the squared shift of the centres is at most `tol` times the mean variance of the features.
    pub fn tol(self, tol: f64) -> Self {
        Self { tol, ..self }
    }

    /// Seed of the random start: the same seed and the same data give the same bits.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    fn check<T: Real>(&self, x: ArrayView2<'_, T>) -> Result<()> {
        check_matrix("x", x)?;
        if self.k == 0 || self.k > x.nrows() {
            return Err(Error::setting("k", self.k, format!("1 <= k <= {}, the number of points", x.nrows())));
        }
        if self.n_init == 0 {
            return Err(Error::setting("n_init", 0, "at least 1"));
        }
        if self.max_iter == 0 {
            return Err(Error::setting("max_iter", 0, "at least 1"));
        }
        if !(self.tol >= 0.0) {
            return Err(Error::setting("tol", self.tol, "a number >= 0"));
        }
        Ok(())
    }

    /// The rounds of one start, to be watched: `x` has one point a row, shape `(n, d)`.
    ///
    /// # Errors
    /// Empty `x`, NaN or infinity in it, or a setting outside its domain.
    pub fn run<'a, T: Real>(&self, x: ArrayView2<'a, T>) -> Result<KMeansRun<'a, T>> {
        self.start(x, None, 0)
    }

    fn start<'a, T: Real>(&self, x: ArrayView2<'a, T>, weights: Option<&'a [f64]>, start: usize) -> Result<KMeansRun<'a, T>> {
        self.check(x)?;
        let mut rng = Pcg64::seed_from_u64(self.seed.wrapping_add(start as u64));
        let centers = self.init.centers(x, weights, self.k, &mut rng)?;
        Ok(KMeansRun {
            x,
            weights,
            tol: self.tol * mean_variance(x),
            max_iter: self.max_iter,
            labels: vec![],
            inertia: f64::INFINITY,
            history: vec![],
            stop: None,
            centers,
        })
    }

    /// Runs to the end, from each of the `n_init` starts, and keeps the run with the least inertia.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn fit<T: Real>(&self, x: ArrayView2<'_, T>) -> Result<KMeansModel<T>> {
        self.fit_weighted(x, None)
    }

    /// As [`fit`](Self::fit), each point counting by its weight, which must be finite and not negative.
    ///
    /// # Errors
    /// As [`run`](Self::run); weights of another length than `x`, negative or all zero.
    pub fn fit_weighted<T: Real>(&self, x: ArrayView2<'_, T>, weights: Option<ArrayView1<'_, f64>>) -> Result<KMeansModel<T>> {
        let weights = weights.map(|w| w.to_vec());
        if let Some(w) = &weights {
            check_weights(w, x.nrows())?;
        }
        let mut best: Option<KMeansModel<T>> = None;
        for start in 0..self.n_init.max(1) {
            let mut run = self.start(x, weights.as_deref(), start)?;
            run.by_ref().for_each(drop);
            let model = run.into_model();
            if best.as_ref().is_none_or(|best| model.inertia < best.inertia) {
                best = Some(model);
            }
        }
        best.ok_or_else(|| Error::setting("n_init", 0, "at least 1"))
    }
}

fn check_weights(weights: &[f64], n: usize) -> Result<()> {
    if weights.len() != n {
        return Err(Error::shape("weights", weights.len(), format!("{n}, one a point")));
    }
    if let Some(i) = weights.iter().position(|w| !(*w >= 0.0 && w.is_finite())) {
        return Err(Error::setting("weights", format!("{} at {i}", weights[i]), "finite numbers >= 0"));
    }
    if weights.iter().all(|&w| w == 0.0) {
        return Err(Error::setting("weights", "all zero", "at least one weight above 0"));
    }
    Ok(())
}

/// The variance of each feature, averaged over the features: the scale that `tol` is relative to.
fn mean_variance<T: Real>(x: ArrayView2<'_, T>) -> f64 {
    let (n, d) = x.dim();
    let mut total = 0.0;
    for column in x.columns() {
        let mean = column.iter().map(|v| v.f64()).sum::<f64>() / n as f64;
        total += column.iter().map(|v| (v.f64() - mean).powi(2)).sum::<f64>() / n as f64;
    }
    total / d as f64
}

/// One round of the textbook, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct KMeansStep {
    /// The round, from 1.
    pub round: usize,
    /// Sum of squared distances from each point to the centre it was assigned to in this round.
    pub inertia: f64,
    /// Points whose label this round changed.
    pub moved: usize,
    /// Sum of the squared distances that the centres moved.
    pub shift: f64,
}

impl std::fmt::Display for KMeansStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "round {:3}  inertia {:.6}  moved {}  shift {:.3e}", self.round, self.inertia, self.moved, self.shift)
    }
}

/// The state after a round, copied out for a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KMeansSnapshot {
    /// Rounds done.
    pub round: usize,
    /// The centres, one a row.
    pub centers: Vec<Vec<f64>>,
    /// The centre of each point; empty before the first round.
    pub labels: Vec<u32>,
    /// Sum of squared distances at the last assignment; `None` before the first round.
    pub inertia: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stop {
    LabelsUnchanged,
    CentersStill,
    MaxIter,
}

/// One start of k-means on its way: each `next()` is a round (assign every point, then move every centre).
#[derive(Debug, Clone)]
pub struct KMeansRun<'a, T> {
    x: ArrayView2<'a, T>,
    weights: Option<&'a [f64]>,
    tol: f64,
    max_iter: usize,
    centers: Array2<T>,
    labels: Vec<u32>,
    inertia: f64,
    history: Vec<KMeansStep>,
    stop: Option<Stop>,
}

impl<T: Real> Iterator for KMeansRun<'_, T> {
    type Item = KMeansStep;

    fn next(&mut self) -> Option<KMeansStep> {
        if self.stop.is_some() {
            return None;
        }
        let assigned = assign(self.x, self.weights, self.centers.view(), &mut self.labels);
        let moved_to = update(self.x, self.weights, &self.labels, self.centers.view(), assigned.sums);
        let shift = self.centers.iter().zip(&moved_to).map(|(a, b)| (a.f64() - b.f64()).powi(2)).sum();
        self.centers = moved_to;
        self.inertia = assigned.inertia;
        let step = KMeansStep { round: self.history.len() + 1, inertia: assigned.inertia, moved: assigned.moved, shift };
        self.history.push(step);

        self.stop = if step.moved == 0 {
            Some(Stop::LabelsUnchanged)
        } else if step.shift <= self.tol {
            Some(Stop::CentersStill)
        } else if step.round == self.max_iter {
            Some(Stop::MaxIter)
        } else {
            None
        };
        if self.stop.is_some_and(|stop| stop != Stop::LabelsUnchanged) {
            // The centres moved after the labels were given: assign once more, so that the result is of one piece.
            self.inertia = assign(self.x, self.weights, self.centers.view(), &mut self.labels).inertia;
        }
        Some(step)
    }
}

impl<T: Real> KMeansRun<'_, T> {
    /// The centres as they stand, shape `(k, d)`.
    pub fn centers(&self) -> ArrayView2<'_, T> {
        self.centers.view()
    }

    /// The centre of each point; empty before the first round.
    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// The result as it stands.
    pub fn into_model(self) -> KMeansModel<T> {
        KMeansModel {
            converged: matches!(self.stop, Some(Stop::LabelsUnchanged | Stop::CentersStill)),
            n_iter: self.history.len(),
            centers: self.centers,
            labels: self.labels,
            inertia: self.inertia,
            history: self.history,
        }
    }
}

impl<T: Real> Run for KMeansRun<'_, T> {
    type Snapshot = KMeansSnapshot;

    fn snapshot(&self) -> KMeansSnapshot {
        KMeansSnapshot {
            round: self.history.len(),
            centers: self.centers.outer_iter().map(|c| c.iter().map(|v| v.f64()).collect()).collect(),
            labels: self.labels.clone(),
            inertia: self.inertia.is_finite().then_some(self.inertia),
        }
    }

    fn max_steps(&self) -> Option<usize> {
        Some(self.max_iter)
    }
}

/// What one assignment found.
struct Assigned {
    inertia: f64,
    moved: usize,
    sums: Sums,
}

/// Per cluster: the weighted sum of its points and their weight.
struct Sums {
    points: Array2<f64>,
    weight: Vec<f64>,
}

/// Step one: every point takes the label of its nearest centre (the lower index where two are equally near).
fn assign<T: Real>(x: ArrayView2<'_, T>, weights: Option<&[f64]>, centers: ArrayView2<'_, T>, labels: &mut Vec<u32>) -> Assigned {
    let (n, d) = x.dim();
    let k = centers.nrows();
    let first = labels.is_empty();
    labels.resize(n, 0);
    let mut out = Assigned { inertia: 0.0, moved: 0, sums: Sums { points: Array2::zeros((k, d)), weight: vec![0.0; k] } };
    for i in 0..n {
        let point = x.row(i).to_vec();
        let mut best = (f64::INFINITY, 0);
        for (j, c) in centers.outer_iter().enumerate() {
            let distance = squared_euclidean(&point, &c.to_vec());
            if distance < best.0 {
                best = (distance, j);
            }
        }
        let w = weights.map_or(1.0, |w| w[i]);
        out.inertia += w * best.0;
        out.moved += usize::from(first || labels[i] != best.1 as u32);
        labels[i] = best.1 as u32;
        out.sums.weight[best.1] += w;
        for (sum, v) in out.sums.points.row_mut(best.1).iter_mut().zip(&point) {
            *sum += w * v.f64();
        }
    }
    out
}

/// Step two: every centre moves to the mean of its points. A cluster that ran empty takes the point farthest from its centre.
fn update<T: Real>(
    x: ArrayView2<'_, T>,
    weights: Option<&[f64]>,
    labels: &[u32],
    centers: ArrayView2<'_, T>,
    mut sums: Sums,
) -> Array2<T> {
    let empty: Vec<usize> = (0..centers.nrows()).filter(|&j| sums.weight[j] == 0.0).collect();
    if !empty.is_empty() {
        reseed(x, weights, labels, centers, &empty, &mut sums);
    }
    Array2::from_shape_fn(centers.dim(), |(j, c)| {
        if sums.weight[j] > 0.0 { T::of(sums.points[[j, c]] / sums.weight[j]) } else { centers[[j, c]] }
    })
}

/// Gives each empty cluster the farthest point that is not alone in its own; none where every point sits on its centre.
fn reseed<T: Real>(
    x: ArrayView2<'_, T>,
    weights: Option<&[f64]>,
    labels: &[u32],
    centers: ArrayView2<'_, T>,
    empty: &[usize],
    sums: &mut Sums,
) {
    let mut far: Vec<(f64, usize)> = (0..x.nrows())
        .map(|i| (squared_euclidean(&x.row(i).to_vec(), &centers.row(labels[i] as usize).to_vec()), i))
        .filter(|&(distance, i)| distance > 0.0 && weights.is_none_or(|w| w[i] > 0.0))
        .collect();
    far.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut far = far.into_iter();
    for &to in empty {
        for (_, i) in far.by_ref() {
            let from = labels[i] as usize;
            let w = weights.map_or(1.0, |w| w[i]);
            if sums.weight[from] > w {
                sums.weight[from] -= w;
                sums.weight[to] = w;
                for (c, v) in x.row(i).iter().enumerate() {
                    sums.points[[from, c]] -= w * v.f64();
                    sums.points[[to, c]] = w * v.f64();
                }
                break;
            }
        }
    }
}

/// The result of k-means.
#[derive(Debug, Clone, PartialEq)]
pub struct KMeansModel<T> {
    /// The centres, shape `(k, d)`, in the data's unit.
    pub centers: Array2<T>,
    /// The centre of each point it was fitted on, shape `(n)`.
    pub labels: Vec<u32>,
    /// Sum of (weighted) squared distances from each point to its centre.
    pub inertia: f64,
    /// Rounds done.
    pub n_iter: usize,
    /// Whether it stopped by itself: labels unchanged, or centres still within the tolerance.
    pub converged: bool,
    /// The steps of the run that was kept.
    pub history: Vec<KMeansStep>,
}

impl<T: Real> KMeansModel<T> {
    /// The nearest centre of each row of `x`, shape `(m)`.
    ///
    /// # Errors
    /// Another number of columns than the model has, NaN or infinity.
    pub fn predict(&self, x: ArrayView2<'_, T>) -> Result<Vec<u32>> {
        self.check(x)?;
        let mut labels = vec![];
        assign(x, None, self.centers.view(), &mut labels);
        Ok(labels)
    }

    /// The distance of each row of `x` from each centre, shape `(m, k)`.
    ///
    /// # Errors
    /// As [`predict`](Self::predict).
    pub fn transform(&self, x: ArrayView2<'_, T>) -> Result<Array2<T>> {
        self.check(x)?;
        let (n, d) = x.dim();
        let k = self.centers.nrows();
        let rows = threads::map_chunks(n, 1024, n * d * k, |range| {
            let mut rows = Vec::with_capacity(range.len() * k);
            for i in range {
                let point = x.row(i).to_vec();
                rows.extend(self.centers.outer_iter().map(|c| T::of(squared_euclidean(&point, &c.to_vec()).sqrt())));
            }
            rows
        });
        Array2::from_shape_vec((n, k), rows.concat()).map_err(|e| Error::shape("x", e, "a matrix"))
    }

    fn check(&self, x: ArrayView2<'_, T>) -> Result<()> {
        check_matrix("x", x)?;
        if x.ncols() != self.centers.ncols() {
            return Err(Error::shape(
                "x",
                format!("{} columns", x.ncols()),
                format!("{}, as the model was fitted on", self.centers.ncols()),
            ));
        }
        Ok(())
    }
}
