#![doc = include_str!("dropout.md")]

use crate::activation::activations::same;
use crate::error::{Error, Result};
use crate::kernels::philox::{BLOCK, keep, philox};
use crate::threads;

/// Leaves numbers out at random, each with probability p, and multiplies the others by `1 / (1 - p)` (inverted dropout): while a
/// network learns. When it answers, dropout does nothing, and need not be called.
///
/// Whether a number is left out depends on the seed, on the call and on its place alone, so the mask is the same for any number
/// of threads and need not be kept for the way back.
///
/// ```
/// use openwork::nn::DropoutMask;
///
/// let dropout = DropoutMask::new(0.5)?.seed(7);
/// let mut y = [0.0; 8];
/// dropout.apply(&[1.0; 8], 0, &mut y)?;
/// assert!(y.iter().all(|&y| y == 0.0 || y == 2.0));
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DropoutMask {
    p: f64,
    seed: u64,
}

/// Numbers a thread works on at a time.
const CHUNK: usize = 256 * BLOCK;

impl DropoutMask {
    /// Leaves out with probability p.
    ///
    /// # Errors
    /// [`Error::Setting`] for p outside 0 to 1.
    pub fn new(p: f64) -> Result<Self> {
        if (0.0..=1.0).contains(&p) {
            Ok(Self { p, seed: 0 })
        } else {
            Err(Error::setting("p", p, "a probability, between 0 and 1"))
        }
    }

    /// The seed of the masks.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The probability of being left out.
    pub fn p(self) -> f64 {
        self.p
    }

    /// What kept numbers are multiplied with; 0 where none is kept.
    pub fn scale(self) -> f32 {
        if self.p < 1.0 { (1.0 / (1.0 - self.p)) as f32 } else { 0.0 }
    }

    /// Random numbers below this, of 2^32, leave out.
    fn threshold(self) -> u32 {
        (self.p * 4_294_967_296.0).round().min(f64::from(u32::MAX)) as u32
    }

    // ANCHOR: plain
    /// Whether the number at this place is kept in call number `call`.
    pub fn keeps(self, call: u64, place: usize) -> bool {
        let counter = (place / BLOCK * 16 + place % 16) as u64;
        let counter = [counter as u32, (counter >> 32) as u32, call as u32, (call >> 32) as u32];
        let random = philox(counter, [self.seed as u32, (self.seed >> 32) as u32])[place % BLOCK / 16];
        random >= self.threshold() && self.p < 1.0
    }
    // ANCHOR_END: plain

    /// `out[i] = x[i] scale` where the mask of call number `call` keeps, otherwise `x[i]` times 0. It is linear, so this is the way back too:
    /// from the gradient at the output to the one at the input.
    ///
    /// # Errors
    /// [`Error::Shape`] for lengths that differ.
    pub fn apply(self, x: &[f32], call: u64, out: &mut [f32]) -> Result<()> {
        same("out", out.len(), x.len())?;
        let (threshold, scale) = (self.threshold(), self.scale());
        threads::map_chunks_mut(out, CHUNK, 8 * x.len(), |range, out| {
            keep(&x[range.clone()], out, range.start, (self.seed, call), threshold, scale);
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_form_is_the_plain_one_for_any_number_of_threads() {
        let x: Vec<f32> = (0..300_001).map(|i| i as f32 + 1.0).collect();
        for p in [0.0, 0.1, 0.5, 1.0] {
            let dropout = DropoutMask::new(p).unwrap().seed(99);
            let mut out = vec![0.0; x.len()];
            dropout.apply(&x, 3, &mut out).unwrap();
            for (i, (out, x)) in out.iter().zip(&x).enumerate() {
                assert_eq!(*out, if dropout.keeps(3, i) { x * dropout.scale() } else { 0.0 });
            }
            for threads in [1, 2, 8] {
                let mut again = vec![0.0; x.len()];
                threads::with(Some(threads), || dropout.apply(&x, 3, &mut again)).unwrap();
                assert_eq!(out, again);
            }
        }
    }

    #[test]
    fn as_many_are_left_out_as_should_be() {
        // A binomial count of a million: its deviation is below 500.
        for (p, call) in [(0.1, 0), (0.5, 1), (0.9, 2)] {
            let mut out = vec![0.0; 1_000_000];
            DropoutMask::new(p).unwrap().apply(&vec![1.0; 1_000_000], call, &mut out).unwrap();
            let left = out.iter().filter(|&&y| y == 0.0).count() as f64;
            assert!((left - p * 1e6).abs() < 2500.0, "{left} for {p}");
        }
    }

    #[test]
    fn calls_and_seeds_differ_and_nan_stays_nan() {
        let mask = |seed, call| (0..640).map(|i| DropoutMask::new(0.5).unwrap().seed(seed).keeps(call, i)).collect::<Vec<_>>();
        assert!(mask(0, 0) != mask(0, 1) && mask(0, 0) != mask(1, 0));
        let mut out = [0.0; 64];
        DropoutMask::new(0.5).unwrap().apply(&[f32::NAN; 64], 0, &mut out).unwrap();
        assert!(out.iter().all(|y| y.is_nan()));
        for p in [-0.1, 1.1, f64::NAN] {
            assert!(DropoutMask::new(p).unwrap_err().to_string().ends_with("wanted a probability, between 0 and 1"));
        }
    }
}
