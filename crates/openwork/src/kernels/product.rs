//! Matrix products of parts of matrices, transposed or not, added or not, by the `gemm` crate.

/// A matrix in a slice: entry (i, j) stands at `i * strides.0 + j * strides.1`.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a, T> {
    data: &'a [T],
    shape: (usize, usize),
    strides: (usize, usize),
}

impl<'a, T> Part<'a, T> {
    /// `rows` rows of `columns` numbers, row after row.
    pub fn rows(data: &'a [T], (rows, columns): (usize, usize)) -> Self {
        Self { data, shape: (rows, columns), strides: (columns, 1) }
    }

    /// Rows that stand `stride` apart.
    pub fn strided(data: &'a [T], (rows, columns): (usize, usize), stride: usize) -> Self {
        Self { data, shape: (rows, columns), strides: (stride, 1) }
    }

    /// The transpose.
    pub fn t(self) -> Self {
        Self { data: self.data, shape: (self.shape.1, self.shape.0), strides: (self.strides.1, self.strides.0) }
    }

    /// Rows and columns.
    pub fn shape(&self) -> (usize, usize) {
        self.shape
    }

    /// The rows in `range`.
    ///
    /// # Panics
    /// If the matrix has fewer.
    pub fn some_rows(self, range: std::ops::Range<usize>) -> Self {
        assert!(range.start <= range.end && range.end <= self.shape.0);
        let data = self.data.get(range.start * self.strides.0..).unwrap_or_default();
        Self { data, shape: (range.len(), self.shape.1), strides: self.strides }
    }

    fn fits(&self) -> bool {
        let ((m, n), (a, b)) = (self.shape, self.strides);
        m == 0 || n == 0 || (m - 1) * a + (n - 1) * b < self.data.len()
    }
}

/// `c = a b`, or `c += a b` where `add`; the rows of `c` stand `stride` apart. On the calling thread.
///
/// # Panics
/// If the shapes do not fit together, or a slice is shorter than its shape says.
pub fn product<T: Copy + 'static + num_traits::Zero + num_traits::One>(
    a: Part<'_, T>,
    b: Part<'_, T>,
    c: &mut [T],
    stride: usize,
    add: bool,
) {
    let ((m, k), n) = (a.shape, b.shape.1);
    assert!(k == b.shape.0 && a.fits() && b.fits() && stride >= n && (m == 0 || n == 0 || (m - 1) * stride + n <= c.len()));
    let signed = |stride: usize| stride as isize;
    // SAFETY: every entry that the shapes and strides name lies within its slice, as was just asserted.
    #[allow(unsafe_code)]
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            c.as_mut_ptr(),
            1,
            signed(stride),
            add,
            a.data.as_ptr(),
            signed(a.strides.1),
            signed(a.strides.0),
            b.data.as_ptr(),
            signed(b.strides.1),
            signed(b.strides.0),
            T::one(),
            T::one(),
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_transposes_multiply_as_the_definition_says() {
        let a: Vec<f64> = (0..12).map(f64::from).collect(); // 3 x 4
        let b: Vec<f64> = (0..15).map(|v| f64::from(v * v)).collect(); // 3 x 5
        let mut c = vec![1.0; 24]; // 4 x 5 of a 4 x 6
        product(Part::rows(&a, (3, 4)).t(), Part::rows(&b, (3, 5)), &mut c, 6, true);
        for i in 0..4 {
            for j in 0..5 {
                let wanted = 1.0 + (0..3).map(|l| a[l * 4 + i] * b[l * 5 + j]).sum::<f64>();
                assert_eq!(c[i * 6 + j], wanted);
            }
            assert_eq!(c[i * 6 + 5], 1.0, "untouched");
        }
    }
}
