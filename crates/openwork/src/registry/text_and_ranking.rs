//! The algorithms of [`metrics`](crate::metrics) that judge summaries, language models and rankings, and of
//! [`text`](crate::text) the stemmer.

use super::{Algorithm, setting};

/// ROUGE.
pub const ROUGE: Algorithm = Algorithm {
    id: "rouge",
    name: "ROUGE",
    summary: "judges summaries by the words and runs of words that they share with references",
    chapter: "metrics",
    module: "openwork::metrics::Rouge",
    command: "openwork eval rouge",
    python: "openwork.metrics.rouge",
    page: "metrics/rouge.md",
    reference: "rouge_score 0.1.2 RougeScorer",
    settings: &[
        setting("types", "types", "rouge1, rouge2, rougeL", "rouge1, rouge2, ..., rougeL, rougeLsum", "which variants"),
        setting("stem", "use_stemmer", "False", "True or False", "stem words longer than three letters (Porter, as NLTK has it)"),
        setting(
            "tokenizer",
            "tokenizer",
            "google",
            "google or unicode",
            "what a word is: a to z and 0 to 9, or letters of any script",
        ),
    ],
};

/// Perplexity.
pub const PERPLEXITY: Algorithm = Algorithm {
    id: "perplexity",
    name: "perplexity",
    summary: "says how surprised a language model is by a text, per token",
    chapter: "metrics",
    module: "openwork::metrics::Perplexity",
    command: "openwork eval perplexity",
    python: "openwork.metrics.perplexity",
    page: "metrics/perplexity.md",
    reference: "scipy 1.17.1 log_softmax; the transformers recipe for windows",
    settings: &[
        setting("base", "base", "e", "> 1", "the base of the log-likelihoods given"),
        setting("ignore", "ignore_index", "-100", "a whole number", "the target of tokens that count nothing"),
    ],
};

/// Measures of rankings.
pub const RANKING: Algorithm = Algorithm {
    id: "ranking",
    name: "ranking measures",
    summary: "judges rankings of documents: MRR, MAP, nDCG and all of trec_eval's measures",
    chapter: "metrics",
    module: "openwork::metrics::Ranking",
    command: "openwork eval ranking",
    python: "openwork.metrics.ranking",
    page: "metrics/ranking.md",
    reference: "pytrec_eval-terrier 0.5.11 (trec_eval 9)",
    settings: &[
        setting("measures", "measures", "map, recip_rank, ndcg, ndcg_cut_10", "trec_eval's names", "which measures"),
        setting("relevance_level", "relevance_level", "1", "a whole number", "the least relevance that is relevant"),
        setting("judged_only", "judged_docs_only", "False", "True or False", "leave out documents that nobody judged"),
        setting("complete", "complete", "False", "True or False", "count judged queries that the run lacks as lost"),
        setting("double", "double", "False", "True or False", "compare scores in f64 instead of f32"),
    ],
};

/// The Porter stemmer.
pub const PORTER: Algorithm = Algorithm {
    id: "porter",
    name: "Porter stemmer",
    summary: "strips the endings of English words by five steps of rules",
    chapter: "text",
    module: "openwork::text::PorterStemmer",
    command: "openwork text stem",
    python: "openwork.text.PorterStemmer",
    page: "text/stem.md",
    reference: "NLTK 3.10.4 PorterStemmer, in its three modes",
    settings: &[setting(
        "mode",
        "mode",
        "NLTK_EXTENSIONS",
        "NLTK_EXTENSIONS, MARTIN_EXTENSIONS or ORIGINAL_ALGORITHM",
        "the rules: NLTK's, those of Porter's later program, or the paper's",
    )],
};
