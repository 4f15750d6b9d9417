#![doc = include_str!("pipeline.md")]

use super::stem::{PorterMode, PorterStemmer};
use super::stop_words::StopWords;
use super::tokenize::WordTokenizer;
use super::words::unicode_words;
use super::{clean, html, urls};
use crate::error::{Error, Result};
use crate::steps::Run;
use serde::Serialize;
use std::fmt;

/// How a text becomes tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tokenizer {
    /// NLTK's [`WordTokenizer`].
    #[default]
    Nltk,
    /// [`unicode_words`]: the words of any script, no marks.
    Unicode,
    /// What stands between white space.
    Whitespace,
}

impl Tokenizer {
    /// All of them, with their names.
    pub const ALL: [(Tokenizer, &'static str); 3] =
        [(Tokenizer::Nltk, "nltk"), (Tokenizer::Unicode, "unicode"), (Tokenizer::Whitespace, "whitespace")];

    /// The tokenizer of this name.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other name.
    pub fn parse(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|(_, known)| known.eq_ignore_ascii_case(name));
        found
            .map(|&(tokenizer, _)| tokenizer)
            .ok_or_else(|| Error::setting("tokenizer", format!("{name:?}"), "nltk, unicode or whitespace"))
    }

    /// The tokens of a text.
    pub fn words(&self, text: &str) -> Vec<String> {
        match self {
            Tokenizer::Nltk => WordTokenizer::default().words(text),
            Tokenizer::Unicode => unicode_words(text).map(|token| token.text.to_owned()).collect(),
            Tokenizer::Whitespace => text.split_whitespace().map(str::to_owned).collect(),
        }
    }
}

impl fmt::Display for Tokenizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::ALL.iter().find(|(tokenizer, _)| tokenizer == self).map_or("", |(_, name)| name))
    }
}

/// One stage of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// `html`: tags, comments and scripts go, entities become characters.
    Html,
    /// `urls`: addresses go.
    Urls,
    /// `emoji`: every emoji goes.
    Emoji,
    /// `lower`: small letters.
    Lower,
    /// `punctuation`: marks go, of a text as of tokens.
    Punctuation,
    /// `spaces`: one space for each run of white space.
    Spaces,
    /// `nltk`, `unicode` or `whitespace`: the text becomes tokens.
    Tokenize(Tokenizer),
    /// `stop:LANGUAGE`: stop words go, by a list that was taken through the pipeline's tokenizer.
    StopWords(String),
    /// `porter`, or `porter:MODE`: stems.
    Porter(PorterMode),
}

impl Stage {
    /// The stage of this name.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other name.
    pub fn parse(name: &str) -> Result<Self> {
        let (kind, argument) = name.split_once(':').unwrap_or((name, ""));
        Ok(match (kind, argument) {
            ("html", "") => Stage::Html,
            ("urls", "") => Stage::Urls,
            ("emoji", "") => Stage::Emoji,
            ("lower", "") => Stage::Lower,
            ("punctuation", "") => Stage::Punctuation,
            ("spaces", "") => Stage::Spaces,
            ("nltk" | "unicode" | "whitespace", "") => Stage::Tokenize(Tokenizer::parse(kind)?),
            ("stop", "") => Stage::StopWords("english".into()),
            ("stop", language) => Stage::StopWords(language.to_lowercase()),
            ("porter", "") => Stage::Porter(PorterMode::default()),
            ("porter", mode) => Stage::Porter(PorterMode::parse(mode)?),
            _ => {
                let known =
                    "html, urls, emoji, lower, punctuation, spaces, nltk, unicode, whitespace, stop[:LANGUAGE], porter[:MODE]";
                return Err(Error::setting("stage", format!("{name:?}"), known));
            }
        })
    }

    /// Whether it works on tokens, on the text before, or on both.
    fn place(&self) -> (bool, bool) {
        match self {
            Stage::Html | Stage::Urls | Stage::Emoji | Stage::Spaces | Stage::Tokenize(_) => (true, false),
            Stage::Lower | Stage::Punctuation => (true, true),
            Stage::StopWords(_) | Stage::Porter(_) => (false, true),
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stage::Html => f.write_str("html"),
            Stage::Urls => f.write_str("urls"),
            Stage::Emoji => f.write_str("emoji"),
            Stage::Lower => f.write_str("lower"),
            Stage::Punctuation => f.write_str("punctuation"),
            Stage::Spaces => f.write_str("spaces"),
            Stage::Tokenize(tokenizer) => tokenizer.fmt(f),
            Stage::StopWords(language) => write!(f, "stop:{language}"),
            Stage::Porter(mode) if *mode == PorterMode::default() => f.write_str("porter"),
            Stage::Porter(mode) => {
                let name = PorterMode::ALL.iter().find(|(known, _)| known == mode).map_or("", |(_, name)| name);
                write!(f, "porter:{name}")
            }
        }
    }
}

/// Stages, one after another: from a raw text to the tokens that are counted.
///
/// ```
/// use openwork::text::Pipeline;
/// let pipeline = Pipeline::parse("html,urls,emoji,lower,nltk,stop:en,punctuation,porter")?;
/// let text = "<p>The <b>whales</b> were hunted 🐳 &mdash; see https://moby.example!</p>";
/// assert_eq!(pipeline.tokens(text), ["whale", "hunt"]);
/// for step in pipeline.run(text) {
///     println!("{step}"); // html: The whales were hunted 🐳 — see https://moby.example!
/// }
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Pipeline {
    stages: Vec<Stage>,
    stop_words: Vec<StopWords>,
}

impl Pipeline {
    /// What is done where nothing else is asked.
    pub const DEFAULT: &'static str = "html,urls,emoji,lower,nltk,stop:en,punctuation,porter";

    /// A pipeline of these stages.
    ///
    /// # Errors
    /// [`Error::Setting`] where a stage stands on the wrong side of the tokenizer, there are two, or a language has no stop words.
    pub fn new(stages: Vec<Stage>) -> Result<Self> {
        let mut tokens = false;
        let mut stop_words = vec![];
        let mut tokenizer = Tokenizer::default();
        for stage in &stages {
            let (before, behind) = stage.place();
            if tokens && !behind || !tokens && !before {
                let side = if behind { "behind" } else { "before" };
                let want = format!("it {side} the tokenizer (nltk, unicode or whitespace), of which there is one");
                return Err(Error::setting("stage", format!("{stage} in its place"), want));
            }
            match stage {
                Stage::Tokenize(chosen) => (tokens, tokenizer) = (true, *chosen),
                Stage::StopWords(language) => {
                    stop_words.push(StopWords::of(language)?.through(|word| tokenizer.words(word)));
                }
                _ => {}
            }
        }
        Ok(Self { stages, stop_words })
    }

    /// A pipeline by the names of its stages, with commas between.
    ///
    /// # Errors
    /// As [`Pipeline::new`] and [`Stage::parse`].
    pub fn parse(names: &str) -> Result<Self> {
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        Self::new(names.map(Stage::parse).collect::<Result<_>>()?)
    }

    /// Its stages.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// A text on its way: each step is a stage.
    pub fn run(&self, text: &str) -> PipelineRun<'_> {
        PipelineRun { pipeline: self, next: 0, stop_lists: 0, text: text.to_owned(), tokens: None }
    }

    /// The tokens at the end; the one text, where no stage makes tokens.
    pub fn tokens(&self, text: &str) -> Vec<String> {
        let mut run = self.run(text);
        run.by_ref().for_each(drop);
        run.tokens.unwrap_or_else(|| vec![run.text])
    }
}

/// What one stage did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PipelineStep {
    /// The stage's name.
    pub stage: String,
    /// The tokens that it changed or removed: before, and after where there is one. Empty for stages that work on the text.
    pub changes: Vec<(String, Option<String>)>,
    /// The text, or the tokens with spaces between, after it.
    pub after: String,
    /// Whether anything changed.
    pub changed: bool,
}

impl fmt::Display for PipelineStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.stage, self.after)
    }
}

/// Where a text stands on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PipelineSnapshot {
    /// The text before it became tokens.
    pub text: String,
    /// The tokens, once there are any.
    pub tokens: Option<Vec<String>>,
}

/// A text on its way through a [`Pipeline`].
#[derive(Debug, Clone)]
pub struct PipelineRun<'a> {
    pipeline: &'a Pipeline,
    next: usize,
    stop_lists: usize,
    text: String,
    tokens: Option<Vec<String>>,
}

impl Iterator for PipelineRun<'_> {
    type Item = PipelineStep;

    // ANCHOR: next
    fn next(&mut self) -> Option<PipelineStep> {
        let stage = self.pipeline.stages.get(self.next)?;
        self.next += 1;
        let mut step = PipelineStep { stage: stage.to_string(), changes: vec![], after: String::new(), changed: false };
        match (stage, self.tokens.take()) {
            (Stage::Tokenize(tokenizer), _) => {
                self.tokens = Some(tokenizer.words(&self.text));
                step.changed = true;
            }
            (stage, None) => {
                let text = on_text(stage, &self.text);
                step.changed = text != self.text;
                self.text = text;
            }
            (stage, Some(tokens)) => {
                let mut kept = Vec::with_capacity(tokens.len());
                for token in tokens {
                    let after = self.on_token(stage, &token);
                    if after.as_ref() != Some(&token) {
                        step.changes.push((token, after.clone()));
                    }
                    kept.extend(after);
                }
                self.stop_lists += usize::from(matches!(stage, Stage::StopWords(_)));
                step.changed = !step.changes.is_empty();
                self.tokens = Some(kept);
            }
        }
        step.after = self.tokens.as_ref().map_or_else(|| self.text.clone(), |tokens| tokens.join(" "));
        Some(step)
    }
    // ANCHOR_END: next
}

impl PipelineRun<'_> {
    /// What a stage makes of a token; nothing where it goes.
    fn on_token(&self, stage: &Stage, token: &str) -> Option<String> {
        match stage {
            Stage::Lower => Some(token.to_lowercase()),
            Stage::Punctuation => Some(clean::remove_punctuation(token, "")).filter(|left| !left.is_empty()),
            Stage::StopWords(_) => {
                let list = self.pipeline.stop_words.get(self.stop_lists);
                (!list.is_some_and(|list| list.contains(token))).then(|| token.to_owned())
            }
            Stage::Porter(mode) => Some(PorterStemmer::new(*mode).stem(token)),
            _ => Some(token.to_owned()),
        }
    }
}

fn on_text(stage: &Stage, text: &str) -> String {
    match stage {
        Stage::Html => html::remove_html(text),
        Stage::Urls => urls::remove_urls(text),
        Stage::Emoji => clean::remove_emoji(text, false),
        Stage::Lower => text.to_lowercase(),
        Stage::Punctuation => clean::remove_punctuation(text, ""),
        Stage::Spaces => clean::squeeze_spaces(text),
        _ => text.to_owned(),
    }
}

impl Run for PipelineRun<'_> {
    type Snapshot = PipelineSnapshot;

    fn snapshot(&self) -> PipelineSnapshot {
        PipelineSnapshot { text: self.text.clone(), tokens: self.tokens.clone() }
    }

    fn max_steps(&self) -> Option<usize> {
        Some(self.pipeline.stages.len())
    }
}

#[cfg(test)]
#[path = "pipeline_tests.rs"]
mod tests;
