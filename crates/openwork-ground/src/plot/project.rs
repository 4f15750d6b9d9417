//! A view of data with more than two features: the plane in which it is spread widest.

use crate::error::{Error, Result};
use crate::linalg::{check_matrix, matmul};
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// A plane through the mean of some data, spanned by its first two principal axes (Pearson 1901).
///
/// Data with two features is seen as it is, data with one feature against zero. An axis points the way its largest component
/// is positive (the first such, where several are equally large), so the same data always gives the same picture.
///
/// ```
/// use ndarray::array;
/// use openwork::plot::Projection;
///
/// // On a line through space, all the spread is along the first axis.
/// let x = array![[0.0, 0.0, 0.0], [1.0, 2.0, 2.0], [2.0, 4.0, 4.0]];
/// let seen = Projection::of(x.view())?.apply(x.view())?;
/// assert!((seen[[2, 0]] - seen[[0, 0]] - 6.0).abs() < 1e-12);
/// assert!(seen.column(1).iter().all(|v| v.abs() < 1e-12));
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// The point of the plane that is drawn at the origin, shape `(d)`: the mean, or zero where data is seen as it is.
    pub mean: Array1<f64>,
    /// The two axes, one a row, shape `(2, d)`: of length one, or zero where the data has no second direction.
    pub axes: Array2<f64>,
    /// The share of the variance that each axis shows, 0 to 1; `None` where data is seen as it is.
    pub explained: Option<[f64; 2]>,
}

impl Projection {
    /// The view of `x`, one point a row, shape `(n, d)`.
    ///
    /// # Errors
    /// Empty `x`, NaN or infinity in it.
    pub fn of(x: ArrayView2<'_, f64>) -> Result<Self> {
        check_matrix("x", x)?;
        let d = x.ncols();
        if d <= 2 {
            return Ok(Self {
                mean: Array1::zeros(d),
                axes: Array2::from_diag_elem(2, 1.0).slice_move(ndarray::s![.., ..d]),
                explained: None,
            });
        }
        // In units of the largest number, so that neither 1e-200 nor 1e200 leaves double precision when squared.
        let size = x.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        let unit = if size > 0.0 { size } else { 1.0 };
        let scaled = x.mapv(|v| v / unit);
        let mean = scaled.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(d));
        let centred = scaled - &mean;
        // The axes are eigenvectors of Xᵀ X (d × d), or Xᵀ u for eigenvectors u of X Xᵀ (n × n): whichever is smaller.
        let tall = centred.nrows() >= d;
        let mut gram = if tall { matmul(centred.t(), centred.view())? } else { matmul(centred.view(), centred.t())? };
        let total = gram.diag().sum();
        let mut axes = Array2::zeros((2, d));
        let mut explained = [0.0; 2];
        for (mut row, share) in axes.outer_iter_mut().zip(&mut explained) {
            let Some((value, vector)) = largest(&gram, total) else { break };
            *share = value / total;
            let column = vector.view().insert_axis(Axis(1));
            gram.scaled_add(-value, &matmul(column, column.t())?);
            row.assign(&signed(if tall { vector } else { centred.t().dot(&vector) / value.sqrt() }));
        }
        Ok(Self { mean: mean * unit, axes, explained: Some(explained) })
    }

    /// The points of `x` (or centres, or a query) in this view, shape `(m, 2)`.
    ///
    /// # Errors
    /// Another number of columns than the view has, NaN or infinity.
    pub fn apply(&self, x: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
        check_matrix("x", x)?;
        if x.ncols() != self.mean.len() {
            return Err(Error::shape("x", format!("{} columns", x.ncols()), format!("{}, as the view has", self.mean.len())));
        }
        matmul((&x - &self.mean).view(), self.axes.t())
    }

    /// Points of the view, shape `(m, 2)`, back in the space of the data, shape `(m, d)`: where a model is asked for its
    /// regions.
    ///
    /// # Errors
    /// Other than two columns, NaN or infinity.
    pub fn lift(&self, seen: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
        check_matrix("seen", seen)?;
        if seen.ncols() != 2 {
            return Err(Error::shape("seen", format!("{} columns", seen.ncols()), "2"));
        }
        Ok(matmul(seen, self.axes.view())? + &self.mean)
    }

    /// What the two axes are, for a picture's labels: the features' own names, or the share of the variance shown.
    pub fn axis_names(&self, features: &[String]) -> [String; 2] {
        match (self.explained, features) {
            (Some(share), _) => {
                let name = |which: &str, share: f64| format!("{which} principal axis ({:.1} % of the variance)", 100.0 * share);
                [name("first", share[0]), name("second", share[1])]
            }
            (None, [x, y]) => [x.clone(), y.clone()],
            (None, [x]) => [x.clone(), String::new()],
            _ => [String::new(), String::new()],
        }
    }
}

/// Rounds of power iteration; on real data the axes stand still long before.
const ROUNDS: usize = 1000;
/// Less than this share of the variance is rounding error: no second direction.
const NOTHING: f64 = 1e-14;

/// The largest eigenvalue of a symmetric, positive matrix and its eigenvector of length one, by power iteration `v <- G v`.
/// `None` where nothing but rounding errors of `total`, the sum of all eigenvalues, is left.
fn largest(gram: &Array2<f64>, total: f64) -> Option<(f64, Array1<f64>)> {
    if !(gram.diag().iter().fold(0.0, |m: f64, v| m.max(*v)) > NOTHING * total) {
        return None;
    }
    // A start with a part along every eigenvector: fractions of the golden ratio, in which no data is even.
    let start = Array1::from_shape_fn(gram.nrows(), |i| 0.5 + (i as f64 * 0.618_033_988_749_894_9).fract());
    let mut vector = &start / start.dot(&start).sqrt();
    let mut value = 0.0;
    for _ in 0..ROUNDS {
        let next = gram.dot(&vector);
        value = next.dot(&next).sqrt();
        if !(value > 0.0) {
            return None;
        }
        let next = next / value;
        let moved = (&next - &vector).iter().fold(0.0f64, |m, v| m.max(v.abs()));
        vector = next;
        if moved < 1e-13 {
            break;
        }
    }
    (value > NOTHING * total).then_some((value, vector))
}

/// The axis, turned so that its largest component is positive.
fn signed(axis: Array1<f64>) -> Array1<f64> {
    let largest = axis.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    let sign = axis.iter().find(|v| v.abs() >= largest * (1.0 - 1e-9)).map_or(1.0, |v| v.signum());
    axis * sign
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn axes_of_a_known_covariance() {
        // Four points (±3, 0, 0), (0, ±1, 0) turned by 45 degrees about the third coordinate and moved: the axes are
        // (1, 1, 0)/√2 and (1, -1, 0)/√2 by construction, the shares 18/20 and 2/20.
        let h = 0.5f64.sqrt();
        let x = array![[3.0 * h, 3.0 * h, 0.0], [-3.0 * h, -3.0 * h, 0.0], [h, -h, 0.0], [-h, h, 0.0]] + 100.0;
        let view = Projection::of(x.view()).unwrap();
        for (got, want) in view.axes.iter().zip([h, h, 0.0, h, -h, 0.0]) {
            assert!(close(*got, want), "{view:?}");
        }
        assert!(view.mean.iter().all(|&m| close(m, 100.0)));
        let explained = view.explained.unwrap();
        assert!(close(explained[0], 0.9) && close(explained[1], 0.1));
        let seen = view.apply(x.view()).unwrap();
        assert!(close(seen[[0, 0]], 3.0) && close(seen[[0, 1]], 0.0) && close(seen[[3, 1]], -1.0), "{seen}");
        assert!(view.lift(seen.view()).unwrap().iter().zip(&x).all(|(a, b)| close(*a, *b)));
    }

    #[test]
    fn the_first_axis_is_the_widest_even_where_another_feature_alone_is_wider() {
        // Variances 3, 2, 2; the last two move together (covariance 1.9), so their sum is the widest: 3.9 along (0, 1, 1)/√2.
        let (a, b, c) = (3.0f64.sqrt(), 1.95f64.sqrt(), 0.05f64.sqrt());
        let x = array![
            [a, b + c, b - c],
            [a, -b - c, -b + c],
            [-a, b - c, b + c],
            [-a, -b + c, -b - c],
            [a, b - c, b + c],
            [a, -b + c, -b - c],
            [-a, b + c, b - c],
            [-a, -b - c, -b + c],
        ];
        let view = Projection::of(x.view()).unwrap();
        let explained = view.explained.unwrap();
        assert!(close(explained[0], 3.9 / 7.0) && close(explained[1], 3.0 / 7.0), "{view:?}");
        for (got, want) in view.axes.iter().zip([0.0, 0.5f64.sqrt(), 0.5f64.sqrt(), 1.0, 0.0, 0.0]) {
            assert!(close(*got, want), "{view:?}");
        }
    }

    #[test]
    fn fewer_points_than_features_give_the_same_axes_as_those_points_many_times() {
        let few = array![[1.0, 2.0, 0.5, -1.0, 3.0], [0.0, 1.5, 2.0, 4.0, -1.0], [2.0, -3.0, 0.0, 1.0, 1.0]];
        let many = Array2::from_shape_fn((300, 5), |(i, j)| few[[i % 3, j]]);
        let (few, many) = (Projection::of(few.view()).unwrap(), Projection::of(many.view()).unwrap());
        assert!(few.axes.iter().zip(&many.axes).all(|(a, b)| (a - b).abs() < 1e-7), "{few:?} {many:?}");
    }

    #[test]
    fn two_features_are_seen_as_they_are_and_one_against_zero() {
        let x = array![[1.0, 2.0], [5.0, -3.0]];
        assert_eq!(Projection::of(x.view()).unwrap().apply(x.view()).unwrap(), x);
        let one = array![[4.0], [7.0]];
        assert_eq!(Projection::of(one.view()).unwrap().apply(one.view()).unwrap(), array![[4.0, 0.0], [7.0, 0.0]]);
    }

    #[test]
    fn no_spread_gives_the_origin_and_extreme_sizes_stay_finite() {
        for value in [0.0, 3.0, 1e-30, 1e30] {
            let x = Array2::from_elem((5, 4), value);
            let seen = Projection::of(x.view()).unwrap().apply(x.view()).unwrap();
            assert!(seen.iter().all(|v| v.abs() <= 1e-9 * value), "{value}: {seen}");
        }
        for unit in [1e-200, 1e-30, 1e30, 1e200] {
            let x = array![[0.0, 0.0, 0.0], [2.0, 0.0, 0.0], [0.0, 1.0, 0.0], [2.0, 1.0, 0.0]] * unit;
            let view = Projection::of(x.view()).unwrap();
            assert!(close(view.axes[[0, 0]], 1.0) && close(view.axes[[1, 1]], 1.0), "{unit}: {view:?}");
        }
    }

    #[test]
    fn bad_input_is_refused() {
        assert!(matches!(Projection::of(array![[1.0, f64::NAN, 0.0]].view()), Err(Error::NotFinite { .. })));
        assert!(matches!(Projection::of(Array2::zeros((0, 3)).view()), Err(Error::Empty { .. })));
        let view = Projection::of(Array2::eye(3).view()).unwrap();
        assert!(matches!(view.apply(Array2::zeros((2, 4)).view()), Err(Error::Shape { .. })));
        assert!(matches!(view.lift(Array2::zeros((2, 3)).view()), Err(Error::Shape { .. })));
    }
}
