//! Many points at once: the formulas of a room are branch-free, so the same text is compiled for one number and for vectors.

/// `over!(each(x, out), |x| f(x))`: one of the loops of [`elementary`](crate::kernels::elementary), with a function that inlines into it and owns
/// what it names.
macro_rules! over {
    ($each:ident($($numbers:expr),*), |$($x:ident),*| $body:expr) => {
        $each($($numbers,)* #[inline(always)] move |$($x),*| $body)
    };
}
pub(super) use over;

/// The body of [`Distribution::fill`](super::Distribution::fill) for a room whose functions all inline: one loop a function, the same
/// bits as one point after another. `vectorised!(passes)` asks the room's own `passes` first, which takes the functions of several
/// exponentials or logarithms as several short loops, and says whether it took this one.
macro_rules! vectorised {
    ($($passes:ident)?) => {
        fn fill(&self, function: $crate::distributions::Function, x: &[f64], out: &mut [f64]) {
            $(
                if self.$passes(function, x, out) {
                    return;
                }
            )?
            use $crate::distributions::Function::*;
            use $crate::kernels::elementary::each;
            let room = *self;
            match function {
                Density => each(
                    x,
                    out,
                    #[inline(always)]
                    move |x| room.density(x),
                ),
                LnDensity => each(
                    x,
                    out,
                    #[inline(always)]
                    move |x| room.ln_density(x),
                ),
                Cdf => each(
                    x,
                    out,
                    #[inline(always)]
                    move |x| room.cdf(x),
                ),
                LnCdf => each(
                    x,
                    out,
                    #[inline(always)]
                    move |x| room.ln_cdf(x),
                ),
                Sf => each(
                    x,
                    out,
                    #[inline(always)]
                    move |x| room.sf(x),
                ),
                LnSf => each(
                    x,
                    out,
                    #[inline(always)]
                    move |x| room.ln_sf(x),
                ),
                Ppf => each(
                    x,
                    out,
                    #[inline(always)]
                    move |p| room.quantile(p),
                ),
                Isf => each(
                    x,
                    out,
                    #[inline(always)]
                    move |q| room.upper_quantile(q),
                ),
            }
        }
    };
}
pub(super) use vectorised;

/// `value` where p is a probability, NaN elsewhere.
#[inline(always)]
pub(super) fn of_probability(p: f64, value: f64) -> f64 {
    if (0.0..=1.0).contains(&p) { value } else { f64::NAN }
}

/// `inside` where x is at least 0, `outside` below it, NaN where x is NaN.
#[inline(always)]
pub(super) fn from_zero(x: f64, inside: f64, outside: f64) -> f64 {
    let value = if x < 0.0 { outside } else { inside };
    if x.is_nan() { x } else { value }
}
