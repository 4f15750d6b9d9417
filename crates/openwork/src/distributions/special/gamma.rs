//! The gamma function's logarithm and its derivatives, for positive arguments.

use std::f64::consts::PI;

/// `ln sqrt(2 pi)`.
pub const LN_ROOT_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// The natural logarithm of the gamma function, for `x > 0`; NaN elsewhere.
///
/// `libm`'s (Sun's fdlibm), which is right to the last bits also beside its zeros at 1 and 2 (measured against mpmath).
pub fn ln_gamma(x: f64) -> f64 {
    if x >= 0.0 { libm::lgamma(x) } else { f64::NAN }
}

/// `zeta(k) - 1` for k = 2, 3, ...
const ZETA_MINUS_ONE: [f64; 30] = [
    0.644_934_066_848_226_4,
    0.202_056_903_159_594_3,
    0.082_323_233_711_138_19,
    0.036_927_755_143_369_93,
    0.017_343_061_984_449_14,
    0.008_349_277_381_922_827,
    0.004_077_356_197_944_34,
    0.002_008_392_826_082_214_3,
    0.000_994_575_127_818_085_3,
    0.000_494_188_604_119_464_6,
    0.000_246_086_553_308_048_3,
    0.000_122_713_347_578_489_15,
    6.124_813_505_870_483e-5,
    3.058_823_630_702_049e-5,
    1.528_225_940_865_187e-5,
    7.637_197_637_899_763e-6,
    3.817_293_264_999_84e-6,
    1.908_212_716_553_939e-6,
    9.539_620_338_727_96e-7,
    4.769_329_867_878_066e-7,
    2.384_505_027_277_33e-7,
    1.192_199_259_653_110_6e-7,
    5.960_818_905_125_948e-8,
    2.980_350_351_465_228e-8,
    1.490_155_482_836_504e-8,
    7.450_711_789_835_428e-9,
    3.725_334_024_788_457e-9,
    1.862_659_723_513_049e-9,
    9.313_274_324_196_682e-10,
    4.656_629_065_033_784e-10,
];

/// `ln gamma(1 + a)` for `a > -1/2`, with its full relative accuracy where `a` is tiny.
///
/// `ln gamma(1 + a) = -ln(1 + a) + a (1 - gamma) + sum over k >= 2 of (-a)^k (zeta(k) - 1) / k` (DLMF 5.7.3).
pub fn ln_gamma_1p(a: f64) -> f64 {
    const ONE_MINUS_EULER: f64 = 0.422_784_335_098_467_13;
    if !(-0.5..=0.5).contains(&a) {
        return ln_gamma(1.0 + a);
    }
    let mut sum = 0.0;
    for (i, z) in ZETA_MINUS_ONE.iter().enumerate().rev() {
        sum = sum * -a + z / (i + 2) as f64;
    }
    a * (ONE_MINUS_EULER + a * sum) - a.ln_1p()
}

/// Coefficients of Stirling's series: `B_2k / (2k (2k - 1))`.
const STIRLING: [f64; 8] =
    [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360_360.0, 1.0 / 156.0, -3617.0 / 122_400.0];

/// What Stirling's formula lacks: `ln gamma(x + 1) - (x + 1/2) ln x + x - ln sqrt(2 pi)`, for `x > 0`.
///
/// By Stirling's series from 10 on, by the definition below it. Loader, *Fast and accurate computation of binomial
/// probabilities* (2000), builds the probabilities of the discrete distributions on it.
pub fn stirling_error(x: f64) -> f64 {
    if x < 10.0 {
        return ln_gamma_1p(x) - (x + 0.5) * x.ln() + x - LN_ROOT_TWO_PI;
    }
    let w = 1.0 / (x * x);
    STIRLING.iter().rev().fold(0.0, |sum, c| sum * w + c) / x
}

/// `ln gamma(b + a) - ln gamma(b)`, for positive a and b, without the cancellation of the two where `a` is small beside `b`.
pub fn ln_gamma_ratio(b: f64, a: f64) -> f64 {
    if a > b && a > 1.0 && b < 10.0 {
        return ln_gamma(b + a) - ln_gamma(b);
    }
    // Up to where Stirling's series holds, one factor b + i at a time.
    let (mut b, mut shifted) = (b, 0.0);
    while b < 10.0 {
        shifted -= (a / b).ln_1p();
        b += 1.0;
    }
    let grown = (a / b).ln_1p();
    // The difference of the two series, term by term: b^-k ((1 + a/b)^-k - 1).
    let mut difference = 0.0;
    for (i, c) in STIRLING.iter().enumerate() {
        let k = (2 * i + 1) as f64;
        let term = c * b.powf(-k) * (-k * grown).exp_m1();
        difference += term;
        if term.abs() < 1e-18 * difference.abs() {
            break;
        }
    }
    // (a + b - 1/2) ln1p(a / b) - a = a (ln1p stays near a / b).
    shifted + a * b.ln() + (b - 0.5) * grown + a * (grown - 1.0) + difference
}

/// The logarithm of the beta function, for positive arguments.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    if a < 10.0 {
        return ln_gamma(a) - ln_gamma_ratio(b, a);
    }
    // Both large: Stirling's formula, whose large parts are put together before they are added.
    let n = a + b;
    let error = stirling_error(a) + stirling_error(b) - stirling_error(n);
    error + LN_ROOT_TWO_PI + 0.5 * (n / (a * b)).ln() - b * (a / b).ln_1p() - a * (b / a).ln_1p()
}

/// The zero of the digamma function, in two parts.
const DIGAMMA_ZERO: (f64, f64) = (1.461_632_144_968_362_2, 9.549_995_429_965_697e-17);

/// Chebyshev fit of `digamma(x) / (x - zero)` on `[1, 2]`, in powers of `2 x - 3`.
const DIGAMMA: [f64; 23] = [
    0.951_055_876_031_833,
    -0.211_813_710_640_730_3,
    0.060_135_621_060_196_75,
    -0.018_550_615_381_735_115,
    0.005_936_795_278_305_649,
    -0.001_935_066_664_859_01,
    6.368_880_303_257_2e-4,
    -0.000_210_748_411_404_586_36,
    6.995_018_873_950_506e-5,
    -2.325_824_239_445_257e-5,
    7.741_232_223_504_057e-6,
    -2.578_094_363_053_08e-6,
    8.589_127_353_033_38e-7,
    -2.863_152_758_469_34e-7,
    9.542_050_972_688_908e-8,
    -3.163_020_268_955_334e-8,
    1.054_268_762_402_799_4e-8,
    -3.707_507_264_712_239e-9,
    1.235_807_243_398_483_1e-9,
    -2.761_963_533_031_771_5e-10,
    9.206_434_499_177_992e-11,
    -8.498_137_230_186_096e-11,
    2.832_706_668_021_759e-11,
];

/// The derivative of [`ln_gamma`], for `x > 0`.
///
/// Around its zero at 1.46 a fit of the quotient by `x - zero`; elsewhere the recurrence `digamma(x + 1) = digamma(x) + 1 / x` up or down to
/// it, or up to 10 and the asymptotic series (DLMF 5.11.2).
pub fn digamma(x: f64) -> f64 {
    if !(x > 0.0) {
        return if x == 0.0 { f64::NEG_INFINITY } else { f64::NAN };
    }
    if x <= 3.0 {
        let (mut at, mut shift) = (x, 0.0);
        if at < 1.0 {
            shift = -1.0 / at;
            if at < 1e-8 {
                return shift - 0.577_215_664_901_532_9 + at * PI * PI / 6.0;
            }
            at += 1.0;
        }
        if at > 2.0 {
            at -= 1.0;
            shift += 1.0 / at;
        }
        let s = 2.0 * at - 3.0;
        let fit = DIGAMMA.iter().rev().fold(0.0, |sum, c| sum * s + c);
        // x < 1: (x - zero + 1), without rounding x + 1 first.
        let distance =
            if x < 1.0 { (x - (DIGAMMA_ZERO.0 - 1.0)) - DIGAMMA_ZERO.1 } else { (at - DIGAMMA_ZERO.0) - DIGAMMA_ZERO.1 };
        return shift + distance * fit;
    }
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift += 1.0 / x;
        x += 1.0;
    }
    let w = 1.0 / (x * x);
    // B_2k / 2k
    let series =
        [1.0 / 12.0, -1.0 / 120.0, 1.0 / 252.0, -1.0 / 240.0, 1.0 / 132.0, -691.0 / 32_760.0, 1.0 / 12.0, -3617.0 / 8160.0];
    x.ln() - 0.5 / x - w * series.iter().rev().fold(0.0, |sum, c| sum * w + c) - shift
}

/// The derivative of [`digamma`], for `x > 0`: the recurrence up to 10, then the asymptotic series (DLMF 5.15.8).
pub fn trigamma(x: f64) -> f64 {
    if !(x > 0.0) {
        return if x == 0.0 { f64::INFINITY } else { f64::NAN };
    }
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift += 1.0 / (x * x);
        x += 1.0;
    }
    let w = 1.0 / (x * x);
    // B_2k
    let series = [1.0 / 6.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 5.0 / 66.0, -691.0 / 2730.0, 7.0 / 6.0, -3617.0 / 510.0];
    shift + (1.0 + 0.5 / x + w * series.iter().rev().fold(0.0, |sum, c| sum * w + c)) / x
}
