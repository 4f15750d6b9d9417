//! The algorithms of [`text`](crate::text) that weigh, compare and find texts.

use super::{Algorithm, setting};

/// TF-IDF and the counts beneath it.
pub const TFIDF: Algorithm = Algorithm {
    id: "tfidf",
    name: "TF-IDF",
    summary: "weighs the words of texts: much for those that come often here and seldom elsewhere",
    chapter: "text",
    module: "openwork::text::TfidfVectorizer",
    command: "openwork text tfidf",
    python: "openwork.text.{CountVectorizer, TfidfTransformer, TfidfVectorizer}",
    page: "text/tfidf.md",
    reference: "scikit-learn 1.9.1 TfidfVectorizer, CountVectorizer, TfidfTransformer; the textbook's form by its definition",
    settings: &[
        setting("unit", "analyzer", "words", "words, all-words, spaced, char, char_wb", "what a term is"),
        setting("lowercase", "lowercase", "True", "True or False", "make letters small first"),
        setting("strip_accents", "strip_accents", "None", "ascii, unicode or None", "take accents off"),
        setting("ngrams", "ngram_range", "(1, 1)", "1 <= least <= most", "runs of so many words or characters"),
        setting("stop_words", "stop_words", "None", "english, a list or None", "words to leave out"),
        setting("min_df", "min_df", "1", "a number of texts, or a share", "leave out terms of fewer texts"),
        setting("max_df", "max_df", "1.0", "a number of texts, or a share", "leave out terms of more texts"),
        setting("max_features", "max_features", "None", ">= 1 or None", "only so many terms, the commonest"),
        setting("vocabulary", "vocabulary", "None", "terms or None", "these terms instead of those of the texts"),
        setting("binary", "binary", "False", "True or False", "count 1 for every term that is there"),
        setting("norm", "norm", "l2", "l1, l2 or None", "what a row is divided by"),
        setting("use_idf", "use_idf", "True", "True or False", "weigh terms by how few texts have them"),
        setting("smooth_idf", "smooth_idf", "True", "True or False", "as if one more text had every term"),
        setting("sublinear_tf", "sublinear_tf", "False", "True or False", "1 + ln(count) instead of the count"),
        setting("variant", "variant", "scikit-learn", "scikit-learn or textbook", "whose formula"),
    ],
};

/// Cosine similarity.
pub const SIMILARITY: Algorithm = Algorithm {
    id: "similarity",
    name: "cosine similarity",
    summary: "says how alike rows are by the angle between them, and finds the nearest",
    chapter: "text",
    module: "openwork::text::Cosine",
    command: "openwork text similar",
    python: "openwork.text.{CosineIndex, cosine_similarity, cosine_top_k}",
    page: "text/similarity.md",
    reference: "scikit-learn 1.9.1 cosine_similarity",
    settings: &[setting("k", "k", "10", ">= 1", "how many of the nearest")],
};

/// BM25.
pub const BM25: Algorithm = Algorithm {
    id: "bm25",
    name: "BM25",
    summary: "ranks documents by the words of a query, in memory or from an index on disk",
    chapter: "text",
    module: "openwork::text::{Bm25, SearchIndex}",
    command: "openwork text search",
    python: "openwork.text.{BM25, SearchIndex}",
    page: "text/bm25.md",
    reference: "bm25s 0.3.16, each of its five methods",
    settings: &[
        setting("variant", "method", "lucene", "robertson, lucene, atire, bm25l, bm25+", "which formula"),
        setting("k1", "k1", "1.5", ">= 0", "how soon more of a word stops to count"),
        setting("b", "b", "0.75", "0 to 1", "how much a document's length counts"),
        setting("delta", "delta", "0.5", ">= 0", "what a word's presence counts, with bm25l and bm25+"),
    ],
};
