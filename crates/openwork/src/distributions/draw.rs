//! Standard variates, by the methods that the rooms name.

use super::Stream;
use rand::{Rng, RngExt};
use std::sync::LazyLock;

/// A uniform number in `[0, 1)`: a multiple of 2⁻⁵³.
#[inline]
pub fn unit(rng: &mut Stream) -> f64 {
    rng.random()
}

/// A uniform number in `(0, 1]`, whose logarithm is finite.
#[inline]
pub fn positive_unit(rng: &mut Stream) -> f64 {
    1.0 - unit(rng)
}

/// Layers of the ziggurat.
const LAYERS: usize = 256;
/// Where the lowest layer of 256 ends and the tail begins.
const TAIL: f64 = 3.654_152_885_361_009;

/// The edges of the layers, and the density there, without its constant.
struct Ziggurat {
    x: [f64; LAYERS + 1],
    f: [f64; LAYERS + 1],
}

static ZIGGURAT: LazyLock<Ziggurat> = LazyLock::new(Ziggurat::new);

impl Ziggurat {
    // ANCHOR: ziggurat_layers
    /// Every layer has the area of the lowest: its rectangle below the density at the tail, and the tail.
    fn new() -> Self {
        let density = |x: f64| (-0.5 * x * x).exp();
        let tail = std::f64::consts::TAU.sqrt() * crate::kernels::normal::ndtr(-TAIL);
        let area = TAIL * density(TAIL) + tail;
        let mut x = [0.0; LAYERS + 1];
        (x[0], x[1]) = (area / density(TAIL), TAIL);
        for i in 1..LAYERS - 1 {
            x[i + 1] = (-2.0 * (area / x[i] + density(x[i])).ln()).sqrt();
        }
        Self { x, f: x.map(density) } // the last edge stays 0, where the density is 1
    }
    // ANCHOR_END: ziggurat_layers
}

// ANCHOR: ziggurat
/// A standard normal number, by the ziggurat: G. Marsaglia, W. Tsang, "The ziggurat method for generating random variables", 2000.
///
/// One random word chooses a layer, a sign and a place in the layer's rectangle. 99 % of the places lie where the whole
/// height of the layer is below the density: they are taken. The others are weighed against the density itself.
#[inline]
pub fn standard_normal(rng: &mut Stream) -> f64 {
    let ziggurat = &*ZIGGURAT;
    loop {
        let word = rng.next_u64();
        let layer = (word & 0xff) as usize;
        let place = (word >> 11) as f64 / 9_007_199_254_740_992.0 * ziggurat.x[layer];
        let sign = |x: f64| if word & 0x100 == 0 { x } else { -x };
        if place < ziggurat.x[layer + 1] {
            return sign(place);
        }
        if layer == 0 {
            return sign(normal_tail(rng));
        }
        let height = ziggurat.f[layer] + unit(rng) * (ziggurat.f[layer + 1] - ziggurat.f[layer]);
        if height < (-0.5 * place * place).exp() {
            return sign(place);
        }
    }
}

/// A standard normal number beyond the last edge: an exponential step, taken with the chance that makes it normal (G. Marsaglia, 1964).
#[cold]
fn normal_tail(rng: &mut Stream) -> f64 {
    loop {
        let step = -positive_unit(rng).ln() / TAIL;
        if -2.0 * positive_unit(rng).ln() > step * step {
            return TAIL + step;
        }
    }
}
// ANCHOR_END: ziggurat

// ANCHOR: gamma
/// A gamma number of scale 1: G. Marsaglia, W. Tsang, "A simple method for generating gamma variables", 2000.
///
/// The cube of a normal number is nearly gamma; what is too much is rejected, mostly without a logarithm. A shape below 1 is
/// drawn with one more, times a power of a uniform number.
#[inline]
pub fn standard_gamma(rng: &mut Stream, shape: f64) -> f64 {
    if shape < 1.0 {
        return ln_standard_gamma(rng, shape).exp();
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let normal = standard_normal(rng);
        let v = 1.0 + c * normal;
        if v <= 0.0 {
            continue;
        }
        let v = v * v * v;
        let u = positive_unit(rng);
        let square = normal * normal;
        if u < 1.0 - 0.0331 * square * square || u.ln() < 0.5 * square + d * (1.0 - v + v.ln()) {
            return d * v;
        }
    }
}
// ANCHOR_END: gamma

/// The logarithm of a [`standard_gamma`] number, which for a small shape may lie far below the smallest double.
pub fn ln_standard_gamma(rng: &mut Stream, shape: f64) -> f64 {
    if shape < 1.0 {
        let larger = standard_gamma(rng, shape + 1.0).ln();
        larger + positive_unit(rng).ln() / shape
    } else {
        standard_gamma(rng, shape).ln()
    }
}
