//! Loops that do the same with every number, compiled for each instruction set: what the processor offers is found at run time.

/// `out[i] = f(x[i])`.
#[inline]
pub fn map(x: &[f32], out: &mut [f32], f: impl Fn(f32) -> f32) {
    vectorized!(move {
        for (out, &x) in out.iter_mut().zip(x) {
            *out = f(x);
        }
    });
}

/// `x[i] = f(x[i])`.
#[inline]
pub fn map_in_place(x: &mut [f32], f: impl Fn(f32) -> f32) {
    vectorized!(move {
        for x in x {
            *x = f(*x);
        }
    });
}

/// `out[i] = f(a[i], b[i])`.
#[inline]
pub fn map2(a: &[f32], b: &[f32], out: &mut [f32], f: impl Fn(f32, f32) -> f32) {
    vectorized!(move {
        for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
            *out = f(a, b);
        }
    });
}

/// `(p[i], q[i]) = f(a[i], b[i], c[i])`.
#[inline]
pub fn map3_to_2((a, b, c): (&[f32], &[f32], &[f32]), (p, q): (&mut [f32], &mut [f32]), f: impl Fn(f32, f32, f32) -> (f32, f32)) {
    vectorized!(move {
        for ((((p, q), &a), &b), &c) in p.iter_mut().zip(q.iter_mut()).zip(a).zip(b).zip(c) {
            (*p, *q) = f(a, b, c);
        }
    });
}

/// Numbers summed side by side.
const LANES: usize = 64;

/// The sum of `f(a[i], b[i])`: 64 sums side by side in `f32` over a block, the blocks in `f64`.
#[inline]
pub fn sum2(a: &[f32], b: &[f32], f: impl Fn(f32, f32) -> f32) -> f64 {
    vectorized!(move {
        let mut total = 0.0;
        for (a, b) in a.chunks(16 * LANES).zip(b.chunks(16 * LANES)) {
            let mut sums = [0.0_f32; LANES];
            let (mut a, mut b) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
            for (a, b) in (&mut a).zip(&mut b) {
                for i in 0..LANES {
                    sums[i] += f(a[i], b[i]);
                }
            }
            for ((sum, &a), &b) in sums.iter_mut().zip(a.remainder()).zip(b.remainder()) {
                *sum += f(a, b);
            }
            total += sums.iter().map(|&sum| f64::from(sum)).sum::<f64>();
        }
        total
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_whole() {
        for n in [0, 1, 7, 63, 64, 65, 1023, 1024, 1025, 3000] {
            let a: Vec<f32> = (0..n).map(|i| i as f32 * 0.25).collect();
            let mut out = vec![0.0; n];
            map(&a, &mut out, |x| x + 1.0);
            map_in_place(&mut out, |x| x - 1.0);
            assert_eq!(out, a);
            map2(&a, &a, &mut out, |x, y| x + y);
            assert!(out.iter().zip(&a).all(|(out, a)| *out == 2.0 * a));
            let want: f64 = a.iter().map(|&x| f64::from(x)).sum();
            assert!((sum2(&a, &a, |x, _| x) - want).abs() <= 1e-6 * want);
        }
    }
}
