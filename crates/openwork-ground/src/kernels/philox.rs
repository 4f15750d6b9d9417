//! Random bits by their place: Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011). A number is a function of the key and of where it
//! stands, so any part of a mask can be made by any thread, at any time, again.

/// Counters that are ciphered side by side, four numbers each.
const SIDE: usize = 16;
/// Numbers in a block.
pub const BLOCK: usize = 4 * SIDE;
const MULTIPLIERS: [u32; 2] = [0xd251_1f53, 0xcd9e_8d57];
const WEYL: [u32; 2] = [0x9e37_79b9, 0xbb67_ae85];

// ANCHOR: philox
/// The four numbers of one counter under a key, by the paper.
pub fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let [mut a, mut b, mut c, mut d] = counter;
    let mut key = key;
    for _ in 0..10 {
        let (p, q) = (u64::from(a) * u64::from(MULTIPLIERS[0]), u64::from(c) * u64::from(MULTIPLIERS[1]));
        (a, b, c, d) = ((q >> 32) as u32 ^ b ^ key[0], q as u32, (p >> 32) as u32 ^ d ^ key[1], p as u32);
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    [a, b, c, d]
}
// ANCHOR_END: philox

/// The numbers of block number `block`: number `16 w + l` is word w of counter `16 block + l`.
#[inline(always)]
fn block(block: u64, call: u64, seed: u64) -> [u32; BLOCK] {
    let first = block.wrapping_mul(SIDE as u64);
    let mut a: [u32; SIDE] = std::array::from_fn(|l| (first as u32).wrapping_add(l as u32)); // 16 counters share their upper word
    let mut b = [(first >> 32) as u32; SIDE];
    let mut c = [call as u32; SIDE];
    let mut d = [(call >> 32) as u32; SIDE];
    let mut key = [seed as u32, (seed >> 32) as u32];
    for _ in 0..10 {
        for l in 0..SIDE {
            let p = u64::from(a[l]) * u64::from(MULTIPLIERS[0]);
            let q = u64::from(c[l]) * u64::from(MULTIPLIERS[1]);
            a[l] = (q >> 32) as u32 ^ b[l] ^ key[0];
            b[l] = q as u32;
            c[l] = (p >> 32) as u32 ^ d[l] ^ key[1];
            d[l] = p as u32;
        }
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    let mut words = [0; BLOCK];
    for (words, from) in words.chunks_exact_mut(SIDE).zip([a, b, c, d]) {
        words.copy_from_slice(&from);
    }
    words
}

/// `out[i] = x[i] * scale` where the random number at place `first + i` is at least `threshold`, otherwise `x[i] * 0`; `first` is a
/// multiple of [`BLOCK`].
pub fn keep(x: &[f32], out: &mut [f32], first: usize, (seed, call): (u64, u64), threshold: u32, scale: f32) {
    vectorized!({
        for (i, (out, x)) in out.chunks_mut(BLOCK).zip(x.chunks(BLOCK)).enumerate() {
            let words = block((first / BLOCK + i) as u64, call, seed);
            for ((out, &x), &word) in out.iter_mut().zip(x).zip(&words) {
                *out = x * if word >= threshold { scale } else { 0.0 };
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_papers_own_test_vectors() {
        assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(philox([u32::MAX; 4], [u32::MAX; 2]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        let pi = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
        assert_eq!(philox(pi, [0xa409_3822, 0x299f_31d0]), [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]);
    }

    #[test]
    fn a_block_is_its_counters() {
        let (seed, call) = (0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210);
        for number in [0, 5, 1 << 28, u64::MAX / 16] {
            let words = block(number, call, seed);
            for (i, &word) in words.iter().enumerate() {
                let counter = number * 16 + (i % 16) as u64;
                let counter = [counter as u32, (counter >> 32) as u32, call as u32, (call >> 32) as u32];
                assert_eq!(word, philox(counter, [seed as u32, (seed >> 32) as u32])[i / 16]);
            }
        }
    }
}
