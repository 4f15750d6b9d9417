//! Many entries become one: sums, means, extremes, variances along axes.
//!
//! Every reduction brings the axes it reduces together, as the last of three: `outer x reduced x inner` entries, of which
//! `outer x inner` remain. Sums are taken in f64.

use super::shape::{Shape, axes_of, axis_of, size};
use super::{Buffer, Index, Tensor, Values};
use crate::error::{Error, Result};
use crate::threads;

/// Rows that one thread reduces at a time hold about so many entries.
const CHUNK: usize = 1 << 15;

/// Which axes go, and what remains.
struct Plan {
    axes: Shape,
    /// The shape with every reduced axis of length 1.
    kept: Shape,
    /// The shape of the result.
    shape: Shape,
    /// How many entries become one.
    count: usize,
    /// The entries: row after row where the reduced axes are the last ones, else the reduced axes brought there.
    rows: Tensor,
}

impl Plan {
    fn new(name: &'static str, x: &Tensor, axes: &[isize], keep: bool) -> Result<Self> {
        let axes = axes_of(name, axes, x.rank())?;
        let mut kept = Shape::from_slice(x.shape());
        axes.iter().for_each(|&axis| kept[axis] = 1);
        let rest = || (0..x.rank()).filter(|axis| !axes.contains(axis));
        let shape = if keep { kept.clone() } else { rest().map(|axis| x.shape()[axis]).collect() };
        let count = axes.iter().map(|&axis| x.shape()[axis]).product();
        let order: Vec<isize> = rest().chain(axes.iter().copied()).map(|axis| axis as isize).collect();
        let rows = x.detach();
        let rows = if order.is_sorted() { rows } else { rows.permute(&order)? };
        Ok(Self { axes, kept, shape, count, rows })
    }

    /// One number for every row of `count` entries.
    fn reduce(&self, f: impl Fn(&[f32]) -> f32 + Sync) -> Buffer {
        let (count, values) = (self.count, self.rows.values());
        let mut out = Buffer::stale(size(&self.shape));
        threads::map_chunks_mut(&mut out, (CHUNK / count.max(1)).max(1), values.len(), |range, out| {
            for (row, out) in range.zip(out) {
                *out = f(&values[row * count..(row + 1) * count]);
            }
        });
        out
    }
}

/// The sum of a row in f64: sixteen partial sums, so that the compiler makes vectors of them, added in a fixed order.
pub(super) fn sum(row: &[f32]) -> f64 {
    let mut sums = [0.0_f64; 16];
    let (groups, rest) = row.as_chunks::<16>();
    for group in groups {
        sums.iter_mut().zip(group).for_each(|(sum, &v)| *sum += f64::from(v));
    }
    sums.iter().sum::<f64>() + rest.iter().map(|&v| f64::from(v)).sum::<f64>()
}

impl Tensor {
    /// The sum along `axes` (none named: all), which stay with length 1 where `keep`. Every entry that was summed gets the sum's gradient.
    ///
    /// # Errors
    /// An axis out of range or named twice.
    pub fn sum(&self, axes: &[isize], keep: bool) -> Result<Tensor> {
        let plan = Plan::new("sum", self, axes, keep)?;
        let out = if plan.axes.first() == Some(&0) && plan.axes.len() < self.rank() && self.is_contiguous() && leading(&plan.axes)
        {
            sum_of_rows(&self.values(), size(&plan.shape))
        } else {
            plan.reduce(|row| sum(row) as f32)
        };
        let kept = plan.kept;
        Ok(Self::made("sum", &[self], &plan.shape, out, move |step| {
            let grad = step.grad().shaped(&kept).expand(step.shape(0))?;
            step.give_tensor(0, grad)
        }))
    }

    /// The sum of all entries.
    pub fn sum_all(&self) -> Tensor {
        let total = sum_in_chunks(&self.values()) as f32;
        Self::made("sum", &[self], &[], Buffer::filled(1, total), |step| {
            let grad = step.grad().expand(step.shape(0))?;
            step.give_tensor(0, grad)
        })
    }

    /// The mean along `axes` (none named: all): as the sum, divided by the number of entries. NaN where there are none.
    ///
    /// # Errors
    /// An axis out of range or named twice.
    pub fn mean(&self, axes: &[isize], keep: bool) -> Result<Tensor> {
        let plan = Plan::new("mean", self, axes, keep)?;
        let (count, kept) = (plan.count as f64, plan.kept.clone());
        let out = plan.reduce(|row| (sum(row) / count) as f32);
        Ok(Self::made("mean", &[self], &plan.shape, out, move |step| {
            let grad = step.grad().mul_scalar((1.0 / count) as f32).shaped(&kept).expand(step.shape(0))?;
            step.give_tensor(0, grad)
        }))
    }

    /// The mean of all entries; NaN where there are none.
    pub fn mean_all(&self) -> Tensor {
        let count = self.len() as f64;
        let mean = (sum_in_chunks(&self.values()) / count) as f32;
        Self::made("mean", &[self], &[], Buffer::filled(1, mean), move |step| {
            let grad = step.grad().mul_scalar((1.0 / count) as f32).expand(step.shape(0))?;
            step.give_tensor(0, grad)
        })
    }

    /// The variance along `axes` (none named: all): squared distances from the mean over the number of entries less `correction`
    /// (1: the unbiased estimate; 0: that of the entries themselves). dx = dy 2 (x - mean) / (n - correction).
    ///
    /// # Errors
    /// An axis out of range or named twice.
    pub fn var(&self, axes: &[isize], correction: usize, keep: bool) -> Result<Tensor> {
        let plan = Plan::new("var", self, axes, keep)?;
        let (n, kept) = (plan.count as f64, plan.kept.clone());
        let divisor = (n - correction as f64).max(0.0);
        let out = plan.reduce(|row| {
            let mean = sum(row) / n;
            (row.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / divisor) as f32
        });
        let x = self.detach();
        let axes: Vec<isize> = plan.axes.iter().map(|&axis| axis as isize).collect();
        Ok(Self::made("var", &[self], &plan.shape, out, move |step| {
            let away = x.sub(&x.mean(&axes, true)?)?;
            let away = away.sub(&away.mean(&axes, true)?)?; // far from zero the mean itself is rounded: what that left is taken off
            let slope = step.grad().shaped(&kept).mul_scalar((2.0 / divisor) as f32);
            step.give_tensor(0, away.mul(&slope)?)
        }))
    }

    /// The largest entry along one axis, and where it stands; NaN where there is one, the first of equals. The gradient goes to that entry.
    ///
    /// # Errors
    /// An axis out of range, or without entries.
    pub fn max(&self, axis: isize, keep: bool) -> Result<(Tensor, Index)> {
        let index = self.extreme_index("max", axis, keep, |a, b| a > b)?;
        Ok((self.taken("max", axis, keep, &index)?, index))
    }

    /// The smallest entry along one axis, and where it stands; NaN where there is one, the first of equals. The gradient goes to that entry.
    ///
    /// # Errors
    /// An axis out of range, or without entries.
    pub fn min(&self, axis: isize, keep: bool) -> Result<(Tensor, Index)> {
        let index = self.extreme_index("min", axis, keep, |a, b| a < b)?;
        Ok((self.taken("min", axis, keep, &index)?, index))
    }

    /// Where the largest entry along an axis stands; the first of equals, and NaN before all.
    ///
    /// # Errors
    /// An axis out of range, or without entries.
    pub fn argmax(&self, axis: isize, keep: bool) -> Result<Index> {
        self.extreme_index("argmax", axis, keep, |a, b| a > b)
    }

    /// Where the smallest entry along an axis stands; the first of equals, and NaN before all.
    ///
    /// # Errors
    /// An axis out of range, or without entries.
    pub fn argmin(&self, axis: isize, keep: bool) -> Result<Index> {
        self.extreme_index("argmin", axis, keep, |a, b| a < b)
    }

    /// The largest entry along `axes` (none named: all). Entries that share it share its gradient evenly.
    ///
    /// # Errors
    /// An axis out of range or named twice; no entries.
    pub fn amax(&self, axes: &[isize], keep: bool) -> Result<Tensor> {
        self.extreme_value("amax", axes, keep, |a, b| a > b)
    }

    /// The smallest entry along `axes` (none named: all). Entries that share it share its gradient evenly.
    ///
    /// # Errors
    /// An axis out of range or named twice; no entries.
    pub fn amin(&self, axes: &[isize], keep: bool) -> Result<Tensor> {
        self.extreme_value("amin", axes, keep, |a, b| a < b)
    }

    fn extreme_value(&self, name: &'static str, axes: &[isize], keep: bool, better: fn(f32, f32) -> bool) -> Result<Tensor> {
        let plan = Plan::new(name, self, axes, keep)?;
        if plan.count == 0 {
            return Err(Error::empty(format!("{name} of shape {:?}", self.shape()), "at least one entry along the reduced axes"));
        }
        let out = Values::from(plan.reduce(|row| row[best(row, better)]));
        let (kept, x, axes) = (plan.kept, self.detach(), plan.axes);
        let result = Tensor::from_values(&kept, out.clone());
        Ok(Self::made(name, &[self], &plan.shape, out, move |step| {
            let axes: Vec<isize> = axes.iter().map(|&axis| axis as isize).collect();
            let equal = x.eq(&result)?;
            let share = step.grad().shaped(&kept).div(&equal.sum(&axes, true)?)?;
            step.give_tensor(0, equal.mul(&share)?)
        }))
    }

    fn extreme_index(&self, name: &'static str, axis: isize, keep: bool, better: fn(f32, f32) -> bool) -> Result<Index> {
        let axis = axis_of(name, axis, self.rank())?;
        let plan = Plan::new(name, self, &[axis as isize], keep)?;
        if plan.count == 0 {
            return Err(Error::empty(
                format!("{name} along axis {axis} of shape {:?}", self.shape()),
                "at least one entry there",
            ));
        }
        let values = plan.rows.values();
        let places = values.chunks_exact(plan.count).map(|row| best(row, better)).collect::<Vec<_>>();
        Index::new(&plan.shape, places)
    }

    /// The entries at `index` along an axis.
    fn taken(&self, name: &'static str, axis: isize, keep: bool, index: &Index) -> Result<Tensor> {
        let axis = axis_of(name, axis, self.rank())?;
        let mut kept = Shape::from_slice(self.shape());
        kept[axis] = 1;
        let taken = self.gather(axis as isize, &Index::new(&kept, index.places())?)?;
        if keep { Ok(taken) } else { taken.squeeze(axis as isize) }
    }
}

/// The place of the best entry of a row: the first of equals, and the first NaN before all.
fn best(row: &[f32], better: fn(f32, f32) -> bool) -> usize {
    let mut best = 0;
    for (i, &v) in row.iter().enumerate().skip(1) {
        if !row[best].is_nan() && (v.is_nan() || better(v, row[best])) {
            best = i;
        }
    }
    best
}

/// Whether the axes are the first ones.
fn leading(axes: &[usize]) -> bool {
    axes.iter().enumerate().all(|(i, &axis)| i == axis)
}

/// The sum of rows of `width`, entry by entry.
pub(super) fn sum_of_rows(values: &[f32], width: usize) -> Buffer {
    let mut out = Buffer::zeros(width);
    if width == 0 {
        return out;
    }
    // Columns in bands, so that every band's sums stay in registers and cache, and each column is summed in the order of the rows.
    const BAND: usize = 64;
    threads::map_chunks_mut(&mut out, BAND, values.len(), |range, out| {
        let mut sums = [0.0_f64; BAND];
        for row in values.chunks_exact(width) {
            sums.iter_mut().zip(&row[range.clone()]).for_each(|(sum, &v)| *sum += f64::from(v));
        }
        out.iter_mut().zip(sums).for_each(|(out, sum)| *out = sum as f32);
    });
    out
}

/// The sum of many numbers, in chunks that do not depend on the number of threads.
fn sum_in_chunks(values: &[f32]) -> f64 {
    if values.len() <= CHUNK {
        return sum(values);
    }
    threads::map_chunks(values.len(), CHUNK, values.len(), |range| sum(&values[range])).iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::shape::row_major;

    #[test]
    fn reductions_along_any_axes_follow_the_definition() -> Result<()> {
        let shape = [3, 4, 5];
        let x = Tensor::new(&shape, (0..60).map(|v| ((v * 37) % 61) as f32).collect::<Vec<_>>())?;
        let (values, strides) = (x.values(), row_major(&shape));
        let at = |i: usize, j: usize, k: usize| values[i * strides[0] + j * strides[1] + k];
        let wanted: Vec<f32> = (0..4).map(|j| (0..15).map(|n| at(n / 5, j, n % 5)).sum()).collect();
        assert_eq!(x.sum(&[0, 2], false)?.to_vec(), wanted);
        assert_eq!(x.sum(&[-1, 0], true)?.shape(), [1, 4, 1]);
        let wanted: Vec<f32> = (0..20).map(|n| (0..3).map(|i| at(i, n / 5, n % 5)).sum()).collect();
        assert_eq!(x.sum(&[0], false)?.to_vec(), wanted);
        let (largest, place) = x.max(1, false)?;
        for n in 0..15 {
            let row: Vec<f32> = (0..4).map(|j| at(n / 5, j, n % 5)).collect();
            assert_eq!(largest.values()[n], row.iter().copied().fold(f32::MIN, f32::max));
            assert_eq!(row[place.places()[n]], largest.values()[n]);
        }
        assert_eq!(x.amin(&[], false)?.item()?, values.iter().copied().fold(f32::MAX, f32::min));
        Ok(())
    }

    #[test]
    fn a_sum_of_many_small_numbers_loses_none() {
        let x = Tensor::full(&[1 << 20], 0.1);
        assert!((f64::from(x.sum_all().values()[0]) - 0.1 * f64::from(1 << 20)).abs() < 0.01);
        let shifted = Tensor::new(&[4], [1e4, 1e4 + 1.0, 1e4 + 2.0, 1e4 + 3.0]).unwrap();
        assert_eq!(shifted.var(&[], 1, false).unwrap().to_vec(), [5.0 / 3.0]);
    }

    #[test]
    fn nan_is_the_largest_and_nothing_has_no_largest() -> Result<()> {
        let x = Tensor::new(&[3], [1.0, f32::NAN, 2.0])?;
        assert_eq!(x.argmax(0, false)?.places(), [1]);
        assert!(Tensor::zeros(&[2, 0]).max(1, false).unwrap_err().to_string().contains("axis 1 of shape [2, 0]"));
        assert!(Tensor::zeros(&[0]).mean_all().item()?.is_nan());
        Ok(())
    }
}
