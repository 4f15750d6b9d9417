//! Cumulatives and quantiles of very many points: a table of Taylor series, made for the call.
//!
//! - The densities of gamma, beta and t obey `q(x) f' = p(x) f` with a linear p and a quadratic q (K. Pearson, 1895). From the density at
//!   one point this gives all terms of its Taylor series by a recurrence, and by integration those of the cumulative.
//! - The quantile x(p) obeys `x' = 1/f(x)`, so its series comes from the same two polynomials.
//! - The segment of a point is read from the leading bits of the number: so many an octave. How many is tried out until the last
//!   terms vanish; a segment where they do not, and whatever lies outside, is left to the plain functions.
//!
//! For a million points, on one thread, this takes the cumulative of a gamma distribution from about 150 ns a point to about 10, and the
//! quantile of a beta distribution from about 900 ns to about 12. The answers differ from the plain ones by less than 1e-12 (tested).

use super::{Distribution, Function};
use crate::kernels::elementary::{ln, ln_1p};
use crate::threads;

/// Terms of each series.
const TERMS: usize = 12;
/// Fewer points than this are worth no table.
const WORTH: usize = 32 << 10;
/// Segments that a table may have at most.
const MOST: usize = 3072;
/// The last two terms may be as large as this, relatively.
const SMALL: f64 = 2e-15;

/// A point of the density, and the polynomials of its equation about the point: `p(c + h) = p₀ + p₁h`, `q(c + h) = q₀ + q₁h + q₂h²`.
pub(super) struct Node {
    pub density: f64,
    pub cdf: f64,
    pub sf: f64,
    pub p: [f64; 2],
    pub q: [f64; 3],
}

/// A distribution of Pearson's family, in a coordinate z that has no scale.
pub(super) trait Pearson: Distribution {
    /// The coordinate of x.
    fn standard(&self, x: f64) -> f64;
    /// The x of a coordinate.
    fn original(&self, z: f64) -> f64;
    /// The place of a coordinate in the table, at least 0, and whether it stands mirrored there: `cdf` and `sf` then change places.
    fn fold(&self, z: f64) -> (f64, bool);
    /// The node at a place of the table.
    fn node(&self, place: f64, mirrored: bool) -> Node;
    /// Whether mirrored places have a table of their own.
    const TWO_SIDED: bool;
    /// Whether the density is smooth, and symmetric, about the place 0.
    const SMOOTH_AT_ZERO: bool;
    /// The coordinate of a probability.
    fn standard_quantile(&self, p: f64) -> f64;
    /// The coordinate exceeded with a probability.
    fn standard_upper_quantile(&self, q: f64) -> f64;
}

/// One series: about a centre, in units of a length.
#[derive(Clone, Copy)]
struct Row {
    center: f64,
    inverse_length: f64,
    start: [f64; 2],
    terms: [f64; TERMS],
}

impl Row {
    /// The sum of the terms from the first power on.
    #[inline(always)]
    fn at(&self, place: f64) -> f64 {
        let s = (place - self.center) * self.inverse_length;
        self.terms.iter().rev().fold(0.0, |sum, t| sum * s + t) * s
    }

    /// Spoilt, so that it answers NaN, unless the last terms vanish beside `size` at `s`.
    fn checked(mut self, s: f64, size: f64) -> Self {
        let last = (self.terms[TERMS - 1].abs() * s + self.terms[TERMS - 2].abs()) * s.powi(TERMS as i32 - 1);
        if !(last <= SMALL * size) {
            self.terms[0] = f64::NAN;
        }
        self
    }
}

// ANCHOR: cumulative_series
/// The cumulative about a node: `f_{n+1} (n+1) q₀ = p₀ f_n + p₁ f_{n-1} - n q₁ f_n - (n-1) q₂ f_{n-1}`, then integrated.
fn cumulative_row(node: &Node, center: f64, length: f64, s: f64) -> Row {
    let p = [node.p[0] * length, node.p[1] * length * length];
    let q = [node.q[0], node.q[1] * length, node.q[2] * length * length];
    let mut f = [0.0; TERMS];
    f[0] = node.density * length;
    for n in 0..TERMS - 1 {
        let m = n as f64;
        let before = if n > 0 { f[n - 1] } else { 0.0 };
        f[n + 1] = ((p[0] - m * q[1]) * f[n] + (p[1] - (m - 1.0) * q[2]) * before) / ((m + 1.0) * q[0]);
    }
    let terms = std::array::from_fn(|n| f[n] / (n as f64 + 1.0));
    Row { center, inverse_length: 1.0 / length, start: [node.cdf, node.sf], terms }.checked(s, node.cdf.min(node.sf))
}
// ANCHOR_END: cumulative_series

// ANCHOR: quantile_series
/// The quantile about a node, in shares of `length` of the probability: with the density `g` along the way, `x' g = 1` and
/// `g' q(x) = p(x)`, term by term. `sign` is -1 where the probability is that above x.
fn quantile_row(node: &Node, (x, place): (f64, f64), length: f64, sign: f64, s: f64, size: f64) -> Row {
    let (mut b, mut g) = ([0.0; TERMS + 1], [0.0; TERMS + 1]); // x - x₀ and the density
    g[0] = node.density;
    b[1] = length * sign / g[0];
    let mut square = [0.0; TERMS + 1]; // (x - x₀)²
    for k in 0..TERMS {
        let m = k as f64;
        if k >= 1 {
            let carried: f64 = (0..k).map(|j| (j as f64 + 1.0) * b[j + 1] * g[k - j]).sum();
            b[k + 1] = -carried / ((m + 1.0) * g[0]);
        }
        square[k] = (1..k).map(|j| b[j] * b[k - j]).sum();
        let q = |i: usize, b: &[f64], square: &[f64]| node.q[1] * b[i] + node.q[2] * square[i];
        let p = if k == 0 { node.p[0] } else { node.p[1] * b[k] };
        let carried: f64 = (0..k).map(|j| (j as f64 + 1.0) * g[j + 1] * q(k - j, &b, &square)).sum();
        g[k + 1] = (p * length * sign - carried) / ((m + 1.0) * node.q[0]);
    }
    let terms = std::array::from_fn(|n| b[n + 1]);
    Row { center: place, inverse_length: 1.0 / length, start: [x; 2], terms }.checked(s, size)
}
// ANCHOR_END: quantile_series

/// Rows for the places from `low` on, `2^bits` an octave.
struct Rows {
    first: u64,
    shift: u32,
    rows: Vec<Row>,
}

impl Rows {
    /// Rows from low to high, of which there may be so many; what is below is left out where they would be more.
    fn new(low: f64, high: f64, bits: u32, most: usize, row: impl Fn(f64, f64) -> Row + Sync + Send) -> Self {
        let shift = 52 - bits;
        let last = high.to_bits() >> shift;
        let first = (low.to_bits() >> shift).max((last + 1).saturating_sub(most as u64));
        let count = (last + 1 - first) as usize;
        let edge = |i: usize| f64::from_bits((first + i as u64) << shift);
        let rows = threads::map_chunks(count, 32, usize::MAX, |range| {
            range
                .map(|i| {
                    let (low, high) = (edge(i), edge(i + 1));
                    let center = 0.5 * (low + high);
                    row(center, 0.5 * (high - low) / center)
                })
                .collect::<Vec<_>>()
        })
        .concat();
        Self { first, shift, rows }
    }

    #[inline(always)]
    fn get(&self, place: f64) -> Option<&Row> {
        self.rows.get((place.to_bits() >> self.shift).wrapping_sub(self.first) as usize)
    }

    fn low(&self) -> f64 {
        f64::from_bits(self.first << self.shift)
    }
}

/// How finely octaves must be cut, so that the rows at some places are good; `None` where nothing is fine enough.
fn bits(places: &[f64], row: impl Fn(f64, f64) -> Row) -> Option<u32> {
    (4..=12).find(|&bits| places.iter().all(|&place| !row(place, 0.5_f64.powi(bits as i32 + 1)).terms[0].is_nan()))
}

/// The table of one function of one distribution.
pub(super) struct Table<'a, D> {
    room: &'a D,
    /// Places as they are, and mirrored ones; for quantiles the probabilities below one half, and those above it.
    sides: [Option<Rows>; 2],
    /// About 0, or for quantiles about one half.
    middle: Option<Row>,
}

/// Probabilities where the fineness of the table is tried out.
const TRIALS: [f64; 9] = [1e-7, 1e-5, 1e-3, 0.01, 0.05, 0.15, 0.3, 0.4, 0.5];
/// How far from one half the middle row of a quantile table goes.
const HALF: f64 = 1.0 / 64.0;

impl<'a, D: Pearson> Table<'a, D> {
    /// [`Distribution::map`]: by a table where that pays, else point by point.
    pub fn map(room: &D, function: Function, x: &[f64], out: &mut [f64]) {
        let density = matches!(function, Function::Density | Function::LnDensity);
        let table = match function {
            _ if density || x.len() < WORTH => None,
            Function::Ppf | Function::Isf => Table::of_quantile(room),
            _ => Table::of_cumulative(room),
        };
        match table {
            Some(table) => super::distribution::map_chunks(x, out, |x, out| table.fill(function, x, out)),
            None => super::distribution::map_chunks(x, out, |x, out| room.fill(function, x, out)),
        }
    }

    fn of_cumulative(room: &'a D) -> Option<Self> {
        let row = |mirrored: bool| move |place: f64, s: f64| cumulative_row(&room.node(place, mirrored), place, place, s);
        let both = TRIALS.iter().flat_map(|&p| [room.standard_quantile(p), room.standard_upper_quantile(p)]);
        let folded: Vec<(f64, bool)> = both.map(|z| room.fold(z)).filter(|(place, _)| *place > 1e-300).collect();
        let side = |mirrored: bool| {
            let places: Vec<f64> = folded.iter().filter(|f| !D::TWO_SIDED || f.1 == mirrored).map(|f| f.0).collect();
            let fold = |a: f64, b: fn(f64, f64) -> f64| places.iter().copied().fold(a, b);
            let high = if D::TWO_SIDED { 0.5 } else { fold(0.0, f64::max) };
            let low = if D::SMOOTH_AT_ZERO { room.standard_upper_quantile(0.49) } else { fold(f64::INFINITY, f64::min) };
            let bits = bits(&places, row(mirrored))?;
            (low > 0.0 && low <= high && high < f64::INFINITY).then(|| Rows::new(low, high, bits, MOST, row(mirrored)))
        };
        let sides = [side(false), if D::TWO_SIDED { side(true) } else { None }];
        let middle = match &sides[0] {
            Some(rows) if D::SMOOTH_AT_ZERO => Some(cumulative_row(&room.node(0.0, false), 0.0, rows.low(), 1.0)),
            _ => None,
        };
        sides.iter().any(Option::is_some).then_some(Self { room, sides, middle })
    }

    fn of_quantile(room: &'a D) -> Option<Self> {
        let row = |above: bool| {
            move |place: f64, s: f64| {
                let x = if above { room.standard_upper_quantile(place) } else { room.standard_quantile(place) };
                let (fold, mirrored) = room.fold(x);
                let node = room.node(fold, mirrored);
                // The equation of a mirrored node is that of its fold: a step there is a step back here.
                let sign = if above != mirrored { -1.0 } else { 1.0 };
                let mut row = quantile_row(&node, (x, place), place, sign, s, x.abs());
                if mirrored {
                    row.terms.iter_mut().for_each(|t| *t = -*t);
                }
                row
            }
        };
        let side = |above: bool| Some(Rows::new(2e-9, 0.5, bits(&TRIALS[..8], row(above))?, MOST, row(above)));
        let middle = D::SMOOTH_AT_ZERO.then(|| quantile_row(&room.node(0.0, false), (0.0, 0.0), HALF, 1.0, 1.0, HALF));
        let sides = [side(false), side(true)];
        sides.iter().any(Option::is_some).then_some(Self { room, sides, middle })
    }

    fn fill(&self, function: Function, x: &[f64], out: &mut [f64]) {
        for (&x, out) in x.iter().zip(out) {
            let found = match function {
                Function::Ppf => self.quantile(x, 1.0 - x, false),
                Function::Isf => self.quantile(1.0 - x, x, true),
                _ => self.tails(x).map_or(f64::NAN, |(cdf, sf)| match function {
                    Function::Cdf => cdf,
                    Function::Sf => sf,
                    Function::LnCdf if cdf < 0.5 => ln(cdf),
                    Function::LnCdf => ln_1p(-sf),
                    _ if sf < 0.5 => ln(sf),
                    _ => ln_1p(-cdf),
                }),
            };
            *out = if found.is_nan() { self.plain(function, x) } else { found };
        }
    }

    #[inline(always)]
    fn tails(&self, x: f64) -> Option<(f64, f64)> {
        let (place, mirrored) = self.room.fold(self.room.standard(x));
        let row = match &self.sides[usize::from(D::TWO_SIDED && mirrored)] {
            Some(rows) if !D::SMOOTH_AT_ZERO || place >= rows.low() => rows.get(place),
            _ => self.middle.as_ref(),
        }?;
        let step = row.at(place);
        let (cdf, sf) = (row.start[0] + step, row.start[1] - step);
        Some(if mirrored { (sf, cdf) } else { (cdf, sf) })
    }

    /// The quantile of p = 1 - q, of which the one given is exact, and with it the other where it is above one half.
    #[inline(always)]
    fn quantile(&self, p: f64, q: f64, from_above: bool) -> f64 {
        let from_half = if from_above { 0.5 - q } else { p - 0.5 };
        if let Some(middle) = &self.middle
            && from_half.abs() <= HALF
        {
            return self.room.original(middle.at(from_half));
        }
        let (place, side) = if from_half <= 0.0 { (p, &self.sides[0]) } else { (q, &self.sides[1]) };
        match side.as_ref().and_then(|rows| rows.get(place)) {
            Some(row) => self.room.original(row.start[0] + row.at(place)),
            None => f64::NAN,
        }
    }

    #[cold]
    fn plain(&self, function: Function, x: f64) -> f64 {
        match function {
            Function::Cdf => self.room.cdf(x),
            Function::Sf => self.room.sf(x),
            Function::LnCdf => self.room.ln_cdf(x),
            Function::LnSf => self.room.ln_sf(x),
            Function::Ppf => self.room.quantile(x),
            Function::Isf => self.room.upper_quantile(x),
            Function::Density => self.room.density(x),
            Function::LnDensity => self.room.ln_density(x),
        }
    }
}
