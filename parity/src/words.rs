//! Stemmers and the lemmatizer: words and what they are brought to.

use crate::case::File;
use crate::{Outcome, Suite, folder};
use openwork::io::Lines;
use openwork::text::{Lemmatizer, PartOfSpeech, PorterMode, PorterStemmer, SnowballStemmer};
use openwork::{Error, Result};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

/// Words and their stems, with spaces between; `-` for none left.
#[derive(Deserialize)]
struct Case {
    name: String,
    /// Porter's.
    #[serde(default)]
    mode: String,
    /// Snowball's.
    #[serde(default)]
    language: String,
    words: String,
    expected: String,
}

/// Porter's stemmer in three modes: the plain form, the fast form, the trace and the batch.
pub fn porter(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| {
        let stemmer = PorterStemmer::new(PorterMode::parse(&case.mode)?);
        let (words, stems) = match case.words.strip_prefix("words/") {
            Some(_) => vocabulary(stemmer.mode())?,
            None => (split(&case.words), split(&case.expected)),
        };
        let mut outcome = compare(&case.name, &words, &stems, &stemmer.stem_all(&words));
        for (word, want) in words.iter().zip(&stems) {
            let traced = stemmer.steps(word).pop().map_or_else(|| word.to_lowercase(), |step| step.after);
            let plain = stemmer.stem_plain(word);
            if [&traced, &plain].into_iter().any(|got| got != want.trim_matches('-')) {
                outcome.fail(format!("{word}: traced {traced:?}, plain {plain:?}, wanted {want:?}"));
            }
        }
        Ok(outcome)
    });
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}

/// Snowball's stemmers.
pub fn snowball(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| {
        let stems = SnowballStemmer::new(&case.language)?.stem_all(&split(&case.words));
        Ok(compare(&case.name, &split(&case.words), &split(&case.expected), &stems))
    });
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}

fn split(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

fn compare(name: &str, words: &[String], wanted: &[String], got: &[String]) -> Outcome {
    let mut outcome = Outcome::new(name, "f64", 0.0);
    outcome.same("words", [got.len() as u64, words.len() as u64], &[wanted.len() as u64; 2]);
    for ((word, got), want) in words.iter().zip(got).zip(wanted) {
        if got != want.trim_matches('-') {
            outcome.fail(format!("{word}: got {got:?}, wanted {want:?}"));
        }
    }
    outcome.identical += words.len();
    outcome
}

/// Porter's vocabulary and its stems in that mode: a line has a word and its stems in the order of [`PorterMode::ALL`].
fn vocabulary(mode: PorterMode) -> Result<(Vec<String>, Vec<String>)> {
    let column = |number: usize| {
        let name = format!("{}:{number}", words_file().display());
        let mut lines = Lines::open(name.as_ref())?;
        std::iter::from_fn(|| lines.next_text().transpose()).collect::<Result<Vec<_>>>()
    };
    Ok((column(1)?, column(2 + mode as usize)?))
}

fn words_file() -> std::path::PathBuf {
    folder().with_file_name("words").join("porter.tsv.gz")
}

#[derive(Deserialize)]
struct LemmaCase {
    name: String,
    pos: String,
    set: String,
    words: String,
    /// How many words the set has.
    count: u64,
    /// How many lemmas of this part of speech WordNet has, and the CRC-32 of their sorted list.
    lemmas: u64,
    crc: u64,
    /// Lines of a word and its lemmas, where they are not plain: a lemma has itself and any other word none. `-` is the word.
    expected: String,
}

/// The lemmatizer on every lemma and irregular form, on a vocabulary of real texts and on odd words.
pub fn lemmatize(text: &str) -> Result<Suite> {
    let file: File<LemmaCase> = File::parse(text)?;
    let lemmatizer = Lemmatizer::new()?;
    let wordnet = lemmatizer.wordnet();
    let mut every: BTreeSet<&str> = PartOfSpeech::ALL.into_iter().flat_map(|pos| wordnet.lemmas(pos)).collect();
    every.extend(PartOfSpeech::ALL.into_iter().flat_map(|pos| wordnet.exceptions(pos).map(|(form, _)| form)));
    let (vocabulary, _) = vocabulary(PorterMode::default())?;
    let outcomes = file.cases.iter().map(|case| {
        let pos = PartOfSpeech::parse(&case.pos)?;
        let words: Vec<&str> = match &*case.set {
            "wordnet" => every.iter().copied().collect(),
            "vocabulary" => vocabulary.iter().map(|word| &**word).filter(|word| !every.contains(word)).collect(),
            "odd" => case.words.split(' ').collect(),
            set => return Err(Error::format("parity/cases", format!("no set of words is called {set:?}"))),
        };
        let mut outcome = Outcome::new(&case.name, "f64", 0.0);
        let lemmas: BTreeSet<&str> = wordnet.lemmas(pos).collect();
        let joined = lemmas.iter().copied().collect::<Vec<_>>().join("\n");
        let got = [words.len() as u64, lemmas.len() as u64, crc32(joined.as_bytes()).into()];
        outcome.same("words, lemmas and their sum", got, &[case.count, case.lemmas, case.crc]);
        let wanted: HashMap<&str, Vec<&str>> = case
            .expected
            .lines()
            .filter_map(|line| line.split_once(' ').or(Some((line, ""))))
            .map(|(word, of)| (word, of.split_whitespace().map(|lemma| if lemma == "-" { word } else { lemma }).collect()))
            .collect();
        let batch = lemmatizer.lemmatize_all(&words, pos);
        for (word, lemma) in words.iter().zip(&batch) {
            let plain = || if lemmas.contains(word) { vec![*word] } else { vec![] };
            let want = wanted.get(word).cloned().unwrap_or_else(plain);
            let found = lemmatizer.morphy(word, pos);
            let shortest = want.iter().min_by_key(|lemma| lemma.len()).unwrap_or(word);
            if !found.iter().map(|found| &*found.lemma).eq(want.iter().copied()) || lemma != shortest {
                outcome.fail(format!("{word}: got {lemma:?} of {found:?}, wanted {want:?}"));
            }
        }
        outcome.identical += words.len();
        Ok(outcome)
    });
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}

/// CRC-32 as zlib has it.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1)));
    !bytes.iter().fold(!0, step)
}
