//! Natural logarithms of many numbers at once.
//!
//! `x = 2^k m` with `m` between `sqrt(1/2)` and `sqrt(2)`, and `ln m = 2 artanh(s)` with `s = (m - 1) / (m + 1)`: the series of artanh
//! in `s^2 <= 0.0295`, ten terms, by its definition, in groups that do not wait for each other. Branch-free, so that the compiler makes
//! vectors of it; no fused operations, so that every processor gives the same bits. Within two units in the last place of what the
//! standard library gives (tested).

/// Bits of `sqrt(1/2)` and of 1.
const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
const ONE: u64 = 0x3ff0_0000_0000_0000;
/// `2^52`: a whole number below it stands in the low bits of its sum.
const WHOLE: f64 = 4_503_599_627_370_496.0;
/// `ln 2` in two parts: the first has 21 bits of zeros at its end, so that its multiples by an exponent are exact.
const LN2: f64 = std::f64::consts::LN_2;
const LN2_HIGH: f64 = f64::from_bits(LN2.to_bits() & !0x1f_ffff);
/// What `ln 2` has beyond [`LN2_HIGH`]: the rest of the double, and the rest of the number, 0.6931471805599453094172321...
const LN2_LOW: f64 = (LN2 - LN2_HIGH) + 2.319_046_813_846_299_6e-17;

/// The logarithm of a positive normal number.
#[inline(always)]
fn ln(x: f64) -> f64 {
    ln_scaled(x, 0.0)
}

/// The logarithm of `x / 2^power` for a positive normal x.
#[inline(always)]
pub(super) fn ln_scaled(x: f64, power: f64) -> f64 {
    let bits = x.to_bits();
    let exponent = (bits.wrapping_add(ONE - ROOT_HALF)) >> 52; // 1023 + k
    let m = f64::from_bits(bits.wrapping_sub(exponent << 52).wrapping_add(ONE));
    let k = f64::from_bits(0x4330_0000_0000_0000 | exponent) - (WHOLE + 1023.0) - power;
    let f = m - 1.0;
    let s = f / (m + 1.0);
    let z = s * s;
    let zz = z * z;
    let low = (2.0 / 3.0 + z * (2.0 / 5.0)) + zz * (2.0 / 7.0 + z * (2.0 / 9.0));
    let middle = (2.0 / 11.0 + z * (2.0 / 13.0)) + zz * (2.0 / 15.0 + z * (2.0 / 17.0));
    let high = 2.0 / 19.0 + z * (2.0 / 21.0);
    let series = low + zz * zz * (middle + zz * zz * high);
    // 2 s = f - s f: the large part of the answer is exact, the small one rounded.
    k * LN2_HIGH + (f - (s * (f - series * z) - k * LN2_LOW))
}

/// Replaces every number by its natural logarithm. All must be positive and normal, as clipped probabilities are.
pub fn ln_positive(numbers: &mut [f64]) {
    vectorized!({
        for x in numbers {
            *x = ln(*x);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};

    fn of(x: f64) -> f64 {
        let mut one = [x];
        ln_positive(&mut one);
        one[0]
    }

    #[test]
    fn within_one_unit_of_the_standard_library_everywhere() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(4);
        let mut worst = 0;
        for i in 0..400_000 {
            let x = match i % 4 {
                0 => rng.random::<f64>().max(f64::MIN_POSITIVE),
                1 => 1.0 + (rng.random::<f64>() - 0.5) * 1e-3,
                2 => f64::from_bits(rng.random_range(f64::MIN_POSITIVE.to_bits()..f64::MAX.to_bits())),
                _ => 0.5 + rng.random::<f64>() * 1.5,
            };
            worst = worst.max(of(x).to_bits().abs_diff(x.ln().to_bits()));
        }
        assert!(worst <= 2, "{worst} units apart from a value that is itself within one");
    }

    #[test]
    fn known_values() {
        assert_eq!(of(1.0), 0.0);
        assert_eq!(of(2.0), std::f64::consts::LN_2);
        assert_eq!(of(std::f64::consts::E), 1.0);
        assert_eq!(of(f64::EPSILON), -52.0 * std::f64::consts::LN_2);
    }
}
