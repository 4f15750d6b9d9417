#![doc = include_str!("mini_batch_kmeans.md")]

use super::kmeans_assign::Assignment;
use super::kmeans_points::{Points, check_weights};
use super::mini_batch_run::{MiniBatchKMeansRun, MiniBatchKMeansStep};
use super::mini_batch_sample::sample;
use super::{Init, centers};
use crate::error::{Error, Result};
use crate::kernels::accumulate::ClusterSums;
use crate::linalg::{Real, check_shape};
use crate::order::argsort;
use ndarray::{Array2, ArrayView1, ArrayView2};
use rand::{Rng, SeedableRng, seq::index};
use rand_pcg::Pcg64;

/// The settings of mini-batch k-means. Checked once, when used.
#[derive(Debug, Clone, PartialEq)]
pub struct MiniBatchKMeans {
    k: usize,
    init: Init,
    n_init: usize,
    init_size: Option<usize>,
    pub(super) batch_size: usize,
    pub(super) max_iter: usize,
    pub(super) tol: f64,
    pub(super) max_no_improvement: Option<usize>,
    pub(super) reassignment_ratio: f64,
    seed: u64,
}

impl MiniBatchKMeans {
    /// k clusters, and scikit-learn's defaults: k-means++, batches of 1024 points, at most 100 passes over the data, ended by
    /// ten steps without improvement.
    pub fn new(k: usize) -> Self {
        Self {
            k,
            init: Init::PlusPlus,
            n_init: 1,
            init_size: None,
            batch_size: 1024,
            max_iter: 100,
            tol: 0.0,
            max_no_improvement: Some(10),
            reassignment_ratio: 0.01,
            seed: 0,
        }
    }

    /// Where the centres start.
    pub fn init(self, init: Init) -> Self {
        Self { init, ..self }
    }

    /// How many starts are drawn; the one with the least inertia on a sample of the points is taken.
    pub fn n_init(self, n_init: usize) -> Self {
        Self { n_init, ..self }
    }

    /// How many points a start looks at; `None`: three batches, or 3k points where that is less than k.
    pub fn init_size(self, init_size: Option<usize>) -> Self {
        Self { init_size, ..self }
    }

    /// Points drawn per step; no more than there are.
    pub fn batch_size(self, batch_size: usize) -> Self {
        Self { batch_size, ..self }
    }

    /// At most so many steps as make this many passes over the data.
    pub fn max_iter(self, max_iter: usize) -> Self {
        Self { max_iter, ..self }
    }

    /// Stop when the squared shift of the centres in a step is at most `tol` times the mean variance of the features; 0: never.
    pub fn tol(self, tol: f64) -> Self {
        Self { tol, ..self }
    }

    /// Stop after so many steps in a row that did not lower the running average of the inertia; `None`: never.
    pub fn max_no_improvement(self, steps: Option<usize>) -> Self {
        Self { max_no_improvement: steps, ..self }
    }

    /// A centre that has seen less than this share of what the busiest centre has seen starts anew at a point of the batch; 0: none.
    pub fn reassignment_ratio(self, reassignment_ratio: f64) -> Self {
        Self { reassignment_ratio, ..self }
    }

    /// Seed of the start and of the batches: the same seed and the same data give the same bits.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Checks the settings against the `n` points that are there to start from.
    fn check(&self, n: usize) -> Result<()> {
        let given = matches!(self.init, Init::Centers(_));
        if self.k == 0 || (self.k > n && !given) {
            return Err(Error::setting("k", self.k, format!("1 <= k <= {n}, the number of points")));
        }
        for (name, value) in [("n_init", self.n_init), ("batch_size", self.batch_size), ("max_iter", self.max_iter)] {
            if value == 0 {
                return Err(Error::setting(name, 0, "at least 1"));
            }
        }
        if let Some(size) = self.init_size.filter(|&size| size < self.k) {
            return Err(Error::setting("init_size", size, format!("at least {}, one point a cluster", self.k)));
        }
        if !(self.tol >= 0.0) {
            return Err(Error::setting("tol", self.tol, "a number >= 0"));
        }
        if !(0.0..=1.0).contains(&self.reassignment_ratio) {
            return Err(Error::setting("reassignment_ratio", self.reassignment_ratio, "a share: 0 to 1"));
        }
        Ok(())
    }

    /// The steps, to be watched: `x` has one point a row, shape `(n, d)`.
    ///
    /// # Errors
    /// Empty `x`, NaN or infinity in it, or a setting outside its domain.
    pub fn run<'a, T: Real>(&self, x: ArrayView2<'a, T>) -> Result<MiniBatchKMeansRun<'a, T>> {
        check_shape("x", x)?;
        self.start(Points::new(x, None, self.k)?)
    }

    fn start<'a, T: Real>(&self, x: Points<'a, T>) -> Result<MiniBatchKMeansRun<'a, T>> {
        self.check(x.dim().0)?;
        let mut rng = Pcg64::seed_from_u64(self.seed);
        let model = MiniBatchKMeansModel::new(self.first_centers(&x, &mut rng)?);
        Ok(MiniBatchKMeansRun::new(self, x, model, rng))
    }

    /// Where the centres start: the best of `n_init` draws, each from some of the points, judged by another sample of them.
    fn first_centers<T: Real>(&self, x: &Points<'_, T>, rng: &mut impl Rng) -> Result<Array2<T>> {
        if matches!(self.init, Init::Centers(_)) {
            return self.init.centers(x, self.k, rng);
        }
        let batches = self.batch_size.saturating_mul(3);
        let usual = if batches < self.k { self.k.saturating_mul(3) } else { batches };
        let size = self.init_size.unwrap_or(usual).min(x.dim().0);
        let judges = sample(x, size, rng);
        let mut best = (f64::INFINITY, None);
        for _ in 0..self.n_init {
            let centers = self.init.centers(&sample(x, size, rng), self.k, rng)?;
            let labels = Assignment::of(&judges, centers.view()).labels;
            let inertia = judges.inertia(&labels, centers.as_slice().unwrap_or_default());
            if best.1.is_none() || inertia < best.0 {
                best = (inertia, Some(centers));
            }
        }
        best.1.ok_or_else(|| Error::setting("n_init", 0, "at least 1"))
    }

    /// Runs to the end.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn fit<T: Real>(&self, x: ArrayView2<'_, T>) -> Result<MiniBatchKMeansModel<T>> {
        self.fit_weighted(x, None)
    }

    /// As [`fit`](Self::fit), each point being drawn with a chance in proportion to its weight, which must be finite and not
    /// negative.
    ///
    /// # Errors
    /// As [`run`](Self::run); weights of another length than `x`, negative or all zero.
    pub fn fit_weighted<T: Real>(
        &self,
        x: ArrayView2<'_, T>,
        weights: Option<ArrayView1<'_, f64>>,
    ) -> Result<MiniBatchKMeansModel<T>> {
        let weights = checked(x, weights)?;
        let mut run = self.start(Points::new(x, weights.as_deref(), self.k)?)?;
        run.by_ref().for_each(drop);
        Ok(run.into_model())
    }

    /// One step with a batch of your own, for data that arrive piece by piece. The first batch, with `None` for a model, also
    /// says where the centres start; the model is all that is kept between batches, and an error leaves it as it was.
    ///
    /// ```
    /// use ndarray::array;
    /// use openwork::cluster::MiniBatchKMeans;
    ///
    /// let settings = MiniBatchKMeans::new(2);
    /// let mut model = None;
    /// for batch in [array![[0.0], [9.0]], array![[1.0], [8.0]], array![[0.5], [8.5]]] {
    ///     settings.partial_fit(&mut model, batch.view(), None)?;
    /// }
    /// let mut centers: Vec<f64> = model.unwrap().centers.into_iter().collect();
    /// centers.sort_by(f64::total_cmp);
    /// assert_eq!(centers, [0.5, 8.5]); // the means of all that each centre has seen
    /// # Ok::<(), openwork::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`fit_weighted`](Self::fit_weighted); a model of another k or d.
    pub fn partial_fit<T: Real>(
        &self,
        model: &mut Option<MiniBatchKMeansModel<T>>,
        batch: ArrayView2<'_, T>,
        weights: Option<ArrayView1<'_, f64>>,
    ) -> Result<()> {
        let weights = checked(batch, weights)?;
        if let Some(model) = model {
            model.check(self.k, batch)?;
        }
        let batch = Points::new(batch, weights.as_deref(), self.k)?;
        self.check(if model.is_some() { self.k } else { batch.dim().0 })?;
        let n_steps = model.as_ref().map_or(0, |model| model.n_steps);
        let mut rng = Pcg64::seed_from_u64(self.seed.wrapping_add(n_steps as u64));
        if model.is_none() {
            *model = Some(MiniBatchKMeansModel::new(self.first_centers(&batch, &mut rng)?));
        }
        if let Some(model) = model {
            model.step(&batch, self.reassignment_ratio, &mut rng);
            model.label(&batch);
        }
        Ok(())
    }
}

/// The points of `x` and their weights, as far as they can be refused without reading all of `x`.
fn checked<T: Real>(x: ArrayView2<'_, T>, weights: Option<ArrayView1<'_, f64>>) -> Result<Option<Vec<f64>>> {
    check_shape("x", x)?;
    weights.map(|weights| check_weights(weights, x.nrows()).map(|()| weights.to_vec())).transpose()
}

/// The result of mini-batch k-means, and all that it takes to go on with another batch.
#[derive(Debug, Clone, PartialEq)]
pub struct MiniBatchKMeansModel<T> {
    /// The centres, shape `(k, d)`, in the data's unit.
    pub centers: Array2<T>,
    /// The weight of the points that each centre has seen, shape `(k)`.
    pub counts: Vec<f64>,
    /// The centre of each point it was fitted on, shape `(n)`; after `partial_fit` those of the last batch.
    pub labels: Vec<u32>,
    /// Sum of (weighted) squared distances from each of these points to its centre.
    pub inertia: f64,
    /// Passes over the data that `fit` began; 0 for a stream.
    pub n_iter: usize,
    /// Batches seen.
    pub n_steps: usize,
    /// Whether `fit` stopped by itself.
    pub converged: bool,
    /// The steps of `fit`; a stream keeps none.
    pub history: Vec<MiniBatchKMeansStep>,
    /// Points seen since it was last asked which centres are to start anew.
    pub since_reassignment: usize,
}

/// What a step did.
pub(super) struct Pull {
    /// Sum of the weighted squared distances of the batch's points from their centres, before these move.
    pub inertia: f64,
    /// Sum of the squared distances that the centres moved.
    pub shift: f64,
    /// Centres started anew.
    pub reassigned: usize,
}

impl<T: Real> MiniBatchKMeansModel<T> {
    fn new(centers: Array2<T>) -> Self {
        Self {
            counts: vec![0.0; centers.nrows()],
            centers,
            labels: vec![],
            inertia: f64::INFINITY,
            n_iter: 0,
            n_steps: 0,
            converged: false,
            history: vec![],
            since_reassignment: 0,
        }
    }

    // ANCHOR: step
    /// One step: every point of the batch takes the label of its nearest centre, then pulls it.
    pub(super) fn step(&mut self, batch: &Points<'_, T>, reassignment_ratio: f64, rng: &mut impl Rng) -> Pull {
        let is_due = self.is_reassignment_due(batch.dim().0);
        let before = self.centers.clone();
        let assignment = Assignment::of(batch, before.view());
        self.pull(batch, &assignment.sums);
        let reassigned = if is_due { self.reassign(batch, reassignment_ratio, rng) } else { 0 };
        self.n_steps = self.n_steps.saturating_add(1);
        let shift = before.iter().zip(&self.centers).map(|(a, b)| (a.f64() - b.f64()).powi(2)).sum();
        Pull { inertia: batch.inertia(&assignment.labels, before.as_slice().unwrap_or_default()), shift, reassigned }
    }
    // ANCHOR_END: step

    // ANCHOR: pull
    /// Every centre moves towards the mean of its points in the batch, by their share of all that it has seen.
    fn pull(&mut self, batch: &Points<'_, T>, sums: &ClusterSums) {
        for (j, mut center) in self.centers.outer_iter_mut().enumerate() {
            if sums.weight[j] > 0.0 {
                self.counts[j] += sums.weight[j];
                let rate = sums.weight[j] / self.counts[j];
                for (center, mean) in center.iter_mut().zip(batch.cluster_mean(sums, j)) {
                    *center = T::of(center.f64() + rate * (mean - center.f64()));
                }
            }
        }
    }
    // ANCHOR_END: pull

    /// Every ten points a centre, and as long as a centre has seen none.
    fn is_reassignment_due(&mut self, points: usize) -> bool {
        self.since_reassignment = self.since_reassignment.saturating_add(points);
        let is_due = self.counts.contains(&0.0) || self.since_reassignment >= 10 * self.counts.len();
        if is_due {
            self.since_reassignment = 0;
        }
        is_due
    }

    // ANCHOR: reassign
    /// Centres that have seen less than `ratio` of what the busiest has seen start anew at points of the batch, with the count
    /// of the least of the others, so that they are not taken for idle at once. At most half of the batch is used up.
    fn reassign(&mut self, batch: &Points<'_, T>, ratio: f64, rng: &mut impl Rng) -> usize {
        let most = self.counts.iter().copied().fold(0.0, f64::max);
        let by_count = argsort(self.counts.len(), |a, b| self.counts[a].total_cmp(&self.counts[b]));
        let idle = by_count.iter().take(batch.dim().0 / 2).take_while(|&&j| self.counts[j] < ratio * most).count();
        if idle == 0 {
            return 0;
        }

        let points: Vec<usize> = (0..batch.dim().0).filter(|&i| batch.weight(i) > 0.0).collect();
        let idle = idle.min(points.len());
        let count = self.counts[by_count[idle]];
        for (&j, i) in by_count.iter().zip(index::sample(rng, points.len(), idle)) {
            self.centers.row_mut(j).assign(&batch.view().row(points[i]));
            self.counts[j] = count;
        }
        idle
    }
    // ANCHOR_END: reassign

    /// Labels the points by the centres as they stand.
    pub(super) fn label(&mut self, x: &Points<'_, T>) {
        self.labels = Assignment::of(x, self.centers.view()).labels;
        self.inertia = x.inertia(&self.labels, self.centers.as_slice().unwrap_or_default());
    }

    /// Refuses to go on with another k, or with points of another number of columns.
    fn check(&self, k: usize, x: ArrayView2<'_, T>) -> Result<()> {
        if (self.centers.nrows(), self.counts.len()) != (k, k) {
            return Err(Error::setting("k", k, format!("{}, as the model has", self.centers.nrows())));
        }
        centers::check(self.centers.view(), x)
    }

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
    use ndarray::{Array1, array};

    fn from(centers: Array2<f64>) -> MiniBatchKMeans {
        MiniBatchKMeans::new(centers.nrows()).init(Init::Centers(centers))
    }

    #[test]
    fn a_centre_is_the_weighted_mean_of_all_that_it_has_seen() {
        let settings = from(array![[0.0], [100.0]]).reassignment_ratio(0.0);
        let mut model = None;
        settings.partial_fit(&mut model, array![[0.0], [2.0]].view(), Some(array![1.0, 3.0].view())).unwrap();
        settings.partial_fit(&mut model, array![[4.5]].view(), Some(array![2.0].view())).unwrap();
        let model = model.unwrap();
        // (1 * 0 + 3 * 2 + 2 * 4.5) / 6; the other centre saw nothing and stays.
        assert_eq!((&model.centers, &model.counts), (&array![[2.5], [100.0]], &vec![6.0, 0.0]));
        // Of the last batch, under the centres as they are now: 2 * (4.5 - 2.5)^2.
        assert_eq!((model.labels, model.inertia, model.n_steps), (vec![0], 8.0, 2));
    }

    #[test]
    fn a_centre_that_no_point_comes_to_starts_anew_with_the_least_count_of_the_others() {
        let settings = from(array![[0.0], [10.0], [1e6]]);
        let batch = array![[0.0], [1.0], [2.0], [9.0], [10.0]];
        let mut model = None;
        settings.partial_fit(&mut model, batch.view(), None).unwrap();
        let model = model.unwrap();
        assert!(batch.iter().any(|&point| point == model.centers[[2, 0]]), "{}", model.centers);
        assert_eq!((model.counts, model.since_reassignment), (vec![3.0, 2.0, 2.0], 0));

        // Half of the batch at most, those that have seen least first.
        let lost = from(array![[0.0], [1e6], [2e6], [3e6]]);
        let mut model = None;
        lost.partial_fit(&mut model, array![[0.0], [0.0], [0.0], [1.0]].view(), None).unwrap();
        let centers = model.unwrap().centers;
        assert!(centers.iter().take(3).all(|&c| c <= 1.0) && centers[[3, 0]] == 3e6, "{centers}");

        // A point of no weight is no place to start.
        let mut model = None;
        let weights = Array1::from(vec![1.0, 0.0, 0.0, 0.0, 0.0]);
        lost.partial_fit(&mut model, batch.view(), Some(weights.view())).unwrap();
        assert_eq!(model.unwrap().centers, array![[0.0], [0.0], [2e6], [3e6]]);
    }

    #[test]
    fn a_batch_that_is_refused_leaves_the_model_as_it_was() {
        let settings = from(array![[0.0, 0.0], [9.0, 9.0]]);
        let mut model = None;
        let refused = |settings: &MiniBatchKMeans, model: &mut _, batch: Array2<f64>| {
            settings.partial_fit(model, batch.view(), None).unwrap_err().to_string()
        };
        assert!(refused(&settings, &mut model, array![[0.0, f64::NAN]]).contains("NaN at row 0, column 1"));
        assert!(refused(&settings, &mut model, Array2::zeros((0, 2))).contains("empty"));
        assert_eq!(model, None);
        settings.partial_fit(&mut model, array![[1.0, 1.0]].view(), None).unwrap();
        let before = model.clone();
        assert!(refused(&settings, &mut model, array![[0.0, f64::INFINITY]]).contains("inf"));
        assert!(refused(&settings, &mut model, array![[1.0]]).contains("1 columns, wanted 2"));
        assert!(refused(&MiniBatchKMeans::new(3), &mut model, array![[1.0, 1.0]]).contains("k = 3, wanted 2"));
        assert!(refused(&settings.clone().tol(f64::NAN), &mut model, array![[1.0, 1.0]]).contains("tol = NaN"));
        let weights = settings.partial_fit(&mut model, array![[1.0, 1.0]].view(), Some(array![-1.0].view()));
        assert!(weights.unwrap_err().to_string().contains("weights = -1 at 0"));
        assert_eq!(model, before);
    }
}
