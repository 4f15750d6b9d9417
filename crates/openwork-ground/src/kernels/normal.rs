//! The standard normal cumulative, its logarithm and its inverse, without branches: for vectors of any width.
//!
//! `Phi(-t) = exp(-t²/2) M(t)` for `t >= 0`, and `(1 + 2t) M(t)` is so smooth in `q = (t - 5) / (t + 5)` that its Chebyshev series
//! ends after 22 terms (the idea: M. Shepherd, J. Laframboise, "Chebyshev approximation of (1+2x)exp(x²)erfc x in 0 <= x < inf",
//! Math. Comp. 36, 1981). The coefficients below are that series, computed with 60 digits and turned into powers. The inverse is
//! algorithm AS 241 (M. Wichura, "The percentage points of the normal distribution", Applied Statistics 37, 1988).
//! Within 2e-15 of the exact value, apart from what `exp` makes of the rounding of `t²` in the far tail (8e-14 at 38).

use super::elementary::{exp, horner, ln, ln_1p};

/// Mills' ratio over `sqrt(2 pi)`: `Phi(-t) exp(t²/2)` for `t >= 0`.
#[inline(always)]
pub fn mills(t: f64) -> f64 {
    let t = if t > 1e300 { 1e300 } else { t };
    let q = (t - 5.0) / (t + 5.0);
    // `(1 + 2t) M(t)`: its even powers of q and its odd ones, the highest first, which do not wait for each other.
    let square = q * q;
    let even = horner!(
        square;
        -4.3860591195798053e-10,
        5.8428190572683666e-09,
        -4.228973882271319e-08,
        1.793568383842644e-07,
        5.339401905384381e-07,
        -2.6436433138360857e-05,
        0.0004250957235954309,
        -0.003571695418310675,
        -0.03933220135646695,
        -0.10065743821674249,
        -0.05400807503407678,
        0.8461123547250694,
    );
    let odd = horner!(
        square;
        4.839414424229282e-09,
        -5.604345079839946e-08,
        4.150775490294876e-07,
        -2.8432478702964835e-06,
        1.938094176782777e-05,
        -0.00010817310187952196,
        -0.00011869447627339922,
        0.015422845816511039,
        0.07248782696469049,
        0.1008885820349847,
        -0.03964700840401063,
    );
    let series = even + q * odd;
    series / (1.0 + 2.0 * t)
}

/// The standard normal cumulative `Phi(z)`.
///
/// ```
/// use openwork::kernels::normal::ndtr;
/// assert_eq!((ndtr(0.0), ndtr(-40.0), ndtr(f64::INFINITY)), (0.5, 0.0, 1.0));
/// ```
#[inline(always)]
pub fn ndtr(z: f64) -> f64 {
    let t = z.abs();
    let tail = exp(-0.5 * t * t) * mills(t);
    if z > 0.0 { 1.0 - tail } else { tail }
}

/// `ln Phi(z)`, exact where `Phi` itself underflows.
#[inline(always)]
pub fn log_ndtr(z: f64) -> f64 {
    let t = z.abs();
    let square = -0.5 * t * t;
    let m = mills(t);
    let above = ln_1p(-exp(square) * m);
    let below = square + ln(m);
    if z > 0.0 { above } else { below }
}

/// A ratio of two polynomials of degree seven, the highest power first.
#[inline(always)]
fn ratio(x: f64, a: [f64; 8], b: [f64; 8]) -> f64 {
    let (mut over, mut under) = (a[0], b[0]);
    for i in 1..8 {
        over = over * x + a[i];
        under = under * x + b[i];
    }
    over / under
}

/// The z with `Phi(z) = p`; infinite at 0 and 1, NaN outside.
///
/// ```
/// use openwork::kernels::normal::ndtri;
/// assert_eq!((ndtri(0.5), ndtri(0.0), ndtri(1.0)), (0.0, f64::NEG_INFINITY, f64::INFINITY));
/// ```
#[inline(always)]
pub fn ndtri(p: f64) -> f64 {
    ndtri_of_root(p, tail_root(p))
}

/// The first half of [`ndtri`]: `sqrt(-ln tail)`, where the tail is the smaller of p and `1 - p`.
#[inline(always)]
pub fn tail_root(p: f64) -> f64 {
    (-ln(if p < 0.5 { p } else { 1.0 - p })).sqrt()
}

/// The second half of [`ndtri`], with its first half r: for many numbers each is a loop of its own.
#[inline(always)]
pub fn ndtri_of_root(p: f64, r: f64) -> f64 {
    let q = p - 0.5;
    let central = q * ratio(
        0.180625 - q * q,
        [
            2509.0809287301227,
            33430.57558358813,
            67265.7709270087,
            45921.95393154987,
            13731.69376550946,
            1971.5909503065513,
            133.14166789178438,
            3.3871328727963665,
        ],
        [
            5226.495278852854,
            28729.085735721943,
            39307.89580009271,
            21213.794301586597,
            5394.196021424751,
            687.1870074920579,
            42.31333070160091,
            1.0,
        ],
    );
    let near = ratio(
        r - 1.6,
        [
            0.0007745450142783414,
            0.022723844989269184,
            0.2417807251774506,
            1.2704582524523684,
            3.6478483247632045,
            5.769497221460691,
            4.630337846156546,
            1.4234371107496835,
        ],
        [
            1.0507500716444169e-09,
            0.0005475938084995345,
            0.015198666563616457,
            0.14810397642748008,
            0.6897673349851,
            1.6763848301838038,
            2.053191626637759,
            1.0,
        ],
    );
    let far = ratio(
        r - 5.0,
        [
            2.0103343992922881e-07,
            2.7115555687434876e-05,
            0.0012426609473880784,
            0.026532189526576124,
            0.29656057182850487,
            1.7848265399172913,
            5.463784911164114,
            6.657904643501103,
        ],
        [
            2.0442631033899397e-15,
            1.421511758316446e-07,
            1.8463183175100548e-05,
            0.0007868691311456133,
            0.014875361290850615,
            0.1369298809227358,
            0.599832206555888,
            1.0,
        ],
    );
    let size = if r <= 5.0 { near } else { far };
    let size = if r == f64::INFINITY { r } else { size };
    let outer = if q < 0.0 { -size } else { size };
    if q.abs() <= 0.425 { central } else { outer }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cumulative below 0 by the continued fraction of Mills' ratio, `1 / (t + 1 / (t + 2 / (t + ...)))`.
    fn by_continued_fraction(t: f64) -> f64 {
        1.0 / (1..3000).rev().fold(t, |tail, k| t + f64::from(k) / tail) / std::f64::consts::TAU.sqrt()
    }

    #[test]
    fn mills_ratio_is_its_continued_fraction() {
        for i in 0..4000 {
            let t = 1.0 + f64::from(i) * 0.01;
            let want = by_continued_fraction(t);
            assert!((mills(t) / want - 1.0).abs() < 3e-15, "{t}: {} {want}", mills(t));
        }
        assert_eq!(mills(0.0), 0.5);
    }

    #[test]
    fn the_inverse_inverts() {
        for i in 1..40_000 {
            let z = -f64::from(i) * 37e-3 / 40.0;
            let p = ndtr(z);
            assert!((ndtri(p) - z).abs() <= 2e-15 * (1.0 + z.abs()), "{z}: {}", ndtri(p));
        }
        assert!(ndtri(-0.1).is_nan() && ndtri(1.1).is_nan() && ndtri(f64::NAN).is_nan());
    }

    #[test]
    fn the_logarithm_is_exact_in_both_tails() {
        // ln Phi(-40) and ln Phi(-1e10), to 17 digits by asymptotic expansion with 50.
        assert!((log_ndtr(-40.0) / -804.608442013754 - 1.0).abs() < 1e-14);
        assert!((log_ndtr(-1e10) / -5e19 - 1.0).abs() < 1e-15);
        assert!((log_ndtr(10.0) / -7.619_853_024_160_526e-24 - 1.0).abs() < 1e-13);
        assert_eq!(log_ndtr(f64::NEG_INFINITY), f64::NEG_INFINITY);
        assert!(log_ndtr(f64::NAN).is_nan() && ndtr(f64::NAN).is_nan());
    }
}
