//! What must hold of NLTK's word tokenizer; its answers themselves are compared in `parity`.

use super::*;
use proptest::prelude::*;

fn texts(tokens: &[Token<'_>]) -> Vec<String> {
    tokens.iter().map(|token| token.text.to_owned()).collect()
}

/// Pieces that the rules know, and some that they do not.
const PIECES: &[&str] = &[
    " ", " ", " ", "a", "S", "x", "7", "'", "'", "\"", "``", "`", "''", ".", ".", ",", ":", "-", "--", "(", ")", "[", "<", ">",
    "}", "'s", "n't", "N'T", "'ll", "'LL", "can", "not", "cannot", "Gonna", "wanna", "d'ye", "more'n", "tis", "twas", "t", "?",
    "!", ";", "@", "$", "%", "&", "*", "\n", "\t", "\r\n", "\u{1c}", "\u{a0}", "\u{3000}", "«", "»", "“", "”", "‘", "’", "„",
    "–", "—", "é", "ſ", "ı", "İ", "你", "न", "ि", "\u{200d}", "\0", "٣", "½", "_", "/", "😀", "\u{85}", "re", "ve", "d", "m",
    "i", "gımme",
];

fn odd_text(longest: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(0..PIECES.len(), 0..longest).prop_map(|at| at.into_iter().map(|i| PIECES[i]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn one_pass_gives_what_the_plain_rules_give(text in odd_text(24)) {
        let tokenizer = WordTokenizer::default();
        prop_assert_eq!(tokenizer.tokens(&text), tokenizer.tokens_plain(&text));
    }

    #[test]
    fn every_token_is_its_span_and_nothing_but_white_space_is_lost(text in odd_text(24)) {
        let tokens = WordTokenizer { convert_quotes: false, ..WordTokenizer::default() }.tokens(&text);
        let mut end = 0;
        for token in &tokens {
            prop_assert_eq!(token.text, &text[token.start..token.end]);
            prop_assert!(!token.text.is_empty() && text[end..token.start].chars().all(is_python_space));
            end = token.end;
        }
        prop_assert!(text[end..].chars().all(is_python_space));
        let letters: Vec<char> = text.chars().collect();
        for (token, (from, to)) in tokens.iter().zip(char_spans(&text, &tokens)) {
            prop_assert_eq!(token.text, letters[from..to].iter().collect::<String>());
        }
    }
}

#[test]
fn the_examples_of_nltks_documentation() {
    let text = "Good muffins cost $3.88 (roughly 3,36 euros)\nin New York.  Please buy me\ntwo of them.\nThanks.";
    let words = WordTokenizer::default().words(text).join("|");
    let want = "Good|muffins|cost|$|3.88|(|roughly|3,36|euros|)|in|New|York.|Please|buy|me|two|of|them.|Thanks|.";
    assert_eq!(words, want);
    let written = WordTokenizer { convert_parentheses: true, ..WordTokenizer::default() };
    assert_eq!(written.words("a (b) [c]").join(" "), "a -LRB- b -RRB- -LSB- c -RSB-");
}

#[test]
fn quotes_of_every_kind_have_their_place() {
    let text = "\"Oh, no,\" she'd say, ''mixed`` and “curly”.";
    let tokens = WordTokenizer::default().tokens(text);
    assert_eq!(texts(&tokens)[0], "``");
    let spans: String = tokens.iter().map(|token| &text[token.start..token.end]).collect();
    assert_eq!(spans, text.replace(' ', ""));
}

#[test]
fn grams_of_every_length() {
    assert_eq!(ngrams(&[1, 2, 3], 2..=2).collect::<Vec<_>>(), [&[1, 2][..], &[2, 3]]);
    assert_eq!(ngrams(&[1, 2, 3], 0..=9).count(), 6);
    assert_eq!(ngrams(&[1, 2, 3], 4..=usize::MAX).count(), 0);
    assert_eq!(ngrams::<u8>(&[], 1..=2).count(), 0);
}
