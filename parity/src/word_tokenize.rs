//! NLTK's word tokenizer.

use crate::case::File;
use crate::{Outcome, Suite};
use flate2::read::GzDecoder;
use openwork::text::WordTokenizer;
use openwork::{Error, Result};
use serde::Deserialize;
use std::io::Read;

const SENTENCES: &[u8] = include_bytes!("../sentences/english.txt.gz");
const BLOCK: usize = 50;

#[derive(Deserialize)]
struct Case {
    name: String,
    /// Of every 50 sentences.
    #[serde(default)]
    hashes: Vec<String>,
    #[serde(default)]
    texts: Vec<String>,
    #[serde(default)]
    parentheses: bool,
    #[serde(default)]
    expected: Vec<Vec<String>>,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| {
        let mut outcome = Outcome::new(&case.name, "f64", 0.0);
        let tokenizer = WordTokenizer { convert_parentheses: case.parentheses, ..WordTokenizer::default() };
        if !case.hashes.is_empty() {
            hashed(&mut outcome, &case.hashes)?;
        }
        outcome.same("texts", [case.texts.len() as u64], &[case.expected.len() as u64]);
        for (text, want) in case.texts.iter().zip(&case.expected) {
            let plain: Vec<&str> = tokenizer.tokens_plain(text).iter().map(|token| token.text).collect();
            let fast = tokenizer.words(text);
            if plain != *want || fast != *want {
                outcome.fail(format!("{text:?}: got {fast:?}, plainly {plain:?}, wanted {want:?}"));
            }
            outcome.identical += want.len();
        }
        Ok(outcome)
    });
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}

/// The real sentences, by the plain rules and in one pass.
fn hashed(outcome: &mut Outcome, hashes: &[String]) -> Result<()> {
    let mut sentences = String::new();
    GzDecoder::new(SENTENCES).read_to_string(&mut sentences).map_err(|e| Error::io("parity/sentences/english.txt.gz", e))?;
    let lines: Vec<&str> = sentences.lines().collect();
    outcome.same("blocks", [lines.chunks(BLOCK).len() as u64], &[hashes.len() as u64]);
    let tokenizer = WordTokenizer::default();
    for (i, (block, want)) in lines.chunks(BLOCK).zip(hashes).enumerate() {
        let (mut fast, mut plain) = (FNV, FNV);
        for line in block {
            let tokens = tokenizer.tokens(line);
            outcome.identical += tokens.len();
            fast = hash(fast, tokens.iter().map(|token| token.text));
            plain = hash(plain, tokenizer.tokens_plain(line).iter().map(|token| token.text));
        }
        for (form, got) in [("in one pass", fast), ("by the plain rules", plain)] {
            if format!("{got:016x}") != *want {
                outcome.fail(format!("sentences {} to {}, {form}: other tokens", i * BLOCK, i * BLOCK + block.len()));
            }
        }
    }
    Ok(())
}

const FNV: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a of tokens, 0x1F behind each, and 0x1E.
fn hash<'a>(start: u64, tokens: impl Iterator<Item = &'a str>) -> u64 {
    let bytes = tokens.flat_map(|token| token.bytes().chain([0x1F])).chain([0x1E]);
    bytes.fold(start, |value, byte| (value ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
