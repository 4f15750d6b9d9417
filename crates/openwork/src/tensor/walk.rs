//! Going through tensors entry by entry, whatever their strides: the one loop under all elementwise operations.
//!
//! Axes that follow each other in memory are merged first, so that tensors without gaps are one long run; what is left is a nest of axes
//! whose innermost is a plain loop, written once for each of its common strides and compiled for the instruction set at hand.

use super::shape::Shape;
use crate::kernels::vectorized;
use crate::threads;
use smallvec::SmallVec;
use std::ops::Range;

/// An operand: the numbers, where the first one stands, and the step along each axis of the result (0 where it is repeated).
#[derive(Clone, Copy)]
pub struct Operand<'a> {
    pub data: &'a [f32],
    pub strides: &'a [usize],
}

/// An axis of the merged nest: its length, and each operand's stride.
type Axis<const K: usize> = (usize, [usize; K]);
type Nest<const K: usize> = SmallVec<[Axis<K>; 4]>;

/// The axes of `shape` without those of length one, neighbours merged where every operand allows.
fn merged<const K: usize>(shape: &[usize], strides: [&[usize]; K]) -> Nest<K> {
    let mut nest: Nest<K> = SmallVec::new();
    for (axis, &length) in shape.iter().enumerate() {
        if length == 1 {
            continue;
        }
        let steps = strides.map(|strides| strides[axis]);
        match nest.last_mut() {
            Some((outer, outer_steps)) if (0..K).all(|k| outer_steps[k] == steps[k] * length) => {
                *outer *= length;
                *outer_steps = steps;
            }
            _ => nest.push((length, steps)),
        }
    }
    if nest.is_empty() {
        nest.push((1, [0; K]));
    }
    nest
}

/// Calls `f` for every run of the innermost axis within the entries `range` of the result: with the place in each operand at which it
/// begins, and the entries of `range` it makes. `f` is a reference so that this is compiled once for all operations.
fn runs<const K: usize>(nest: &[Axis<K>], range: Range<usize>, f: &mut dyn FnMut([usize; K], Range<usize>)) {
    let Some((&(length, steps), outer)) = nest.split_last().filter(|_| !range.is_empty()) else { return };
    let mut place: Shape = SmallVec::from_elem(0, outer.len());
    let (mut at, mut rest) = ([0; K], range.start / length);
    for (axis, &(n, steps)) in outer.iter().enumerate().rev() {
        place[axis] = rest % n;
        rest /= n;
        (0..K).for_each(|k| at[k] += place[axis] * steps[k]);
    }
    let (mut column, mut done) = (range.start % length, 0);
    while done < range.len() {
        let take = (length - column).min(range.len() - done);
        let mut begin = at;
        (0..K).for_each(|k| begin[k] += column * steps[k]);
        f(begin, done..done + take);
        (column, done) = (0, done + take);
        for (axis, &(n, steps)) in outer.iter().enumerate().rev() {
            place[axis] += 1;
            (0..K).for_each(|k| at[k] += steps[k]);
            if place[axis] < n {
                break;
            }
            place[axis] = 0;
            (0..K).for_each(|k| at[k] -= n * steps[k]);
        }
    }
}

/// `out[i] = f(a[i])`, `out` row after row.
pub fn map(shape: &[usize], a: Operand<'_>, out: &mut [f32], f: impl Fn(f32) -> f32 + Sync + Copy) {
    let nest = merged(shape, [a.strides]);
    let step = nest.last().map_or(1, |axis| axis.1[0]);
    if nest.len() == 2 && step != 1 && nest[0].1[0] == 1 {
        return transposed(nest[0].0, nest[1], a.data, out, f);
    }
    let work = out.len();
    threads::map_chunks_mut(out, threads::stretch(work), work, |range, out| {
        runs(&nest, range, &mut |[at], range| {
            let (a, out) = (&a.data[at..], &mut out[range]);
            vectorized!(move {
                match step {
                    1 => out.iter_mut().zip(a).for_each(|(out, &a)| *out = f(a)),
                    0 => out.fill(f(a[0])),
                    _ => out.iter_mut().zip(a.iter().step_by(step)).for_each(|(out, &a)| *out = f(a)),
                }
            });
        });
    });
}

/// The matrix whose columns stand together in memory: small squares at a time, so that what is read together is also used together.
fn transposed(rows: usize, (columns, [stride]): Axis<1>, data: &[f32], out: &mut [f32], f: impl Fn(f32) -> f32 + Sync + Copy) {
    const SQUARE: usize = 16;
    let work = out.len();
    threads::map_chunks_mut(out, SQUARE * columns, work, |range, out| {
        let first = range.start / columns;
        let rows = SQUARE.min(rows - first);
        for left in (0..columns).step_by(SQUARE) {
            for column in left..(left + SQUARE).min(columns) {
                let from = &data[first + column * stride..][..rows];
                for (row, &value) in from.iter().enumerate() {
                    out[row * columns + column] = f(value);
                }
            }
        }
    });
}

/// `out[i] = f(a[i], b[i])`, `out` row after row.
pub fn map2(shape: &[usize], a: Operand<'_>, b: Operand<'_>, out: &mut [f32], f: impl Fn(f32, f32) -> f32 + Sync + Copy) {
    let nest = merged(shape, [a.strides, b.strides]);
    let steps = nest.last().map_or([1; 2], |axis| axis.1);
    let work = out.len();
    threads::map_chunks_mut(out, threads::stretch(work), work, |range, out| {
        runs(&nest, range, &mut |[i, j], range| {
            let (a, b, out) = (&a.data[i..], &b.data[j..], &mut out[range]);
            vectorized!(move {
                match steps {
                    [1, 1] => out.iter_mut().zip(a.iter().zip(b)).for_each(|(out, (&a, &b))| *out = f(a, b)),
                    [1, 0] => {
                        let b = b[0];
                        out.iter_mut().zip(a).for_each(|(out, &a)| *out = f(a, b));
                    }
                    [0, 1] => {
                        let a = a[0];
                        out.iter_mut().zip(b).for_each(|(out, &b)| *out = f(a, b));
                    }
                    [s, t] => out.iter_mut().enumerate().for_each(|(n, out)| *out = f(a[n * s], b[n * t])),
                }
            });
        });
    });
}

/// Calls `f(place in a, place in out)` for every entry, in row order: for what no plain loop does. Strides of `out` too.
pub fn each(shape: &[usize], a: &[usize], out: &[usize], mut f: impl FnMut(usize, usize)) {
    let nest = merged(shape, [a, out]);
    let steps = nest.last().map_or([1; 2], |axis| axis.1);
    let all = shape.iter().product();
    runs(&nest, 0..all, &mut |[i, j], range| (0..range.len()).for_each(|n| f(i + n * steps[0], j + n * steps[1])));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::shape::row_major;

    #[test]
    fn neighbours_merge_where_all_operands_allow() {
        let whole = row_major(&[4, 5, 6]);
        assert_eq!(merged(&[4, 5, 6], [&whole]).as_slice(), [(120, [1])]);
        assert_eq!(merged(&[4, 5, 6], [&whole, &[0, 6, 1]]).as_slice(), [(4, [30, 0]), (30, [1, 1])]);
        assert_eq!(merged(&[4, 1], [&[1, 9]]).as_slice(), [(4, [1])]);
    }

    #[test]
    fn any_part_of_the_result_is_made_of_the_right_entries() {
        let nest = merged(&[3, 4, 5], [&[1, 3, 12]]);
        let mut seen = vec![];
        for range in [0..7, 7..8, 8..33, 33..60] {
            runs(&nest, range.clone(), &mut |[at], part| seen.extend((0..part.len()).map(|n| at + 12 * n)));
        }
        let wanted: Vec<usize> = (0..60).map(|i| i / 20 + i / 5 % 4 * 3 + i % 5 * 12).collect();
        assert_eq!(seen, wanted);
    }
}
