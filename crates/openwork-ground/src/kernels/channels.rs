//! Sums over the channels of a batch, and numbers changed channel by channel: the loops of batch normalisation. A batch is
//! `rows x channels x inner` numbers; with `inner` 1 the channels lie side by side, otherwise each is a run of numbers in a row.

/// Numbers of a plane that are summed side by side.
const LANES: usize = 64;

/// For each channel the sums of the two numbers that `f(a, b, shift)` gives, added to `to`.
#[inline]
pub fn sums(
    (a, b): (&[f32], &[f32]),
    inner: usize,
    shift: &[f32],
    to: (&mut [f32], &mut [f32]),
    f: impl Fn(f32, f32, f32) -> (f32, f32),
) {
    let n = shift.len();
    let (first, second) = to;
    vectorized!({
        if inner == 1 {
            // Four rows at a time: the sums are fetched and put back once for them, as many as a block holds.
            let (mut a, mut b) = (a.chunks_exact(4 * n), b.chunks_exact(4 * n));
            let (first, second) = (&mut first[..n], &mut second[..n]);
            let whole = n / LANES * LANES;
            for (a, b) in (&mut a).zip(&mut b) {
                for c in (0..whole).step_by(LANES) {
                    let row = |r: usize| (block(&a[r * n + c..]), block(&b[r * n + c..]));
                    let ((a0, b0), (a1, b1), (a2, b2), (a3, b3)) = (row(0), row(1), row(2), row(3));
                    let (by, mut own) = (block(&shift[c..]), (*block(&first[c..]), *block(&second[c..])));
                    for i in 0..LANES {
                        let (p0, q0) = f(a0[i], b0[i], by[i]);
                        let (p1, q1) = f(a1[i], b1[i], by[i]);
                        let (p2, q2) = f(a2[i], b2[i], by[i]);
                        let (p3, q3) = f(a3[i], b3[i], by[i]);
                        own.0[i] += (p0 + p1) + (p2 + p3);
                        own.1[i] += (q0 + q1) + (q2 + q3);
                    }
                    first[c..c + LANES].copy_from_slice(&own.0);
                    second[c..c + LANES].copy_from_slice(&own.1);
                }
                for c in whole..n {
                    let [(p0, q0), (p1, q1), (p2, q2), (p3, q3)] =
                        [0, n, 2 * n, 3 * n].map(|row| f(a[row + c], b[row + c], shift[c]));
                    first[c] += (p0 + p1) + (p2 + p3);
                    second[c] += (q0 + q1) + (q2 + q3);
                }
            }
            for (a, b) in a.remainder().chunks_exact(n).zip(b.remainder().chunks_exact(n)) {
                for c in 0..n {
                    let (p, q) = f(a[c], b[c], shift[c]);
                    first[c] += p;
                    second[c] += q;
                }
            }
            return;
        }
        for (a, b) in a.chunks_exact(n * inner).zip(b.chunks_exact(n * inner)) {
            let planes = a.chunks_exact(inner).zip(b.chunks_exact(inner)).zip(shift);
            for (((a, b), &shift), (first, second)) in planes.zip(first.iter_mut().zip(second.iter_mut())) {
                let mut sums = ([0.0_f32; LANES], [0.0_f32; LANES]);
                let (mut left, mut right) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
                for (a, b) in (&mut left).zip(&mut right) {
                    for i in 0..LANES {
                        let (x, y) = f(a[i], b[i], shift);
                        sums.0[i] += x;
                        sums.1[i] += y;
                    }
                }
                for (i, (&a, &b)) in left.remainder().iter().zip(right.remainder()).enumerate() {
                    let (x, y) = f(a, b, shift);
                    sums.0[i] += x;
                    sums.1[i] += y;
                }
                let mut width = LANES / 2;
                while width > 0 {
                    for i in 0..width {
                        sums.0[i] += sums.0[i + width];
                        sums.1[i] += sums.1[i + width];
                    }
                    width /= 2;
                }
                *first += sums.0[0];
                *second += sums.1[0];
            }
        }
    });
}

/// The block that a slice begins with.
#[inline(always)]
fn block(slice: &[f32]) -> &[f32; LANES] {
    &slice.as_chunks().0[0]
}

/// What a channel's numbers are changed by: `(x - shift) * scale + offset`, and for a second input its factor.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Taken off first.
    pub shift: Vec<f32>,
    /// What the difference is multiplied with.
    pub scale: Vec<f32>,
    /// What the second input is multiplied with; may be empty.
    pub second: Vec<f32>,
    /// Added at last.
    pub offset: Vec<f32>,
}

/// `out = (x - shift) scale + offset`, channel by channel.
pub fn change(x: &[f32], inner: usize, by: &Change, out: &mut [f32]) {
    let n = by.shift.len();
    vectorized!({
        for (x, out) in x.chunks_exact(n * inner).zip(out.chunks_exact_mut(n * inner)) {
            if inner == 1 {
                let by = by.shift.iter().zip(&by.scale).zip(&by.offset);
                for ((out, &x), ((shift, &scale), &offset)) in out.iter_mut().zip(x).zip(by) {
                    *out = (x - shift).mul_add(scale, offset);
                }
            } else {
                for (c, (out, x)) in out.chunks_exact_mut(inner).zip(x.chunks_exact(inner)).enumerate() {
                    let (shift, scale, offset) = (by.shift[c], by.scale[c], by.offset[c]);
                    out.iter_mut().zip(x).for_each(|(out, x)| *out = (x - shift).mul_add(scale, offset));
                }
            }
        }
    });
}

/// `out = g second + (x - shift) scale + offset`, channel by channel.
pub fn change2((x, g): (&[f32], &[f32]), inner: usize, by: &Change, out: &mut [f32]) {
    let n = by.shift.len();
    vectorized!({
        for ((x, g), out) in x.chunks_exact(n * inner).zip(g.chunks_exact(n * inner)).zip(out.chunks_exact_mut(n * inner)) {
            if inner == 1 {
                let by = by.shift.iter().zip(&by.scale).zip(&by.offset).zip(&by.second);
                for (((out, &x), &g), (((shift, &scale), &offset), &second)) in out.iter_mut().zip(x).zip(g).zip(by) {
                    *out = g.mul_add(second, (x - shift).mul_add(scale, offset));
                }
            } else {
                let planes = x.chunks_exact(inner).zip(g.chunks_exact(inner));
                for (c, (out, (x, g))) in out.chunks_exact_mut(inner).zip(planes).enumerate() {
                    let (shift, scale, offset, second) = (by.shift[c], by.scale[c], by.offset[c], by.second[c]);
                    for ((out, x), g) in out.iter_mut().zip(x).zip(g) {
                        *out = g.mul_add(second, (x - shift).mul_add(scale, offset));
                    }
                }
            }
        }
    });
}
