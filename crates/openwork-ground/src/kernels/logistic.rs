//! The passes of logistic regression over the rows: scores, losses and gradient while a tile of rows is in the first cache.

use super::exponential::{exp, log1p};
use super::lanes::Lanes;
use pulp::{Arch, Simd, WithSimd};

/// Bytes of a tile of rows.
const TILE: usize = 24 << 10;
/// Rows whose scores are summed side by side.
const SIDE: usize = 8;

/// The sums over some rows that the objective and its gradient are made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    /// Sum of the weighted losses.
    pub loss: f64,
    /// Sum of the weighted residuals `dloss/dscore`, one an output.
    pub residual: Vec<f64>,
    /// Sum of the rows times their residuals, shape `(outputs, d)`.
    pub gradient: Vec<f64>,
}

impl Sums {
    /// Nothing summed yet.
    pub fn zeros(outputs: usize, d: usize) -> Self {
        Self { loss: 0.0, residual: vec![0.0; outputs], gradient: vec![0.0; outputs * d] }
    }

    /// Adds the sums of other rows.
    pub fn merge(&mut self, other: &Self) {
        self.loss += other.loss;
        self.residual.iter_mut().zip(&other.residual).for_each(|(a, b)| *a += b);
        self.gradient.iter_mut().zip(&other.gradient).for_each(|(a, b)| *a += b);
    }
}

/// Two classes: adds the rows `x`, shape `(n, d)`, with `signs` +1 or -1, to `sums`. The score of a row is `x w + bias`.
///
/// # Panics
/// If lengths differ from what n and d say.
pub fn two_classes<T: Lanes>(
    (x, d): (&[T], usize),
    signs: &[f64],
    weights: Option<&[f64]>,
    (w, bias): (&[f64], f64),
    sums: &mut Sums,
) {
    struct Op<'a, T> {
        x: &'a [T],
        d: usize,
        signs: &'a [f64],
        weights: Option<&'a [f64]>,
        w: &'a [f64],
        bias: f64,
        sums: &'a mut Sums,
    }
    impl<T: Lanes> WithSimd for Op<'_, T> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) {
            let Op { x, d, signs, weights, w, bias, sums } = self;
            let width = d.next_multiple_of(T::lanes::<S>());
            let mut padded = vec![T::zero(); 2 * width];
            let (padded_w, padded_gradient) = padded.split_at_mut(width);
            padded_w.iter_mut().zip(w).for_each(|(to, &w)| *to = T::of_f64(w));
            let rows = (TILE / (d * size_of::<T>())).clamp(SIDE, 1024) / SIDE * SIDE;
            let mut scores = vec![0.0; rows];
            let mut residuals = vec![T::zero(); rows];
            let mut room = vec![0.0; rows];
            for (tile, x) in x.chunks(rows * d).enumerate() {
                let n = x.len() / d;
                let range = tile * rows..tile * rows + n;
                for (scores, x) in scores.chunks_mut(SIDE).zip(x.chunks(SIDE * d)) {
                    if x.len() == SIDE * d {
                        dots::<T, S, SIDE>(s, x, d, padded_w, scores);
                    } else {
                        x.chunks_exact(d)
                            .zip(scores)
                            .for_each(|(x, score)| dots::<T, S, 1>(s, x, d, padded_w, std::slice::from_mut(score)));
                    }
                }
                let (loss, residual) =
                    margins(&mut scores[..n], &mut room, bias, &signs[range.clone()], weights.map(|w| &w[range]));
                sums.loss += loss;
                sums.residual[0] += residual;
                residuals.iter_mut().zip(&scores[..n]).for_each(|(to, &r)| *to = T::of_f64(r));
                padded_gradient.fill(T::zero());
                for (residuals, x) in residuals.chunks(SIDE).zip(x.chunks(SIDE * d)) {
                    if x.len() == SIDE * d {
                        add_rows::<T, S, SIDE>(s, x, d, residuals, padded_gradient);
                    } else {
                        x.chunks_exact(d)
                            .zip(residuals)
                            .for_each(|(x, r)| add_rows::<T, S, 1>(s, x, d, std::slice::from_ref(r), padded_gradient));
                    }
                }
                sums.gradient.iter_mut().zip(&*padded_gradient).for_each(|(sum, g)| *sum += g.wide());
            }
        }
    }
    assert!(w.len() == d && x.len() == signs.len() * d && sums.gradient.len() == d);
    Arch::new().dispatch(Op { x, d, signs, weights, w, bias, sums });
}

/// Scores of `N` rows side by side, so that no addition waits for the one before.
#[inline(always)]
fn dots<T: Lanes, S: Simd, const N: usize>(s: S, x: &[T], d: usize, w: &[T], scores: &mut [f64]) {
    let w = T::vectors::<S>(w);
    let whole = d / T::lanes::<S>();
    let rows: [&[T]; N] = std::array::from_fn(|i| &x[i * d..(i + 1) * d]);
    let vectors: [&[T::Vector<S>]; N] = std::array::from_fn(|i| &T::vectors::<S>(rows[i])[..whole]);
    let mut sums = [T::splat(s, T::zero()); N];
    for (j, &w) in w[..whole].iter().enumerate() {
        for i in 0..N {
            sums[i] = T::times_plus(s, vectors[i][j], w, sums[i]);
        }
    }
    if whole < w.len() {
        for i in 0..N {
            sums[i] = T::times_plus(s, T::partial(s, &rows[i][whole * T::lanes::<S>()..]), w[whole], sums[i]);
        }
    }
    for i in 0..N {
        scores[i] = T::sum(s, sums[i]);
    }
}

/// Adds `N` rows, each times its residual, to the gradient.
#[inline(always)]
fn add_rows<T: Lanes, S: Simd, const N: usize>(s: S, x: &[T], d: usize, residuals: &[T], gradient: &mut [T]) {
    let gradient = T::vectors_mut::<S>(gradient);
    let whole = d / T::lanes::<S>();
    let rows: [&[T]; N] = std::array::from_fn(|i| &x[i * d..(i + 1) * d]);
    let vectors: [&[T::Vector<S>]; N] = std::array::from_fn(|i| &T::vectors::<S>(rows[i])[..whole]);
    let residuals: [T::Vector<S>; N] = std::array::from_fn(|i| T::splat(s, residuals[i]));
    let (whole_gradient, rest) = gradient.split_at_mut(whole);
    for (j, sum) in whole_gradient.iter_mut().enumerate() {
        for i in 0..N {
            *sum = T::times_plus(s, vectors[i][j], residuals[i], *sum);
        }
    }
    for sum in rest {
        for i in 0..N {
            *sum = T::times_plus(s, T::partial(s, &rows[i][whole * T::lanes::<S>()..]), residuals[i], *sum);
        }
    }
}

/// Turns scores without their bias into weighted residuals; gives the sum of the losses and of the residuals. `room` is as long.
///
/// With the margin `m = sign * score` the loss is `log(1 + e^-m) = max(-m, 0) + log1p(e^-|m|)`, and its derivative by the score is
/// `-sign / (1 + e^m)`: nothing overflows and nothing cancels. One short loop for each, so that all of them run in vectors.
#[inline(always)]
fn margins(scores: &mut [f64], room: &mut [f64], bias: f64, signs: &[f64], weights: Option<&[f64]>) -> (f64, f64) {
    let n = scores.len();
    let (room, signs) = (&mut room[..n], &signs[..n]);
    for i in 0..n {
        scores[i] = signs[i] * (scores[i] + bias);
    }
    for i in 0..n {
        room[i] = exp(-scores[i].abs());
    }
    for i in 0..n {
        let (margin, e) = (scores[i], room[i]);
        let wrong = (if margin < 0.0 { 1.0 } else { e }) / (1.0 + e);
        room[i] = log1p(e) + if margin < 0.0 { -margin } else { 0.0 };
        scores[i] = -signs[i] * wrong;
    }
    if let Some(weights) = weights {
        let weights = &weights[..n];
        for i in 0..n {
            room[i] *= weights[i];
            scores[i] *= weights[i];
        }
    }
    (side_by_side(room), side_by_side(scores))
}

/// Several classes: turns the scores of `n` rows, shape `(classes, n)`, without their biases, into weighted residuals
/// `p - [y = class]`; gives the sum of the losses, and adds the residuals of each class to `residual`.
///
/// The largest score of a row is subtracted before `exp`, so that nothing overflows; the loss is `log(sum of exp) - score of y`.
///
/// # Panics
/// If lengths differ from what n and the biases say.
pub fn many_classes<T: Lanes>(
    scores: &mut [T],
    biases: &[f64],
    y: &[u32],
    weights: Option<&[f64]>,
    room: &mut Vec<f64>,
    residual: &mut [f64],
) -> f64 {
    let (n, k) = (y.len(), biases.len());
    assert!(scores.len() == n * k && residual.len() == k && weights.is_none_or(|w| w.len() == n));
    room.resize((k + 2) * n, 0.0);
    vectorized!({
        let (wide, rest) = room.split_at_mut(k * n);
        let (top, sum) = rest.split_at_mut(n);
        top.fill(f64::NEG_INFINITY);
        for ((wide, scores), &bias) in wide.chunks_exact_mut(n).zip(scores.chunks_exact(n)).zip(biases) {
            for ((wide, &score), top) in wide.iter_mut().zip(scores).zip(&mut *top) {
                *wide = score.wide() + bias;
                *top = if *wide > *top { *wide } else { *top };
            }
        }
        let mut loss = 0.0;
        for (i, (&y, &top)) in y.iter().zip(&*top).enumerate() {
            loss += weights.map_or(1.0, |w| w[i]) * (top - wide[y as usize * n + i]);
        }
        sum.fill(0.0);
        for wide in wide.chunks_exact_mut(n) {
            for ((wide, &top), sum) in wide.iter_mut().zip(&*top).zip(&mut *sum) {
                *wide = exp(*wide - top);
                *sum += *wide;
            }
        }
        for (i, sum) in sum.iter_mut().enumerate() {
            let weight = weights.map_or(1.0, |w| w[i]);
            loss += weight * sum.ln();
            *sum = weight / *sum;
        }
        for (wide, scale) in wide.chunks_exact_mut(n).zip(std::iter::repeat(&*sum)) {
            wide.iter_mut().zip(scale).for_each(|(wide, scale)| *wide *= scale);
        }
        for (i, &y) in y.iter().enumerate() {
            wide[y as usize * n + i] -= weights.map_or(1.0, |w| w[i]);
        }
        for ((wide, scores), residual) in wide.chunks_exact(n).zip(scores.chunks_exact_mut(n)).zip(residual) {
            scores.iter_mut().zip(wide).for_each(|(to, &r)| *to = T::of_f64(r));
            *residual += side_by_side(wide);
        }
        loss
    })
}

/// A sum in eight lanes, so that no addition waits for the one before.
#[inline(always)]
fn side_by_side(numbers: &[f64]) -> f64 {
    let (eights, rest) = numbers.as_chunks::<8>();
    let mut lanes = [0.0; 8];
    for eight in eights {
        for i in 0..8 {
            lanes[i] += eight[i];
        }
    }
    lanes.iter().chain(rest).sum()
}
