//! The characters of HTML pages.

use crate::case::File;
use crate::{Outcome, Suite};
use openwork::Result;
use openwork::text::html_characters;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    pages: Vec<String>,
    expected: Vec<String>,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| {
        let mut outcome = Outcome::new(&case.name, "f64", 0.0);
        outcome.same("pages", [case.pages.len() as u64], &[case.expected.len() as u64]);
        for (page, want) in case.pages.iter().zip(&case.expected) {
            let got = html_characters(page);
            if got != *want {
                outcome.fail(format!("{page:?}: got {got:?}, wanted {want:?}"));
            }
            outcome.identical += 1;
        }
        Ok(outcome)
    });
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}
