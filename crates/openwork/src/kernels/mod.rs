//! The hot loops, and the only place for SIMD and `unsafe`.

/// What the hot loops need to know of a number.
pub trait Lanes: Copy {}
impl Lanes for f32 {}
impl Lanes for f64 {}
