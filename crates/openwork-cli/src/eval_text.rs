//! What the commands that judge translations share: their files, read in parts, and their reports.

use crate::call::{Failure, Global};
use crate::output;
use crate::table::pairs;
use clap::{Args, ValueEnum};
use openwork::io::{Lines, read_together};
use openwork::metrics::{Bleu, Chrf, Counted, Ter, TextMetric, example, significance};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// How a help text says what a file may be.
pub const FILES: &str = "\
Files hold one segment a line, as plain text or packed by gzip; `-` is standard input. Of FILE.tsv:COLUMN (a name from the
first line, or a number) and of FILE.jsonl:KEY that part is read. demo:a and demo:b are two small systems, demo:ref and
demo:ref2 their references. Files are read in parts: memory does not grow with them.";

/// The texts, and what to say about them.
#[derive(Args, Debug, Clone)]
pub struct Texts {
    /// The translations to judge
    #[arg(value_name = "HYP")]
    pub hypotheses: PathBuf,
    /// The references, each in a file of as many lines
    #[arg(value_name = "REF", required = true)]
    pub references: Vec<PathBuf>,
    /// Print the score of every line instead, parted by tabs
    #[arg(long, conflicts_with = "confidence")]
    pub sentence: bool,
    /// Add the 95 % confidence interval, by resampling so often; --seed 12345 draws as sacreBLEU does
    #[arg(long, value_name = "SAMPLES", num_args = 0..=1, default_missing_value = "1000")]
    pub confidence: Option<usize>,
}

/// A metric by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Name {
    Bleu,
    Chrf,
    #[value(name = "chrf++")]
    ChrfPlusPlus,
    Ter,
}

impl Name {
    /// The metric with these settings of BLEU, and the others' defaults.
    pub fn judge(self, bleu: &Bleu, lowercase: bool) -> Box<dyn Judge> {
        match self {
            Self::Bleu => Box::new(Job::new(bleu.clone())),
            Self::Chrf => Box::new(Job::new(Chrf::new().lowercase(lowercase))),
            Self::ChrfPlusPlus => Box::new(Job::new(Chrf::plus_plus().lowercase(lowercase))),
            Self::Ter => Box::new(Job::new(Ter::new())),
        }
    }
}

/// A metric at work on a corpus that comes in parts.
pub trait Judge {
    /// Takes the next lines: of each the hypothesis, then its references. Keeps each line's counts where they will be resampled.
    fn take(&mut self, rows: &[Vec<String>], keep: bool) -> openwork::Result<()>;
    /// The score of each of these lines.
    fn sentences(&self, rows: &[Vec<String>]) -> openwork::Result<Vec<f64>>;
    /// The metric's name.
    fn name(&self) -> String;
    /// What is found: in words, and as JSON.
    fn report(&self, samples: Option<usize>, seed: u64) -> openwork::Result<(String, Value)>;
    /// This system against another, which the same metric judged.
    fn compare(&self, other: &dyn Judge, test: significance::Test, samples: usize, seed: u64) -> openwork::Result<Value>;
    /// The counts of each line, for another job of the same metric.
    fn kept(&self) -> &dyn std::any::Any;
}

/// A metric, what it has counted, and how it is told.
pub struct Job<M: TextMetric> {
    metric: M,
    total: Option<Counted<M::Statistics>>,
    kept: Vec<M::Statistics>,
}

/// How a metric's sums are told.
pub trait Told: TextMetric + Sized {
    fn told(&self, statistics: &Self::Statistics) -> (String, Value);
}

impl Told for Bleu {
    fn told(&self, statistics: &Self::Statistics) -> (String, Value) {
        let score = self.of(statistics);
        (score.to_string(), json!(score))
    }
}

impl Told for Chrf {
    fn told(&self, statistics: &Self::Statistics) -> (String, Value) {
        let score = self.score_of(statistics);
        (score.to_string(), json!(score))
    }
}

impl Told for Ter {
    fn told(&self, statistics: &Self::Statistics) -> (String, Value) {
        let score = statistics.score();
        let words =
            format!("{score} (edits = {} ref_len = {})", statistics.num_edits, crate::table::number(statistics.ref_length));
        (words, json!(score))
    }
}

impl<M: TextMetric> Job<M> {
    pub fn new(metric: M) -> Self {
        Self { metric, total: None, kept: vec![] }
    }
}

fn halves(rows: &[Vec<String>]) -> (Vec<&str>, Vec<&[String]>) {
    rows.iter().filter_map(|row| row.split_first()).map(|(hypothesis, references)| (hypothesis.as_str(), references)).unzip()
}

impl<M: Told + 'static> Judge for Job<M>
where
    M::Statistics: 'static,
{
    fn take(&mut self, rows: &[Vec<String>], keep: bool) -> openwork::Result<()> {
        let (hypotheses, references) = halves(rows);
        let part = self.metric.corpus(&hypotheses, &references)?;
        if keep {
            self.kept.extend(self.metric.segments(&hypotheses, &references)?);
        }
        match &mut self.total {
            Some(total) => total.merge(&part),
            None => self.total = Some(part),
        }
        Ok(())
    }

    fn sentences(&self, rows: &[Vec<String>]) -> openwork::Result<Vec<f64>> {
        let (hypotheses, references) = halves(rows);
        Ok(self.metric.segments(&hypotheses, &references)?.iter().map(|counts| self.metric.value(counts)).collect())
    }

    fn name(&self) -> String {
        self.metric.name()
    }

    fn report(&self, samples: Option<usize>, seed: u64) -> openwork::Result<(String, Value)> {
        let Some(total) = &self.total else {
            return Err(openwork::Error::empty("the hypotheses", "at least one line"));
        };
        let (words, mut facts) = self.metric.told(&total.statistics);
        let signature = self.metric.signature(total.references, samples.map(|samples| (samples, seed)));
        let mut lines = vec![("score", words)];
        facts["name"] = json!(self.metric.name());
        facts["segments"] = json!(total.segments);
        facts["signature"] = json!(signature);
        if let Some(samples) = samples {
            let found = significance::bootstrap(&self.metric, &self.kept, samples, seed)?;
            lines.push(("95 % within", format!("{:.2} ± {:.2} ({samples} samples, seed {seed})", found.mean, found.half_width)));
            facts["confidence"] = json!(found);
        }
        lines.push(("signature", signature));
        Ok((pairs(&lines), facts))
    }

    fn compare(&self, other: &dyn Judge, test: significance::Test, samples: usize, seed: u64) -> openwork::Result<Value> {
        let Some(others) = other.kept().downcast_ref::<Vec<M::Statistics>>() else {
            return Err(openwork::Error::shape("the second system", other.name(), self.name()));
        };
        let by = match test {
            significance::Test::Bootstrap => significance::paired_bootstrap,
            significance::Test::Randomization => significance::paired_randomization,
        };
        let found = by(&self.metric, &self.kept, others, samples, seed)?;
        let references = self.total.as_ref().map_or_else(Default::default, |total| total.references);
        let mut facts = json!(found);
        facts["name"] = json!(self.metric.name());
        facts["signature"] = json!(self.metric.signature(references, Some((samples, seed))));
        let better = (found.system > found.baseline) == self.metric.ascending();
        facts["better"] = json!(if found.system == found.baseline { None } else { Some(if better { "B" } else { "A" }) });
        Ok(facts)
    }

    fn kept(&self) -> &dyn std::any::Any {
        &self.kept
    }
}

/// So many lines are in memory at a time.
const PART: usize = 8192;

/// Opens a file, or a text of the demonstration.
pub fn open(name: &Path) -> Result<Lines, Failure> {
    match name.to_str().and_then(|text| text.strip_prefix("demo:")) {
        None => Ok(Lines::open(name)?),
        Some(which) => {
            let text = example::text(which).ok_or_else(|| {
                let names: Vec<String> = example::TEXTS.iter().map(|(name, _)| format!("demo:{name}")).collect();
                Failure::Call(format!("demo:{which}: no such text; those of the demonstration are {}", names.join(", ")))
            })?;
            Ok(Lines::of_text(name, text)?)
        }
    }
}

/// Opens files that are read side by side; standard input can be only one of them.
pub fn open_all<'a>(names: impl IntoIterator<Item = &'a PathBuf>) -> Result<Vec<Lines>, Failure> {
    let names: Vec<&PathBuf> = names.into_iter().collect();
    if names.iter().filter(|name| output::is_dash(name)).count() > 1 {
        return Err(Failure::Call("- comes twice, and standard input can be read once".into()));
    }
    names.into_iter().map(|name| open(name)).collect()
}

/// Reads files side by side to their end.
pub fn parts(files: &mut [Lines], mut each: impl FnMut(&[Vec<String>]) -> Result<(), Failure>) -> Result<(), Failure> {
    loop {
        let rows = read_together(files, PART)?;
        if rows.is_empty() {
            return Ok(());
        }
        each(&rows)?;
    }
}

impl Texts {
    /// Judges the texts and tells what was found.
    pub fn judge(&self, global: &Global, mut judges: Vec<Box<dyn Judge>>) -> Result<(), Failure> {
        let mut files = open_all([&self.hypotheses].into_iter().chain(&self.references))?;
        if self.sentence {
            return self.sentences(global, &judges, &mut files);
        }
        let keep = self.confidence.is_some();
        parts(&mut files, |rows| Ok(judges.iter_mut().try_for_each(|judge| judge.take(rows, keep))?))?;
        let mut words = vec![];
        let mut facts = vec![];
        for judge in &judges {
            let (told, fact) = judge.report(self.confidence, global.seed)?;
            words.push(told);
            facts.push(fact);
        }
        let json = json!({ "hypotheses": self.hypotheses, "references": self.references, "metrics": facts });
        output::print(&output::report(global, || words.join("\n"), json))
    }

    /// The scores of every line, as the lines come.
    fn sentences(&self, global: &Global, judges: &[Box<dyn Judge>], files: &mut [Lines]) -> Result<(), Failure> {
        let names: Vec<String> = judges.iter().map(|judge| judge.name()).collect();
        if !global.json {
            output::print(&format!("line\t{}\n", names.join("\t")))?;
        }
        let mut line = 0;
        parts(files, |rows| {
            let scores = judges.iter().map(|judge| judge.sentences(rows)).collect::<openwork::Result<Vec<_>>>()?;
            let mut text = String::new();
            for i in 0..rows.len() {
                line += 1;
                if global.json {
                    let mut fact = json!({ "line": line });
                    names.iter().zip(&scores).for_each(|(name, scores)| fact[name] = json!(scores[i]));
                    text += &format!("{fact}\n");
                } else {
                    let cells: Vec<String> = scores.iter().map(|scores| format!("{:.2}", scores[i])).collect();
                    text += &format!("{line}\t{}\n", cells.join("\t"));
                }
            }
            output::print(&text)
        })
    }
}
