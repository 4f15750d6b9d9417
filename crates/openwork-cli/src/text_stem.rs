//! `openwork text stem`: the endings of words.

use crate::call::{Failure, Global};
use crate::table::Table;
use crate::text_words::Words;
use clap::Args;
use openwork::text::{PorterMode, PorterStemmer, SnowballStemmer};
use serde_json::json;
use std::fmt::Write;

/// Strip the endings of words: Porter's stemmer for English, in NLTK's three modes, or Snowball's of any language it has.
#[derive(Args)]
#[command(after_help = "\
Languages: arabic, armenian, basque, catalan, czech, danish, dutch, dutch_porter, english, esperanto, estonian, finnish, french,
german, greek, hindi, hungarian, indonesian, irish, italian, lithuanian, lovins, nepali, norwegian, polish, porter,
portuguese, romanian, russian, serbian, spanish, swedish, tamil, turkish, yiddish.

Examples:
  openwork text stem relational hopping skies
  openwork text stem generalizations --trace
  openwork text stem dying --mode ORIGINAL_ALGORITHM
  openwork text stem Häuser häuslich --language german")]
pub struct Stem {
    #[command(flatten)]
    words: Words,
    /// NLTK_EXTENSIONS, MARTIN_EXTENSIONS or ORIGINAL_ALGORITHM: which Porter
    #[arg(long, default_value = "NLTK_EXTENSIONS")]
    mode: String,
    /// A language: stem by Snowball's rules for it instead of Porter's
    #[arg(long, conflicts_with_all = ["mode", "trace"])]
    language: Option<String>,
    /// Show which rule fired in which step
    #[arg(long)]
    trace: bool,
}

impl Stem {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        if let Some(language) = &self.language {
            let stemmer = SnowballStemmer::new(language)?;
            return self.words.each(global.json, |word, text| {
                let stem = stemmer.stem(word);
                *text += &if global.json { json!({ "word": word, "stem": stem }).to_string() } else { stem };
            });
        }
        let stemmer = PorterStemmer::new(PorterMode::parse(&self.mode)?);
        self.words.each(global.json || self.trace, |word, text| {
            if global.json {
                *text += &json!({ "word": word, "stem": stemmer.stem(word), "steps": stemmer.steps(word) }).to_string();
            } else if self.trace {
                let mut table = Table::new(["step", "rule", "before", "after"]);
                stemmer.steps(word).into_iter().for_each(|s| table.row([s.step.to_owned(), s.rule, s.before, s.after]));
                let _ = write!(text, "{word} -> {}\n{table}", stemmer.stem(word)); // a String takes all that is written
            } else {
                stemmer.stem_into(word, text);
            }
        })
    }
}
