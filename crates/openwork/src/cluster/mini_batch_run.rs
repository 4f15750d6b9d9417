//! Mini-batch k-means over points at hand, step by step: batches drawn by chance, and when to stop.

use super::kmeans_assign::Assignment;
use super::kmeans_points::Points;
use super::mini_batch_kmeans::{MiniBatchKMeans, MiniBatchKMeansModel, Pull};
use super::mini_batch_sample::Draw;
use crate::linalg::Real;
use crate::steps::Run;
use ndarray::ArrayView2;
use rand_pcg::Pcg64;
use serde::Serialize;

/// One step in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MiniBatchKMeansStep {
    /// The step, from 1.
    pub step: usize,
    /// Mean squared distance of the batch's points from their nearest centres, before these move.
    pub inertia: f64,
    /// Running average of `inertia`, in which a pass over the data counts about twice; `None` in the first step, which
    /// measures the start alone.
    pub average: Option<f64>,
    /// Sum of the squared distances that the centres moved.
    pub shift: f64,
    /// Centres that had seen too few points and were started anew.
    pub reassigned: usize,
}

impl std::fmt::Display for MiniBatchKMeansStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let average = self.average.unwrap_or(self.inertia);
        write!(f, "step {:4}  batch {:.6}  average {average:.6}  shift {:.3e}", self.step, self.inertia, self.shift)
    }
}

/// The state after a step, copied out for a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MiniBatchKMeansSnapshot {
    /// Steps done.
    pub step: usize,
    /// The centres, one a row.
    pub centers: Vec<Vec<f64>>,
    /// The weight of the points that each centre has seen.
    pub counts: Vec<f64>,
    /// The nearest centre of every point, those outside the batch too; looked up for the picture alone.
    pub labels: Vec<u32>,
    /// The rows of the last batch, a row as often as it was drawn; empty before the first step.
    pub batch: Vec<usize>,
    /// Mean squared distance of the batch's points from their nearest centres, before these moved.
    pub inertia: Option<f64>,
}

/// Mini-batch k-means on its way: each `next()` draws a batch and lets it pull the centres.
#[derive(Debug, Clone)]
pub struct MiniBatchKMeansRun<'a, T> {
    x: Points<'a, T>,
    model: MiniBatchKMeansModel<T>,
    rng: Pcg64,
    draw: Draw,
    batch: Vec<usize>,
    batch_size: usize,
    max_steps: usize,
    tol: f64,
    max_no_improvement: Option<usize>,
    reassignment_ratio: f64,
    /// The least average so far, and the steps since then.
    least: f64,
    idle: usize,
    done: bool,
}

impl<'a, T: Real> MiniBatchKMeansRun<'a, T> {
    pub(super) fn new(settings: &MiniBatchKMeans, x: Points<'a, T>, model: MiniBatchKMeansModel<T>, rng: Pcg64) -> Self {
        let n = x.dim().0;
        let batch_size = settings.batch_size.min(n);
        Self {
            model,
            draw: Draw::new(&x),
            batch_size,
            max_steps: settings.max_iter.saturating_mul(n) / batch_size,
            tol: settings.tol * x.mean_variance,
            max_no_improvement: settings.max_no_improvement,
            reassignment_ratio: settings.reassignment_ratio,
            batch: vec![],
            least: f64::INFINITY,
            idle: 0,
            done: false,
            rng,
            x,
        }
    }
}

impl<T: Real> Iterator for MiniBatchKMeansRun<'_, T> {
    type Item = MiniBatchKMeansStep;

    fn next(&mut self) -> Option<MiniBatchKMeansStep> {
        if self.done {
            return None;
        }
        self.batch = self.draw.rows(self.batch_size, &mut self.rng);
        let batch = self.x.select(&self.batch, false); // its weights have already chosen it
        let Pull { inertia, shift, reassigned } = self.model.step(&batch, self.reassignment_ratio, &mut self.rng);

        let (n, b) = (self.x.dim().0 as f64, self.batch_size as f64);
        let inertia = inertia / b;
        let fresh = (2.0 * b / (n + 1.0)).min(1.0);
        let average = self.model.history.last().map(|last| match last.average {
            Some(average) => (1.0 - fresh) * average + fresh * inertia,
            None => inertia,
        });
        let step = MiniBatchKMeansStep { step: self.model.n_steps, inertia, average, shift, reassigned };
        self.model.history.push(step);
        self.model.n_iter = (step.step * self.batch_size).div_ceil(self.x.dim().0);
        self.model.converged = self.is_still(&step);
        self.done = self.model.converged || step.step == self.max_steps;
        Some(step)
    }
}

impl<T: Real> MiniBatchKMeansRun<'_, T> {
    /// Whether the centres have come to rest, or the average to its lowest.
    fn is_still(&mut self, step: &MiniBatchKMeansStep) -> bool {
        let Some(average) = step.average else { return false };
        self.idle = if average < self.least { 0 } else { self.idle + 1 };
        self.least = self.least.min(average);
        (self.tol > 0.0 && step.shift <= self.tol) || self.max_no_improvement.is_some_and(|most| self.idle >= most)
    }

    /// The centres as they stand, shape `(k, d)`.
    pub fn centers(&self) -> ArrayView2<'_, T> {
        self.model.centers.view()
    }

    /// The weight of the points that each centre has seen.
    pub fn counts(&self) -> &[f64] {
        &self.model.counts
    }

    /// The rows of the last batch, a row as often as it was drawn; empty before the first step.
    pub fn batch(&self) -> &[usize] {
        &self.batch
    }

    /// The result as it stands, every point labelled.
    pub fn into_model(mut self) -> MiniBatchKMeansModel<T> {
        self.model.label(&self.x);
        self.model
    }
}

impl<T: Real> Run for MiniBatchKMeansRun<'_, T> {
    type Snapshot = MiniBatchKMeansSnapshot;

    fn snapshot(&self) -> MiniBatchKMeansSnapshot {
        MiniBatchKMeansSnapshot {
            step: self.model.n_steps,
            centers: self.centers().outer_iter().map(|c| c.iter().map(|v| v.f64()).collect()).collect(),
            counts: self.model.counts.clone(),
            labels: Assignment::of(&self.x, self.centers()).labels,
            batch: self.batch.clone(),
            inertia: self.model.history.last().map(|step| step.inertia),
        }
    }

    fn max_steps(&self) -> Option<usize> {
        Some(self.max_steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threads;
    use ndarray::Array2;
    use rand::{RngExt, SeedableRng};

    fn random(n: usize, d: usize) -> Array2<f64> {
        let mut rng = Pcg64::seed_from_u64(11);
        Array2::from_shape_simple_fn((n, d), || rng.random::<f64>())
    }

    #[test]
    fn it_stops_after_so_many_steps_without_a_lower_average() {
        let x = random(500, 3);
        let settings = MiniBatchKMeans::new(4).batch_size(50).max_no_improvement(Some(3));
        let history = settings.fit(x.view()).unwrap().history;
        let average = |i: usize| history[i].average.unwrap_or(f64::INFINITY);
        for (i, step) in history.iter().enumerate().skip(1) {
            // A share of 2 * 50 / 501 of each step is new; the first average is the second step's inertia.
            let old = if i == 1 { step.inertia } else { average(i - 1) };
            assert!((average(i) - (old + 100.0 / 501.0 * (step.inertia - old))).abs() < 1e-12);
        }
        let least = (1..history.len()).min_by(|&a, &b| average(a).total_cmp(&average(b))).unwrap();
        assert_eq!(history.len() - 1 - least, 3, "{history:?}");
        assert_eq!(history[0].average, None);
    }

    #[test]
    fn without_a_reason_to_stop_it_makes_all_passes() {
        let x = random(90, 2);
        let settings = MiniBatchKMeans::new(3).batch_size(40).max_iter(4).max_no_improvement(None);
        let model = settings.fit(x.view()).unwrap();
        assert_eq!((model.n_steps, model.n_iter, model.converged), (9, 4, false)); // 4 * 90 / 40 batches
        let model = settings.tol(1e9).fit(x.view()).unwrap();
        assert_eq!((model.n_steps, model.n_iter, model.converged), (2, 1, true)); // the first step is not judged
    }

    #[test]
    fn a_weight_says_how_often_a_point_is_drawn_and_not_how_much_it_then_counts() {
        let x = random(30, 2);
        let weights: Vec<f64> = (0..30).map(|i| if i < 3 { 7.0 } else { 0.0 }).collect();
        let settings = MiniBatchKMeans::new(2).batch_size(10).reassignment_ratio(0.0);
        let model = settings.fit_weighted(x.view(), Some(weights.as_slice().into())).unwrap();
        assert_eq!(model.counts.iter().sum::<f64>(), 10.0 * model.n_steps as f64);
        let settings = MiniBatchKMeans::new(1).batch_size(10);
        let model = settings.fit_weighted(x.view(), Some(weights.as_slice().into())).unwrap();
        let drawn = x.slice(ndarray::s![..3, ..]);
        for (j, center) in model.centers.row(0).iter().enumerate() {
            let column = drawn.column(j);
            assert!(column.iter().any(|v| v <= center) && column.iter().any(|v| v >= center), "{center} is not among {column}");
        }
    }

    #[test]
    fn the_same_bits_for_any_number_of_threads() {
        let x = random(20_000, 8).mapv(|v| v as f32);
        let weights: Vec<f64> = (0..20_000).map(|i| f64::from(i % 5)).collect();
        let settings = MiniBatchKMeans::new(32).batch_size(9000).init_size(Some(5000)).n_init(2).max_iter(4);
        let fit =
            |count| threads::with(Some(count), || settings.fit_weighted(x.view(), Some(weights.as_slice().into())).unwrap());
        let one = fit(1);
        assert_eq!(fit(2), one);
        assert_eq!(fit(8), one);
    }
}
