//! Where the centres start: k-means++ (greedy, as scikit-learn draws it), plain random points, or given centres.
//!
//! Source: D. Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.

use crate::error::{Error, Result};
use crate::linalg::{Real, check_finite, distance::squared_euclidean};
use crate::threads;
use ndarray::{Array2, ArrayView2, Axis};
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
    pub(crate) fn centers<T: Real>(
        &self,
        x: ArrayView2<'_, T>,
        weights: Option<&[f64]>,
        k: usize,
        rng: &mut impl Rng,
    ) -> Result<Array2<T>> {
        match self {
            Init::PlusPlus => Ok(x.select(Axis(0), &plus_plus(x, weights, k, rng))),
            Init::Random => Ok(x.select(Axis(0), &index::sample(rng, x.nrows(), k).into_vec())),
            Init::Centers(centers) => {
                if centers.dim() != (k, x.ncols()) {
                    return Err(Error::shape(
                        "init",
                        format!("{:?}", centers.dim()),
                        format!("({k}, {}): one centre a row", x.ncols()),
                    ));
                }
                let centers = centers.mapv(T::of);
                check_finite("init", centers.view())?;
                Ok(centers)
            }
        }
    }
}

/// The rows that k-means++ chooses. A point's chance is its weight times its squared distance from the nearest centre.
fn plus_plus<T: Real>(x: ArrayView2<'_, T>, weights: Option<&[f64]>, k: usize, rng: &mut impl Rng) -> Vec<usize> {
    let n = x.nrows();
    let weight = |i: usize| weights.map_or(1.0, |w| w[i]);
    let trials = 2 + (k as f64).ln() as usize;

    let mut chosen = vec![draw((0..n).map(weight), rng)];
    let mut nearest = vec![f64::INFINITY; n]; // squared distance of every point from the centres so far
    nearest_after(x, chosen[0], &mut nearest);
    while chosen.len() < k {
        let mut best: Option<(f64, usize, Vec<f64>)> = None;
        for _ in 0..trials {
            let candidate = draw((0..n).map(|i| weight(i) * nearest[i]), rng);
            let mut after = nearest.clone();
            nearest_after(x, candidate, &mut after);
            let potential = after.iter().enumerate().map(|(i, d)| weight(i) * d).sum::<f64>();
            if best.as_ref().is_none_or(|(least, ..)| potential < *least) {
                best = Some((potential, candidate, after));
            }
        }
        if let Some((_, candidate, after)) = best {
            chosen.push(candidate);
            nearest = after;
        }
    }
    chosen
}

/// Lowers `nearest` to the squared distances from row `center`, where that is nearer.
fn nearest_after<T: Real>(x: ArrayView2<'_, T>, center: usize, nearest: &mut [f64]) {
    let (n, d) = x.dim();
    let center = x.row(center).to_vec();
    let parts = threads::map_chunks(n, 4096, n * d, |range| {
        range.map(|i| squared_euclidean(&x.row(i).to_vec(), &center)).collect::<Vec<_>>()
    });
    for (nearest, d) in nearest.iter_mut().zip(parts.into_iter().flatten()) {
        *nearest = nearest.min(d);
    }
}

/// Draws an index with probability in proportion to its chance; uniformly where all chances are zero.
fn draw(chances: impl Iterator<Item = f64> + Clone, rng: &mut impl Rng) -> usize {
    let total: f64 = chances.clone().sum();
    let n = chances.clone().count();
    if !(total > 0.0 && total.is_finite()) {
        return rng.random_range(0..n);
    }
    let mut left = rng.random::<f64>() * total;
    let mut last = 0;
    for (i, chance) in chances.enumerate() {
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
