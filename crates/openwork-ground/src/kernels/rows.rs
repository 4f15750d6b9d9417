//! What is done with the numbers of one row: its largest, and sums over it, each with four vectors of sums side by side.

use super::pointwise::map;
use super::single::exp_negative;
use pulp::{Arch, Simd, WithSimd};

/// Vectors of sums side by side, so that no addition waits for the one before.
const SIDE: usize = 4;
/// 0, 1, 2 ...: which lanes a remainder fills.
const PLACES: [f32; 16] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0];
/// Exponentials that wait to be summed.
const TILE: usize = 1024;

/// Folds a row: `step` takes a sum, and a vector of each of `N` rows; a remainder's missing lanes keep their sum. `M` sums.
///
/// Arrays are filled by loops: `array::map` is a function that need not be inlined, and then carries vectors through memory.
#[inline(always)]
fn fold<S: Simd, const N: usize, const M: usize>(
    s: S,
    rows: [&[f32]; N],
    start: f32,
    step: impl Fn([S::f32s; M], [S::f32s; N]) -> [S::f32s; M],
    join: impl Fn(S::f32s, S::f32s) -> S::f32s,
) -> [S::f32s; M] {
    let mut sums = [[s.splat_f32s(start); M]; SIDE];
    let (mut vectors, mut rests): ([&[S::f32s]; N], [&[f32]; N]) = ([&[]; N], [&[]; N]);
    for n in 0..N {
        (vectors[n], rests[n]) = S::as_simd_f32s(rows[n]);
    }
    let mut x = [s.splat_f32s(0.0); N];
    let whole = vectors[0].len();
    for first in (0..whole).step_by(SIDE) {
        for (side, sum) in sums.iter_mut().enumerate() {
            if first + side < whole {
                for n in 0..N {
                    x[n] = vectors[n][first + side];
                }
                *sum = step(*sum, x);
            }
        }
    }
    let rest = rests[0].len();
    if rest > 0 {
        for n in 0..N {
            x[n] = s.partial_load_f32s(rests[n]);
        }
        let filled = s.less_than_f32s(S::as_simd_f32s(&PLACES).0[0], s.splat_f32s(rest as f32));
        let next = step(sums[SIDE - 1], x);
        for m in 0..M {
            sums[SIDE - 1][m] = s.select_f32s(filled, next[m], sums[SIDE - 1][m]);
        }
    }
    let mut joined = sums[0];
    for m in 0..M {
        joined[m] = join(join(sums[0][m], sums[1][m]), join(sums[2][m], sums[3][m]));
    }
    joined
}

/// A kernel's arguments, to be run for the instruction set that the processor has.
struct Op<'a, const N: usize> {
    rows: [&'a [f32]; N],
    center: f32,
    what: What,
}

/// What is folded.
#[derive(Clone, Copy)]
enum What {
    Largest,
    Sum,
    Apart,
    Dot,
    DotApart,
}

impl<const N: usize> WithSimd for Op<'_, N> {
    type Output = [f32; 2];
    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) -> [f32; 2] {
        let Op { rows, center, what } = self;
        let center = s.splat_f32s(center);
        let add = |a, b| s.add_f32s(a, b);
        match what {
            What::Largest => {
                let larger = |a, b| s.select_f32s(s.greater_than_f32s(b, a), b, a);
                let [most] = fold(s, rows, f32::NEG_INFINITY, |[most], x| [larger(most, x[0])], larger);
                [s.reduce_max_f32s(most), 0.0]
            }
            What::Sum => {
                let [sum] = fold(s, rows, 0.0, |[sum], x| [s.add_f32s(sum, x[0])], add);
                [s.reduce_sum_f32s(sum), 0.0]
            }
            What::Apart => {
                let step = |[sum, squares]: [S::f32s; 2], x: [S::f32s; N]| {
                    let apart = s.sub_f32s(x[0], center);
                    [s.add_f32s(sum, apart), s.mul_add_f32s(apart, apart, squares)]
                };
                {
                    let [first, second] = fold(s, rows, 0.0, step, add);
                    [s.reduce_sum_f32s(first), s.reduce_sum_f32s(second)]
                }
            }
            What::Dot => {
                let [sum] = fold(s, rows, 0.0, |[sum], x| [s.mul_add_f32s(x[0], x[N - 1], sum)], add);
                [s.reduce_sum_f32s(sum), 0.0]
            }
            What::DotApart => {
                let step = |[sum, along]: [S::f32s; 2], x: [S::f32s; N]| {
                    [s.add_f32s(sum, x[0]), s.mul_add_f32s(x[0], s.sub_f32s(x[N - 1], center), along)]
                };
                {
                    let [first, second] = fold(s, rows, 0.0, step, add);
                    [s.reduce_sum_f32s(first), s.reduce_sum_f32s(second)]
                }
            }
        }
    }
}

fn run<const N: usize>(rows: [&[f32]; N], center: f32, what: What) -> [f32; 2] {
    Arch::new().dispatch(Op { rows, center, what })
}

/// The largest number of the row; NaN counts as the least, minus infinity stands for an empty row.
#[inline]
pub fn largest(row: &[f32]) -> f32 {
    run([row], 0.0, What::Largest)[0]
}

/// The sum of the row.
#[inline]
pub fn sum(row: &[f32]) -> f32 {
    run([row], 0.0, What::Sum)[0]
}

/// The sum of the differences from `center`, and of their squares.
#[inline]
pub fn sums_apart(row: &[f32], center: f32) -> [f32; 2] {
    run([row], center, What::Apart)
}

/// The sum of the products.
///
/// # Panics
/// For rows of different length.
#[inline]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    run([a, b], 0.0, What::Dot)[0]
}

/// The sum of `a`, and of `a (b - center)`.
///
/// # Panics
/// For rows of different length.
#[inline]
pub fn dot_apart(a: &[f32], b: &[f32], center: f32) -> [f32; 2] {
    assert_eq!(a.len(), b.len());
    run([a, b], center, What::DotApart)
}

/// `out[i] = e^(row[i] - most)`, and their sum.
#[inline]
pub fn exponentials(row: &[f32], most: f32, out: &mut [f32]) -> f32 {
    map(
        row,
        out,
        #[inline(always)]
        move |x| exp_negative(x - most),
    );
    sum(out)
}

/// The sum of `e^(row[i] - most)`.
#[inline]
pub fn sum_exponentials(row: &[f32], most: f32) -> f32 {
    let mut tile = [0.0; TILE];
    row.chunks(TILE).map(|row| exponentials(row, most, &mut tile[..row.len()])).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_whole() {
        for n in [1, 7, 15, 16, 17, 63, 64, 65, 130, 1000, 2500] {
            let row: Vec<f32> = (0..n).map(|i| ((i * 37) % 101) as f32 * 0.25 - 12.0).collect();
            let other: Vec<f32> = (0..n).map(|i| ((i * 17) % 11) as f32 - 5.0).collect();
            let wide = |f: &dyn Fn(f64, f64) -> f64| row.iter().zip(&other).map(|(&a, &b)| f(a.into(), b.into())).sum::<f64>();
            let close = |got: f32, want: f64| {
                assert!((f64::from(got) - want).abs() < 1e-6 * want.abs().max(1e3), "{n}: {got} for {want}")
            };
            let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            assert_eq!(largest(&row), most);
            close(sum(&row), wide(&|a, _| a));
            let [apart, squares] = sums_apart(&row, 1.5);
            close(apart, wide(&|a, _| a - 1.5));
            close(squares, wide(&|a, _| (a - 1.5).powi(2)));
            close(dot(&row, &other), wide(&|a, b| a * b));
            let [plain, along] = dot_apart(&row, &other, 1.5);
            close(plain, wide(&|a, _| a));
            close(along, wide(&|a, b| a * (b - 1.5)));
            let mut out = vec![0.0; n];
            let found = exponentials(&row, most, &mut out);
            let wanted = wide(&|a, _| (a - f64::from(most)).exp());
            assert!((f64::from(found) / wanted - 1.0).abs() < 1e-6);
            assert!((f64::from(sum_exponentials(&row, most)) / wanted - 1.0).abs() < 1e-6);
        }
        assert_eq!(largest(&[f32::NAN, -3.0]), -3.0);
    }
}
