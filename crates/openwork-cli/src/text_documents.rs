//! What the commands on documents share: where documents come from, and how they are cut into terms.

use crate::call::{Failure, warn};
use crate::output;
use clap::Args;
use openwork::Error;
use openwork::io::Lines;
use openwork::text::{Accents, Analyzer, Unit, english_stop_words};
use std::path::{Path, PathBuf};

/// How a help text says what documents may be.
pub const DOCUMENTS: &str = "\
A folder holds one document a file, at any depth; a file holds one a line, as plain text or packed by gzip; `-` is standard
input. Of FILE.tsv:COLUMN (a name from the first line, or a number) and of FILE.jsonl:KEY that part is read. Lines without a
letter are passed over. demo:proverbs are twenty proverbs.";

/// Twenty English proverbs.
pub const PROVERBS: &str = "\
A bird in the hand is worth two in the bush.
Birds of a feather flock together.
The early bird catches the worm.
When the cat is away the mice will play.
Curiosity killed the cat.
Let sleeping dogs lie.
You cannot teach an old dog new tricks.
Every dog has its day.
A rolling stone gathers no moss.
People who live in glass houses should not throw stones.
Kill two birds with one stone.
The grass is always greener on the other side.
Too many cooks spoil the broth.
Many hands make light work.
Do not count your chickens before they hatch.
A watched pot never boils.
An apple a day keeps the doctor away.
The apple never falls far from the tree.
Rome was not built in a day.
Actions speak louder than words.
";

/// How texts are cut into terms.
#[derive(Args, Debug, Clone)]
pub struct Cutting {
    /// What a word is: words (two letters and more), all-words, or spaced (what stands between spaces)
    #[arg(long, default_value = "words", value_name = "NAME")]
    pub unit: String,
    /// Keep capital letters
    #[arg(long)]
    pub keep_case: bool,
    /// Take accents off: ascii or unicode
    #[arg(long, value_name = "HOW")]
    pub strip_accents: Option<String>,
    /// Runs of so many words: one number, or the least and the most with a comma
    #[arg(long, default_value = "1", value_name = "N[,M]")]
    pub ngrams: String,
    /// Words to leave out: english, or a file with one a line
    #[arg(long, value_name = "WORDS")]
    pub stop_words: Option<PathBuf>,
}

impl Cutting {
    pub fn analyzer(&self) -> Result<Analyzer, Failure> {
        let range: Option<Vec<usize>> = self.ngrams.split(',').map(|n| n.trim().parse().ok()).collect();
        let (least, most) = match range.as_deref() {
            Some(&[n]) => (n, n),
            Some(&[least, most]) => (least, most),
            _ => return Err(Failure::Call(format!("--ngrams {}: wanted a number such as 1, or two such as 1,2", self.ngrams))),
        };
        let mut analyzer = Analyzer::default().unit(Unit::parse(&self.unit)?).lowercase(!self.keep_case).ngrams(least, most);
        if let Some(how) = &self.strip_accents {
            analyzer = analyzer.accents(Accents::parse(how)?);
        }
        Ok(match &self.stop_words {
            None => analyzer,
            Some(name) if name.as_os_str() == "english" => analyzer.stop_words(english_stop_words()),
            Some(file) => {
                let mut lines = Lines::open(file)?;
                let mut words = vec![];
                while let Some(word) = lines.next_text()? {
                    words.push(word.trim().to_owned());
                }
                analyzer.stop_words(words)
            }
        })
    }
}

/// Calls `each` with the name and the text of every document; how many files were passed over that hold no text.
pub fn each(places: &[PathBuf], mut each: impl FnMut(String, String) -> Result<(), Failure>) -> Result<usize, Failure> {
    if places.iter().filter(|place| output::is_dash(place)).count() > 1 {
        return Err(Failure::Call("- comes twice, and standard input can be read once".into()));
    }
    let mut skipped = 0;
    for place in places {
        if place.is_dir() {
            folder(place, place, &mut each, &mut skipped)?;
            continue;
        }
        let mut lines = match place.to_str().and_then(|name| name.strip_prefix("demo:")) {
            None => Lines::open(place)?,
            Some("proverbs") => Lines::of_text(place, PROVERBS)?,
            Some(other) => return Err(Failure::Call(format!("demo:{other}: no such texts; there is demo:proverbs"))),
        };
        while let Some(text) = lines.next_text()? {
            if text.chars().any(char::is_alphanumeric) {
                each(format!("{}:{}", lines.path().display(), lines.line()), text)?;
            }
        }
    }
    Ok(skipped)
}

/// The files of a folder and of those in it, by name.
fn folder(
    top: &Path,
    path: &Path,
    each: &mut impl FnMut(String, String) -> Result<(), Failure>,
    skipped: &mut usize,
) -> Result<(), Failure> {
    let io = |e| Error::io(path, e);
    let mut entries = std::fs::read_dir(path).map_err(io)?.collect::<Result<Vec<_>, _>>().map_err(io)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let kind = entry.file_type().map_err(|e| Error::io(&path, e))?; // of a link: a link, so that no circle is walked
        if kind.is_dir() {
            folder(top, &path, each, skipped)?;
        } else if kind.is_file() {
            match String::from_utf8(std::fs::read(&path).map_err(|e| Error::io(&path, e))?) {
                Ok(text) => each(path.strip_prefix(top).unwrap_or(&path).display().to_string(), text)?,
                Err(error) => {
                    let at = error.utf8_error().valid_up_to();
                    warn(format!("{}: passed over, byte {at} is not UTF-8", path.display()));
                    *skipped += 1;
                }
            }
        }
    }
    Ok(())
}

/// All documents in memory: their names and their texts.
pub fn all(places: &[PathBuf]) -> Result<(Vec<String>, Vec<String>), Failure> {
    let (mut names, mut texts) = (vec![], vec![]);
    each(places, |name, text| {
        names.push(name);
        texts.push(text);
        Ok(())
    })?;
    match names.is_empty() {
        true => Err(Error::empty("the documents", "at least one with a word").into()),
        false => Ok((names, texts)),
    }
}
