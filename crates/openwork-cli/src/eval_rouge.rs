//! `openwork eval rouge`.

use crate::call::{Failure, Global, warn};
use crate::output;
use crate::table::{Table, number};
use clap::Args;
use openwork::io::{Lines, read_together};
use openwork::metrics::{Rouge, RougeBootstrap, RougeScore, RougeTokenizer};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Judge summaries by the words and runs of words that they share with references: Google's rouge_score.
#[derive(Args)]
#[command(after_help = "\
Files hold one text a line, as plain text or packed by gzip; `-` is standard input. Of FILE.tsv:COLUMN (a name from the first
line, or a number) and of FILE.jsonl:KEY that part is read, and JSON may hold line breaks, which rougeLsum needs. Files are read
in parts: memory does not grow with them. Of several references the best counts, for each type by itself.

Examples:
  openwork eval rouge demo:summaries demo:references --stem
  openwork eval rouge demo:summaries demo:references --types rouge3
  openwork eval rouge demo:summaries demo:references --confidence")]
pub struct EvalRouge {
    /// The summaries to judge
    #[arg(value_name = "HYP")]
    hypotheses: PathBuf,
    /// The references, each in a file of as many lines
    #[arg(value_name = "REF", required = true)]
    references: Vec<PathBuf>,
    /// Which variants: rouge1, rouge2, ..., rougeL, rougeLsum
    #[arg(long, value_delimiter = ',', default_value = "rouge1,rouge2,rougeL", value_name = "TYPES")]
    types: Vec<String>,
    /// Stem words longer than three letters (Porter, as NLTK has it)
    #[arg(long)]
    stem: bool,
    /// What a word is: google (a to z and 0 to 9) or unicode (letters of any script)
    #[arg(long, default_value = "google", value_name = "NAME")]
    tokenizer: String,
    /// Print the F of every line instead, parted by tabs
    #[arg(long, conflicts_with = "confidence")]
    sentence: bool,
    /// Add the 95 % interval, by drawing the texts anew so often
    #[arg(long, value_name = "SAMPLES", num_args = 0..=1, default_missing_value = "1000")]
    confidence: Option<usize>,
}

/// So many lines are in memory at a time.
const PART: usize = 8192;

/// Three summaries.
pub const SUMMARIES: &str =
    "the cat was found under the bed\npolice killed the gunman\nprices rose sharply in the second quarter\n";
/// Their references.
pub const REFERENCES: &str =
    "the cat was under the bed\nthe gunman was shot down by police\nin the second quarter prices were rising sharply\n";

fn open(path: &Path) -> Result<Lines, Failure> {
    Ok(match path.to_str() {
        Some("demo:summaries") => Lines::of_text(path, SUMMARIES)?,
        Some("demo:references") => Lines::of_text(path, REFERENCES)?,
        _ => Lines::open(path)?,
    })
}

impl EvalRouge {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let rouge = Rouge::new(&self.types)?.stem(self.stem).tokenizer(RougeTokenizer::parse(&self.tokenizer)?);
        let files: Vec<&PathBuf> = [&self.hypotheses].into_iter().chain(&self.references).collect();
        if files.iter().filter(|path| output::is_dash(path)).count() > 1 {
            return Err(Failure::Call("- comes twice, and standard input can be read once".into()));
        }
        let mut files = files.into_iter().map(|path| open(path)).collect::<Result<Vec<_>, _>>()?;
        let names: Vec<String> = rouge.types().iter().map(ToString::to_string).collect();
        if self.sentence && !global.json {
            output::print(&format!("line\t{}\n", names.join("\t")))?;
        }
        let mut sums = vec![[0.0; 3]; names.len()];
        let mut kept: Vec<Vec<RougeScore>> = vec![vec![]; names.len()];
        let (mut texts, mut erased) = (0_usize, 0_usize);
        loop {
            let rows = read_together(&mut files, PART)?;
            if rows.is_empty() {
                break;
            }
            let (hypotheses, references): (Vec<&str>, Vec<&[String]>) =
                rows.iter().filter_map(|row| row.split_first()).map(|(hyp, refs)| (hyp.as_str(), refs)).unzip();
            let found = rouge.score_all(&hypotheses, &references)?;
            erased += found.erased;
            let mut lines = String::new();
            for scores in &found.scores {
                texts += 1;
                for (t, score) in scores.iter().enumerate() {
                    let parts = [score.precision, score.recall, score.fmeasure];
                    sums[t].iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
                    if self.confidence.is_some() {
                        kept[t].push(*score);
                    }
                }
                if self.sentence {
                    lines += &line(global, texts, &names, scores);
                }
            }
            output::print(&lines)?;
        }
        if texts == 0 {
            return Err(Failure::Work(format!("{}: it has no lines, wanted at least one text", self.hypotheses.display())));
        }
        if erased > 0 {
            warn(format!(
                "of {erased} texts with letters the tokenizer {} left no word, so they score 0; --tokenizer unicode reads every script",
                self.tokenizer
            ));
        }
        if self.sentence {
            return Ok(());
        }
        let mut table = Table::new(["type", "precision", "recall", "F"]);
        let mut facts = serde_json::Map::new();
        for (t, name) in names.iter().enumerate() {
            let [precision, recall, fmeasure] = sums[t].map(|sum| sum / texts as f64);
            let mut fact = json!({ "precision": precision, "recall": recall, "fmeasure": fmeasure });
            let mut cells = vec![name.clone(), number(precision), number(recall), number(fmeasure)];
            if let Some(samples) = self.confidence {
                let interval = RougeBootstrap { samples, seed: global.seed, ..RougeBootstrap::default() }.interval(&kept[t])?;
                cells[3] += &format!(" ({} to {})", number(interval.low.fmeasure), number(interval.high.fmeasure));
                fact["interval"] = json!(interval);
            }
            table.row(cells);
            facts.insert(name.clone(), fact);
        }
        let json = json!({
            "algorithm": "rouge",
            "hypotheses": self.hypotheses,
            "references": self.references,
            "texts": texts,
            "stem": self.stem,
            "tokenizer": self.tokenizer,
            "erased": erased,
            "mean": facts,
        });
        let stemmed = if self.stem { ", words stemmed" } else { "" };
        let human = || format!("the mean of {texts} texts (tokenizer {}{stemmed})\n\n{table}", self.tokenizer);
        output::print(&output::report(global, human, json))
    }
}

fn line(global: &Global, number: usize, names: &[String], scores: &[RougeScore]) -> String {
    if global.json {
        let mut fact = json!({ "line": number });
        names.iter().zip(scores).for_each(|(name, score)| fact[name] = json!(score));
        return format!("{fact}\n");
    }
    let cells: Vec<String> = scores.iter().map(|score| format!("{:.4}", score.fmeasure)).collect();
    format!("{number}\t{}\n", cells.join("\t"))
}
