//! A sum without rounding, whatever the order: parts of it merge to exactly the whole.
//!
//! A double is a whole number times a power of two, so a sum of doubles is a whole number times the least such power. [`ExactSum`]
//! keeps that whole number in digits of 32 bits; each stands in 64, so that a thousand numbers are added before carries move up
//! (R. M. Neal, "Fast exact summation using small and large superaccumulators", 2015).
//!
//! Most numbers never reach the digits: of a block of them the leading 44 bits, counted from the largest, are cut off in vectors and
//! their sum, which rounds nothing, is added as one number; so are the next 44, until nothing is left (S. M. Rump, T. Ogita, S. Oishi,
//! "Accurate floating-point summation", 2008).

/// Digits of 32 bits, from the least double, `2^-1074`, upward, with room for the carries of `2^64` numbers.
const DIGITS: usize = 68;
/// Every addition enlarges a digit by less than `2^53`.
const MOST_PENDING: usize = 1000;
/// Numbers of a block: their leading parts add up without rounding.
const BLOCK: usize = 512;
/// So many times leading parts are cut off a block; what is left then goes to the digits one by one.
const CUTS: usize = 4;

/// A sum of doubles that is rounded once, when it is read.
///
/// ```
/// use openwork::metrics::ExactSum;
///
/// let sum = ExactSum::of(&[1e100, 1.0, -1e100]);
/// assert_eq!(sum.value(), 1.0);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ExactSum {
    digits: [i64; DIGITS],
    /// Sum of what is not finite.
    other: f64,
}

impl Default for ExactSum {
    fn default() -> Self {
        Self { digits: [0; DIGITS], other: 0.0 }
    }
}

impl ExactSum {
    /// The sum of some numbers.
    pub fn of(numbers: &[f64]) -> Self {
        let mut sum = Self::default();
        sum.add_all(numbers);
        sum
    }

    /// Adds one number.
    pub fn add(&mut self, number: f64) {
        self.add_all(&[number]);
    }

    /// Adds many numbers.
    pub fn add_all(&mut self, numbers: &[f64]) {
        if numbers.len() < 32 {
            return self.add_each(numbers);
        }
        let mut left = [0.0; BLOCK];
        for block in numbers.chunks(BLOCK) {
            let left = &mut left[..block.len()];
            left.copy_from_slice(block);
            for _ in 0..CUTS {
                match cut(left) {
                    Cut::Nothing => break,
                    Cut::Sum(sum) => self.add_each(&[sum]),
                    Cut::Extreme => {
                        self.add_each(left);
                        left.fill(0.0);
                    }
                }
            }
            if left.iter().any(|&x| x != 0.0) {
                self.add_each(left);
            }
        }
    }

    // ANCHOR: exact
    /// Adds numbers to the digits.
    fn add_each(&mut self, numbers: &[f64]) {
        for part in numbers.chunks(MOST_PENDING) {
            for &x in part {
                let bits = x.to_bits();
                let exponent = (bits >> 52) & 0x7ff;
                if exponent == 0x7ff {
                    self.other += x;
                    continue;
                }
                let normal = u64::from(exponent != 0);
                let mantissa = (bits & ((1 << 52) - 1)) | (normal << 52);
                let place = exponent - normal; // x = mantissa * 2^(place - 1074)
                let (digit, shift) = ((place >> 5) as usize, place & 31);
                let sign = (bits as i64) >> 63; // 0 or -1
                let low = (((mantissa << shift) & 0xffff_ffff) as i64 ^ sign) - sign;
                let high = ((mantissa >> (32 - shift)) as i64 ^ sign) - sign;
                self.digits[digit] += low;
                self.digits[digit + 1] += high;
            }
            self.carry();
        }
    }
    // ANCHOR_END: exact

    /// Moves what a digit has beyond 32 bits to the next; the last keeps the sign.
    fn carry(&mut self) {
        let mut carried = 0;
        let (last, digits) = self.digits.split_last_mut().unwrap_or((&mut carried, &mut []));
        let mut carry = 0;
        for digit in digits {
            let all = *digit + carry;
            *digit = all & 0xffff_ffff;
            carry = all >> 32;
        }
        *last += carry;
    }

    /// Adds another sum, exactly.
    pub fn merge(&mut self, other: &Self) {
        self.digits.iter_mut().zip(&other.digits).for_each(|(a, b)| *a += b);
        self.other += other.other;
        self.carry();
    }

    /// The double nearest to the sum.
    pub fn value(&self) -> f64 {
        if self.other != 0.0 {
            return self.other; // infinite, or NaN
        }
        let mut size = self.clone();
        let negative = size.digits[DIGITS - 1] < 0;
        if negative {
            size.digits.iter_mut().for_each(|d| *d = -*d);
            size.carry();
        }
        let Some(top) = size.digits.iter().rposition(|&d| d != 0) else { return 0.0 };
        let digit = |back: usize| top.checked_sub(back).map_or(0, |i| size.digits[i] as u128);
        let mut head = (digit(0) << 96) | (digit(1) << 64) | (digit(2) << 32) | digit(3);
        if top > 3 && size.digits[..top - 3].iter().any(|&d| d != 0) {
            head |= 1; // far below the last place that counts: only that it is there matters to the rounding
        }
        let exponent = 32 * (top as i32 - 3) - 1074;
        let half = exponent / 2;
        let value = head as f64 * 2f64.powi(half) * 2f64.powi(exponent - half);
        if negative { -value } else { value }
    }

    /// The sum to twice the precision of a double: its nearest double, and what is left.
    pub(crate) fn pair(&self) -> Pair {
        let high = self.value();
        let mut rest = self.clone();
        rest.add(-high);
        Pair(high, rest.value())
    }
}

/// What cutting the leading bits off the numbers of a block gave.
enum Cut {
    /// All are zero.
    Nothing,
    /// The exact sum of the leading parts; the numbers are what is left.
    Sum(f64),
    /// Too large or too small to be cut, or not finite.
    Extreme,
}

/// Cuts off the leading bits. `x + m` for a large `m` rounds `x` to the last place of `m`, which all parts then share: their sum has no
/// bits below it, and too few above it to round.
fn cut(numbers: &mut [f64]) -> Cut {
    crate::kernels::vectorized!({
        let largest = numbers.iter().fold(0, |most, x| (x.to_bits() & (u64::MAX >> 1)).max(most));
        let exponent = (largest >> 52) as i64 - 1022; // every number is below 2^exponent
        if largest == 0 {
            return Cut::Nothing;
        }
        if !(-900..=900).contains(&exponent) {
            return Cut::Extreme;
        }
        let large = 1.5 * f64::from_bits(((exponent + 9 + 1023) as u64) << 52);
        let mut sums = [0.0; 8];
        let (eights, rest) = numbers.as_chunks_mut::<8>();
        for eight in eights {
            for (sum, x) in sums.iter_mut().zip(eight) {
                let part = (*x + large) - large;
                *x -= part;
                *sum += part;
            }
        }
        for x in rest {
            let part = (*x + large) - large;
            *x -= part;
            sums[0] += part;
        }
        Cut::Sum(sums.iter().sum())
    })
}

/// A number as the sum of two doubles, the second below the last place of the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair(pub f64, pub f64);

impl Pair {
    fn of(high: f64, low: f64) -> Self {
        let sum = high + low;
        Self(sum, low - (sum - high))
    }

    pub fn times(self, other: Self) -> Self {
        let product = self.0 * other.0;
        let rest = self.0.mul_add(other.0, -product) + (self.0 * other.1 + self.1 * other.0);
        Self::of(product, rest)
    }

    pub fn over(self, other: Self) -> Self {
        let quotient = self.0 / other.0;
        let rest = self.minus(other.times(Self(quotient, 0.0)));
        Self::of(quotient, rest.0 / other.0)
    }

    pub fn minus(self, other: Self) -> Self {
        let difference = self.0 - other.0;
        let taken = self.0 - difference;
        let rest = (self.0 - (difference + taken)) + (taken - other.0) + (self.1 - other.1);
        Self::of(difference, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng, seq::SliceRandom};

    #[test]
    fn rounds_once_whatever_the_order_and_the_parts() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(1);
        let mut numbers: Vec<f64> =
            (0..5000).map(|_| (rng.random::<f64>() - 0.5) * 2f64.powi(rng.random_range(-200..200))).collect();
        let whole = ExactSum::of(&numbers);
        numbers.shuffle(&mut rng);
        let mut merged = ExactSum::default();
        for part in numbers.chunks(317) {
            merged.merge(&ExactSum::of(part));
        }
        assert_eq!(whole, merged);
        numbers.iter_mut().for_each(|x| *x = -*x);
        merged.add_all(&numbers);
        assert_eq!(merged.value(), 0.0);
    }

    #[test]
    fn small_sums_by_hand() {
        assert_eq!(ExactSum::of(&[0.1; 10]).value(), 1.0); // ten times the double nearest to 0.1, rounded
        assert_eq!(ExactSum::of(&[5e-324, 5e-324]).value(), 1e-323);
        assert_eq!(ExactSum::of(&[f64::MAX, f64::MAX, -f64::MAX]).value(), f64::MAX);
        assert_eq!(ExactSum::of(&[1e300, -1.0, -1e300]).value(), -1.0);
        assert_eq!(ExactSum::of(&[f64::INFINITY, 1.0]).value(), f64::INFINITY);
        assert!(ExactSum::of(&[f64::INFINITY, f64::NEG_INFINITY]).value().is_nan());
        assert_eq!(ExactSum::of(&[1.0, 2f64.powi(-53), 2f64.powi(-200)]).value(), 1.0 + f64::EPSILON);
        assert_eq!(ExactSum::of(&[1.0, 2f64.powi(-53)]).value(), 1.0);
    }

    #[test]
    fn pairs_keep_twice_the_digits() {
        let third = Pair(1.0, 0.0).over(Pair(3.0, 0.0));
        let back = third.times(Pair(3.0, 0.0)).minus(Pair(1.0, 0.0));
        assert!(back.0.abs() < 1e-31, "{back:?}");
    }
}
