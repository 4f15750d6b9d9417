//! Which points a step or a start looks at: drawn by chance.

use super::kmeans_points::Points;
use crate::linalg::Real;
use rand::distr::{Distribution, Uniform};
use rand::{Rng, RngExt, seq::index};

/// Draws rows with replacement, each with a chance in proportion to its weight.
#[derive(Debug, Clone)]
pub(crate) struct Draw {
    n: usize,
    /// The weights up to and with each point, in units of the largest, so that their sum stays finite; `None`: all alike.
    up_to: Option<Vec<f64>>,
}

impl Draw {
    pub fn new<T: Real>(x: &Points<'_, T>) -> Self {
        let up_to = x.weights().map(|weights| {
            let largest = weights.iter().copied().fold(0.0, f64::max);
            let running = |sum: &mut f64, weight: &f64| {
                *sum += weight / largest;
                Some(*sum)
            };
            weights.iter().scan(0.0, running).collect()
        });
        Self { n: x.dim().0, up_to }
    }

    /// So many rows.
    pub fn rows(&self, count: usize, rng: &mut impl Rng) -> Vec<usize> {
        let Some(up_to) = &self.up_to else {
            let Ok(any) = Uniform::new(0, self.n) else { return vec![] }; // of no points
            return any.sample_iter(rng).take(count).collect();
        };
        let total = up_to[self.n - 1];
        let last = up_to.partition_point(|&sum| sum < total); // the last point of any weight
        let row = |place: f64| up_to.partition_point(|&sum| sum <= place).min(last);
        (0..count).map(|_| row(rng.random::<f64>() * total)).collect()
    }
}

/// So many different points with their weights; all of them, in their order, where that is how many there are.
pub(crate) fn sample<T: Real>(x: &Points<'_, T>, size: usize, rng: &mut impl Rng) -> Points<'static, T> {
    let n = x.dim().0;
    let rows = if size >= n { (0..n).collect() } else { index::sample(rng, n, size).into_vec() };
    x.select(&rows, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;
    use rand::SeedableRng;
    use rand_pcg::Pcg64;

    #[test]
    fn rows_are_drawn_by_their_weights_and_those_of_no_weight_never() {
        let weights = [0.0, 3e300, 0.0, 1e300, 0.0];
        let x = Array2::<f64>::zeros((5, 1));
        let draw = Draw::new(&Points::new(x.view(), Some(&weights), 1).unwrap());
        let rows = draw.rows(40_000, &mut Pcg64::seed_from_u64(5));
        let share = |row: usize| rows.iter().filter(|&&r| r == row).count() as f64 / 40_000.0;
        assert_eq!(share(1) + share(3), 1.0);
        // Five standard deviations of a share of 3/4 in 40 000 draws: 5 * sqrt(3/16 / 40 000) < 0.011.
        assert!((share(1) - 0.75).abs() < 0.011, "{}", share(1));
    }
}
