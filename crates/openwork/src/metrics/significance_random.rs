//! NumPy's random numbers, so that the same seed draws the same samples as the reference does.
//!
//! `numpy.random.default_rng(seed)` is PCG-XSL-RR 128/64 (O'Neill, 2014), its state made of the seed by the hash of `SeedSequence`.

use rand::Rng;
use rand_pcg::Pcg64;

/// NumPy's default generator.
#[derive(Debug, Clone)]
pub struct NumpyRandom {
    pcg: Pcg64,
    /// The upper half of a draw of which the lower was used.
    half: Option<u32>,
}

impl NumpyRandom {
    /// `numpy.random.default_rng(seed)`.
    pub fn new(seed: u64) -> Self {
        let words = seed_sequence(seed);
        let wide = |i: usize| u128::from(words[i]) << 64 | u128::from(words[i + 1]);
        Self { pcg: Pcg64::new(wide(0), wide(2)), half: None }
    }

    /// Half a draw.
    #[inline]
    pub fn next_u32(&mut self) -> u32 {
        if let Some(half) = self.half.take() {
            return half;
        }
        let whole = self.pcg.next_u64();
        self.half = Some((whole >> 32) as u32);
        whole as u32
    }

    /// A number below `n`, each as likely (Lemire, 2019); `n` at most 2^32 - 1.
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        if n <= 1 {
            return 0;
        }
        let mut wide = u64::from(self.next_u32()) * u64::from(n);
        if (wide as u32) < n {
            let least = n.wrapping_neg() % n;
            while (wide as u32) < least {
                wide = u64::from(self.next_u32()) * u64::from(n);
            }
        }
        (wide >> 32) as u32
    }
}

/// A row of coins, 32 from every half draw.
#[derive(Debug, Default)]
pub struct Coins {
    bits: u32,
    left: u32,
}

impl Coins {
    /// Heads or tails.
    #[inline]
    pub fn toss(&mut self, random: &mut NumpyRandom) -> bool {
        if self.left == 0 {
            (self.bits, self.left) = (random.next_u32(), 32);
        } else {
            self.bits >>= 1;
        }
        self.left -= 1;
        self.bits & 1 == 1
    }
}

/// `numpy.random.SeedSequence(seed).generate_state(4, uint64)`.
fn seed_sequence(seed: u64) -> [u64; 4] {
    fn hash(value: u32, constant: &mut u32, multiplier: u32) -> u32 {
        let value = value ^ *constant;
        *constant = constant.wrapping_mul(multiplier);
        let value = value.wrapping_mul(*constant);
        value ^ value >> 16
    }
    let mix = |x: u32, y: u32| {
        let mixed = x.wrapping_mul(0xCA01_F9DD).wrapping_sub(y.wrapping_mul(0x4973_F715));
        mixed ^ mixed >> 16
    };
    let mut constant = 0x43B0_D7E5;
    let mut pool = [seed as u32, (seed >> 32) as u32, 0, 0].map(|word| hash(word, &mut constant, 0x931E_8875));
    for source in 0..4 {
        for target in (0..4).filter(|&target| target != source) {
            pool[target] = mix(pool[target], hash(pool[source], &mut constant, 0x931E_8875));
        }
    }
    let mut constant = 0x8B51_F9DD;
    let mut words = [0_u32; 8];
    for (i, word) in words.iter_mut().enumerate() {
        *word = hash(pool[i % 4], &mut constant, 0x58F3_8DED);
    }
    [0, 1, 2, 3].map(|i| u64::from(words[2 * i]) | u64::from(words[2 * i + 1]) << 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_numpys() {
        // numpy 2.4: SeedSequence(s).generate_state(4, uint64), then default_rng(s).choice(1000, size=12)
        assert_eq!(
            seed_sequence(12345),
            [13_091_511_679_009_522_556, 13_538_552_136_045_918_767, 7_269_824_232_120_749_972, 4_520_223_790_601_600_371]
        );
        for (seed, wanted) in [
            (0, [850, 636, 511, 269, 307, 40, 75, 16, 175, 813, 649, 912]),
            (12345, [699, 227, 788, 316, 204, 797, 642, 676, 988, 391, 839, 332]),
            ((1 << 40) + 7, [206, 829, 609, 255, 17, 153, 504, 674, 885, 738, 94, 489]),
        ] {
            let mut random = NumpyRandom::new(seed);
            assert_eq!([(); 12].map(|()| random.below(1000)), wanted);
        }
        // default_rng(12345).integers(2, size=40, dtype=bool), then .choice(7, size=5)
        let (mut random, mut coins) = (NumpyRandom::new(12345), Coins::default());
        let tossed: String = (0..40).map(|_| if coins.toss(&mut random) { '1' } else { '0' }).collect();
        assert_eq!(tossed, "1011100110000011111111110100110110110001");
        assert_eq!([(); 5].map(|()| random.below(7)), [5, 2, 1, 5, 4]);
    }
}
