//! Laying points side by side: rows of features become features of many points, which is what a [`tile`](super::tile) reads.

use super::lanes::Lanes;
use pulp::Simd;

/// `panel[j][i] = points[rows[i] * d + j] - shift[j]` for as many rows of `d = shift.len()` features as `V` vectors have lanes, and the squared norm of
/// each. Lanes without a row keep what they held, and are shifted.
#[inline(always)]
pub fn pack<T: Lanes, S: Simd, const V: usize>(
    s: S,
    points: &[T],
    rows: &[u32],
    shift: &[T],
    panel: &mut [T],
) -> [T::Vector<S>; V] {
    T::transpose(points, rows, (shift.len(), shift.len()), V * T::lanes::<S>(), panel);
    let mut norms = [T::splat(s, T::zero()); V];
    for (lanes, &shift) in T::vectors_mut::<S>(panel).as_chunks_mut::<V>().0.iter_mut().zip(shift) {
        let shift = T::splat(s, shift);
        for v in 0..V {
            lanes[v] = T::minus(s, lanes[v], shift);
            norms[v] = T::times_plus(s, lanes[v], lanes[v], norms[v]);
        }
    }
    norms
}

/// The first `len` numbers of `buffer` that begin on a cache line, the buffer growing as needed: vectors then never straddle two lines.
pub fn aligned<T: Lanes>(buffer: &mut Vec<T>, len: usize) -> &mut [T] {
    const LINE: usize = 64;
    if buffer.len() < len + LINE {
        buffer.resize(len + LINE, T::zero());
    }
    let start = buffer.as_ptr().align_offset(LINE).min(LINE);
    &mut buffer[start..start + len]
}

/// Asks for these rows to be brought near, while the processor computes on others.
#[inline(always)]
pub fn prefetch<T>(points: &[T], rows: &[u32], d: usize) {
    for &row in rows {
        prefetch_line(&points[row as usize * d..(row as usize + 1) * d]);
    }
}

/// Asks for these numbers to be brought near.
#[inline(always)]
pub fn prefetch_line<T>(numbers: &[T]) {
    #[cfg(target_arch = "x86_64")]
    for line in numbers.chunks((64 / size_of::<T>()).max(1)) {
        // SAFETY: a prefetch of any address has no effect but on the caches; SSE is part of x86-64.
        #[allow(unsafe_code)]
        unsafe {
            std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(line.as_ptr().cast());
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = numbers;
}

/// `to[j * width + i] = from[rows[i] * stride + j]` for `j` below `d`, the plain form.
pub fn transpose_plain<T: Copy>(from: &[T], rows: &[u32], (stride, d): (usize, usize), width: usize, to: &mut [T]) {
    for (i, &row) in rows.iter().enumerate() {
        for (j, &value) in from[row as usize * stride..][..d].iter().enumerate() {
            to[j * width + i] = value;
        }
    }
}

macro_rules! transpose {
    ($name:ident, $t:ident, $side:expr, $block:ident) => {
        /// As [`transpose_plain`], in square blocks that are turned in registers where the processor can.
        #[inline(always)]
        pub(super) fn $name(from: &[$t], rows: &[u32], (stride, d): (usize, usize), width: usize, to: &mut [$t]) {
            #[cfg(target_arch = "x86_64")]
            if d >= $side && std::arch::is_x86_feature_detected!("avx") {
                assert!(rows.len() <= width && d * width <= to.len());
                let columns = d - d % $side;
                let (squares, rest) = rows.as_chunks::<$side>();
                for (i, square) in squares.iter().enumerate() {
                    let starts = square.map(|row| from[row as usize * stride..][..d].as_ptr());
                    for j in (0..columns).step_by($side) {
                        // SAFETY: AVX was detected; columns j..j+side of each row lie inside `from`, and turned, inside `to`
                        // (d x width), as asserted above.
                        #[allow(unsafe_code)]
                        unsafe {
                            x86::$block(starts.map(|row| row.add(j)), to.as_mut_ptr().add(j * width + i * $side), width);
                        }
                    }
                    for (lane, &row) in square.iter().enumerate() {
                        for j in columns..d {
                            to[j * width + i * $side + lane] = from[row as usize * stride + j];
                        }
                    }
                }
                transpose_plain(from, rest, (stride, d), width, &mut to[squares.len() * $side..]);
                return;
            }
            transpose_plain(from, rows, (stride, d), width, to);
        }
    };
}
transpose!(transpose_f32, f32, 8, turn_8x8);
transpose!(transpose_f64, f64, 4, turn_4x4);

/// Square blocks turned in registers: pairs of rows are interleaved, then pairs of pairs, until each register holds a column.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod x86 {
    use std::arch::x86_64::*;

    /// Turns 8 x 8 numbers at `from` into `to` (rows `to_stride` apart).
    ///
    /// # Safety
    /// AVX; both blocks readable and writable.
    #[target_feature(enable = "avx")]
    #[inline]
    pub unsafe fn turn_8x8(from: [*const f32; 8], to: *mut f32, to_stride: usize) {
        // SAFETY: the caller vouches for the blocks.
        unsafe {
            let row = |i: usize| _mm256_loadu_ps(from[i]);
            let (r0, r1, r2, r3) = (row(0), row(1), row(2), row(3));
            let (r4, r5, r6, r7) = (row(4), row(5), row(6), row(7));
            let (a0, a1) = (_mm256_unpacklo_ps(r0, r1), _mm256_unpackhi_ps(r0, r1));
            let (a2, a3) = (_mm256_unpacklo_ps(r2, r3), _mm256_unpackhi_ps(r2, r3));
            let (a4, a5) = (_mm256_unpacklo_ps(r4, r5), _mm256_unpackhi_ps(r4, r5));
            let (a6, a7) = (_mm256_unpacklo_ps(r6, r7), _mm256_unpackhi_ps(r6, r7));
            let (b0, b1) = (_mm256_shuffle_ps::<0x44>(a0, a2), _mm256_shuffle_ps::<0xee>(a0, a2));
            let (b2, b3) = (_mm256_shuffle_ps::<0x44>(a1, a3), _mm256_shuffle_ps::<0xee>(a1, a3));
            let (b4, b5) = (_mm256_shuffle_ps::<0x44>(a4, a6), _mm256_shuffle_ps::<0xee>(a4, a6));
            let (b6, b7) = (_mm256_shuffle_ps::<0x44>(a5, a7), _mm256_shuffle_ps::<0xee>(a5, a7));
            for (i, (low, high)) in [(b0, b4), (b1, b5), (b2, b6), (b3, b7)].into_iter().enumerate() {
                _mm256_storeu_ps(to.add(i * to_stride), _mm256_permute2f128_ps::<0x20>(low, high));
                _mm256_storeu_ps(to.add((i + 4) * to_stride), _mm256_permute2f128_ps::<0x31>(low, high));
            }
        }
    }

    /// Turns 4 x 4 numbers at `from` into `to` (rows `to_stride` apart).
    ///
    /// # Safety
    /// AVX; both blocks readable and writable.
    #[target_feature(enable = "avx")]
    #[inline]
    pub unsafe fn turn_4x4(from: [*const f64; 4], to: *mut f64, to_stride: usize) {
        // SAFETY: the caller vouches for the blocks.
        unsafe {
            let row = |i: usize| _mm256_loadu_pd(from[i]);
            let (r0, r1, r2, r3) = (row(0), row(1), row(2), row(3));
            let (a0, a1) = (_mm256_unpacklo_pd(r0, r1), _mm256_unpackhi_pd(r0, r1));
            let (a2, a3) = (_mm256_unpacklo_pd(r2, r3), _mm256_unpackhi_pd(r2, r3));
            for (i, (low, high)) in [(a0, a2), (a1, a3)].into_iter().enumerate() {
                _mm256_storeu_pd(to.add(i * to_stride), _mm256_permute2f128_pd::<0x20>(low, high));
                _mm256_storeu_pd(to.add((i + 2) * to_stride), _mm256_permute2f128_pd::<0x31>(low, high));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turned_blocks_equal_the_plain_transpose() {
        for (n, d, width, apart) in [(1, 1, 8, 0), (8, 8, 8, 1), (17, 5, 32, 0), (9, 13, 16, 3), (64, 33, 64, 0), (3, 70, 64, 2)]
        {
            let rows: Vec<u32> = (0..n as u32).map(|i| (i * 7) % n as u32).collect();
            let from: Vec<f64> = (0..n * (d + apart)).map(|i| i as f64).collect();
            let dim = (d + apart, d);
            let (mut plain, mut turned) = (vec![-1.0; d * width], vec![-1.0; d * width]);
            transpose_plain(&from, &rows, dim, width, &mut plain);
            transpose_f64(&from, &rows, dim, width, &mut turned);
            assert_eq!(plain, turned, "f64 {n} x {d}");

            let from: Vec<f32> = from.iter().map(|&v| v as f32).collect();
            let (mut plain, mut turned) = (vec![-1.0; d * width], vec![-1.0; d * width]);
            transpose_plain(&from, &rows, dim, width, &mut plain);
            transpose_f32(&from, &rows, dim, width, &mut turned);
            assert_eq!(plain, turned, "f32 {n} x {d}");
        }
    }
}
