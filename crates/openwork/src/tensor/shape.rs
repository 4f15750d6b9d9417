//! Shapes, strides, and how two shapes become one.

use crate::error::{Error, Result};
use smallvec::SmallVec;

/// The length of each axis, or the step from one entry to the next along each axis.
pub type Shape = SmallVec<[usize; 4]>;

/// The number of entries.
pub fn size(shape: &[usize]) -> usize {
    shape.iter().product()
}

/// The strides of a tensor whose entries stand row after row.
pub fn row_major(shape: &[usize]) -> Shape {
    let mut strides: Shape = SmallVec::from_elem(1, shape.len());
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis] * shape[axis].max(1);
    }
    strides
}

/// Whether entries with these strides stand row after row. The stride of an axis of length one does not matter.
pub fn is_row_major(shape: &[usize], strides: &[usize]) -> bool {
    let mut wanted = 1;
    for (&length, &stride) in shape.iter().zip(strides).rev() {
        if length != 1 && stride != wanted {
            return size(shape) == 0;
        }
        wanted *= length;
    }
    true
}

/// `axis` counted from 0, where negative ones count from the end.
///
/// # Errors
/// An axis that a tensor of that rank does not have.
pub fn axis_of(operation: &'static str, axis: isize, rank: usize) -> Result<usize> {
    let counted = if axis < 0 { axis + rank as isize } else { axis };
    match usize::try_from(counted) {
        Ok(found) if found < rank => Ok(found),
        _ => Err(Error::setting(
            "axis",
            axis,
            match rank {
                0 => format!("no axis: {operation} of a tensor of rank 0, a single number"),
                _ => format!("one from -{rank} to {}: {operation} of a tensor of rank {rank}", rank - 1),
            },
        )),
    }
}

/// The axes named, or all of them where none is; each at most once, in rising order.
///
/// # Errors
/// An axis out of range, or one that is named twice.
pub fn axes_of(operation: &'static str, axes: &[isize], rank: usize) -> Result<Shape> {
    if axes.is_empty() {
        return Ok((0..rank).collect());
    }
    let mut found: Shape = axes.iter().map(|&axis| axis_of(operation, axis, rank)).collect::<Result<_>>()?;
    found.sort_unstable();
    match found.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Error::setting("axes", format!("{axes:?}"), format!("each axis once; {} is named twice", pair[0]))),
        None => Ok(found),
    }
}

/// The shape that two shapes have in common: axes are matched from the last one on, and an axis of length 1, or one that is not there,
/// is repeated.
///
/// # Errors
/// Axes of different lengths, neither of them 1.
pub fn broadcast(operation: &'static str, a: &[usize], b: &[usize]) -> Result<Shape> {
    let rank = a.len().max(b.len());
    let length = |shape: &[usize], axis: usize| (axis + shape.len()).checked_sub(rank).map_or(1, |axis| shape[axis]);
    (0..rank)
        .map(|axis| match (length(a, axis), length(b, axis)) {
            (m, n) if m == n => Ok(m),
            (1, n) => Ok(n),
            (m, 1) => Ok(m),
            (m, n) => Err(Error::shape(
                operation,
                format!("shapes {a:?} and {b:?}"),
                format!(
                    "shapes that broadcast: counted from the last axis, equal lengths or 1 (here {m} meets {n}); reshape or unsqueeze one of them"
                ),
            )),
        })
        .collect()
}

/// Strides under which a tensor of `shape` reads as one of the larger shape `to`, repeated axes having stride 0.
pub fn broadcast_strides(shape: &[usize], strides: &[usize], to: &[usize]) -> Shape {
    let missing = to.len() - shape.len();
    let axis_stride = |axis: usize| match axis.checked_sub(missing) {
        Some(axis) if shape[axis] != 1 => strides[axis],
        _ => 0,
    };
    (0..to.len()).map(axis_stride).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_meet_at_their_last_axes() -> Result<()> {
        assert_eq!(broadcast("add", &[2, 3], &[3])?[..], [2, 3]);
        assert_eq!(broadcast("add", &[2, 1, 4], &[3, 1])?[..], [2, 3, 4]);
        assert_eq!(broadcast("add", &[], &[5])?[..], [5]);
        assert_eq!(broadcast("add", &[1, 0], &[4, 1])?[..], [4, 0]);
        let message = broadcast("add", &[2, 3], &[4]).unwrap_err().to_string();
        assert!(message.contains("add: got shapes [2, 3] and [4]"), "{message}");
        Ok(())
    }

    #[test]
    fn axes_count_from_both_ends() -> Result<()> {
        assert_eq!((axis_of("sum", -1, 3)?, axis_of("sum", 0, 3)?), (2, 0));
        let message = axis_of("sum", 3, 3).unwrap_err().to_string();
        assert_eq!(message, "axis = 3, wanted one from -3 to 2: sum of a tensor of rank 3");
        assert!(axis_of("sum", -4, 3).is_err() && axis_of("sum", 0, 0).is_err());
        assert!(axes_of("sum", &[0, -2], 2).is_err(), "twice the same");
        assert_eq!(axes_of("sum", &[-1, 0], 3)?[..], [0, 2]);
        Ok(())
    }

    #[test]
    fn an_axis_of_length_one_may_have_any_stride() {
        assert!(is_row_major(&[2, 1, 3], &[3, 77, 1]));
        assert!(!is_row_major(&[3, 2], &[1, 3]));
        assert!(is_row_major(&[0, 2], &[1, 9]));
    }
}
