//! Arithmetic entry by entry, with broadcasting. Each operation: forward, and what goes back.

use super::shape::{Shape, broadcast, broadcast_strides, size};
use super::walk::{self, Operand};
use super::{Buffer, Tensor};
use crate::error::{Error, Result};

/// `f` of every pair of entries, broadcast.
pub(super) fn zip(
    name: &'static str,
    a: &Tensor,
    b: &Tensor,
    f: impl Fn(f32, f32) -> f32 + Sync + Copy,
) -> Result<(Shape, Buffer)> {
    let shape = broadcast(name, a.shape(), b.shape())?;
    let mut out = Buffer::stale(size(&shape));
    let (left, right) = (a.buffer(), b.buffer());
    let strides = |t: &Tensor| broadcast_strides(t.shape(), t.strides(), &shape);
    let (a_strides, b_strides) = (strides(a), strides(b));
    let a = Operand { strides: &a_strides, ..a.operand(&left) };
    let b = Operand { strides: &b_strides, ..b.operand(&right) };
    walk::map2(&shape, a, b, &mut out, f);
    Ok((shape, out))
}

/// `f` of every pair of entries as a tensor that wants no gradient.
fn plain(name: &'static str, a: &Tensor, b: &Tensor, f: impl Fn(f32, f32) -> f32 + Sync + Copy) -> Result<Tensor> {
    let (shape, out) = zip(name, a, b, f)?;
    Ok(Tensor::from_values(&shape, out.into()))
}

impl Tensor {
    /// The sum, broadcast: a gradient goes back as it came.
    ///
    /// # Errors
    /// Shapes that do not broadcast.
    pub fn add(&self, other: &Tensor) -> Result<Tensor> {
        let (shape, out) = zip("add", self, other, |a, b| a + b)?;
        Ok(Self::made("add", &[self, other], &shape, out, |step| {
            let grad = step.grad().clone();
            step.give_summed(0, grad.clone())?;
            step.give_summed(1, grad)
        }))
    }

    /// The difference, broadcast: the gradient goes back as it came, and with the other sign.
    ///
    /// # Errors
    /// Shapes that do not broadcast.
    pub fn sub(&self, other: &Tensor) -> Result<Tensor> {
        let (shape, out) = zip("sub", self, other, |a, b| a - b)?;
        Ok(Self::made("sub", &[self, other], &shape, out, |step| {
            let grad = step.grad().clone();
            step.give_summed(1, grad.neg())?;
            step.give_summed(0, grad)
        }))
    }

    // ANCHOR: mul
    /// The product, broadcast: each factor gets the gradient times the other.
    ///
    /// # Errors
    /// Shapes that do not broadcast.
    pub fn mul(&self, other: &Tensor) -> Result<Tensor> {
        let (shape, out) = zip("mul", self, other, |a, b| a * b)?;
        let (a, b) = (self.detach(), other.detach());
        Ok(Self::made("mul", &[self, other], &shape, out, move |step| {
            if step.wants(0) {
                step.give_summed(0, step.grad().mul(&b)?)?;
            }
            if step.wants(1) {
                step.give_summed(1, step.grad().mul(&a)?)?;
            }
            Ok(())
        }))
    }
    // ANCHOR_END: mul

    /// The quotient, broadcast: with y = a / b, da = dy / b and db = -dy y / b.
    ///
    /// # Errors
    /// Shapes that do not broadcast.
    pub fn div(&self, other: &Tensor) -> Result<Tensor> {
        let (shape, out) = zip("div", self, other, |a, b| a / b)?;
        let (a, b) = (self.detach(), other.detach());
        Ok(Self::made("div", &[self, other], &shape, out, move |step| {
            if step.wants(0) {
                step.give_summed(0, step.grad().div(&b)?)?;
            }
            if step.wants(1) {
                let slope = plain("div", &a, &b, |a, b| -(a / b) / b)?;
                step.give_summed(1, step.grad().mul(&slope)?)?;
            }
            Ok(())
        }))
    }

    /// The power a^b, broadcast: da = dy b a^(b-1), and db = dy a^b ln a, where 0^b for b >= 0 has no slope in b.
    ///
    /// # Errors
    /// Shapes that do not broadcast.
    pub fn pow(&self, other: &Tensor) -> Result<Tensor> {
        let (shape, out) = zip("pow", self, other, f32::powf)?;
        let (a, b) = (self.detach(), other.detach());
        Ok(Self::made("pow", &[self, other], &shape, out, move |step| {
            if step.wants(0) {
                let slope = plain("pow", &a, &b, |a, b| if b == 0.0 { 0.0 } else { b * a.powf(b - 1.0) })?;
                step.give_summed(0, step.grad().mul(&slope)?)?;
            }
            if step.wants(1) {
                let slope = plain("pow", &a, &b, |a, b| if a == 0.0 && b >= 0.0 { 0.0 } else { a.powf(b) * a.ln() })?;
                step.give_summed(1, step.grad().mul(&slope)?)?;
            }
            Ok(())
        }))
    }

    /// The larger of each pair, broadcast; NaN where either is. The gradient goes to the larger, half to each where they are equal.
    ///
    /// # Errors
    /// Shapes that do not broadcast.
    pub fn maximum(&self, other: &Tensor) -> Result<Tensor> {
        let larger = |a: f32, b: f32| if a.is_nan() || a > b { a } else { b };
        extreme("maximum", self, other, larger, |a, b| if a == b { 0.5 } else { f32::from(u8::from(a > b)) })
    }

    /// The smaller of each pair, broadcast; NaN where either is. The gradient goes to the smaller, half to each where they are equal.
    ///
    /// # Errors
    /// Shapes that do not broadcast.
    pub fn minimum(&self, other: &Tensor) -> Result<Tensor> {
        let smaller = |a: f32, b: f32| if a.is_nan() || a < b { a } else { b };
        extreme("minimum", self, other, smaller, |a, b| if a == b { 0.5 } else { f32::from(u8::from(a < b)) })
    }

    /// 1 where a = b, else 0. Piecewise constant: it hands no gradient on.
    ///
    /// # Errors
    /// Shapes that do not broadcast.
    pub fn eq(&self, other: &Tensor) -> Result<Tensor> {
        plain("eq", self, other, |a, b| f32::from(u8::from(a == b)))
    }

    /// 1 where a > b, else 0. Piecewise constant: it hands no gradient on.
    ///
    /// # Errors
    /// Shapes that do not broadcast.
    pub fn gt(&self, other: &Tensor) -> Result<Tensor> {
        plain("gt", self, other, |a, b| f32::from(u8::from(a > b)))
    }

    /// 1 where a >= b, else 0. Piecewise constant: it hands no gradient on.
    ///
    /// # Errors
    /// Shapes that do not broadcast.
    pub fn ge(&self, other: &Tensor) -> Result<Tensor> {
        plain("ge", self, other, |a, b| f32::from(u8::from(a >= b)))
    }

    /// This where `mask` is not 0, elsewhere `other`, all three broadcast. The gradient goes to the one that was taken.
    ///
    /// # Errors
    /// Shapes that do not broadcast; a mask that wants a gradient.
    pub fn where_(&self, mask: &Tensor, other: &Tensor) -> Result<Tensor> {
        if mask.requires_grad() {
            return Err(Error::gradient("where", "its mask wants a gradient, and a choice has none; detach() the mask"));
        }
        let shape = broadcast("where", &broadcast("where", self.shape(), other.shape())?, mask.shape())?;
        let keep = mask.expand(&shape)?.values();
        let (yes, no) = (self.expand(&shape)?.values(), other.expand(&shape)?.values());
        let mut out = Buffer::stale(keep.len());
        for (i, out) in out.iter_mut().enumerate() {
            *out = if keep[i] != 0.0 { yes[i] } else { no[i] };
        }
        Ok(Self::made("where", &[self, other], &shape, out, move |step| {
            for (input, taken) in [(0, true), (1, false)] {
                let mut grad = Buffer::copy_of(&step.values());
                grad.iter_mut()
                    .zip(keep.iter())
                    .for_each(|(grad, &keep)| *grad = if (keep != 0.0) == taken { *grad } else { 0.0 });
                let grad = Tensor::from_values(step.grad().shape(), grad.into());
                step.give_summed(input, grad)?;
            }
            Ok(())
        }))
    }

    /// `value` wherever `mask` is not 0: how positions are hidden before a softmax.
    ///
    /// # Errors
    /// As [`where_`](Self::where_).
    pub fn masked_fill(&self, mask: &Tensor, value: f32) -> Result<Tensor> {
        Tensor::scalar(value).where_(mask, self)
    }

    /// Sums the axes along which a tensor of `shape` was repeated: the way back of broadcasting.
    pub(super) fn sum_to(&self, shape: &[usize]) -> Result<Tensor> {
        if self.shape() == shape {
            return Ok(self.clone());
        }
        let extra = self.rank().saturating_sub(shape.len());
        let repeated = |axis: usize| axis < extra || (shape[axis - extra] == 1 && self.shape()[axis] != 1);
        let axes: Vec<isize> = (0..self.rank()).filter(|&axis| repeated(axis)).map(|axis| axis as isize).collect();
        let sum = if axes.is_empty() { self.clone() } else { self.sum(&axes, true)? };
        Ok(sum.shaped(shape))
    }
}

fn extreme(
    name: &'static str,
    a: &Tensor,
    b: &Tensor,
    f: impl Fn(f32, f32) -> f32 + Sync + Copy,
    share: impl Fn(f32, f32) -> f32 + Sync + Copy + Send + 'static,
) -> Result<Tensor> {
    let (shape, out) = zip(name, a, b, f)?;
    let (left, right) = (a.detach(), b.detach());
    Ok(Tensor::made(name, &[a, b], &shape, out, move |step| {
        if step.wants(0) {
            step.give_summed(0, step.grad().mul(&plain(name, &left, &right, share)?)?)?;
        }
        if step.wants(1) {
            step.give_summed(1, step.grad().mul(&plain(name, &right, &left, share)?)?)?;
        }
        Ok(())
    }))
}
