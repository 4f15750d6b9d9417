#![doc = include_str!("knn.md")]

use super::nearest::{NearestNeighbors, NeighborIndex, Neighbors, Search};
use crate::error::{Error, Result};
use crate::linalg::Real;
use crate::linalg::distance::Metric;
use ndarray::{Array2, ArrayView2};

/// How much each neighbour counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weights {
    /// All alike.
    Uniform,
    /// By 1/distance; where some neighbours are at distance zero, they alone answer.
    Distance,
}

impl Weights {
    // ANCHOR: weights
    /// The weights of one query's neighbours.
    fn of<T: Real>(self, distances: &[T], weights: &mut [f64]) {
        let at_zero = |d: &T| *d == T::zero();
        match self {
            Weights::Uniform => weights.fill(1.0),
            Weights::Distance if distances.iter().any(at_zero) => {
                weights.iter_mut().zip(distances).for_each(|(w, d)| *w = f64::from(u8::from(at_zero(d))));
            }
            Weights::Distance => weights.iter_mut().zip(distances).for_each(|(w, d)| *w = 1.0 / d.f64()),
        }
    }
    // ANCHOR_END: weights
}

macro_rules! search_settings {
    () => {
        /// How much each neighbour counts.
        pub fn weights(self, weights: Weights) -> Self {
            Self { weights, ..self }
        }

        /// How far two points are apart.
        pub fn metric(self, metric: Metric) -> Self {
            Self { neighbors: self.neighbors.metric(metric), ..self }
        }

        /// How the neighbours are found.
        pub fn search(self, search: Search) -> Self {
            Self { neighbors: self.neighbors.search(search), ..self }
        }

        /// Points in a leaf of the k-d tree.
        pub fn leaf_size(self, leaf_size: usize) -> Self {
            Self { neighbors: self.neighbors.leaf_size(leaf_size), ..self }
        }
    };
}

/// The settings of k-nearest-neighbour classification: the neighbours vote.
#[derive(Debug, Clone, PartialEq)]
pub struct KNeighborsClassifier {
    neighbors: NearestNeighbors,
    weights: Weights,
}

impl KNeighborsClassifier {
    /// k neighbours vote, all alike, by euclidean distance.
    pub fn new(k: usize) -> Self {
        Self { neighbors: NearestNeighbors::new(k), weights: Weights::Uniform }
    }

    search_settings!();

    /// Takes the known points, shape `(n, d)`, and the class of each as an index from 0, shape `(n)`.
    ///
    /// # Errors
    /// As [`NearestNeighbors::fit`]; as many labels as points are wanted.
    pub fn fit<T: Real>(&self, x: ArrayView2<'_, T>, y: &[u32]) -> Result<KNeighborsClassifierModel<T>> {
        if y.len() != x.nrows() {
            return Err(Error::shape("y", y.len(), format!("{}, one a row of x", x.nrows())));
        }
        let index = self.neighbors.fit(x)?;
        let classes = y.iter().max().map_or(0, |&c| c as usize + 1);
        Ok(KNeighborsClassifierModel { index, weights: self.weights, y: y.to_vec(), classes })
    }
}

/// Known points with their classes.
#[derive(Debug, Clone)]
pub struct KNeighborsClassifierModel<T> {
    /// The known points.
    pub index: NeighborIndex<T>,
    /// How much each neighbour counts.
    pub weights: Weights,
    /// The class of each known point, shape `(n)`.
    pub y: Vec<u32>,
    /// How many classes there are.
    pub classes: usize,
}

impl<T: Real> KNeighborsClassifierModel<T> {
    /// The share of the neighbours' votes for each class, shape `(m, classes)`; rows sum to one.
    ///
    /// # Errors
    /// Another number of columns than the known points have; NaN or infinity.
    pub fn predict_proba(&self, x: ArrayView2<'_, T>) -> Result<Array2<f64>> {
        let found = self.index.kneighbors(x, self.index.settings().k)?;
        Ok(self.votes(&found))
    }

    /// The class with most votes for each row of `x`; of equals the lower.
    ///
    /// # Errors
    /// As [`predict_proba`](Self::predict_proba).
    pub fn predict(&self, x: ArrayView2<'_, T>) -> Result<Vec<u32>> {
        let votes = self.predict_proba(x)?;
        let first_largest = |row: &[f64]| (0..row.len()).fold(0, |best, class| if row[class] > row[best] { class } else { best });
        Ok(votes.as_slice().unwrap_or_default().chunks_exact(self.classes).map(|row| first_largest(row) as u32).collect())
    }

    // ANCHOR: votes
    /// The votes of neighbours already found.
    pub fn votes(&self, found: &Neighbors<T>) -> Array2<f64> {
        let (m, k) = found.indices.dim();
        let (mut votes, mut weights) = (vec![0.0; m * self.classes], vec![0.0; k]);
        found.for_each(|i, distances, neighbors| {
            let row = &mut votes[i * self.classes..(i + 1) * self.classes];
            self.weights.of(distances, &mut weights);
            for (&j, &w) in neighbors.iter().zip(&weights) {
                row[self.y[j] as usize] += w;
            }
            let total: f64 = row.iter().sum();
            row.iter_mut().for_each(|share| *share /= total);
        });
        Array2::from_shape_vec((m, self.classes), votes).expect("a row of shares for each query")
    }
    // ANCHOR_END: votes
}

/// The settings of k-nearest-neighbour regression: the neighbours' targets are averaged.
#[derive(Debug, Clone, PartialEq)]
pub struct KNeighborsRegressor {
    neighbors: NearestNeighbors,
    weights: Weights,
}

impl KNeighborsRegressor {
    /// The mean of k neighbours, all alike, by euclidean distance.
    pub fn new(k: usize) -> Self {
        Self { neighbors: NearestNeighbors::new(k), weights: Weights::Uniform }
    }

    search_settings!();

    /// Takes the known points, shape `(n, d)`, and their targets, shape `(n, t)`, one column a target.
    ///
    /// # Errors
    /// As [`NearestNeighbors::fit`]; as many targets as points are wanted, all finite.
    pub fn fit<T: Real>(&self, x: ArrayView2<'_, T>, y: ArrayView2<'_, f64>) -> Result<KNeighborsRegressorModel<T>> {
        if y.nrows() != x.nrows() {
            return Err(Error::shape("y", y.nrows(), format!("{}, one a row of x", x.nrows())));
        }
        crate::linalg::check_matrix("y", y)?;
        Ok(KNeighborsRegressorModel {
            index: self.neighbors.fit(x)?,
            weights: self.weights,
            y: y.as_standard_layout().into_owned(),
        })
    }
}

/// Known points with their targets.
#[derive(Debug, Clone)]
pub struct KNeighborsRegressorModel<T> {
    /// The known points.
    pub index: NeighborIndex<T>,
    /// How much each neighbour counts.
    pub weights: Weights,
    /// The targets of each known point, shape `(n, t)`.
    pub y: Array2<f64>,
}

impl<T: Real> KNeighborsRegressorModel<T> {
    /// The (weighted) mean target of the neighbours of each row of `x`, shape `(m, t)`.
    ///
    /// # Errors
    /// Another number of columns than the known points have; NaN or infinity.
    pub fn predict(&self, x: ArrayView2<'_, T>) -> Result<Array2<f64>> {
        let found = self.index.kneighbors(x, self.index.settings().k)?;
        let ((m, k), targets) = (found.indices.dim(), self.y.ncols());
        let y = self.y.as_slice().unwrap_or_default();
        let (mut means, mut weights) = (Vec::with_capacity(m * targets), vec![0.0; k]);
        found.for_each(|_, distances, neighbors| {
            self.weights.of(distances, &mut weights);
            let total: f64 = weights.iter().sum();
            for t in 0..targets {
                let sum = neighbors.iter().zip(&weights).fold(0.0, |sum, (&j, &w)| sum + w * y[j * targets + t]);
                means.push(sum / total);
            }
        });
        Ok(Array2::from_shape_vec((m, targets), means).expect("a row of means for each query"))
    }
}
