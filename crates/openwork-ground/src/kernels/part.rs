//! A matrix in a slice.

/// A matrix in a slice: entry (i, j) stands at `i * strides.0 + j * strides.1`.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a, T> {
    pub(super) data: &'a [T],
    pub(super) shape: (usize, usize),
    pub(super) strides: (usize, usize),
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
    #[inline]
    pub fn some_rows(self, range: std::ops::Range<usize>) -> Self {
        assert!(range.start <= range.end && range.end <= self.shape.0);
        let data = self.data.get(range.start * self.strides.0..).unwrap_or_default();
        Self { data, shape: (range.len(), self.shape.1), strides: self.strides }
    }

    /// The columns in `range`.
    ///
    /// # Panics
    /// If the matrix has fewer.
    #[inline]
    pub fn some_columns(self, range: std::ops::Range<usize>) -> Self {
        self.t().some_rows(range).t()
    }

    /// Whether the slice holds every entry that the shape names.
    pub(super) fn fits(&self) -> bool {
        let ((m, n), (a, b)) = (self.shape, self.strides);
        m == 0 || n == 0 || (m - 1) * a + (n - 1) * b < self.data.len()
    }
}
