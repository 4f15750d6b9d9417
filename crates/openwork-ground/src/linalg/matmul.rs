//! The matrix product, and the distances between all pairs of rows.

use super::distance::Metric;
use super::{Real, check_matrix};
use crate::error::{Error, Result};
use crate::kernels::panel::aligned;
use crate::kernels::product::{BLOCK, Part, packed_len, panel_width, slabs};
use crate::kernels::scan::{Panels, group_rows, sums};
use crate::kernels::tile::{AbsoluteDifference, LargestDifference, ROWS, SquaredDifference};
use crate::threads;
use ndarray::{Array2, ArrayView2};

/// The product of `a`, shape `(m, k)`, and `b`, shape `(k, n)`. Rows are worked on in blocks of fixed size: the same bits for any number of threads.
///
/// ```
/// use ndarray::array;
/// use openwork::linalg::matmul;
/// let product = matmul(array![[1.0, 2.0]].view(), array![[3.0], [4.0]].view())?;
/// assert_eq!(product, array![[11.0]]);
/// # Ok::<(), openwork::Error>(())
/// ```
///
/// # Errors
/// `a` with another number of columns than `b` has rows.
pub fn matmul<T: Real>(a: ArrayView2<'_, T>, b: ArrayView2<'_, T>) -> Result<Array2<T>> {
    let ((m, k), n) = (a.dim(), b.ncols());
    if b.nrows() != k {
        return Err(Error::shape("b", format!("{} rows", b.nrows()), format!("{k}, as many as a has columns")));
    }
    let mut out = vec![T::zero(); m * n];
    let (a, b) = (a.as_standard_layout(), b.as_standard_layout());
    let (a, b) = (a.as_slice().unwrap_or_default(), b.as_slice().unwrap_or_default());
    multiply(Part::rows(a, (m, k)), Part::rows(b, (k, n)), &mut out);
    Array2::from_shape_vec((m, n), out).map_err(|e| Error::shape("product", e, format!("({m}, {n})")))
}

/// `out = a b`, row after row, on all threads: the rows of `out` are cut into blocks whose size depends on the shapes alone.
pub fn multiply<T: Real>(a: Part<'_, T>, b: Part<'_, T>, out: &mut [T]) {
    blocks(a, b, out, false);
}

/// `out += a b`, as [`multiply`].
pub fn multiply_add<T: Real>(a: Part<'_, T>, b: Part<'_, T>, out: &mut [T]) {
    blocks(a, b, out, true);
}

fn blocks<T: Real>(a: Part<'_, T>, b: Part<'_, T>, out: &mut [T], add: bool) {
    const FEW: usize = 16;
    /// Columns whose slab is laid out at once: 6 MB of f32.
    const STRIP: usize = 4096;
    let ((m, k), n) = (a.shape(), b.shape().1);
    if n == 0 || m == 0 {
        return;
    }
    let work = m * k * n / 16; // sixteen multiply-adds at once
    let block = m.div_ceil(8).next_multiple_of(8).min(BLOCK);
    if work < threads::SMALL {
        T::product(a, b, out, n, add);
    } else if n <= FEW {
        threads::map_chunks_mut(out, block * n, work, |range, out| {
            T::product(a.some_rows(range.start / n..range.end / n), b, out, n, add)
        });
    } else if m <= FEW {
        // Strips of a few rows are not one after another in `out`.
        let width = n.div_ceil(4).next_multiple_of(64);
        let strips = threads::map_chunks(n, width, work, |columns| {
            let mut strip: Vec<T> = out.chunks_exact(n).flat_map(|row| &row[columns.clone()]).copied().collect();
            T::product(a, b.some_columns(columns.clone()), &mut strip, columns.len(), add);
            (columns, strip)
        });
        for (columns, strip) in strips {
            for (out, strip) in out.chunks_exact_mut(n).zip(strip.chunks_exact(columns.len())) {
                out[columns.clone()].copy_from_slice(strip);
            }
        }
    } else {
        let (mut room, width) = (T::take_room(), panel_width::<T>());
        for first in (0..n).step_by(STRIP) {
            let columns = STRIP.min(n - first);
            for slab in slabs(k) {
                let b = b.some_rows(slab.clone()).some_columns(first..first + columns);
                let panels = aligned(&mut room, packed_len::<T>(b.shape()));
                let some = width * columns.div_ceil(width).div_ceil(8);
                threads::map_chunks_mut(panels, some * slab.len(), 4 * columns * slab.len(), |range, panels| {
                    let at = range.start / slab.len();
                    T::pack(b.some_columns(at..(at + some).min(columns)), panels);
                });
                threads::map_chunks_mut(out, block * n, work, |range, out| {
                    let a = a.some_rows(range.start / n..range.end / n).some_columns(slab.clone());
                    T::multiply_panels(a, panels, columns, &mut out[first..], n, add || slab.start > 0);
                });
            }
        }
        T::keep_room(room);
    }
}

/// The distance of every row of `x`, shape `(m, d)`, from every row of `y`, shape `(n, d)`: shape `(m, n)`. Differences are taken before
/// they are squared, so that nothing cancels far from the origin.
///
/// ```
/// use ndarray::array;
/// use openwork::linalg::{distance::Metric, pairwise};
/// let distances = pairwise(array![[0.0, 0.0]].view(), array![[3.0, 4.0], [0.0, 1.0]].view(), Metric::Manhattan)?;
/// assert_eq!(distances, array![[7.0, 1.0]]);
/// # Ok::<(), openwork::Error>(())
/// ```
///
/// # Errors
/// Empty `x` or `y`, NaN or infinity in them, different numbers of columns, p < 1.
pub fn pairwise<T: Real>(x: ArrayView2<'_, T>, y: ArrayView2<'_, T>, metric: Metric) -> Result<Array2<T>> {
    const BLOCK: usize = 16 * ROWS;
    check_matrix("x", x)?;
    check_matrix("y", y)?;
    let metric = metric.checked()?;
    let ((m, d), n) = (x.dim(), y.nrows());
    if y.ncols() != d {
        return Err(Error::shape("y", format!("{} columns", y.ncols()), format!("{d}, as x has")));
    }
    let (x, y) = (x.as_standard_layout(), y.as_standard_layout());
    let (x, y) = (x.as_slice().unwrap_or_default(), y.as_slice().unwrap_or_default());
    let mut panels = Panels::with_room(n, d);
    for (i, row) in y.chunks_exact(d).enumerate() {
        panels.set(i, row, T::zero());
    }
    let mut distances = vec![T::zero(); m * n];
    threads::map_chunks_mut(&mut distances, BLOCK * n, m * n * d, |range, out| {
        let rows = &x[range.start / n * d..range.end / n * d];
        match metric {
            Metric::Euclidean => sums::<SquaredDifference, T>(&panels, &group_rows(rows, d), n, out),
            Metric::Manhattan => sums::<AbsoluteDifference, T>(&panels, &group_rows(rows, d), n, out),
            Metric::Chebyshev => sums::<LargestDifference, T>(&panels, &group_rows(rows, d), n, out),
            Metric::Minkowski(_) | Metric::Cosine => {
                let pairs = rows.chunks_exact(d).flat_map(|x| y.chunks_exact(d).map(move |y| (x, y)));
                out.iter_mut().zip(pairs).for_each(|(out, (x, y))| *out = T::of(metric.between(x, y)));
            }
        }
        if metric == Metric::Euclidean {
            // Below `least` squares have lost bits, above all numbers they are lost: there by the definition, in double precision.
            let least = T::of(d as f64 * T::min_positive_value().f64() / T::epsilon().f64());
            let lost: Vec<usize> = (0..out.len()).filter(|&i| !(out[i] > least && out[i].is_finite())).collect();
            out.iter_mut().for_each(|square| *square = square.sqrt());
            for i in lost {
                out[i] = T::of(metric.between(&rows[i / n * d..][..d], &y[i % n * d..][..d]));
            }
        }
    });
    Array2::from_shape_vec((m, n), distances).map_err(|e| Error::shape("distances", e, format!("({m}, {n})")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};

    fn random(m: usize, n: usize, seed: u64) -> Array2<f64> {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
        Array2::from_shape_fn((m, n), |_| rng.random::<f64>() - 0.5)
    }

    #[test]
    fn distances_need_no_squares_that_the_kind_of_number_holds() -> Result<()> {
        for scale in [1e-30, 1e-23, 1e-21, 1.0, 1e18, 1e19, 1e30] {
            let (x, y) = (random(70, 20, 1).mapv(|v| (v * scale) as f32), random(9, 20, 2).mapv(|v| (v * scale) as f32));
            for ((i, j), &distance) in pairwise(x.view(), y.view(), Metric::Euclidean)?.indexed_iter() {
                let wanted =
                    x.row(i).iter().zip(y.row(j)).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum::<f64>().sqrt();
                assert!((f64::from(distance) / wanted - 1.0).abs() < 1e-6, "{distance:e}, wanted {wanted:e}");
            }
            assert!(pairwise(x.view(), x.view(), Metric::Euclidean)?.diag().iter().all(|&d| d == 0.0));
        }
        Ok(())
    }

    #[test]
    fn a_product_is_rows_times_columns() -> Result<()> {
        for (m, k, n) in [(1, 1, 1), (0, 3, 2), (2, 0, 3), (7, 5, 3), (300, 33, 70)] {
            let (a, b) = (random(m, k, 1), random(k, n, 2));
            let product = matmul(a.view(), b.view())?;
            for ((i, j), &value) in product.indexed_iter() {
                let wanted: f64 = (0..k).map(|l| a[[i, l]] * b[[l, j]]).sum();
                assert!((value - wanted).abs() < 1e-13, "({m}, {k}, {n}) at {i}, {j}: {value}, wanted {wanted}");
            }
            assert_eq!(matmul(b.t(), a.t())?.t(), product, "transposed views");
        }
        assert!(matmul(random(2, 3, 1).view(), random(2, 3, 2).view()).is_err());
        Ok(())
    }

    #[test]
    fn shared_products_are_the_plain_one_to_the_last_bit() -> Result<()> {
        // Slabs; few rows; few columns; more columns than are laid out at once.
        for (m, k, n) in [(170, 500, 200), (5, 900, 1000), (900, 700, 7), (40, 30, 4200)] {
            let (a, b) = (random(m, k, 1), random(k, n, 2));
            let (parts, mut plain) =
                ((Part::rows(a.as_slice().unwrap(), (m, k)), Part::rows(b.as_slice().unwrap(), (k, n))), vec![1.0; m * n]);
            crate::kernels::product::product_plain(parts.0, parts.1, &mut plain, n, true);
            for count in [1, 2, 8] {
                let mut out = vec![1.0; m * n];
                threads::with(Some(count), || multiply_add(parts.0, parts.1, &mut out));
                assert!(out == plain, "({m}, {k}, {n}) on {count} threads");
            }
        }
        Ok(())
    }

    #[test]
    fn distances_are_those_of_the_definition_far_from_the_origin_too() -> Result<()> {
        for metric in [Metric::Euclidean, Metric::Manhattan, Metric::Chebyshev, Metric::Minkowski(3.0), Metric::Cosine] {
            let (x, y) = (random(101, 7, 1) + 1e4, random(67, 7, 2) + 1e4);
            let distances = pairwise(x.view(), y.view(), metric)?;
            let (x32, y32) = (x.mapv(|v| v as f32), y.mapv(|v| v as f32));
            let narrow = pairwise(x32.view(), y32.view(), metric)?;
            for ((i, j), &distance) in distances.indexed_iter() {
                let wanted = metric.between(&x.row(i).to_vec(), &y.row(j).to_vec());
                assert!((distance - wanted).abs() <= 1e-12 * wanted.max(1e-3), "{metric:?}: {distance}, wanted {wanted}");
                let wanted = metric.between(&x32.row(i).to_vec(), &y32.row(j).to_vec());
                assert!((f64::from(narrow[[i, j]]) - wanted).abs() <= 1e-6 * wanted.max(1e-3), "{metric:?} in f32");
            }
        }
        Ok(())
    }
}
