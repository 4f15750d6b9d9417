//! `openwork text tokenize`: sentences, words and n-grams.

use crate::call::{Failure, Global};
use crate::text_lines::{FILES, Texts};
use clap::{Args, ValueEnum};
use openwork::text::{SentenceSplitter, Token, WordTokenizer, char_spans, ngrams, unicode_words, word_bounds};
use serde_json::json;

/// What to cut a text into.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// NLTK's words: the Treebank's rules; expects sentences
    Nltk,
    /// Words of any script by Unicode's rules, no marks
    Unicode,
    /// The same with marks and spaces
    Bounds,
    /// What stands between white space
    Whitespace,
    /// Sentences only
    Sentences,
}

/// Cut texts into sentences, words and n-grams.
#[derive(Args)]
#[command(after_help = format!("\
{FILES}

Examples:
  openwork text tokenize demo:messages
  openwork text tokenize demo:messages --sentences english
  openwork text tokenize demo:messages --by unicode --ngrams 1-2
  openwork text tokenize demo:messages --by sentences --json"))]
pub struct Tokenize {
    #[command(flatten)]
    texts: Texts,
    /// What to cut into
    #[arg(long, value_enum, default_value = "nltk")]
    by: By,
    /// Cut into sentences first, by a language's abbreviations (english, german, french, spanish) or by unicode's rules alone
    #[arg(long, value_name = "LANGUAGE")]
    sentences: Option<String>,
    /// Give runs of so many words instead: N or FROM-TO
    #[arg(long, value_name = "N", value_parser = range)]
    ngrams: Option<(usize, usize)>,
    /// Lines are only wrapped: with --whole, a single line end is a space
    #[arg(long)]
    wrapped: bool,
}

/// `2` or `1-3`.
fn range(text: &str) -> Result<(usize, usize), String> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    match (from.parse(), to.parse()) {
        (Ok(from @ 1..), Ok(to)) if from <= to => Ok((from, to)),
        _ => Err("wanted a number of words, such as 2, or a range of them, such as 1-3".into()),
    }
}

impl Tokenize {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let language = match (&self.sentences, self.by) {
            (None, By::Sentences) => Some("english"),
            (language, _) => language.as_deref(),
        };
        let splitter = language.map(SentenceSplitter::parse).transpose()?.map(|splitter| splitter.wrapped(self.wrapped));
        self.texts.each(|text| {
            let Some(splitter) = &splitter else { return self.answer(global, text, self.cut(text)) };
            if self.by == By::Sentences {
                let sentences: Vec<Token<'_>> = splitter.sentences(text).collect();
                let lines = || sentences.iter().map(|s| s.text.replace(['\n', '\r'], " ") + "\n").collect();
                return if global.json { self.answer(global, text, sentences) } else { lines() };
            }
            let sentences = splitter.sentences(text);
            sentences.map(|sentence| self.answer(global, sentence.text, self.cut(sentence.text))).collect()
        })
    }

    fn cut<'a>(&self, text: &'a str) -> Vec<Token<'a>> {
        match self.by {
            By::Nltk => WordTokenizer::default().tokens(text),
            By::Unicode => unicode_words(text).collect(),
            By::Bounds => word_bounds(text).collect(),
            By::Whitespace | By::Sentences => {
                let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
                text.split_whitespace()
                    .map(|word| Token { text: word, start: start(word), end: start(word) + word.len() })
                    .collect()
            }
        }
    }

    /// A line: the tokens with spaces between, or with tabs where they hold spaces.
    fn answer(&self, global: &Global, text: &str, tokens: Vec<Token<'_>>) -> String {
        let words: Vec<&str> = tokens.iter().map(|token| token.text).collect();
        let grams = self.ngrams.map(|(from, to)| ngrams(&words, from..=to).map(|gram| gram.join(" ")).collect::<Vec<_>>());
        if global.json {
            let mut answer = json!({ "text": text, "tokens": words, "spans": char_spans(text, &tokens) });
            if let Some(grams) = grams {
                answer["ngrams"] = json!(grams);
            }
            return format!("{answer}\n");
        }
        match grams {
            Some(grams) => grams.join("\t") + "\n",
            None => words.join(if self.by == By::Bounds { "\t" } else { " " }) + "\n",
        }
    }
}
