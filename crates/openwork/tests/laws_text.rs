//! What is true of cleaning and cutting for any text, and that no text takes longer than in proportion to its length.

use openwork::text::{
    Pipeline, SentenceSplitter, WordTokenizer, html_characters, remove_emoji, remove_html, remove_punctuation, remove_urls,
    squeeze_spaces, unicode_words, urls, word_bounds,
};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Pieces that one part or another knows.
const PIECES: &[&str] = &[
    " ",
    "\n",
    "a",
    "Z",
    "9",
    ".",
    "!",
    "?",
    "'",
    "\"",
    "<",
    ">",
    "/",
    "=",
    "&",
    ";",
    "#",
    "x",
    "-",
    "<!--",
    "-->",
    "<b>",
    "</script>",
    "<script>",
    "&amp",
    "http://",
    "www.",
    "(",
    ")",
    "Dr.",
    "No.",
    "e.g.",
    "你",
    "好。",
    "न",
    "मि",
    "م",
    "؟",
    "😀",
    "👩",
    "\u{200d}",
    "\u{fe0f}",
    "🏽",
    "🇯",
    "🇵",
    "1\u{fe0f}\u{20e3}",
    "©",
    "\0",
    "\u{202e}",
    "\u{e0067}",
    "\u{e007f}",
    "🏴",
    "\r\n",
    "\u{2029}",
    "_",
];

fn odd_text() -> impl Strategy<Value = String> {
    proptest::collection::vec(0..PIECES.len(), 0..30).prop_map(|at| at.into_iter().map(|i| PIECES[i]).collect())
}

/// Whether `part` is `whole` with characters left out.
fn is_left_of(part: &str, whole: &str) -> bool {
    let mut whole = whole.chars();
    part.chars().all(|ch| whole.any(|other| other == ch))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn cleaning_only_takes_away(text in odd_text()) {
        for keep in [false, true] {
            prop_assert!(is_left_of(&remove_emoji(&text, keep), &text));
        }
        prop_assert!(is_left_of(&remove_urls(&text), &text));
        prop_assert!(is_left_of(&remove_punctuation(&text, ""), &text));
        if !text.contains('&') {
            prop_assert!(is_left_of(&html_characters(&text), &text));
        }
        let squeezed = squeeze_spaces(&text);
        prop_assert_eq!(squeeze_spaces(&squeezed), squeezed);
        for (start, length) in urls(&text) {
            prop_assert!(length > 0 && text.get(start..start + length).is_some());
        }
    }

    #[test]
    fn text_without_markup_is_its_own_page(text in odd_text()) {
        let text = text.replace(['<', '&'], "");
        prop_assert_eq!(html_characters(&text), text);
    }

    #[test]
    fn pieces_are_the_text(text in odd_text()) {
        prop_assert_eq!(word_bounds(&text).map(|token| token.text).collect::<String>(), text.clone());
        for splitter in [SentenceSplitter::unicode(), SentenceSplitter::new("english").unwrap().wrapped(true)] {
            let mut end = 0;
            for sentence in splitter.sentences(&text) {
                prop_assert_eq!(sentence.text, &text[sentence.start..sentence.end]);
                prop_assert!(text[end..sentence.start].trim().is_empty() && sentence.text.trim() == sentence.text);
                end = sentence.end;
            }
            prop_assert!(text[end..].trim().is_empty());
        }
    }

    #[test]
    fn a_pipeline_ends_where_its_last_step_does(text in odd_text()) {
        let pipeline = Pipeline::parse(Pipeline::DEFAULT).unwrap();
        let last = pipeline.run(&text).last().unwrap();
        prop_assert_eq!(last.after, pipeline.tokens(&text).join(" "));
    }
}

/// Texts made to be slow: each is `head`, then `body` again and again.
const SLOW: &[(&str, &str)] = &[
    ("", "a"),
    ("", "'"),
    ("", "\""),
    ("", "."),
    ("a.", " "),
    ("a.", ")"),
    ("a.", "\n "),
    ("", "a. "),
    ("", "A.א"),
    ("", ":"),
    ("", "-"),
    ("", "`"),
    ("", "cannot"),
    ("", "<"),
    ("", "<!--"),
    ("<!--", "--"),
    ("<!--", "--!"),
    ("", "<a "),
    ("<a '", "'"),
    ("", "<script>"),
    ("<script>", "<!--<script"),
    ("<title>", "</"),
    ("", "&"),
    ("", "&a"),
    ("", "&#"),
    ("&#", "9"),
    ("", "</script"),
    ("", "http://"),
    ("", "http://["),
    ("http://a", "("),
    ("http://a", ")"),
    ("http://a", "."),
    ("", "a:"),
    ("", "www."),
    ("", "://"),
    ("", "👩\u{200d}"),
    ("🏴", "\u{e0067}"),
    ("", "🇯"),
    ("", "1\u{fe0f}"),
    ("a:", "\u{301}"),
    ("", "a\u{301}:"),
    ("", "\u{200d}"),
    ("a.", "1"),
    ("a. ", "\u{301}"),
    ("", "A. "),
    ("", "Dr. "),
    ("", "\r\n"),
    ("", "a\n \n"),
    ("", "<div>"),
    ("\0", "\0"),
    ("", "\u{202e}a"),
    ("a. ", "("),
    ("a", "\n\t"),
];

fn all_parts(text: &str) -> usize {
    let english = SentenceSplitter::new("english").unwrap();
    let wrapped = english.clone().wrapped(true);
    WordTokenizer::default().tokens(text).len()
        + unicode_words(text).count()
        + english.sentences(text).count()
        + wrapped.sentences(text).count()
        + remove_html(text).len()
        + remove_urls(text).len()
        + remove_emoji(text, false).len()
        + remove_punctuation(text, " ").len()
        + squeeze_spaces(text).len()
}

/// The least of a few measurements: what the work itself takes, whatever else the machine does.
fn least(text: &str) -> Duration {
    (0..3)
        .map(|_| {
            let clock = Instant::now();
            std::hint::black_box(all_parts(std::hint::black_box(text)));
            clock.elapsed()
        })
        .min()
        .unwrap()
}

/// Sixteen times the text may take sixteen times as long, and three times that for what a machine does meanwhile; work that grows with the
/// square would take 256 times as long.
#[test]
fn no_text_takes_longer_than_in_proportion_to_its_length() {
    all_parts("what is unpacked once");
    for (head, body) in SLOW {
        let text = |bytes: usize| head.to_string() + &body.repeat(bytes / body.len());
        let (small, large) = (text(8_000), text(128_000));
        let mut grows = f64::INFINITY;
        // A busy machine gets a second and a third chance; work that grows with the square needs more.
        for _ in 0..3 {
            grows = grows.min(least(&large).as_secs_f64() / least(&small).as_secs_f64().max(20e-6));
            if grows < 48.0 {
                break;
            }
        }
        assert!(grows < 48.0, "{head:?} and {body:?} again and again: {grows:.0} times as long for 16 times the text");
    }
}
