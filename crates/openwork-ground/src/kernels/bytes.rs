//! Points and rows in bytes, their products summed as whole numbers, without an error: four multiply-adds where single precision does one.
//!
//! A processor with AVX-512 VNNI multiplies 64 pairs of bytes in one instruction and adds them, by fours, to sixteen sums. It wants one byte of a
//! pair without a sign, so a point's bytes are kept 128 larger than they are, and what that adds to all sums of a row is taken off again. The
//! tile is that of [`tile`](super::tile), four features at a time. Elsewhere [`scan`] takes the plain form, which is no gain over floats: see [`fast`].

use super::lanes::Lanes;
use super::tile::{ROWS, VECTORS};

/// Features that enter a sum together.
const QUAD: usize = 4;
/// Sums in a vector of 512 bits.
const LANES: usize = 16;
/// Points in a panel.
const WIDTH: usize = VECTORS * LANES;
/// More features could be too much for a sum of 32 bits.
pub const MOST_FEATURES: usize = 1 << 14;

/// Known points in bytes, side by side in panels.
#[derive(Debug, Clone)]
pub struct BytePanels {
    points: usize,
    quads: usize,
    /// `[panel][quad][vector][point][feature]`, each 128 more than it stands for.
    values: Vec<[[[u8; QUAD]; LANES]; VECTORS]>,
    /// `[panel][vector][point]`: what each point's sums start from.
    starts: Vec<[[i32; LANES]; VECTORS]>,
}

impl BytePanels {
    /// Room for `n` points.
    ///
    /// # Panics
    /// If there are more than [`MOST_FEATURES`].
    pub fn with_room(points: usize, features: usize) -> Self {
        assert!(features <= MOST_FEATURES, "{features} features");
        let (panels, quads) = (points.div_ceil(WIDTH), features.div_ceil(QUAD));
        let values = vec![[[[128; QUAD]; LANES]; VECTORS]; panels * quads];
        Self { points, quads, values, starts: vec![[[0; LANES]; VECTORS]; panels] }
    }

    /// Puts a point into a place, its sums to start from `start`, which no more than 2^29 may be away from 0.
    pub fn set(&mut self, place: usize, point: &[i8], start: i32) {
        let (panel, vector, lane) = (place / WIDTH, place % WIDTH / LANES, place % LANES);
        for (values, features) in self.values[panel * self.quads..].iter_mut().zip(point.chunks(QUAD)) {
            let mut bytes = [128; QUAD];
            bytes.iter_mut().zip(features).for_each(|(to, from)| *to = from.cast_unsigned() ^ 128);
            values[vector][lane] = bytes;
        }
        self.starts[panel][vector][lane] = start;
    }
}

/// Rows in groups, four features of a row as one number: `[group][quad][row]`, the last group filled up with zeros.
pub fn group_rows(rows: &[i8], features: usize) -> Vec<[i32; ROWS]> {
    let (groups, quads) = ((rows.len() / features).div_ceil(ROWS), features.div_ceil(QUAD));
    let mut out = vec![[0; ROWS]; groups * quads];
    for (i, row) in rows.chunks_exact(features).enumerate() {
        for (quad, features) in row.chunks(QUAD).enumerate() {
            let mut bytes = [0; QUAD];
            bytes.iter_mut().zip(features).for_each(|(to, from)| *to = from.cast_unsigned());
            out[i / ROWS * quads + quad][i % ROWS] = i32::from_le_bytes(bytes);
        }
    }
    out
}

/// Writes each number as the nearest of 255 steps about zero, `step` apart, and gives the squared distance to what was written.
pub fn round<T: Lanes>(x: &[T], step: f64, out: &mut [i8]) -> f64 {
    let per_step = 1.0 / step;
    vectorized!({
        let one = |x: T| {
            let steps = (x.wide() * per_step).round_ties_even().clamp(-127.0, 127.0);
            (steps as i8, (x.wide() - steps * step) * (x.wide() - steps * step))
        };
        let mut rests = [0.0; 16]; // side by side, so that no addition waits for the one before
        let ((x, x_end), (out, out_end)) = (x.as_chunks::<16>(), out.as_chunks_mut::<16>());
        for (x, out) in x.iter().zip(out) {
            for i in 0..16 {
                let (byte, rest) = one(x[i]);
                out[i] = byte;
                rests[i] += rest;
            }
        }
        for ((&x, out), sum) in x_end.iter().zip(out_end).zip(&mut rests) {
            let (byte, rest) = one(x);
            *out = byte;
            *sum += rest;
        }
        rests.iter().sum()
    })
}

/// Whether this processor has instructions for products of bytes.
pub fn fast() -> bool {
    #[cfg(target_arch = "x86_64")]
    return is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vnni");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// What [`scan`] gives a sum to: row, place and sum; it answers with the row's new limit, or with none to end the search.
pub type Found<'a> = &'a mut dyn FnMut(usize, usize, i32) -> Option<i32>;

/// Gives every sum, a point's start and its product with a row, that is above `limits[row]` to `found`. False if that ended the search.
///
/// # Panics
/// If there are fewer limits than rows in the groups.
pub fn scan(panels: &BytePanels, groups: &[[i32; ROWS]], limits: &mut [i32], found: Found<'_>) -> bool {
    #[cfg(target_arch = "x86_64")]
    if fast() {
        // SAFETY: the processor has both instruction sets.
        #[allow(unsafe_code)]
        return unsafe { x86::scan(panels, groups, limits, found) };
    }
    scan_plain(panels, groups, limits, found)
}

/// The plain form of [`scan`].
pub fn scan_plain(panels: &BytePanels, groups: &[[i32; ROWS]], limits: &mut [i32], found: Found<'_>) -> bool {
    let point = |byte: u8| i32::from((byte ^ 128).cast_signed());
    let row = |quad: i32, feature: usize| i32::from(quad.to_le_bytes()[feature].cast_signed());
    for (panel, starts) in panels.starts.iter().enumerate() {
        let points = &panels.values[panel * panels.quads..(panel + 1) * panels.quads];
        for (g, group) in groups.chunks_exact(panels.quads).enumerate() {
            for r in 0..ROWS {
                for place in panel * WIDTH..((panel + 1) * WIDTH).min(panels.points) {
                    let (vector, lane) = (place % WIDTH / LANES, place % LANES);
                    let mut sum = starts[vector][lane];
                    for (points, rows) in points.iter().zip(group) {
                        sum += (0..QUAD).map(|f| point(points[vector][lane][f]) * row(rows[r], f)).sum::<i32>();
                    }
                    if sum > limits[g * ROWS + r] {
                        match found(g * ROWS + r, place, sum) {
                            Some(limit) => limits[g * ROWS + r] = limit,
                            None => return false,
                        }
                    }
                }
            }
        }
    }
    true
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{BytePanels, Found, LANES, QUAD, ROWS, VECTORS, WIDTH};
    use std::arch::x86_64::*;

    /// As [`scan`](super::scan).
    #[target_feature(enable = "avx512f,avx512vnni")]
    pub fn scan(panels: &BytePanels, groups: &[[i32; ROWS]], limits: &mut [i32], found: Found<'_>) -> bool {
        // What the bytes of the points, 128 too large, add to each row's sums.
        let extra: Vec<i32> = groups
            .chunks_exact(panels.quads)
            .flat_map(|group| {
                let sum =
                    |r: usize| group.iter().flat_map(|row| row[r].to_le_bytes()).map(|b| 128 * i32::from(b.cast_signed())).sum();
                std::array::from_fn::<i32, ROWS, _>(sum)
            })
            .collect();
        for (panel, starts) in panels.starts.iter().enumerate() {
            let points = &panels.values[panel * panels.quads..(panel + 1) * panels.quads];
            for (g, group) in groups.chunks_exact(panels.quads).enumerate() {
                let sums = tile(points, group, starts);
                for (r, sums) in sums.iter().enumerate() {
                    let row = g * ROWS + r;
                    let limit = _mm512_set1_epi32(limits[row].saturating_add(extra[row]));
                    let most = _mm512_max_epi32(_mm512_max_epi32(sums[0], sums[1]), _mm512_max_epi32(sums[2], sums[3]));
                    if _mm512_cmpgt_epi32_mask(most, limit) == 0 {
                        continue; // almost always: nothing here comes near
                    }
                    for (v, &sums) in sums.iter().enumerate() {
                        let mut above = _mm512_cmpgt_epi32_mask(sums, limit);
                        if above == 0 {
                            continue;
                        }
                        let mut numbers = [0; LANES];
                        // SAFETY: the array holds what is written, 64 bytes.
                        #[allow(unsafe_code)]
                        unsafe {
                            _mm512_storeu_si512(numbers.as_mut_ptr().cast(), sums);
                        }
                        while above != 0 {
                            let lane = above.trailing_zeros() as usize;
                            above &= above - 1;
                            let (place, sum) = (panel * WIDTH + v * LANES + lane, numbers[lane] - extra[row]);
                            if place < panels.points && sum > limits[row] {
                                match found(row, place, sum) {
                                    Some(limit) => limits[row] = limit,
                                    None => return false,
                                }
                            }
                        }
                    }
                }
            }
        }
        true
    }

    /// A group of rows against a panel.
    #[inline]
    #[target_feature(enable = "avx512f,avx512vnni")]
    fn tile(
        points: &[[[[u8; QUAD]; LANES]; VECTORS]],
        group: &[[i32; ROWS]],
        starts: &[[i32; LANES]; VECTORS],
    ) -> [[__m512i; VECTORS]; ROWS] {
        // SAFETY: each array that is read is 64 bytes long.
        #[allow(unsafe_code)]
        let load = |bytes: *const u8| unsafe { _mm512_loadu_si512(bytes.cast()) };
        let mut sums = [[_mm512_setzero_si512(); VECTORS]; ROWS];
        for v in 0..VECTORS {
            let start = load(starts[v].as_ptr().cast());
            for sums in &mut sums {
                sums[v] = start;
            }
        }
        for (point, rows) in points.iter().zip(group) {
            let mut values = [_mm512_setzero_si512(); VECTORS];
            for v in 0..VECTORS {
                values[v] = load(point[v].as_ptr().cast());
            }
            for r in 0..ROWS {
                let row = _mm512_set1_epi32(rows[r]);
                for v in 0..VECTORS {
                    sums[r][v] = _mm512_dpbusd_epi32(sums[r][v], values[v], row);
                }
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn the_fast_form_finds_what_the_plain_one_finds_in_the_same_order() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(5);
        for (n, m, d) in [(1, 1, 1), (63, 6, 4), (64, 7, 5), (65, 96, 17), (300, 13, 64), (130, 5, 127)] {
            for extreme in [false, true] {
                let mut byte = |_| if extreme { [-128, 127][rng.random_range(0..2)] } else { rng.random::<i8>() };
                let points: Vec<i8> = (0..n * d).map(&mut byte).collect();
                let rows: Vec<i8> = (0..m * d).map(&mut byte).collect();
                let mut panels = BytePanels::with_room(n, d);
                for (i, point) in points.chunks_exact(d).enumerate() {
                    panels.set(i, point, 1000 * (i as i32 % 7) - 3000);
                }
                let groups = group_rows(&rows, d);
                let run = |scan: &dyn Fn(&mut [i32], Found<'_>) -> bool, most: usize| {
                    let mut limits = vec![i32::MAX; m.div_ceil(ROWS) * ROWS];
                    limits[..m].fill(i32::MIN);
                    let mut all = vec![];
                    let whole = scan(&mut limits, &mut |row, place, sum| {
                        let dot = |j: usize| i32::from(points[place * d + j]) * i32::from(rows[row * d + j]);
                        assert_eq!(sum, 1000 * (place as i32 % 7) - 3000 + (0..d).map(dot).sum::<i32>(), "by the definition");
                        all.push((row, place, sum));
                        (all.len() < most).then_some(sum - 50)
                    });
                    (whole, all)
                };
                for most in [usize::MAX, 20] {
                    let plain = run(&|limits, found| scan_plain(&panels, &groups, limits, found), most);
                    assert_eq!(
                        run(&|limits, found| scan(&panels, &groups, limits, found), most),
                        plain,
                        "{n} x {m}, {d} features"
                    );
                    assert!(!plain.1.is_empty());
                }
            }
        }
    }

    #[test]
    fn rounding_tells_how_far_it_went() {
        let x = [0.26_f32, -0.74, 500.0, -500.0, 0.0];
        let mut bytes = [0; 5];
        let rest = round(&x, 0.5, &mut bytes);
        assert_eq!(bytes, [1, -1, 127, -127, 0]);
        let wanted: f64 = x.iter().zip(bytes).map(|(&x, b)| (f64::from(x) - 0.5 * f64::from(b)).powi(2)).sum();
        assert!((rest - wanted).abs() < 1e-9 * wanted);
    }
}
