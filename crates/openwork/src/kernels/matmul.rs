//! The matrix product, by the `gemm` crate.

/// `c = a b` for row-major `a` (m x k), `b` (k x n) and `c` (m x n), on the calling thread.
///
/// # Panics
/// If a slice's length is not what its shape says.
pub fn matmul<T: 'static + Copy + num_traits::Zero + num_traits::One>(
    a: &[T],
    b: &[T],
    c: &mut [T],
    (m, k, n): (usize, usize, usize),
) {
    assert!(a.len() == m * k && b.len() == k * n && c.len() == m * n);
    let one = |stride: usize| stride as isize;
    // SAFETY: the strides describe row-major matrices of exactly these lengths; c is not read, since its factor is not used.
    #[allow(unsafe_code)]
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            c.as_mut_ptr(),
            1,
            one(n),
            false,
            a.as_ptr(),
            1,
            one(k),
            b.as_ptr(),
            1,
            one(n),
            T::zero(),
            T::one(),
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}
