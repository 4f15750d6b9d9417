//! From numbers to places: linear and logarithmic scales, and ticks that people would choose.

/// How an axis places its numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    lo: f64,
    hi: f64,
    /// With a logarithmic scale `lo` and `hi` are powers of ten.
    log: bool,
}

/// Where the ticks are (on the scale, 0 to 1) and what they say.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ticks {
    pub marks: Vec<(f64, String)>,
    /// What to add to every tick, where the numbers are large and close together.
    pub offset: Option<String>,
}

/// Numbers closer together than this, relative to their size, are drawn as equal: double precision ends at 1e-16.
const SAME: f64 = 1e-12;
/// Numbers smaller than this are drawn as zero: the steps between ticks would leave double precision.
const TINY: f64 = 1e-290;
/// Numbers larger than this are drawn here: the span between two of them must stay in double precision.
const LARGE: f64 = 1e300;

impl Scale {
    /// From the least to the largest of some finite numbers, with `pad` of the span on each side. A scale is never empty: one
    /// number alone gets a tenth of itself on each side.
    pub fn linear(values: impl Iterator<Item = f64>, pad: f64) -> Self {
        let (mut lo, mut hi) = extent(values);
        let size = lo.abs().max(hi.abs());
        if size < TINY {
            (lo, hi) = (-1.0, 1.0);
        } else if hi - lo <= SAME * size {
            let middle = (lo + hi) / 2.0;
            (lo, hi) = (middle - 0.1 * size, middle + 0.1 * size);
        }
        let margin = (hi - lo) * pad;
        Self { lo: lo - margin, hi: hi + margin, log: false }
    }

    /// As [`linear`](Self::linear), with zero inside and no padding at zero: for bars.
    pub fn from_zero(values: impl Iterator<Item = f64>, pad: f64) -> Self {
        let (lo, hi) = extent(values.chain([0.0]));
        if lo.abs().max(hi.abs()) < TINY {
            return Self { lo: 0.0, hi: 1.0, log: false };
        }
        let scale = Self::linear([lo, hi].into_iter(), pad);
        Self { lo: if lo == 0.0 { 0.0 } else { scale.lo }, hi: if hi == 0.0 { 0.0 } else { scale.hi }, log: false }
    }

    /// Powers of ten: for positive numbers.
    pub fn log(values: impl Iterator<Item = f64>, pad: f64) -> Self {
        let (mut lo, mut hi) = extent(values.map(log10));
        if hi - lo < SAME {
            (lo, hi) = (lo - 0.5, hi + 0.5);
        }
        let margin = (hi - lo) * pad;
        Self { lo: lo - margin, hi: hi + margin, log: true }
    }

    /// Exactly `0..n`, for `n` slots in a row.
    pub fn slots(n: usize) -> Self {
        Self { lo: 0.0, hi: n.max(1) as f64, log: false }
    }

    /// The place of a number: 0 at the beginning of the axis, 1 at its end.
    pub fn place(&self, v: f64) -> f64 {
        let v = if self.log { log10(v) } else { v.clamp(-LARGE, LARGE) };
        (v - self.lo) / (self.hi - self.lo)
    }

    /// The number at a place: the way back.
    pub fn value(&self, place: f64) -> f64 {
        let v = self.lo * (1.0 - place) + self.hi * place;
        if self.log { 10f64.powf(v) } else { v }
    }

    /// About `wanted` ticks, at round numbers.
    pub fn ticks(&self, wanted: usize) -> Ticks {
        if !self.log {
            return self.linear_ticks(self.lo, self.hi, wanted);
        }
        let (first, last) = (self.lo.ceil() as i32, self.hi.floor() as i32);
        if last - first >= 1 {
            let stride = (last - first + 1).div_euclid(wanted.max(1) as i32).max(1) as usize;
            let marks = (first..=last).step_by(stride).map(|e| ((e as f64 - self.lo) / (self.hi - self.lo), power(e))).collect();
            return Ticks { marks, offset: None };
        }
        self.linear_ticks(10f64.powf(self.lo), 10f64.powf(self.hi), wanted)
    }

    /// Steps of 1, 2 or 5 times a power of ten. A tick is `count * 10^exponent` with a whole `count`, so its text is exact.
    fn linear_ticks(&self, lo: f64, hi: f64, wanted: usize) -> Ticks {
        let rough = (hi - lo) / wanted.max(2) as f64;
        let mut exponent = rough.log10().floor() as i32;
        let unit = match rough / 10f64.powi(exponent) {
            m if m < 1.5 => 1,
            m if m < 3.5 => 2,
            m if m < 7.5 => 5,
            _ => {
                exponent += 1;
                1
            }
        };
        let step = unit as f64 * 10f64.powi(exponent);
        let (from, to) = ((lo / step - 1e-9).ceil() as i64, (hi / step + 1e-9).floor() as i64);
        let counts: Vec<i64> = (from..=to).take(100).map(|i| i * unit).collect();
        let largest = counts.iter().map(|c| c.abs()).max().unwrap_or(0);
        let offset = if largest >= 10_000_000 { round_middle(&counts) } else { 0 };
        let span = counts.iter().map(|c| (c - offset).abs()).max().unwrap_or(0);
        let plain = (-6..=6).contains(&exponent) && (-3..7).contains(&(digits(span) - 1 + exponent));
        let text = |count: i64| if plain { decimal(count, exponent) } else { scientific(count, exponent) };
        let marks = counts.iter().map(|&c| (self.place(c as f64 * 10f64.powi(exponent)), text(c - offset))).collect();
        Ticks { marks, offset: (offset != 0).then(|| scientific(offset, exponent)) }
    }
}

/// The logarithm, within what the axes can say.
fn log10(v: f64) -> f64 {
    v.clamp(TINY, LARGE).log10()
}

fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (lo, hi) =
        values.map(|v| v.clamp(-LARGE, LARGE)).fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)));
    if lo <= hi { (lo, hi) } else { (0.0, 0.0) }
}

/// The roundest number among some close together, or beside them: what they share.
fn round_middle(counts: &[i64]) -> i64 {
    let (first, last) = (counts.first().copied().unwrap_or(0), counts.last().copied().unwrap_or(0));
    let round = 10i64.pow(digits(last - first) as u32);
    (first + (last - first) / 2 + round / 2).div_euclid(round) * round
}

fn digits(count: i64) -> i32 {
    count.unsigned_abs().checked_ilog10().map_or(1, |d| d as i32 + 1)
}

/// `count * 10^exponent` written out, thousands apart from 10 000 on.
fn decimal(count: i64, exponent: i32) -> String {
    let sign = if count < 0 { "−" } else { "" };
    let whole = count.unsigned_abs().to_string();
    if count == 0 {
        return "0".into();
    }
    if exponent >= 0 {
        return format!("{sign}{}", thousands(&(whole + &"0".repeat(exponent as usize))));
    }
    let places = -exponent as usize;
    let padded = format!("{whole:0>width$}", width = places + 1);
    let (before, after) = padded.split_at(padded.len() - places);
    format!("{sign}{}.{after}", thousands(before))
}

/// Thin spaces between groups of three digits, from five digits on.
pub(super) fn thousands(digits: &str) -> String {
    if digits.len() < 5 {
        return digits.to_owned();
    }
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{2009}');
        }
        out.push(c);
    }
    out
}

/// `count * 10^exponent` as `1.2×10⁻⁷`.
fn scientific(count: i64, exponent: i32) -> String {
    if count == 0 {
        return "0".into();
    }
    let sign = if count < 0 { "−" } else { "" };
    let all = count.unsigned_abs().to_string();
    let exponent = exponent + all.len() as i32 - 1;
    let (first, rest) = all.split_at(1);
    let rest = rest.trim_end_matches('0');
    let point = if rest.is_empty() { "" } else { "." };
    if first == "1" && rest.is_empty() {
        return format!("{sign}10{}", superscript(exponent));
    }
    format!("{sign}{first}{point}{rest}×10{}", superscript(exponent))
}

/// A number for people: up to four significant digits, `1.2×10⁻⁷` where plain digits would be long.
pub(super) fn short(v: f64) -> String {
    if v == 0.0 {
        return "0".into();
    }
    if v == v.trunc() && v.abs() < 1e7 {
        return decimal(v as i64, 0);
    }
    let written = format!("{v:.3e}"); // d.ddde±x
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mut count: i64 = mantissa.replace('.', "").parse().unwrap_or(0);
    let mut last = exponent - 3;
    while count % 10 == 0 && count != 0 {
        (count, last) = (count / 10, last + 1);
    }
    if (-4..7).contains(&exponent) { decimal(count, last) } else { scientific(count, last) }
}

/// A power of ten as a tick says it.
fn power(exponent: i32) -> String {
    if (-3..=5).contains(&exponent) {
        decimal(10i64.pow(exponent.max(0) as u32), exponent.min(0))
    } else {
        format!("10{}", superscript(exponent))
    }
}

fn superscript(n: i32) -> String {
    n.to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            c => char::from_u32('⁰' as u32 + c as u32 - '0' as u32).unwrap_or(c),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(ticks: &Ticks) -> Vec<&str> {
        ticks.marks.iter().map(|(_, text)| text.as_str()).collect()
    }

    fn over(lo: f64, hi: f64) -> Scale {
        Scale::linear([lo, hi].into_iter(), 0.0)
    }

    #[test]
    fn ticks_are_the_numbers_people_would_choose() {
        assert_eq!(texts(&over(0.0, 10.0).ticks(5)), ["0", "2", "4", "6", "8", "10"]);
        assert_eq!(texts(&over(-0.31, 0.32).ticks(6)), ["−0.3", "−0.2", "−0.1", "0", "0.1", "0.2", "0.3"]);
        assert_eq!(
            texts(&over(0.0, 60000.0).ticks(6)),
            ["0", "10\u{2009}000", "20\u{2009}000", "30\u{2009}000", "40\u{2009}000", "50\u{2009}000", "60\u{2009}000"]
        );
        assert_eq!(texts(&over(0.0, 3e-9).ticks(3)), ["0", "10⁻⁹", "2×10⁻⁹", "3×10⁻⁹"]);
        assert_eq!(texts(&over(0.0, 2e30).ticks(4)), ["0", "5×10²⁹", "10³⁰", "1.5×10³⁰", "2×10³⁰"]);
    }

    #[test]
    fn ticks_stand_where_they_say() {
        let scale = over(-3.0, 17.0);
        for (place, text) in scale.ticks(5).marks {
            let value: f64 = text.replace('−', "-").parse().unwrap();
            assert!((place - (value + 3.0) / 20.0).abs() < 1e-12, "{text} at {place}");
            assert!((scale.value(place) - value).abs() < 1e-12);
        }
    }

    #[test]
    fn large_and_close_numbers_share_an_offset() {
        let ticks = over(1e9, 1e9 + 2.0).ticks(4);
        assert_eq!(texts(&ticks), ["0", "0.5", "1.0", "1.5", "2.0"]);
        assert_eq!(ticks.offset.as_deref(), Some("10⁹"));
        let ticks = over(-1e9 - 0.7, -1e9 + 1.4).ticks(4);
        assert_eq!((texts(&ticks), ticks.offset.as_deref()), (vec!["−0.5", "0", "0.5", "1.0"], Some("−10⁹")));
    }

    #[test]
    fn logarithmic_ticks_are_powers_of_ten_or_between_two_of_them_round_numbers() {
        let scale = |lo: f64, hi: f64| Scale::log([lo, hi].into_iter(), 0.0);
        assert_eq!(texts(&scale(1e-2, 1e3).ticks(6)), ["0.01", "0.1", "1", "10", "100", "1000"]);
        assert_eq!(texts(&scale(1e-9, 1e9).ticks(5)), ["10⁻⁹", "10⁻⁶", "0.001", "1", "1000", "10⁶", "10⁹"]);
        assert_eq!(texts(&scale(2.0, 9.0).ticks(4)), ["2", "4", "6", "8"]);
        assert_eq!(scale(1.0, 100.0).place(10.0), 0.5);
    }

    #[test]
    fn every_range_gives_ticks_inside_it_and_finite_places() {
        let extremes =
            [0.0, 1.0, -1.0, 5e-324, 1e-300, 1e-30, 1e30, 1e300, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 1.0 + 1e-15, 1e16];
        for lo in extremes {
            for hi in extremes {
                for scale in [Scale::linear([lo, hi].into_iter(), 0.05), Scale::from_zero([lo, hi].into_iter(), 0.05)] {
                    let ticks = scale.ticks(6);
                    assert!((2..=20).contains(&ticks.marks.len()), "{lo} {hi}: {ticks:?}");
                    assert!(ticks.marks.iter().all(|(at, _)| (-1e-6..=1.0 + 1e-6).contains(at)), "{lo} {hi}: {ticks:?}");
                    let mut all = texts(&ticks);
                    all.dedup();
                    assert_eq!(all.len(), ticks.marks.len(), "{lo} {hi}: {ticks:?}");
                    assert!(scale.place(lo).is_finite() && scale.place(hi).is_finite());
                }
                if lo > 0.0 && hi > 0.0 {
                    let scale = Scale::log([lo, hi].into_iter(), 0.05);
                    assert!(scale.place(lo).is_finite() && !scale.ticks(6).marks.is_empty(), "{lo} {hi}");
                }
            }
        }
    }

    #[test]
    fn numbers_for_people_are_short() {
        assert_eq!(
            [0.0, 12.0, 78.85144, -0.5, 1.23456e-9, 123456.7, 1e12].map(short),
            ["0", "12", "78.85", "−0.5", "1.235×10⁻⁹", "123\u{2009}500", "10¹²"]
        );
    }
}
