//! What Unicode says of each character where text is cut: its classes for words and for sentences (Unicode 15.0,
//! `data/unicode/make.py`).

use std::sync::OnceLock;

/// The classes of UAX #29 for words, in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(super) enum Word {
    Other,
    Cr,
    Lf,
    Newline,
    Extend,
    Zwj,
    RegionalIndicator,
    Format,
    Katakana,
    HebrewLetter,
    ALetter,
    SingleQuote,
    DoubleQuote,
    MidNumLet,
    MidLetter,
    MidNum,
    Numeric,
    ExtendNumLet,
    WSegSpace,
}

/// The classes of UAX #29 for sentences, in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(super) enum Sentence {
    Other,
    Cr,
    Lf,
    Extend,
    Sep,
    Format,
    Sp,
    Lower,
    Upper,
    OLetter,
    Numeric,
    ATerm,
    SContinue,
    STerm,
    Close,
}

const WORDS: [Word; 19] = {
    use Word::*;
    [
        Other,
        Cr,
        Lf,
        Newline,
        Extend,
        Zwj,
        RegionalIndicator,
        Format,
        Katakana,
        HebrewLetter,
        ALetter,
        SingleQuote,
        DoubleQuote,
        MidNumLet,
        MidLetter,
        MidNum,
        Numeric,
        ExtendNumLet,
        WSegSpace,
    ]
};

const SENTENCES: [Sentence; 15] = {
    use Sentence::*;
    [Other, Cr, Lf, Extend, Sep, Format, Sp, Lower, Upper, OLetter, Numeric, ATerm, SContinue, STerm, Close]
};

static TABLE: &[u8] = include_bytes!("../../../../data/unicode/breaks.bin");

/// Planes 0 and 1 hold all that is written; their kinds are unpacked at the first use (256 kB).
const UNPACKED: usize = 0x20000;

/// Each run's first code point and its kind.
fn runs() -> impl Iterator<Item = (usize, u16)> {
    TABLE.chunks_exact(4).map(|run| {
        let packed = u32::from_le_bytes([run[0], run[1], run[2], run[3]]);
        ((packed >> 11) as usize, (packed & 0x7FF) as u16)
    })
}

fn kind(ch: char) -> u16 {
    static KINDS: OnceLock<Vec<u16>> = OnceLock::new();
    let kinds = KINDS.get_or_init(|| {
        let mut kinds = Vec::with_capacity(UNPACKED);
        let mut last = 0;
        for (first, kind) in runs() {
            kinds.resize(first.clamp(kinds.len(), UNPACKED), last);
            last = kind;
        }
        kinds.resize(UNPACKED, last);
        kinds
    });
    let code = ch as usize;
    match kinds.get(code) {
        Some(&kind) => kind,
        None => runs().take_while(|&(first, _)| first <= code).last().map_or(0, |(_, kind)| kind),
    }
}

pub(super) fn word(ch: char) -> Word {
    WORDS[usize::from(kind(ch) >> 5) % WORDS.len()]
}

pub(super) fn sentence(ch: char) -> Sentence {
    SENTENCES[usize::from(kind(ch) >> 1 & 15) % SENTENCES.len()]
}

/// Whether the character is a pictograph: an emoji, or set aside for one.
pub(super) fn is_pictograph(ch: char) -> bool {
    kind(ch) & 1 == 1
}
