//! The entries of cleaning and cutting texts.

use super::{Algorithm, setting};

/// Cleaning.
pub const CLEAN: Algorithm = Algorithm {
    id: "clean",
    name: "text cleaning",
    summary: "removes tags, addresses, emoji and marks from a text, and nothing else",
    chapter: "text",
    module: "openwork::text::remove_html",
    command: "openwork text clean",
    python: "openwork.text.remove_html",
    page: "text/clean.md",
    reference: "html5lib 1.1, emoji-test.txt of Unicode 15.0",
    settings: &[setting("breaks", "breaks", "True", "True or False", "end a line where a paragraph, heading, row or item does")],
};

/// NLTK's word tokenizer.
pub const WORD_TOKENIZE: Algorithm = Algorithm {
    id: "word_tokenize",
    name: "word tokenizer",
    summary: "cuts a sentence into words and marks by the Treebank's rules, with their places in the text",
    chapter: "text",
    module: "openwork::text::WordTokenizer",
    command: "openwork text tokenize",
    python: "openwork.text.word_tokenize",
    page: "text/tokenize.md",
    reference: "NLTK 3.10.4 word_tokenize(preserve_line=True)",
    settings: &[
        setting(
            "language",
            "language",
            "english",
            "english, german, french, spanish or unicode",
            "whose abbreviations the sentence splitter knows",
        ),
        setting(
            "preserve_line",
            "preserve_line",
            "False",
            "True or False",
            "take the text for one sentence, instead of cutting it into sentences first",
        ),
    ],
};
