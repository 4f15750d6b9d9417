//! The hot loops, and the only place for SIMD and `unsafe`.

/// Evaluates an expression compiled for the best instruction set at hand: plain loops in it become vectors as wide as the processor's.
///
/// A closure handed to `pulp` by itself is often not: one that could be called twice is called through a shim, which is compiled for the oldest
/// processors and keeps the loops out of the vectorised function. This one gives a value away, so that it can be called only once.
///
/// With `move` before the expression what it names is moved into it, which a function given by the caller needs: reached through a borrow, it
/// might overlap with the results for all the compiler knows, and then no loop becomes vectors.
#[macro_export]
macro_rules! vectorized {
    (move $body:expr) => {{
        let once = $crate::kernels::Once;
        $crate::kernels::Arch::new().dispatch(
            #[inline(always)]
            move || {
                let _given_away = once;
                $body
            },
        )
    }};
    ($body:expr) => {{
        let once = $crate::kernels::Once;
        $crate::kernels::Arch::new().dispatch(
            #[inline(always)]
            || {
                let _given_away = once;
                $body
            },
        )
    }};
}
pub use vectorized;

#[doc(hidden)]
pub use pulp::Arch;

/// What the closure of [`vectorized`] gives away; it must not be `Copy`.
#[doc(hidden)]
pub struct Once;

pub mod accumulate;
pub mod bytes;
pub mod channels;
pub mod cholesky;
mod compiled;
pub mod elementary;
pub mod exponential;
pub mod gram;
mod lanes;
pub mod log;
pub mod logistic;
pub mod nearest_center;
pub mod normal;
pub mod panel;
mod part;
pub mod philox;
pub mod pointwise;
pub mod product;
mod product_of_row;
pub mod rows;
pub mod scan;
pub mod shortlist;
pub mod single;
pub mod tile;
pub mod update;

pub use compiled::Compiled;
pub use lanes::Lanes;
