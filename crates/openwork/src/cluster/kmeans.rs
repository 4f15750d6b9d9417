#![doc = include_str!("kmeans.md")]

use super::kmeans_assign::Assignment;
use super::kmeans_points::{Points, check_weights};
use super::{Init, centers};
use crate::error::{Error, Result};
use crate::kernels::accumulate::ClusterSums;
use crate::linalg::distance::squared_euclidean;
use crate::linalg::{Real, check_shape};
use crate::steps::Run;
use ndarray::{Array2, ArrayView1, ArrayView2};
use rand::SeedableRng;
use rand_pcg::Pcg64;
use serde::Serialize;
use std::borrow::Cow;

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

    fn check(&self, n: usize) -> Result<()> {
        if self.k == 0 || self.k > n {
            return Err(Error::setting("k", self.k, format!("1 <= k <= {n}, the number of points")));
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

    /// The rounds of the first start, to be watched: `x` has one point a row, shape `(n, d)`.
    ///
    /// # Errors
    /// Empty `x`, NaN or infinity in it, or a setting outside its domain.
    pub fn run<'a, T: Real>(&self, x: ArrayView2<'a, T>) -> Result<KMeansRun<'a, T>> {
        check_shape("x", x)?;
        self.check(x.nrows())?;
        self.start(Points::new(x, None, self.k)?, 0)
    }

    fn start<'a, T: Real>(&self, x: Points<'a, T>, start: u64) -> Result<KMeansRun<'a, T>> {
        let mut rng = Pcg64::seed_from_u64(self.seed.wrapping_add(start));
        let centers = self.init.centers(&x, self.k, &mut rng)?;
        let d = x.dim().1;
        Ok(KMeansRun {
            total: x.total(),
            tol: self.tol * x.mean_variance,
            max_iter: self.max_iter,
            centers,
            assignment: Assignment::new(self.k, d),
            inertia: f64::INFINITY,
            history: vec![],
            stop: None,
            x,
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
        check_shape("x", x)?;
        self.check(x.nrows())?;
        if let Some(weights) = weights {
            check_weights(weights, x.nrows())?;
        }
        let weights = weights.map(|w| w.to_vec());
        let points = Points::new(x, weights.as_deref(), self.k)?;
        let run_from = |start| {
            let mut run = self.start(points.clone(), start)?;
            run.by_ref().for_each(drop);
            Ok(run.into_model())
        };
        let mut best: KMeansModel<T> = run_from(0)?;
        for start in 1..self.n_init as u64 {
            let model = run_from(start)?;
            if model.inertia < best.inertia {
                best = model;
            }
        }
        Ok(best)
    }
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
    x: Points<'a, T>,
    /// Sum of the weighted squared distances of the points from the origin.
    total: f64,
    tol: f64,
    max_iter: usize,
    centers: Array2<T>,
    assignment: Assignment<T>,
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
        // ANCHOR: round
        let moved = self.assignment.assign(&self.x, self.centers.view());
        let inertia = self.inertia_of_round();
        let centers = update(&self.x, &self.assignment, self.centers.view());
        let shift = self.centers.iter().zip(&centers).map(|(a, b)| (a.f64() - b.f64()).powi(2)).sum();
        let step = KMeansStep { round: self.history.len() + 1, inertia, moved, shift };
        self.centers = centers;
        self.inertia = inertia;
        // ANCHOR_END: round
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
        if self.stop.is_some() {
            // The centres moved after the labels were given: assign once more, so that the result is of one piece.
            self.assignment.assign(&self.x, self.centers.view());
            self.inertia = self.x.inertia(&self.assignment.labels, self.centers.as_slice().unwrap_or_default());
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
        &self.assignment.labels
    }

    /// The inertia of the labels just given, from the sums alone: over the points x of a cluster with centre c, relative to the
    /// origin, `sum |x - c|^2 = sum |x|^2 - 2 c.(sum x) + n |c|^2`. Where that cancels, by the definition.
    fn inertia_of_round(&self) -> f64 {
        let (n, d) = self.x.dim();
        let sums = &self.assignment.sums;
        let mut inertia = self.total;
        for ((center, sum), weight) in self.centers.outer_iter().zip(sums.points.chunks_exact(d)).zip(&sums.weight) {
            for ((c, m), sum) in center.iter().zip(&self.x.origin).zip(sum) {
                let c = c.f64() - m.f64();
                inertia += weight * c * c - 2.0 * c * sum;
            }
        }
        let cancelled = inertia < 1e-7 * self.total || n < 4096;
        if cancelled { self.x.inertia(&self.assignment.labels, self.centers.as_slice().unwrap_or_default()) } else { inertia }
    }

    /// The result as it stands.
    pub fn into_model(self) -> KMeansModel<T> {
        KMeansModel {
            converged: matches!(self.stop, Some(Stop::LabelsUnchanged | Stop::CentersStill)),
            n_iter: self.history.len(),
            centers: self.centers,
            labels: self.assignment.labels,
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
            labels: self.assignment.labels.clone(),
            inertia: self.inertia.is_finite().then_some(self.inertia),
        }
    }

    fn max_steps(&self) -> Option<usize> {
        Some(self.max_iter)
    }
}

// ANCHOR: assign
/// Step one, the plain form: every point takes the label of its nearest centre, the lower index where two are equally near.
/// Gives the labels and the inertia; [`KMeansRun`] does the same in blocks, many times faster.
pub fn assign_plain<T: Real>(x: ArrayView2<'_, T>, centers: ArrayView2<'_, T>) -> (Vec<u32>, f64) {
    let mut labels = vec![];
    let mut inertia = 0.0;
    for point in x.outer_iter() {
        let mut nearest = (f64::INFINITY, 0);
        for (j, center) in centers.outer_iter().enumerate() {
            let distance = point.iter().zip(center).map(|(x, c)| (x.f64() - c.f64()).powi(2)).sum::<f64>();
            if distance < nearest.0 {
                nearest = (distance, j as u32);
            }
        }
        inertia += nearest.0;
        labels.push(nearest.1);
    }
    (labels, inertia)
}
// ANCHOR_END: assign

// ANCHOR: update
/// Step two: every centre moves to the mean of its points. A cluster that ran empty takes the point farthest from its centre.
fn update<T: Real>(x: &Points<'_, T>, assignment: &Assignment<T>, centers: ArrayView2<'_, T>) -> Array2<T> {
    let d = centers.ncols();
    let mut sums = Cow::Borrowed(&assignment.sums);
    if sums.weight.contains(&0.0) {
        reseed(x, &assignment.labels, centers, sums.to_mut());
    }
    Array2::from_shape_fn(centers.dim(), |(j, c)| {
        let (weight, old, origin) = (sums.weight[j], centers[[j, c]].f64(), x.origin[c].f64());
        let mean = (weight * origin + sums.points[j * d + c]) / weight;
        // A centre that the rounding of its sum alone would move stays: it would never come to rest.
        let rounding = 4.0 * f64::EPSILON * (old.abs() + origin.abs());
        T::of(if weight == 0.0 || (mean - old).abs() <= rounding { old } else { mean })
    })
}
// ANCHOR_END: update

/// Gives each empty cluster the farthest point that is not alone in its own. Where every point sits on its centre nothing is
/// left to gain, and the cluster stays empty.
fn reseed<T: Real>(x: &Points<'_, T>, labels: &[u32], centers: ArrayView2<'_, T>, sums: &mut ClusterSums) {
    let own_center = |i: usize| centers.row(labels[i] as usize).to_vec();
    let mut far: Vec<(f64, usize)> = (0..labels.len())
        .map(|i| (squared_euclidean(x.row(i), &own_center(i)), i))
        .filter(|&(distance, i)| distance > 0.0 && x.weight(i) > 0.0)
        .collect();
    far.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut far = far.into_iter();
    for empty in 0..sums.weight.len() {
        if sums.weight[empty] == 0.0 {
            let Some((_, i)) = far.by_ref().find(|&(_, i)| sums.weight[labels[i] as usize] > x.weight(i)) else { return };
            let weight = x.weight(i);
            sums.add(x.row(i), &x.origin, &[(0, labels[i], -weight), (0, empty as u32, weight)]);
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
        centers::predict(self.centers.view(), x)
    }

    /// The distance of each row of `x` from each centre, shape `(m, k)`.
    ///
    /// # Errors
    /// As [`predict`](Self::predict).
    pub fn transform(&self, x: ArrayView2<'_, T>) -> Result<Array2<T>> {
        centers::transform(self.centers.view(), x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    fn random(n: usize, d: usize, seed: u64) -> Array2<f64> {
        let mut rng = Pcg64::seed_from_u64(seed);
        Array2::from_shape_fn((n, d), |_| rng.random::<f64>())
    }

    /// Every round of the fast form gives the labels of the plain form, and its inertia.
    fn rounds_are_plain<T: Real>(x: Array2<T>, k: usize) {
        let mut run = KMeans::new(k).seed(3).tol(0.0).max_iter(40).run(x.view()).unwrap();
        loop {
            let before = run.centers().to_owned();
            let Some(step) = run.next() else { break };
            let (labels, inertia) = assign_plain(x.view(), before.view());
            if !step.is_last_of(&run) {
                assert_eq!(run.labels(), labels, "round {}", step.round);
            }
            let off = (step.inertia - inertia).abs() / inertia.max(1e-300);
            assert!(off < 1e-6, "round {}: {} against {inertia}", step.round, step.inertia);
        }
        let (labels, inertia) = assign_plain(x.view(), run.centers());
        assert_eq!(run.labels(), labels);
        assert!((run.inertia - inertia).abs() <= 1e-6 * inertia);
    }

    impl KMeansStep {
        fn is_last_of<T>(&self, run: &KMeansRun<'_, T>) -> bool {
            run.stop.is_some() && self.round == run.history.len()
        }
    }

    #[test]
    fn the_fast_form_equals_the_plain_form() {
        for (n, d, k) in [(1, 1, 1), (7, 3, 7), (300, 2, 5), (5000, 9, 13), (6000, 33, 64)] {
            rounds_are_plain(random(n, d, 1), k);
            rounds_are_plain(random(n, d, 2).mapv(|v| v as f32), k);
            rounds_are_plain(random(n, d, 2).mapv(|v| v as f32 + 1e4), k);
        }
        rounds_are_plain(random(9000, 2, 6).mapv(|v| v as f32), 150); // more centres than a book, more points in a chunk than a block
        // Numbers whose squares f32 cannot hold, or only with few bits.
        for scale in [1e-24, 1e-22, 1e-21, 1e-19, 1e18, 1e20] {
            rounds_are_plain(random(5000, 20, 4).mapv(|v| (v * scale) as f32), 9);
        }
        // A grid of whole numbers is full of exact ties, and of duplicates.
        rounds_are_plain(random(3000, 2, 5).mapv(|v| (v * 6.0).floor() as f32), 9);
    }

    /// Groups far apart are found whatever the unit, also where f32 cannot hold the squares by which k-means++ draws.
    #[test]
    fn the_start_knows_no_unit() {
        let mut x = random(1200, 40, 9);
        x.outer_iter_mut().enumerate().for_each(|(i, mut row)| row[i % 6] += 20.0);
        let inertia = |scale: f64, seed| {
            let x = x.mapv(|v| (v * scale) as f32);
            KMeans::new(6).seed(seed).fit(x.view()).unwrap().inertia / scale / scale
        };
        for seed in 0..4 {
            let of_ones = inertia(1.0, seed);
            for scale in [2.0_f64.powi(-84), 2.0_f64.powi(66)] {
                assert!((inertia(scale, seed) / of_ones - 1.0).abs() < 1e-6, "{} for {of_ones}", inertia(scale, seed));
            }
        }
    }
}
