//! What is done with the numbers of one row: its largest, sums over it, and the exponentials of a softmax.
//!
//! Every sum is [`LANES`] sums side by side, added up in `f64` in a fixed order, so its bits depend on the row alone. The functions are to be called
//! within a [`dispatch`](super::pointwise::dispatch), which compiles them for the instruction set that the processor has.

use super::elementary::exp_negative;

/// Numbers worked on side by side: four vectors of the widest kind.
pub const LANES: usize = 64;

/// The largest number of the row; NaN counts as the least, minus infinity stands for an empty row.
#[inline(always)]
pub fn largest(row: &[f32]) -> f32 {
    let mut most = [f32::NEG_INFINITY; LANES];
    let mut blocks = row.chunks_exact(LANES);
    for block in &mut blocks {
        for i in 0..LANES {
            most[i] = if block[i] > most[i] { block[i] } else { most[i] };
        }
    }
    for (most, &x) in most.iter_mut().zip(blocks.remainder()) {
        *most = if x > *most { x } else { *most };
    }
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            most[i] = if most[i + width] > most[i] { most[i + width] } else { most[i] };
        }
        width /= 2;
    }
    most[0]
}

/// The lanes added up, halves on halves.
#[inline(always)]
fn total(mut sums: [f32; LANES]) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            sums[i] += sums[i + width];
        }
        width /= 2;
    }
    sums[0]
}

/// The sum of `f(row[i])`.
#[inline(always)]
pub fn sum(row: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0; LANES];
    let mut blocks = row.chunks_exact(LANES);
    for block in &mut blocks {
        for i in 0..LANES {
            sums[i] += f(block[i]);
        }
    }
    for (sum, &x) in sums.iter_mut().zip(blocks.remainder()) {
        *sum += f(x);
    }
    total(sums)
}

/// The sum of `f(a[i], b[i])`.
#[inline(always)]
pub fn sum2(a: &[f32], b: &[f32], f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut sums = [0.0; LANES];
    let (mut left, mut right) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    for (a, b) in (&mut left).zip(&mut right) {
        for i in 0..LANES {
            sums[i] += f(a[i], b[i]);
        }
    }
    for ((sum, &a), &b) in sums.iter_mut().zip(left.remainder()).zip(right.remainder()) {
        *sum += f(a, b);
    }
    total(sums)
}

/// `out[i] = e^(row[i] - most)`, and their sum.
#[inline(always)]
pub fn exponentials(row: &[f32], most: f32, out: &mut [f32]) -> f32 {
    let mut sums = [0.0; LANES];
    let (mut from, mut to) = (row.chunks_exact(LANES), out.chunks_exact_mut(LANES));
    for (from, to) in (&mut from).zip(&mut to) {
        for i in 0..LANES {
            let e = exp_negative(from[i] - most);
            to[i] = e;
            sums[i] += e;
        }
    }
    for ((sum, &x), to) in sums.iter_mut().zip(from.remainder()).zip(to.into_remainder()) {
        *to = exp_negative(x - most);
        *sum += *to;
    }
    total(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_whole() {
        for n in [1, 7, 63, 64, 65, 130, 1000] {
            let row: Vec<f32> = (0..n).map(|i| ((i * 37) % 101) as f32 * 0.25 - 12.0).collect();
            let want = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            assert_eq!(largest(&row), want);
            let plain: f64 = row.iter().map(|&x| f64::from(x)).sum();
            assert!((f64::from(sum(&row, |x| x)) - plain).abs() < 1e-4);
            assert_eq!(sum2(&row, &row, |a, _| a), sum(&row, |a| a));
            let mut out = vec![0.0; n];
            let found = exponentials(&row, want, &mut out);
            let wanted: f64 = row.iter().map(|&x| f64::from(x - want).exp()).sum();
            assert!((f64::from(found) / wanted - 1.0).abs() < 1e-6);
        }
    }
}
