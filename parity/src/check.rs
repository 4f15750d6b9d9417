//! Comparing answers, and keeping what was found.

use openwork::linalg::Real;
use openwork::ndarray::ArrayView2;

/// What the comparison of one case found.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The case's name.
    pub case: String,
    /// `f32` or `f64`.
    pub numbers: String,
    /// How many whole numbers (labels, indices, rounds) were compared and equal.
    pub identical: usize,
    /// How many neighbours stood in another order than expected, their distances being equal on paper.
    pub near_ties: usize,
    /// The largest error of a number, relative to the magnitude that the check names.
    pub error: f64,
    /// The largest error allowed.
    pub tolerance: f64,
    /// Every answer that differs, in words.
    pub failures: Vec<String>,
    /// A hash of every bit of every answer: equal for equal bits.
    pub bits: u64,
}

impl Outcome {
    /// Nothing compared yet.
    pub(crate) fn new(case: &str, numbers: &str, tolerance: f64) -> Self {
        Self {
            case: case.to_owned(),
            numbers: numbers.to_owned(),
            identical: 0,
            near_ties: 0,
            error: 0.0,
            tolerance,
            failures: vec![],
            bits: 0xcbf2_9ce4_8422_2325,
        }
    }

    /// Whole numbers that must be identical.
    pub(crate) fn same(&mut self, what: &str, got: impl IntoIterator<Item = u64>, want: &[u64]) {
        let got: Vec<u64> = got.into_iter().collect();
        got.iter().for_each(|&v| self.hash(v));
        let differ: Vec<usize> = (0..want.len().max(got.len())).filter(|&i| got.get(i) != want.get(i)).collect();
        self.identical += got.len().min(want.len()).saturating_sub(differ.len());
        if let Some(&i) = differ.first() {
            let (got, want) = (got.get(i), want.get(i));
            self.fail(format!("{what}: {} differ, the first at {i}: got {got:?}, wanted {want:?}", differ.len()));
        }
    }

    /// A number that must be within the tolerance, relative to `scale` (or exactly equal where that is 0).
    pub(crate) fn close(&mut self, what: &str, got: f64, want: f64, scale: f64) {
        self.hash(got.to_bits());
        self.judge(got, want, scale, || what.to_owned());
    }

    /// A number that must be within the tolerance of a share, or NaN where none is wanted.
    pub(crate) fn close_or_nan(&mut self, what: &str, got: f64, want: Option<f64>) {
        match want {
            Some(want) => self.close(what, got, want, 1.0),
            None if got.is_nan() => self.identical += 1,
            None => self.fail(format!("{what}: got {got:?}, wanted NaN")),
        }
    }

    /// Numbers that must be within the tolerance, relative to the largest magnitude among those expected.
    pub(crate) fn close_all<T: Real>(&mut self, what: &str, got: ArrayView2<'_, T>, want: ArrayView2<'_, f64>) {
        let scale = want.iter().fold(0.0_f64, |max, v| max.max(v.abs()));
        self.all(what, got, want, |_| scale);
    }

    /// Numbers each of which must be within the tolerance relative to itself; zeros relative to the largest.
    pub(crate) fn close_each<T: Real>(&mut self, what: &str, got: ArrayView2<'_, T>, want: ArrayView2<'_, f64>) {
        let largest = want.iter().fold(0.0_f64, |max, v| max.max(v.abs()));
        self.all(what, got, want, |want| if want == 0.0 { largest } else { want.abs() });
    }

    fn all<T: Real>(&mut self, what: &str, got: ArrayView2<'_, T>, want: ArrayView2<'_, f64>, scale: impl Fn(f64) -> f64) {
        if got.dim() != want.dim() {
            return self.fail(format!("{what}: got shape {:?}, wanted {:?}", got.dim(), want.dim()));
        }
        for ((at, &got), &want) in got.indexed_iter().zip(want) {
            self.hash(got.f64().to_bits());
            self.judge(got.f64(), want, scale(want), || format!("{what} at {at:?}"));
        }
    }

    fn judge(&mut self, got: f64, want: f64, scale: f64, what: impl FnOnce() -> String) {
        let apart = (got - want).abs();
        let error = if apart == 0.0 { 0.0 } else { apart / scale };
        if !(error <= self.tolerance) {
            self.fail(format!("{}: got {got:?}, wanted {want:?}: error {error:.2e}, allowed {:.0e}", what(), self.tolerance));
        }
        self.error = if error.is_nan() { f64::INFINITY } else { self.error.max(error) };
    }

    /// Notes an answer that differs, and so an error that no tolerance allows.
    pub(crate) fn fail(&mut self, what: String) {
        if self.failures.len() < 20 {
            self.failures.push(what);
        }
    }

    fn hash(&mut self, value: u64) {
        // FNV-1a over whole words: any changed bit changes the sum.
        self.bits = (self.bits ^ value).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29);
    }
}
