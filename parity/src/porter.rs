//! The Porter stemmer in three modes.

use crate::case::File;
use crate::{Outcome, Suite};
use openwork::Result;
use openwork::text::{PorterMode, PorterStemmer};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    mode: String,
    /// Words with spaces between.
    words: String,
    /// Their stems; `-` for none left.
    expected: String,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| {
        let mut outcome = Outcome::new(&case.name, "f64", 0.0);
        let stemmer = PorterStemmer::new(PorterMode::parse(&case.mode)?);
        let (words, stems): (Vec<&str>, Vec<&str>) = (case.words.split(' ').collect(), case.expected.split(' ').collect());
        outcome.same("words", [words.len() as u64], &[stems.len() as u64]);
        for (word, want) in words.iter().zip(stems) {
            let got = stemmer.stem(word);
            let traced = stemmer.steps(word).pop().map_or_else(|| word.to_lowercase(), |step| step.after);
            if got != want.trim_matches('-') || traced != got {
                outcome.fail(format!("{word}: got {got:?}, traced {traced:?}, wanted {want:?}"));
            }
        }
        outcome.identical += words.len();
        Ok(outcome)
    });
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}
