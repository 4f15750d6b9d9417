//! Matrix products, of single matrices and of batches of them. Transposed operands are read where they are.

use super::shape::{Shape, broadcast, size};
use super::{Buffer, Tensor, Values};
use crate::error::{Error, Result};
use crate::kernels::Compiled;
use crate::kernels::product::Part;
use crate::linalg::multiply;
use crate::threads;

/// The matrices of a batch, each readable by the product kernel.
struct Matrices {
    values: Values,
    batch: Shape,
    dim: (usize, usize),
    /// From one row to the next and from one column to the next; one of them is 1.
    strides: (usize, usize),
    /// From one matrix to the next, along each axis of the batch.
    steps: Shape,
}

impl Matrices {
    fn of(x: &Tensor) -> Self {
        let split = x.rank() - 2;
        let (rows, columns) = (x.shape()[split], x.shape()[split + 1]);
        let strides = (x.strides()[split], x.strides()[split + 1]);
        // Rows must not overlap, nor the columns: the kernel takes what a dense matrix, or a part of one, can be.
        let by_rows = strides.1 == 1 && strides.0 >= columns;
        let by_columns = strides.0 == 1 && strides.1 >= rows;
        if !by_rows && !by_columns && !x.is_contiguous() {
            return Self::of(&x.contiguous());
        }
        let strides = if by_rows || by_columns { strides } else { (columns, 1) };
        let buffer = x.buffer();
        let all = buffer.len();
        let values = Values::part(buffer, x.0.offset.min(all)..all);
        let batch = Shape::from_slice(&x.shape()[..split]);
        Self { values, batch, dim: (rows, columns), strides, steps: Shape::from_slice(&x.strides()[..split]) }
    }

    fn part(&self, offset: usize) -> Part<'_, f32> {
        let data = self.values.get(offset..).unwrap_or_default();
        match self.strides {
            (stride, 1) => Part::strided(data, self.dim, stride),
            (_, stride) => Part::strided(data, (self.dim.1, self.dim.0), stride).t(),
        }
    }

    /// Where each matrix of the broadcast batch begins.
    fn offsets(&self, batch: &[usize]) -> Vec<usize> {
        let strides = super::shape::broadcast_strides(&self.batch, &self.steps, batch);
        let mut offsets = Vec::with_capacity(size(batch));
        super::walk::each(batch, &strides, &super::shape::row_major(batch), |at, _| offsets.push(at));
        offsets
    }
}

/// The product of the last two axes, the others broadcast, without a tape.
fn forward(a: &Tensor, b: &Tensor) -> Result<(Shape, Buffer)> {
    let (left, right) = (&a.shape()[..a.rank() - 2], &b.shape()[..b.rank() - 2]);
    let ((m, k), n) = ((a.shape()[left.len()], a.shape()[left.len() + 1]), b.shape()[right.len() + 1]);
    if b.shape()[right.len()] != k {
        return Err(Error::shape(
            "matmul",
            format!("shapes {:?} and {:?}", a.shape(), b.shape()),
            format!("as many rows in the second as columns in the first ({k})"),
        ));
    }
    let mut shape = if left == right { Shape::from_slice(left) } else { broadcast("matmul", left, right)? };
    let batch = size(&shape);
    let mut out = Buffer::stale(batch * m * n);
    if k == 0 {
        out.fill(0.0);
    } else if !out.is_empty() {
        if right.is_empty() && batch > 1 && a.is_contiguous() {
            // One matrix on the right: the batch on the left is just more rows.
            let values = a.values();
            multiply(Part::rows(&values, (batch * m, k)), Matrices::of(b).part(0), &mut out);
        } else if batch == 1 {
            multiply(Matrices::of(a).part(0), Matrices::of(b).part(0), &mut out);
        } else {
            let (a, b) = (Matrices::of(a), Matrices::of(b));
            let (at, bt) = (a.offsets(&shape), b.offsets(&shape));
            if m * k * n < threads::SMALL {
                threads::map_chunks_mut(
                    &mut out,
                    m * n * (1_usize << 16).div_ceil(m * k * n),
                    batch * m * k * n,
                    |range, out| {
                        for (i, out) in (range.start / (m * n)..).zip(out.chunks_exact_mut(m * n)) {
                            f32::product(a.part(at[i]), b.part(bt[i]), out, n, false);
                        }
                    },
                );
            } else {
                for (i, out) in out.chunks_exact_mut(m * n).enumerate() {
                    multiply(a.part(at[i]), b.part(bt[i]), out);
                }
            }
        }
    }
    shape.extend_from_slice(&[m, n]);
    Ok((shape, out))
}

impl Tensor {
    /// The matrix product of the last two axes; axes before them are a batch and broadcast. A tensor of rank 1 is a row on the left and a column on
    /// the right, without the axis it does not have in the result. With C = A B, dA = dC B' and dB = A' dC.
    ///
    /// ```
    /// use openwork::Tensor;
    /// let a = Tensor::new(&[2, 2], [1.0, 2.0, 3.0, 4.0])?;
    /// assert_eq!(a.matmul(&a.t()?)?.to_vec(), [5.0, 11.0, 11.0, 25.0]);
    /// assert_eq!(a.matmul(&Tensor::ones(&[2]))?.to_vec(), [3.0, 7.0]);
    /// # Ok::<(), openwork::Error>(())
    /// ```
    ///
    /// # Errors
    /// Inner lengths that differ, batches that do not broadcast, a tensor of rank 0.
    pub fn matmul(&self, other: &Tensor) -> Result<Tensor> {
        match (self.rank(), other.rank()) {
            (0, _) | (_, 0) => {
                let got = format!("shapes {:?} and {:?}", self.shape(), other.shape());
                Err(Error::shape("matmul", got, "at least one axis each; multiply by a single number with mul"))
            }
            (1, _) => self.unsqueeze(0)?.matmul(other)?.squeeze(if other.rank() == 1 { -1 } else { -2 }),
            (_, 1) => self.matmul(&other.unsqueeze(1)?)?.squeeze(-1),
            _ => {
                let (shape, out) = forward(self, other)?;
                let (a, b) = (self.detach(), other.detach());
                Ok(Self::made("matmul", &[self, other], &shape, out, move |step| {
                    let grad = step.grad().clone();
                    if step.wants(0) {
                        step.give_summed(0, grad.matmul(&b.t()?)?)?;
                    }
                    if step.wants(1) {
                        // One matrix that met a whole batch: its gradient is one product over all rows of the batch.
                        let one = b.rank() == 2 && a.rank() > 2;
                        let (a, grad) = if one { (a.flatten(0, -2)?, grad.flatten(0, -2)?) } else { (a.clone(), grad) };
                        step.give_summed(1, a.t()?.matmul(&grad)?)?;
                    }
                    Ok(())
                }))
            }
        }
    }

    /// A dense layer in one operation: `x W' + b`, for `x` of shape `(..., in)`, `weight` of shape `(out, in)` and `bias` of shape `(out)`.
    /// dx = dy W, dW = dy' x, db = the sum of the rows of dy.
    ///
    /// # Errors
    /// Shapes that do not fit.
    pub fn linear(&self, weight: &Tensor, bias: Option<&Tensor>) -> Result<Tensor> {
        let fits = self.rank() >= 1
            && weight.rank() == 2
            && self.shape()[self.rank() - 1] == weight.shape()[1]
            && bias.is_none_or(|bias| bias.shape() == &weight.shape()[..1]);
        if !fits {
            let bias = bias.map_or(String::new(), |bias| format!(" and bias {:?}", bias.shape()));
            return Err(Error::shape(
                "linear",
                format!("input {:?} for weight {:?}{bias}", self.shape(), weight.shape()),
                "input (..., in), weight (out, in), bias (out)",
            ));
        }
        // ANCHOR: linear
        let (outputs, inputs) = (weight.shape()[0], weight.shape()[1]);
        let rows = self.len() / inputs.max(1);
        let (x, w) = (self.values(), weight.values());
        let mut shape = Shape::from_slice(&self.shape()[..self.rank() - 1]);
        shape.push(outputs);
        let mut out = Buffer::stale(size(&shape));
        match bias {
            Some(bias) if outputs > 0 => {
                let bias = bias.values();
                out.chunks_exact_mut(outputs).for_each(|row| row.copy_from_slice(&bias));
            }
            _ => out.fill(0.0),
        }
        if inputs > 0 {
            crate::linalg::multiply_add(Part::rows(&x, (rows, inputs)), Part::rows(&w, (outputs, inputs)).t(), &mut out);
        }
        let all: &[&Tensor] = match bias {
            Some(bias) => &[self, weight, bias],
            None => &[self, weight],
        };
        Ok(Self::made("linear", all, &shape, out, move |step| {
            let grad = step.values();
            let dy = Part::rows(&grad, (rows, outputs));
            if step.wants(0) {
                let mut dx = Buffer::stale(rows * inputs);
                multiply(dy, Part::rows(&w, (outputs, inputs)), &mut dx);
                step.give(0, dx)?;
            }
            if step.wants(1) {
                let mut dw = Buffer::stale(outputs * inputs);
                multiply(dy.t(), Part::rows(&x, (rows, inputs)), &mut dw);
                step.give(1, dw)?;
            }
            if step.wants(2) {
                step.give(2, super::reduce::sum_of_rows(&grad, outputs))?;
            }
            Ok(())
        }))
        // ANCHOR_END: linear
    }
}
