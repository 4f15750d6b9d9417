//! The objective of logistic regression and its gradient: the plain form, and the fast one.
//!
//! What makes the fast form fast, one a line:
//! - one pass over the rows: scores, losses and gradient are taken while a tile of rows is in the cache, where the plain form reads the
//!   matrix twice;
//! - `exp` and `log1p` eight at a time ([`kernels::exponential`](crate::kernels::exponential));
//! - for more than two classes, matrix products on blocks of rows, classes by rows, so that everything after them runs along the rows;
//! - features are taken relative to their means without touching the matrix: `(x - m) w = x w - m w`. The intercept takes up the rest.

use crate::error::{Error, Result};
use crate::kernels::logistic::Sums;
use crate::kernels::product::Part;
use crate::kernels::vectorized;
use crate::linalg::{Real, check_finite, check_shape};
use crate::threads;
use ndarray::ArrayView2;
use std::borrow::Cow;

/// The data and the penalty: what is minimised.
///
/// Parameters lie in one vector: the coefficients, shape `(outputs, d)`, one output for two classes and one a class for more; then, where
/// there are intercepts, one an output. The intercepts are those of the centred features: see [`Problem::intercepts`].
#[derive(Debug, Clone)]
pub(super) struct Problem<'a, T: Clone> {
    x: Cow<'a, [T]>,
    pub n: usize,
    pub d: usize,
    pub outputs: usize,
    pub classes: usize,
    pub y: Vec<u32>,
    signs: Vec<f64>,
    pub weights: Option<Vec<f64>>,
    /// Sum of the weights.
    pub total: f64,
    pub intercept: bool,
    /// What was taken off the stored features: zeros, unless they are `f32` and far from zero.
    origin: Vec<f64>,
    /// What is taken off the stored features in passing; zeros without an intercept.
    pub mean: Vec<f64>,
    /// The mean square of each feature, after its mean is taken off.
    pub spread: Vec<f64>,
    /// Factor of half the squared coefficients, and of their magnitudes, in the objective.
    pub l2: f64,
    pub l1: f64,
}

impl<'a, T: Real> Problem<'a, T> {
    /// Checks the data and learns the features' means. `weights`: those of the rows, class weights included.
    pub fn new(x: ArrayView2<'a, T>, y: &[u32], classes: usize, weights: Option<Vec<f64>>, intercept: bool) -> Result<Self> {
        check_shape("x", x)?;
        let (n, d) = x.dim();
        let stored = match x.to_slice() {
            Some(slice) => Cow::Borrowed(slice),
            None => Cow::Owned(x.iter().copied().collect()),
        };
        let total = weights.as_ref().map_or(n as f64, |w| w.iter().sum());
        let (mean, spread) = moments(&stored, d, weights.as_deref(), intercept);
        if !mean.iter().chain(&spread).all(|v| v.is_finite()) {
            check_finite("x", x)?;
            return Err(Error::setting(
                "x",
                "numbers above 1e150",
                "features whose squares can be summed: divide them by their scale",
            ));
        }
        let mut problem = Self {
            x: stored,
            n,
            d,
            outputs: if classes == 2 { 1 } else { classes },
            classes,
            y: y.to_vec(),
            signs: if classes == 2 { y.iter().map(|&y| f64::from(y) * 2.0 - 1.0).collect() } else { vec![] },
            weights,
            total,
            intercept,
            origin: vec![0.0; d],
            mean,
            spread,
            l2: 0.0,
            l1: 0.0,
        };
        problem.center_narrow_numbers();
        Ok(problem)
    }

    /// The same, owning its data.
    #[cfg(test)]
    pub fn into_owned(self) -> Problem<'static, T> {
        Problem { x: Cow::Owned(self.x.into_owned()), ..self }
    }

    /// `f32` keeps seven digits: features far from zero are stored anew, relative to their means.
    fn center_narrow_numbers(&mut self) {
        let far = self.mean.iter().zip(&self.spread).any(|(m, s)| m * m > 16.0 * s && *m != 0.0);
        if T::NAME != "f32" || !far {
            return;
        }
        let origin: Vec<T> = self.mean.iter().map(|&m| T::of(m)).collect();
        for row in self.x.to_mut().chunks_exact_mut(self.d) {
            row.iter_mut().zip(&origin).for_each(|(v, &o)| *v -= o);
        }
        for ((mean, have), origin) in self.mean.iter_mut().zip(&mut self.origin).zip(&origin) {
            *have = origin.f64();
            *mean -= origin.f64();
        }
    }

    /// How many parameters there are.
    pub fn parameters(&self) -> usize {
        self.outputs * (self.d + usize::from(self.intercept))
    }

    /// The rows of a range, as they are stored.
    pub fn rows(&self, range: std::ops::Range<usize>) -> &[T] {
        &self.x[range.start * self.d..range.end * self.d]
    }

    /// The weight of a row.
    pub fn weight(&self, i: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |w| w[i])
    }

    /// The feature's mean in the data as given.
    pub fn whole_mean(&self, j: usize) -> f64 {
        self.mean[j] + self.origin[j]
    }

    /// The intercepts of the features as given, from parameters: those of the centred features less `m w`. Of several classes' intercepts
    /// only the differences matter: they are given so that they sum to zero.
    pub fn intercepts(&self, theta: &[f64]) -> Vec<f64> {
        let (coef, bias) = theta.split_at(self.outputs * self.d);
        let row = |k: usize| coef[k * self.d..(k + 1) * self.d].iter().enumerate();
        let mut intercepts: Vec<f64> = (0..self.outputs)
            .map(|k| bias.get(k).map_or(0.0, |b| b - row(k).map(|(j, w)| w * self.whole_mean(j)).sum::<f64>()))
            .collect();
        if self.outputs > 1 {
            let mean = intercepts.iter().sum::<f64>() / self.outputs as f64;
            intercepts.iter_mut().for_each(|b| *b -= mean);
        }
        intercepts
    }

    /// Parameters from coefficients and intercepts of the features as given.
    pub fn parameters_of(&self, coef: &[f64], intercepts: &[f64]) -> Vec<f64> {
        let mut theta = coef.to_vec();
        if self.intercept {
            for (k, b) in intercepts.iter().enumerate() {
                let row = coef[k * self.d..(k + 1) * self.d].iter().enumerate();
                theta.push(b + row.map(|(j, w)| w * self.whole_mean(j)).sum::<f64>());
            }
        }
        theta
    }

    /// The largest entry of the gradient by the coefficients of the features as given, from that by the parameters; where there is an L1
    /// penalty, of the subgradient with the least entries.
    pub fn gradient_norm(&self, theta: &[f64], gradient: &[f64]) -> f64 {
        let (coef, bias) = gradient.split_at(self.outputs * self.d);
        let mut norm = bias.iter().fold(0.0_f64, |max, g| max.max(g.abs()));
        for (i, g) in coef.iter().enumerate() {
            let g = g + self.whole_mean(i % self.d) * bias.get(i / self.d).unwrap_or(&0.0);
            let g = match theta[i] {
                w if w > 0.0 => (g + self.l1).abs(),
                w if w < 0.0 => (g - self.l1).abs(),
                _ => (g.abs() - self.l1).max(0.0),
            };
            norm = if g.is_nan() { f64::NAN } else { norm.max(g) };
        }
        norm
    }

    /// The L1 part of the objective.
    pub fn l1_term(&self, theta: &[f64]) -> f64 {
        if self.l1 == 0.0 { 0.0 } else { self.l1 * theta[..self.outputs * self.d].iter().map(|w| w.abs()).sum::<f64>() }
    }

    /// The smooth part of the objective at `theta`; writes its gradient.
    pub fn evaluate(&self, theta: &[f64], gradient: &mut [f64]) -> f64 {
        let (coef, bias) = theta.split_at(self.outputs * self.d);
        let shifted = self.shifted(coef, bias);
        let w: Vec<T> = if self.classes == 2 { vec![] } else { coef.iter().map(|&w| T::of(w)).collect() };
        let chunk = self.n.div_ceil(16).clamp(64, 4096).next_multiple_of(64);
        let work = self.n * self.d * self.outputs * 2 + self.n * 32;
        let parts = threads::map_chunks(self.n, chunk, work, |rows| self.sums(rows, coef, &w, &shifted));
        self.finish(theta, &parts, self.total, gradient)
    }

    /// The same over some rows alone, each counting `1 / share` of its weight: an unbiased guess of the whole.
    pub fn evaluate_rows(&self, theta: &[f64], order: &[usize], gradient: &mut [f64]) -> f64 {
        let (coef, bias) = theta.split_at(self.outputs * self.d);
        let shifted = self.shifted(coef, bias);
        let w: Vec<T> = coef.iter().map(|&w| T::of(w)).collect();
        let parts: Vec<Sums> = order.iter().map(|&i| self.sums(i..i + 1, coef, &w, &shifted)).collect();
        self.finish(theta, &parts, self.total * order.len() as f64 / self.n as f64, gradient)
    }

    /// The biases of the features as they are stored.
    fn shifted(&self, coef: &[f64], bias: &[f64]) -> Vec<f64> {
        let row = |k: usize| coef[k * self.d..(k + 1) * self.d].iter().zip(&self.mean);
        (0..self.outputs).map(|k| bias.get(k).unwrap_or(&0.0) - row(k).map(|(w, m)| w * m).sum::<f64>()).collect()
    }

    fn sums(&self, rows: std::ops::Range<usize>, coef: &[f64], w: &[T], biases: &[f64]) -> Sums {
        let mut sums = Sums::zeros(self.outputs, self.d);
        let weights = self.weights.as_ref().map(|w| &w[rows.clone()]);
        let x = self.rows(rows.clone());
        if self.classes == 2 {
            T::two_classes((x, self.d), &self.signs[rows], weights, (coef, biases[0]), &mut sums);
            return sums;
        }
        let (d, k, y) = (self.d, self.outputs, &self.y[rows]);
        let block = ((256 << 10) / (d * size_of::<T>())).clamp(16, 512).next_multiple_of(16);
        let mut scores = vec![T::zero(); k * block.min(y.len())];
        let mut gradient = vec![T::zero(); k * d];
        let mut room = vec![];
        for (b, (x, y)) in x.chunks(block * d).zip(y.chunks(block)).enumerate() {
            let n = y.len();
            let weights = weights.map(|w| &w[b * block..b * block + n]);
            let scores = &mut scores[..k * n];
            T::product(Part::rows(w, (k, d)), Part::rows(x, (n, d)).t(), scores, n, false);
            sums.loss += T::many_classes(scores, biases, y, weights, &mut room, &mut sums.residual);
            T::product(Part::rows(scores, (k, n)), Part::rows(x, (n, d)), &mut gradient, d, true);
        }
        sums.gradient.iter_mut().zip(&gradient).for_each(|(sum, g)| *sum = g.f64());
        sums
    }

    fn finish(&self, theta: &[f64], parts: &[Sums], total: f64, gradient: &mut [f64]) -> f64 {
        let mut sums = Sums::zeros(self.outputs, self.d);
        parts.iter().for_each(|part| sums.merge(part));
        let coefs = self.outputs * self.d;
        let mut loss = sums.loss / total;
        for i in 0..coefs {
            let centred = sums.gradient[i] - self.mean[i % self.d] * sums.residual[i / self.d];
            gradient[i] = centred / total + self.l2 * theta[i];
            loss += 0.5 * self.l2 * theta[i] * theta[i];
        }
        gradient[coefs..].iter_mut().zip(&sums.residual).for_each(|(g, r)| *g = r / total);
        loss
    }

    // ANCHOR: objective
    /// The objective and its gradient by their definitions: two passes over the data, a row at a time.
    pub fn evaluate_plain(&self, theta: &[f64], gradient: &mut [f64]) -> f64 {
        let coefs = self.outputs * self.d;
        let mut loss = 0.0;
        gradient.fill(0.0);
        for (i, x) in self.x.chunks_exact(self.d).enumerate() {
            let x: Vec<f64> = x.iter().zip(&self.mean).map(|(x, m)| x.f64() - m).collect();
            let scores: Vec<f64> = (0..self.outputs)
                .map(|k| {
                    let bias = theta.get(coefs + k).unwrap_or(&0.0);
                    bias + theta[k * self.d..(k + 1) * self.d].iter().zip(&x).map(|(w, x)| w * x).sum::<f64>()
                })
                .collect();
            let (row_loss, residuals) = row_loss(&scores, self.y[i]);
            loss += self.weight(i) * row_loss / self.total;
            for (k, residual) in residuals.iter().enumerate() {
                let residual = self.weight(i) * residual / self.total;
                x.iter().enumerate().for_each(|(j, x)| gradient[k * self.d + j] += residual * x);
                if self.intercept {
                    gradient[coefs + k] += residual;
                }
            }
        }
        for (g, w) in gradient[..coefs].iter_mut().zip(theta) {
            loss += 0.5 * self.l2 * w * w; // the intercepts are not penalised
            *g += self.l2 * w;
        }
        loss
    }
    // ANCHOR_END: objective
}

// ANCHOR: row_loss
/// The loss of one row and its derivative by each score: minus the log of the probability given to the true class, and the
/// probabilities less the truth.
pub(super) fn row_loss(scores: &[f64], y: u32) -> (f64, Vec<f64>) {
    if let [score] = *scores {
        let margin = if y == 1 { score } else { -score };
        let loss = (-margin).max(0.0) + (-margin.abs()).exp().ln_1p(); // log(1 + e^-margin), where e^1000 would overflow
        let probability = if score >= 0.0 { 1.0 / (1.0 + (-score).exp()) } else { score.exp() / (1.0 + score.exp()) };
        return (loss, vec![probability - f64::from(y)]);
    }
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = scores.iter().map(|s| (s - largest).exp()).sum();
    let loss = largest + sum.ln() - scores[y as usize];
    let truth = |k: usize| f64::from(u8::from(k == y as usize));
    (loss, scores.iter().enumerate().map(|(k, s)| (s - largest).exp() / sum - truth(k)).collect())
}
// ANCHOR_END: row_loss

/// The weighted mean of each feature, zeros where not `centred`, and its mean square around that.
fn moments<T: Real>(x: &[T], d: usize, weights: Option<&[f64]>, centred: bool) -> (Vec<f64>, Vec<f64>) {
    let n = x.len() / d;
    let first: Vec<f64> = x[..d].iter().map(|v| if centred { v.f64() } else { 0.0 }).collect();
    let parts = threads::map_chunks(n, 4096, n * d, |rows| {
        let (mut sums, mut squares, mut total) = (vec![0.0; d], vec![0.0; d], 0.0);
        vectorized!({
            for (i, row) in rows.clone().zip(x[rows.start * d..rows.end * d].chunks_exact(d)) {
                let weight = weights.map_or(1.0, |w| w[i]);
                total += weight;
                for (((v, first), sum), square) in row.iter().zip(&first).zip(&mut sums).zip(&mut squares) {
                    let v = v.f64() - first;
                    *sum += weight * v;
                    *square += weight * v * v;
                }
            }
        });
        (sums, squares, total)
    });
    let (mut sums, mut squares, mut total) = (vec![0.0; d], vec![0.0; d], 0.0);
    for (s, q, t) in parts {
        sums.iter_mut().zip(&s).for_each(|(a, b)| *a += b);
        squares.iter_mut().zip(&q).for_each(|(a, b)| *a += b);
        total += t;
    }
    let off = |j: usize| if centred { sums[j] / total } else { 0.0 };
    let mean = (0..d).map(|j| first[j] + off(j)).collect();
    let spread = |j: usize| squares[j] / total - off(j) * off(j);
    let spread = (0..d).map(|j| if spread(j) < 0.0 { 0.0 } else { spread(j) }).collect(); // NaN stays NaN
    (mean, spread)
}
