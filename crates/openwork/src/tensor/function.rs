//! Functions of one number, entry by entry: each with its derivative beside it.
//!
//! The derivative is written in x, the entry, and y, the function's value there; whichever it needs is kept, the other is not.

use super::{Buffer, Tensor, walk};
use crate::error::{Error, Result};

/// `f` of every entry, where the derivative is a function of the entry.
fn of_input(
    name: &'static str,
    x: &Tensor,
    f: impl Fn(f32) -> f32 + Sync + Copy,
    slope: impl Fn(f32) -> f32 + Sync + Send + Copy + 'static,
) -> Tensor {
    let input = x.detach();
    Tensor::made(name, &[x], x.shape(), map(x, f), move |step| {
        let (_, grad) = super::elementwise::zip(name, step.grad(), &input, |g, x| g * slope(x))?;
        step.give(0, grad)
    })
}

/// `f` of every entry, where the derivative is a function of the result.
fn of_output(
    name: &'static str,
    x: &Tensor,
    f: impl Fn(f32) -> f32 + Sync + Copy,
    slope: impl Fn(f32) -> f32 + Sync + Send + Copy + 'static,
) -> Tensor {
    let out = super::Values::from(map(x, f));
    let output = Tensor::from_values(x.shape(), out.clone());
    Tensor::made(name, &[x], x.shape(), out, move |step| {
        let (_, grad) = super::elementwise::zip(name, step.grad(), &output, |g, y| g * slope(y))?;
        step.give(0, grad)
    })
}

fn map(x: &Tensor, f: impl Fn(f32) -> f32 + Sync + Copy) -> Buffer {
    let mut out = Buffer::stale(x.len());
    walk::map(x.shape(), x.operand(&x.buffer()), &mut out, f);
    out
}

impl Tensor {
    /// -x
    pub fn neg(&self) -> Tensor {
        self.mul_scalar(-1.0)
    }

    /// x + c
    pub fn add_scalar(&self, c: f32) -> Tensor {
        Self::made("add_scalar", &[self], self.shape(), map(self, |x| x + c), |step| step.give_tensor(0, step.grad().clone()))
    }

    /// c x
    pub fn mul_scalar(&self, c: f32) -> Tensor {
        Self::made("mul_scalar", &[self], self.shape(), map(self, |x| c * x), move |step| {
            step.give_tensor(0, step.grad().mul_scalar(c))
        })
    }

    /// x^p
    pub fn powf(&self, p: f32) -> Tensor {
        if p == 2.0 {
            return of_input("powf", self, |x| x * x, |x| 2.0 * x);
        }
        of_input("powf", self, |x| x.powf(p), move |x| if p == 0.0 { 0.0 } else { p * x.powf(p - 1.0) })
    }

    /// e^x
    pub fn exp(&self) -> Tensor {
        of_output("exp", self, f32::exp, |y| y)
    }

    /// The natural logarithm: 1 / x goes back.
    pub fn ln(&self) -> Tensor {
        of_input("ln", self, f32::ln, |x| 1.0 / x)
    }

    /// ln(1 + x)
    pub fn ln_1p(&self) -> Tensor {
        of_input("ln_1p", self, f32::ln_1p, |x| 1.0 / (1.0 + x))
    }

    /// The square root.
    pub fn sqrt(&self) -> Tensor {
        of_output("sqrt", self, f32::sqrt, |y| 0.5 / y)
    }

    /// 1 / x
    pub fn recip(&self) -> Tensor {
        of_output("recip", self, f32::recip, |y| -y * y)
    }

    /// |x|, with slope 0 at 0.
    pub fn abs(&self) -> Tensor {
        of_input("abs", self, f32::abs, |x| if x == 0.0 { 0.0 } else { x.signum() })
    }

    /// sin x
    pub fn sin(&self) -> Tensor {
        of_input("sin", self, f32::sin, f32::cos)
    }

    /// cos x
    pub fn cos(&self) -> Tensor {
        of_input("cos", self, f32::cos, |x| -x.sin())
    }

    /// Each entry held between `low` and `high`; the gradient passes where the entry was between them, and not at a bound (as in PyTorch 2.15). NaN
    /// stays NaN.
    ///
    /// # Errors
    /// A bound that is NaN, or the lower above the upper.
    pub fn clamp(&self, low: f32, high: f32) -> Result<Tensor> {
        if !(low <= high) {
            return Err(Error::setting("low, high", format!("{low}, {high}"), "low <= high"));
        }
        let inside = move |x: f32| if x > low && x < high { 1.0 } else { 0.0 };
        Ok(of_input("clamp", self, |x| x.clamp(low, high), inside))
    }
}
