//! The normal distribution's functions and the scaled complementary error function under them.

use std::f64::consts::{FRAC_1_SQRT_2, LN_2};

/// Where the interval of the fit is folded: `t = (x - FOLD) / (x + FOLD)` takes `[0, infinity)` to `[-1, 1)`.
const FOLD: f64 = 3.5;

/// Chebyshev fit of `(1 + 2 x) erfcx(x)` in powers of `t`; the idea of Shepherd and Laframboise, *Chebyshev approximation of
/// (1 + 2x) exp(x^2) erfc x* (1981), fitted anew with mpmath.
const ERFCX: [f64; 26] = [
    1.242_349_244_871_154_4,
    -0.140_009_180_137_619_4,
    -0.010_555_596_332_218_595,
    0.097_519_095_153_254_85,
    -0.115_089_598_160_177_32,
    0.087_983_153_825_028_62,
    -0.048_823_325_828_148_03,
    0.019_099_330_939_104_146,
    -0.004_215_019_906_158_416,
    -0.000_302_267_840_112_286_27,
    5.643_844_169_747_129e-4,
    -0.000_121_512_681_278_229_76,
    -4.278_228_126_722_607_4e-5,
    2.426_211_118_591_601_3e-5,
    2.328_615_863_729_534e-6,
    -3.817_942_942_970_423e-6,
    -4.512_688_185_670_553e-8,
    6.072_618_439_196_944e-7,
    -6.483_918_904_720_692e-9,
    -1.020_780_646_099_709_4e-7,
    -7.458_176_319_142_15e-10,
    1.719_300_196_637_245_6e-8,
    5.979_432_867_579_924e-10,
    -2.463_246_276_559_354_8e-9,
    -8.959_184_821_210_767e-11,
    2.076_006_285_040_608_2e-10,
];

/// `exp(x^2) erfc(x)`: the complementary error function without the factor that makes it underflow. 0 at infinity.
#[inline]
pub fn erfcx(x: f64) -> f64 {
    if x < 0.0 {
        // exp(x^2) alone overflows below -26.7.
        return 2.0 * exp_square(x) - erfcx(-x);
    }
    if x > 1e8 {
        return 0.564_189_583_547_756_3 / x;
    }
    let t = (x - FOLD) / (x + FOLD);
    // Estrin's scheme in two halves, so that the processor can work on both at once.
    let w = t * t;
    let (mut even, mut odd) = (0.0, 0.0);
    for pair in ERFCX.rchunks_exact(2) {
        (even, odd) = (even * w + pair[0], odd * w + pair[1]);
    }
    (even + t * odd) / (1.0 + 2.0 * x)
}

/// `exp(x^2)`, the rounding of the square made good.
#[inline]
fn exp_square(x: f64) -> f64 {
    let (square, rest) = square(x);
    square.exp() * (1.0 + rest)
}

/// `exp(-x^2 / 2)`, likewise: the square of a large `x` is rounded by far more than the answer's last bit.
#[inline]
pub fn exp_half_square(x: f64) -> f64 {
    let (square, rest) = square(x);
    (-0.5 * square).exp() * (1.0 - 0.5 * rest)
}

/// The square and what rounding took from it, by Dekker's product.
#[inline]
fn square(x: f64) -> (f64, f64) {
    if !(x.abs() < 1e100) {
        return (x * x, 0.0);
    }
    let square = x * x;
    let high = {
        let c = 134_217_729.0 * x; // 2^27 + 1
        c - (c - x)
    };
    let low = x - high;
    (square, ((high * high - square) + 2.0 * high * low) + low * low)
}

/// The probability that a standard normal number is at most `x`.
#[inline]
pub fn normal_cdf(x: f64) -> f64 {
    let tail = 0.5 * exp_half_square(x) * erfcx(x.abs() * FRAC_1_SQRT_2);
    if x > 0.0 { 1.0 - tail } else { tail }
}

/// The probability that a standard normal number is above `x`.
#[inline]
pub fn normal_sf(x: f64) -> f64 {
    normal_cdf(-x)
}

/// The logarithm of [`normal_cdf`], also where that underflows.
#[inline]
pub fn normal_ln_cdf(x: f64) -> f64 {
    if x < -1.0 {
        if x == f64::NEG_INFINITY {
            return x;
        }
        return -0.5 * x * x + erfcx(-x * FRAC_1_SQRT_2).ln() - LN_2;
    }
    if x < 0.0 { normal_cdf(x).ln() } else { (-normal_cdf(-x)).ln_1p() }
}

/// The logarithm of [`normal_sf`].
#[inline]
pub fn normal_ln_sf(x: f64) -> f64 {
    normal_ln_cdf(-x)
}

/// The `x` with `normal_cdf(x) = p`; NaN for p outside `[0, 1]`.
///
/// Wichura, *Algorithm AS 241: the percentage points of the normal distribution* (1988): three rational functions, right to about one part
/// in 10^16. For a point high up the right tail give its complement to the left one: `-normal_quantile(q)`.
#[inline]
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(0.180_625 - q * q, &CENTRE);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if !(tail > 0.0) {
        return if tail == 0.0 { f64::INFINITY.copysign(q) } else { f64::NAN };
    }
    let r = (-tail.ln()).sqrt();
    let x = if r <= 5.0 { ratio(r - 1.6, &TAIL) } else { ratio(r - 5.0, &FAR) };
    x.copysign(q)
}

fn ratio(r: f64, [above, below]: &[[f64; 8]; 2]) -> f64 {
    let of = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * r + c);
    of(above) / of(below)
}

#[rustfmt::skip]
const CENTRE: [[f64; 8]; 2] = [
    [3.387_132_872_796_366_5, 133.141_667_891_784_38, 1_971.590_950_306_551_3, 13_731.693_765_509_46,
     45_921.953_931_549_87, 67_265.770_927_008_7, 33_430.575_583_588_13, 2_509.080_928_730_122_7],
    [1.0, 42.313_330_701_600_91, 687.187_007_492_057_9, 5_394.196_021_424_751,
     21_213.794_301_586_597, 39_307.895_800_092_71, 28_729.085_735_721_943, 5_226.495_278_852_854],
];
#[rustfmt::skip]
const TAIL: [[f64; 8]; 2] = [
    [1.423_437_110_749_683_5, 4.630_337_846_156_545, 5.769_497_221_460_691, 3.647_848_324_763_204_5,
     1.270_458_252_452_368_4, 0.241_780_725_177_450_6, 0.022_723_844_989_269_184, 7.745_450_142_783_414e-4],
    [1.0, 2.053_191_626_637_759, 1.676_384_830_183_803_8, 0.689_767_334_985_1,
     0.148_103_976_427_480_08, 0.015_198_666_563_616_457, 5.475_938_084_995_345e-4, 1.050_750_071_644_416_9e-9],
];
#[rustfmt::skip]
const FAR: [[f64; 8]; 2] = [
    [6.657_904_643_501_103, 5.463_784_911_164_114, 1.784_826_539_917_291_3, 0.296_560_571_828_504_87,
     0.026_532_189_526_576_124, 0.001_242_660_947_388_078_4, 2.711_555_568_743_487_6e-5, 2.010_334_399_292_288_1e-7],
    [1.0, 0.599_832_206_555_887_9, 0.136_929_880_922_735_8, 0.014_875_361_290_850_615,
     7.868_691_311_456_133e-4, 1.846_318_317_510_054_8e-5, 1.421_511_758_316_446e-7, 2.044_263_103_389_939_7e-15],
];
