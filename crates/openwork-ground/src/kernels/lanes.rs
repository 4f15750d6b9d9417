//! One source for every instruction set: a number, and the vector of such numbers that a processor works on at once.
//!
//! `pulp` finds at run time what the processor offers (AVX-512, AVX2, NEON, WebAssembly SIMD or nothing) and hands the kernel a token
//! `S: Simd`; this trait lets a kernel be written once for `f32` and `f64`.

use pulp::Simd;
use std::cell::RefCell;

/// A number the kernels can work on, `f32` or `f64`.
#[allow(missing_docs)] // each name says the operation, lane by lane
pub trait Lanes: num_traits::Float + Default + Send + Sync + 'static {
    type Vector<S: Simd>: Copy + Send + Sync;
    type Mask<S: Simd>: Copy;

    /// A small whole number.
    fn of_usize(n: usize) -> Self;
    /// The nearest number of this kind.
    fn of_f64(x: f64) -> Self;
    /// The same number in double precision.
    fn wide(self) -> f64;
    /// Sum of the lanes.
    fn sum<S: Simd>(s: S, a: Self::Vector<S>) -> f64;
    /// Numbers in a vector.
    fn lanes<S: Simd>() -> usize;
    /// The slice as whole vectors; a remainder shorter than a vector is left out.
    fn vectors<S: Simd>(slice: &[Self]) -> &[Self::Vector<S>];
    /// The slice as whole vectors, to be written.
    fn vectors_mut<S: Simd>(slice: &mut [Self]) -> &mut [Self::Vector<S>];
    /// The numbers of a slice shorter than a vector, zeros after them.
    fn partial<S: Simd>(s: S, slice: &[Self]) -> Self::Vector<S>;
    fn splat<S: Simd>(s: S, x: Self) -> Self::Vector<S>;
    fn plus<S: Simd>(s: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    fn minus<S: Simd>(s: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    fn times_plus<S: Simd>(s: S, a: Self::Vector<S>, b: Self::Vector<S>, c: Self::Vector<S>) -> Self::Vector<S>;
    fn root<S: Simd>(s: S, a: Self::Vector<S>) -> Self::Vector<S>;
    fn magnitude<S: Simd>(s: S, a: Self::Vector<S>) -> Self::Vector<S>;
    fn lesser<S: Simd>(s: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    fn greater<S: Simd>(s: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    fn less<S: Simd>(s: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Mask<S>;
    fn select<S: Simd>(s: S, mask: Self::Mask<S>, yes: Self::Vector<S>, no: Self::Vector<S>) -> Self::Vector<S>;
    /// `to[j * width + i] = from[rows[i] * stride + j]` for `j` below `d`, of `dim = (stride, d)`: see [`panel`](super::panel).
    fn transpose(from: &[Self], rows: &[u32], dim: (usize, usize), width: usize, to: &mut [Self]);
    /// Room that this thread used before and does not need now, with whatever is in it.
    fn take_room() -> Vec<Self>;
    /// Keeps room for the next to take.
    fn keep_room(room: Vec<Self>);
    fn times<S: Simd>(s: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// Each number with its last bits replaced: those set in `bits` take the value of `number`.
    fn with_last_bits<S: Simd>(s: S, a: Self::Vector<S>, bits: u32, number: u32) -> Self::Vector<S>;
    /// What stands in the last bits of each number, as a number; at most 20 of them.
    fn last_bits<S: Simd>(s: S, a: Self::Vector<S>, bits: u32) -> Self::Vector<S>;
    /// Whether any lane of the mask is set.
    fn any<S: Simd>(s: S, mask: Self::Mask<S>) -> bool;
}

macro_rules! lanes {
    ($t:ident, $mask:ident, $vector:ident, $n:ident, $as:ident, $as_mut:ident, $partial:ident, $splat:ident, $add:ident, $sub:ident, $mul_add:ident, $abs:ident,
     $min:ident, $max:ident, $less:ident, $select:ident, $first:ident, $transpose:ident, $sum:ident, $sqrt:ident, $mul:ident, $rooms:ident,
     $bits:ident, $and:ident, $or:ident, $splat_bits:ident, $to_bits:ident, $from_bits:ident) => {
        thread_local!(static $rooms: RefCell<Vec<Vec<$t>>> = const { RefCell::new(vec![]) });

        impl Lanes for $t {
            type Vector<S: Simd> = S::$vector;
            type Mask<S: Simd> = S::$mask;
            #[inline(always)]
            fn of_usize(n: usize) -> Self {
                n as $t
            }
            #[inline(always)]
            fn of_f64(x: f64) -> Self {
                x as $t
            }
            #[inline(always)]
            fn wide(self) -> f64 {
                self as f64
            }
            #[inline(always)]
            fn sum<S: Simd>(s: S, a: S::$vector) -> f64 {
                s.$sum(a) as f64
            }
            #[inline(always)]
            fn lanes<S: Simd>() -> usize {
                S::$n
            }
            #[inline(always)]
            fn vectors<S: Simd>(slice: &[Self]) -> &[S::$vector] {
                S::$as(slice).0
            }
            #[inline(always)]
            fn vectors_mut<S: Simd>(slice: &mut [Self]) -> &mut [S::$vector] {
                S::$as_mut(slice).0
            }
            #[inline(always)]
            fn partial<S: Simd>(s: S, slice: &[Self]) -> S::$vector {
                s.$partial(slice)
            }
            #[inline(always)]
            fn splat<S: Simd>(s: S, x: Self) -> S::$vector {
                s.$splat(x)
            }
            #[inline(always)]
            fn plus<S: Simd>(s: S, a: S::$vector, b: S::$vector) -> S::$vector {
                s.$add(a, b)
            }
            #[inline(always)]
            fn minus<S: Simd>(s: S, a: S::$vector, b: S::$vector) -> S::$vector {
                s.$sub(a, b)
            }
            #[inline(always)]
            fn times_plus<S: Simd>(s: S, a: S::$vector, b: S::$vector, c: S::$vector) -> S::$vector {
                s.$mul_add(a, b, c)
            }
            #[inline(always)]
            fn root<S: Simd>(s: S, a: S::$vector) -> S::$vector {
                s.$sqrt(a)
            }
            #[inline(always)]
            fn magnitude<S: Simd>(s: S, a: S::$vector) -> S::$vector {
                s.$abs(a)
            }
            #[inline(always)]
            fn lesser<S: Simd>(s: S, a: S::$vector, b: S::$vector) -> S::$vector {
                s.$min(a, b)
            }
            #[inline(always)]
            fn greater<S: Simd>(s: S, a: S::$vector, b: S::$vector) -> S::$vector {
                s.$max(a, b)
            }
            #[inline(always)]
            fn less<S: Simd>(s: S, a: S::$vector, b: S::$vector) -> S::$mask {
                s.$less(a, b)
            }
            #[inline(always)]
            fn select<S: Simd>(s: S, mask: S::$mask, yes: S::$vector, no: S::$vector) -> S::$vector {
                s.$select(mask, yes, no)
            }
            #[inline(always)]
            fn transpose(from: &[Self], rows: &[u32], dim: (usize, usize), width: usize, to: &mut [Self]) {
                super::panel::$transpose(from, rows, dim, width, to)
            }
            fn take_room() -> Vec<Self> {
                $rooms.with_borrow_mut(|rooms| rooms.pop().unwrap_or_default())
            }
            fn keep_room(room: Vec<Self>) {
                $rooms.with_borrow_mut(|rooms| rooms.push(room));
            }
            #[inline(always)]
            fn with_last_bits<S: Simd>(s: S, a: S::$vector, bits: u32, number: u32) -> S::$vector {
                let kept = s.$and(s.$to_bits(a), s.$splat_bits(!(bits as $bits)));
                s.$from_bits(s.$or(kept, s.$splat_bits(number as $bits)))
            }
            #[inline(always)]
            fn last_bits<S: Simd>(s: S, a: S::$vector, bits: u32) -> S::$vector {
                // From this number on, the next is greater by one: its last bits count.
                let counts = 1.0 / $t::EPSILON;
                let number = s.$and(s.$to_bits(a), s.$splat_bits(bits as $bits));
                s.$sub(s.$from_bits(s.$or(number, s.$splat_bits(counts.to_bits()))), s.$splat(counts))
            }
            #[inline(always)]
            fn any<S: Simd>(s: S, mask: S::$mask) -> bool {
                s.$first(mask) < S::$n
            }
            #[inline(always)]
            fn times<S: Simd>(s: S, a: S::$vector, b: S::$vector) -> S::$vector {
                s.$mul(a, b)
            }
        }
    };
}
lanes!(
    f32,
    m32s,
    f32s,
    F32_LANES,
    as_simd_f32s,
    as_mut_simd_f32s,
    partial_load_f32s,
    splat_f32s,
    add_f32s,
    sub_f32s,
    mul_add_f32s,
    abs_f32s,
    min_f32s,
    max_f32s,
    less_than_f32s,
    select_f32s,
    first_true_m32s,
    transpose_f32,
    reduce_sum_f32s,
    sqrt_f32s,
    mul_f32s,
    ROOMS_F32,
    u32,
    and_u32s,
    or_u32s,
    splat_u32s,
    transmute_u32s_f32s,
    transmute_f32s_u32s
);
lanes!(
    f64,
    m64s,
    f64s,
    F64_LANES,
    as_simd_f64s,
    as_mut_simd_f64s,
    partial_load_f64s,
    splat_f64s,
    add_f64s,
    sub_f64s,
    mul_add_f64s,
    abs_f64s,
    min_f64s,
    max_f64s,
    less_than_f64s,
    select_f64s,
    first_true_m64s,
    transpose_f64,
    reduce_sum_f64s,
    sqrt_f64s,
    mul_f64s,
    ROOMS_F64,
    u64,
    and_u64s,
    or_u64s,
    splat_u64s,
    transmute_u64s_f64s,
    transmute_f64s_u64s
);
