//! Where the centres start: k-means++ (greedy, as scikit-learn draws it), plain random points, or given centres.
//!
//! Source: D. Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.

use super::kmeans_points::{Points, holds};
use crate::error::{Error, Result};
use crate::kernels::accumulate::squared_distances;
use crate::linalg::distance::squared_euclidean;
use crate::linalg::{Real, check_finite};
use crate::threads;
use ndarray::{Array2, Axis};
use rand::{Rng, RngExt, seq::index};

/// Where the centres start.
#[derive(Debug, Clone, PartialEq)]
pub enum Init {
    /// Far from one another by chance: each new centre is drawn with probability in proportion to its squared distance
    /// from the nearest centre so far, the best of `2 + ln k` draws being kept.
    PlusPlus,
    /// k different points of the data, drawn without replacement.
    Random,
    /// These centres, one a row.
    Centers(Array2<f64>),
}

impl Init {
    /// The k starting centres, shape `(k, d)`. Cost: O(n d k log k) for k-means++, O(k d) for the others.
    pub(crate) fn centers<T: Real>(&self, x: &Points<'_, T>, k: usize, rng: &mut impl Rng) -> Result<Array2<T>> {
        let (n, d) = x.dim();
        match self {
            Init::PlusPlus => Ok(x.view().select(Axis(0), &plus_plus(x, k, rng))),
            Init::Random => Ok(x.view().select(Axis(0), &index::sample(rng, n, k).into_vec())),
            Init::Centers(centers) if centers.dim() == (k, d) => {
                check_finite("init", centers.view())?;
                Ok(centers.mapv(T::of))
            }
            Init::Centers(centers) => {
                Err(Error::shape("init", format!("{:?}", centers.dim()), format!("({k}, {d}): k centres, one a row")))
            }
        }
    }
}

/// The rows that k-means++ chooses. A point's chance is its weight times its squared distance from the nearest centre.
fn plus_plus<T: Real>(x: &Points<'_, T>, k: usize, rng: &mut impl Rng) -> Vec<usize> {
    let n = x.dim().0;
    let trials = 2 + (k as f64).ln() as usize;
    let first = draw(&(0..n).map(|i| x.weight(i)).collect::<Vec<_>>(), rng);
    let mut chosen = vec![first];
    let mut nearest = distances_from(x, first); // squared distance of every point from the centres so far
    let mut chances = vec![0.0; n];
    while chosen.len() < k {
        for (i, chance) in chances.iter_mut().enumerate() {
            *chance = x.weight(i) * nearest[i];
        }
        // Of several candidates, keep the one that leaves the points least far from their centres.
        let mut best = (f64::INFINITY, first, nearest.clone());
        for _ in 0..trials {
            let candidate = draw(&chances, rng);
            let mut after = distances_from(x, candidate);
            let mut left = 0.0;
            for (i, (after, &before)) in after.iter_mut().zip(&nearest).enumerate() {
                *after = after.min(before);
                left += x.weight(i) * *after;
            }
            if left < best.0 {
                best = (left, candidate, after);
            }
        }
        chosen.push(best.1);
        nearest = best.2;
    }
    chosen
}

/// The squared distance of every point from row `center`; exactly zero for its duplicates.
fn distances_from<T: Real>(x: &Points<'_, T>, center: usize) -> Vec<f64> {
    let (n, d) = x.dim();
    let center = x.row(center);
    let mut out = vec![0.0; n];
    threads::map_chunks_mut(&mut out, 4096, n * d, |range, out| {
        squared_distances(x.slice(range.clone()), center, out);
        if !holds::<T>(out.iter().sum::<f64>() / (out.len() * d) as f64) {
            out.iter_mut().zip(range).for_each(|(out, i)| *out = squared_euclidean(x.row(i), center));
        }
    });
    out
}

/// Draws an index with probability in proportion to its chance; uniformly where all chances are zero.
fn draw(chances: &[f64], rng: &mut impl Rng) -> usize {
    let total: f64 = chances.iter().sum();
    if !(total > 0.0 && total.is_finite()) {
        return rng.random_range(0..chances.len());
    }
    let mut left = rng.random::<f64>() * total;
    let mut last = 0;
    for (i, &chance) in chances.iter().enumerate() {
        if chance > 0.0 {
            last = i;
            left -= chance;
            if left < 0.0 {
                break;
            }
        }
    }
    last
}
