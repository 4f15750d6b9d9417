//! The metrics of translations in [`metrics`](crate::metrics).

use super::{Algorithm, setting};

/// BLEU.
pub const BLEU: Algorithm = Algorithm {
    id: "bleu",
    name: "BLEU",
    summary: "judges translations by the runs of words that they share with references",
    chapter: "metrics",
    module: "openwork::metrics::Bleu",
    command: "openwork eval bleu",
    python: "openwork.metrics.{corpus_bleu, sentence_bleu}",
    page: "metrics/bleu.md",
    reference: "sacreBLEU 2.6.0 BLEU",
    settings: &[
        setting("tokenize", "tokenize", "13a", "13a, intl, char, zh, none", "how a line becomes tokens"),
        setting("lowercase", "lowercase", "False", "true or false", "capitals count as small letters"),
        setting("smooth_method", "smooth_method", "exp", "exp, floor, add-k, none", "what happens to an order without a match"),
        setting(
            "smooth_value",
            "smooth_value",
            "None",
            ">= 0; unset: 0.1 for floor, 1 for add-k",
            "the number that floor and add-k use",
        ),
        setting("max_ngram_order", "max_ngram_order", "4", "1..=64", "the longest runs of words counted"),
    ],
};

/// chrF.
pub const CHRF: Algorithm = Algorithm {
    id: "chrf",
    name: "chrF",
    summary: "judges translations by the runs of characters, and of words, that they share with references",
    chapter: "metrics",
    module: "openwork::metrics::Chrf",
    command: "openwork eval chrf",
    python: "openwork.metrics.{corpus_chrf, sentence_chrf}",
    page: "metrics/chrf.md",
    reference: "sacreBLEU 2.6.0 CHRF",
    settings: &[
        setting("char_order", "char_order", "6", "0..=64", "the longest runs of characters counted"),
        setting("word_order", "word_order", "0", "0..=64; 2 is chrF++", "the longest runs of words counted"),
        setting("beta", "beta", "2", ">= 0", "how many times as much recall counts as precision"),
        setting("lowercase", "lowercase", "False", "true or false", "capitals count as small letters"),
        setting("whitespace", "whitespace", "False", "true or false", "white space counts as characters"),
        setting("eps_smoothing", "eps_smoothing", "False", "true or false", "the mean is taken over the F-scores of all orders"),
    ],
};

/// TER.
pub const TER: Algorithm = Algorithm {
    id: "ter",
    name: "TER",
    summary: "judges translations by the edits that make references of them",
    chapter: "metrics",
    module: "openwork::metrics::Ter",
    command: "openwork eval ter",
    python: "openwork.metrics.{corpus_ter, sentence_ter}",
    page: "metrics/ter.md",
    reference: "sacreBLEU 2.6.0 TER",
    settings: &[
        setting("normalized", "normalized", "False", "true or false", "punctuation is parted from words"),
        setting("no_punct", "no_punct", "False", "true or false", "punctuation is left out"),
        setting(
            "asian_support",
            "asian_support",
            "False",
            "true or false",
            "normalising and leaving out reach Chinese and Japanese",
        ),
        setting("case_sensitive", "case_sensitive", "False", "true or false", "capitals differ from small letters"),
    ],
};
