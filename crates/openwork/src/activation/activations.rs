#![doc = include_str!("activations.md")]

use super::scalar;
use crate::error::{Error, Result};
use crate::kernels::{pointwise, single as fast};
use crate::threads;

/// A function that a network applies to every number by itself.
///
/// ```
/// use openwork::activation::Activation;
///
/// let mut y = [0.0; 3];
/// Activation::Silu.forward(&[-1000.0, 0.0, 2.0], &mut y)?;
/// assert_eq!(y[0], 0.0);
/// assert!((f64::from(y[2]) - Activation::Silu.at(2.0)).abs() < 3e-7);
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Activation {
    /// `1 / (1 + e^-x)`.
    Sigmoid,
    /// `max(0, x)`.
    Relu,
    /// x above 0, `alpha x` below.
    LeakyRelu {
        /// The slope below 0; PyTorch's default is 0.01.
        alpha: f32,
    },
    /// The hyperbolic tangent.
    Tanh,
    /// `x sigmoid(x)`, also called swish.
    Silu,
    /// `x Phi(x)`, Phi the normal distribution function.
    Gelu,
    /// The approximation of GELU by a tanh.
    GeluTanh,
    /// x above 0, `alpha (e^x - 1)` below.
    Elu {
        /// Minus the value at minus infinity; PyTorch's default is 1.
        alpha: f32,
    },
    /// `ln(1 + e^(beta x)) / beta`.
    Softplus {
        /// How sharp the bend is; PyTorch's default is 1.
        beta: f32,
        /// Where `beta x` is above it, x itself; PyTorch's default is 20.
        threshold: f32,
    },
}

/// The cubic term of the approximate GELU.
const CUBIC: f32 = 0.044_715;
/// `2 sqrt(2 / pi)`.
const TWICE_ROOT: f32 = 1.595_769;
/// `1 / sqrt(2 pi)`.
pub(super) const DENSITY: f32 = 0.398_942_3;

impl Activation {
    /// All of them, with PyTorch's defaults.
    pub const ALL: [Self; 9] = [
        Self::Sigmoid,
        Self::Relu,
        Self::LeakyRelu { alpha: 0.01 },
        Self::Tanh,
        Self::Silu,
        Self::Gelu,
        Self::GeluTanh,
        Self::Elu { alpha: 1.0 },
        Self::Softplus { beta: 1.0, threshold: 20.0 },
    ];

    /// Its name, as commands and Python write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sigmoid => "sigmoid",
            Self::Relu => "relu",
            Self::LeakyRelu { .. } => "leaky_relu",
            Self::Tanh => "tanh",
            Self::Silu => "silu",
            Self::Gelu => "gelu",
            Self::GeluTanh => "gelu_tanh",
            Self::Elu { .. } => "elu",
            Self::Softplus { .. } => "softplus",
        }
    }

    /// The one with this name, with PyTorch's defaults.
    ///
    /// # Errors
    /// [`Error::Setting`] for a name that is none of theirs.
    pub fn of_name(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|a| a.name() == name).ok_or_else(|| {
            Error::setting("activation", format!("{name:?}"), format!("one of {}", Self::ALL.map(Self::name).join(", ")))
        })
    }

    /// The function at one number, by the textbook.
    pub fn at(self, x: f64) -> f64 {
        match self {
            Self::Sigmoid => scalar::sigmoid(x),
            Self::Relu => scalar::relu(x),
            Self::LeakyRelu { alpha } => scalar::leaky_relu(x, alpha.into()),
            Self::Tanh => scalar::tanh(x),
            Self::Silu => scalar::silu(x),
            Self::Gelu => scalar::gelu(x),
            Self::GeluTanh => scalar::gelu_tanh(x),
            Self::Elu { alpha } => scalar::elu(x, alpha.into()),
            Self::Softplus { beta, threshold } => scalar::softplus(x, beta.into(), threshold.into()),
        }
    }

    /// The derivative at one number, by the textbook.
    pub fn slope(self, x: f64) -> f64 {
        match self {
            Self::Sigmoid => scalar::sigmoid_slope(x),
            Self::Relu => scalar::relu_slope(x),
            Self::LeakyRelu { alpha } => scalar::leaky_relu_slope(x, alpha.into()),
            Self::Tanh => scalar::tanh_slope(x),
            Self::Silu => scalar::silu_slope(x),
            Self::Gelu => scalar::gelu_slope(x),
            Self::GeluTanh => scalar::gelu_tanh_slope(x),
            Self::Elu { alpha } => scalar::elu_slope(x, alpha.into()),
            Self::Softplus { beta, threshold } => scalar::softplus_slope(x, beta.into(), threshold.into()),
        }
    }

    // ANCHOR: forward
    /// `out[i] = f(x[i])`, many at once.
    ///
    /// # Errors
    /// [`Error::Shape`] for lengths that differ.
    pub fn forward(self, x: &[f32], out: &mut [f32]) -> Result<()> {
        same("out", out.len(), x.len())?;
        self.each(Map { x, out });
        Ok(())
    }

    /// As [`forward`](Self::forward), over its own input.
    pub fn forward_in_place(self, x: &mut [f32]) {
        self.each(MapInPlace(x));
    }

    /// `out[i] = gradient[i] f'(x[i])`: from the gradient at the output to the one at the input.
    ///
    /// # Errors
    /// [`Error::Shape`] for lengths that differ.
    pub fn backward(self, x: &[f32], gradient: &[f32], out: &mut [f32]) -> Result<()> {
        same("gradient", gradient.len(), x.len())?;
        same("out", out.len(), x.len())?;
        self.each_slope(x, gradient, out);
        Ok(())
    }
    // ANCHOR_END: forward

    #[inline(always)]
    fn each(self, over: impl Over) {
        match self {
            Self::Sigmoid => over.run(fast::sigmoid),
            Self::Relu => over.run(|x| if x <= 0.0 { 0.0 } else { x }),
            Self::LeakyRelu { alpha } => over.run(move |x| if x > 0.0 { x } else { alpha * x }),
            Self::Tanh => over.run(fast::tanh),
            Self::Silu => over.run(|x| floor(x) * fast::sigmoid(x)),
            Self::Gelu => over.run(|x| low(x) * fast::normal(x).0),
            Self::GeluTanh => over.run(|x| floor(x) * fast::sigmoid(gelu_inner(x))),
            Self::Elu { alpha } => over.run(move |x| if x > 0.0 { x } else { alpha * fast::expm1_negative(negative(x)) }),
            Self::Softplus { beta, threshold } => {
                let inverse = 1.0 / beta;
                over.run(move |x| {
                    let scaled = beta * x;
                    let above = if scaled <= 0.0 { 0.0 } else { scaled };
                    let soft = (above + fast::log1p(fast::exp_negative(-scaled.abs()))) * inverse;
                    if scaled > threshold { x } else { soft }
                })
            }
        }
    }

    fn each_slope(self, x: &[f32], gradient: &[f32], out: &mut [f32]) {
        let over = Map2 { x, gradient, out };
        match self {
            Self::Sigmoid => over.run(|x, g| g * fast::sigmoid_slope(x).1),
            Self::Relu => over.run(|x, g| if x <= 0.0 { 0.0 } else { g }),
            Self::LeakyRelu { alpha } => over.run(move |x, g| if x > 0.0 { g } else { alpha * g }),
            Self::Tanh => over.run(|x, g| g * fast::tanh_slope(x)),
            Self::Silu => over.run(|x, g| {
                let (value, slope) = fast::sigmoid_slope(x);
                g * within(x, 100.0).mul_add(slope, value)
            }),
            Self::Gelu => over.run(|x, g| {
                let (value, e) = fast::normal(x);
                g * (within(x, 13.0) * DENSITY).mul_add(e, value)
            }),
            Self::GeluTanh => over.run(|x, g| {
                let x = within(x, 20.0);
                let (value, slope) = fast::sigmoid_slope(gelu_inner(x));
                let inner = (x * x).mul_add(3.0 * CUBIC * TWICE_ROOT, TWICE_ROOT);
                g * (x * slope).mul_add(inner, value)
            }),
            Self::Elu { alpha } => over.run(move |x, g| if x > 0.0 { g } else { g * (alpha * fast::exp_negative(negative(x))) }),
            Self::Softplus { beta, threshold } => over.run(move |x, g| {
                let slope = fast::sigmoid(beta * x);
                if beta * x > threshold { g } else { g * slope }
            }),
        }
    }
}

/// x, but no less than -1e30: minus infinity times a zero would be NaN.
#[inline(always)]
pub(super) fn floor(x: f32) -> f32 {
    if x < -1e30 { -1e30 } else { x }
}

/// x, but no less than -13, where the normal tail is nothing; NaN stays NaN.
#[inline(always)]
pub(super) fn low(x: f32) -> f32 {
    if x < -13.0 { -13.0 } else { x }
}

/// x, brought between `-end` and `end`; NaN stays NaN.
#[inline(always)]
pub(super) fn within(x: f32, end: f32) -> f32 {
    let x = if x < -end { -end } else { x };
    if x > end { end } else { x }
}

/// x, but no more than 0; NaN stays NaN.
#[inline(always)]
fn negative(x: f32) -> f32 {
    if x > 0.0 { 0.0 } else { x }
}

/// What the approximate GELU gives to the sigmoid.
#[inline(always)]
fn gelu_inner(x: f32) -> f32 {
    TWICE_ROOT * (x * x * CUBIC).mul_add(x, x)
}

/// A loop over numbers that takes the function to apply.
trait Over {
    fn run(self, f: impl Fn(f32) -> f32 + Copy + Sync + Send);
}

struct Map<'a> {
    x: &'a [f32],
    out: &'a mut [f32],
}

impl Over for Map<'_> {
    #[inline(always)]
    fn run(self, f: impl Fn(f32) -> f32 + Copy + Sync + Send) {
        let work = 2 * self.x.len();
        threads::map_chunks_mut(self.out, threads::stretch(self.x.len()), work, |range, out| {
            pointwise::map(&self.x[range], out, f)
        });
    }
}

struct MapInPlace<'a>(&'a mut [f32]);

impl Over for MapInPlace<'_> {
    #[inline(always)]
    fn run(self, f: impl Fn(f32) -> f32 + Copy + Sync + Send) {
        let len = self.0.len();
        threads::map_chunks_mut(self.0, threads::stretch(len), 2 * len, |_, x| pointwise::map_in_place(x, f));
    }
}

struct Map2<'a> {
    x: &'a [f32],
    gradient: &'a [f32],
    out: &'a mut [f32],
}

impl Map2<'_> {
    #[inline(always)]
    fn run(self, f: impl Fn(f32, f32) -> f32 + Copy + Sync + Send) {
        let work = 2 * self.x.len();
        threads::map_chunks_mut(self.out, threads::stretch(self.x.len()), work, |range, out| {
            pointwise::map2(&self.x[range.clone()], &self.gradient[range], out, f);
        });
    }
}

/// That a slice is as long as the input.
pub(crate) fn same(what: &str, got: usize, want: usize) -> Result<()> {
    if got == want { Ok(()) } else { Err(Error::shape(what, format!("{got} numbers"), format!("{want}, as many as the input"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Vec<f32> {
        (-4000..=4000)
            .map(|i| i as f32 * 0.00625)
            .chain([-1e30, -1000.0, -100.0, -0.0, 1e-30, -1e-30, 50.0, 1000.0, 1e30])
            .collect()
    }

    #[test]
    fn the_fast_form_is_the_plain_one() {
        let settings = [
            Activation::LeakyRelu { alpha: -0.3 },
            Activation::Elu { alpha: 1.7 },
            Activation::Softplus { beta: 3.0, threshold: 2.0 },
        ];
        for f in Activation::ALL.into_iter().chain(settings) {
            let x = grid();
            let (mut y, mut slope, mut place) = (vec![0.0; x.len()], vec![0.0; x.len()], x.clone());
            f.forward(&x, &mut y).unwrap();
            f.forward_in_place(&mut place);
            assert_eq!(y, place);
            f.backward(&x, &vec![1.0; x.len()], &mut slope).unwrap();
            for ((&x, &y), &slope) in x.iter().zip(&y).zip(&slope) {
                // A slope that crosses 0 is a difference of two terms of about 0.3, and the tail of the approximate GELU multiplies
                // the rounding of its argument.
                let least = if f == Activation::GeluTanh { 0.1 } else { 2e-3 };
                for (got, want, least) in [(y, f.at(x.into()), least), (slope, f.slope(x.into()), 0.3)] {
                    let tolerance = 4e-7 * want.abs().max(least);
                    assert!((f64::from(got) - want).abs() <= tolerance, "{f:?} at {x}: {got} for {want}");
                }
            }
        }
    }

    #[test]
    fn ends_are_limits_and_nan_stays_nan() {
        for f in Activation::ALL {
            let mut y = [0.0; 3];
            f.forward(&[f32::NAN, f32::NEG_INFINITY, f32::INFINITY], &mut y).unwrap();
            assert!(y[0].is_nan(), "{f:?}");
            assert!(!y[1].is_nan() && !y[2].is_nan(), "{f:?}: {y:?}");
            let limit = f.at(f64::NEG_INFINITY);
            assert!(f64::from(y[1]) == limit || (f64::from(y[1]) - limit).abs() < 1e-30, "{f:?}: {} for {limit}", y[1]);
            f.backward(&[f32::NAN, f32::NEG_INFINITY, f32::INFINITY], &[1.0; 3], &mut y).unwrap();
            assert!(!y[1].is_nan() && !y[2].is_nan(), "{f:?}: {y:?}");
        }
    }

    #[test]
    fn lengths_that_differ_are_refused() {
        let error = Activation::Relu.forward(&[1.0], &mut []).unwrap_err().to_string();
        assert_eq!(error, "out: got 0 numbers, wanted 1, as many as the input");
        assert!(Activation::of_name("swash").unwrap_err().to_string().contains("leaky_relu"));
    }
}
