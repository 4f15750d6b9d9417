//! `openwork text tfidf`.

use crate::call::{Failure, Global};
use crate::output;
use crate::table::{Table, number};
use crate::text_documents::{Cutting, all};
use clap::Args;
use openwork::order::argsort;
use openwork::text::{CountVectorizer, Idf, Norm, Texts, Tf, TfidfVectorizer, Weighting};
use serde_json::json;
use std::path::PathBuf;

/// Weigh the words of documents: often here, seldom elsewhere.
#[derive(Args)]
#[command(after_help = format!("{}\n\n\
Examples:
  openwork text tfidf demo:proverbs
  openwork text tfidf demo:proverbs --textbook --top 3
  openwork text tfidf demo:proverbs --stop-words english -o w.jsonl", crate::text_documents::DOCUMENTS))]
pub struct Tfidf {
    /// Folders and files of documents
    #[arg(value_name = "DOCUMENTS", required = true)]
    documents: Vec<PathBuf>,
    /// So many words of each document, the heaviest first
    #[arg(long, default_value_t = 5, value_name = "N")]
    top: usize,
    /// The textbook's form: count / words of the document, ln(N / (df + 1)), no norm
    #[arg(long, conflicts_with_all = ["norm", "sublinear", "no_smoothing", "no_idf"])]
    textbook: bool,
    /// What a document's weights are divided by: l2, l1 or none
    #[arg(long, default_value = "l2", value_name = "NORM")]
    norm: String,
    /// 1 + ln(count) instead of the count
    #[arg(long)]
    sublinear: bool,
    /// ln(N / df) + 1 instead of ln((1 + N) / (1 + df)) + 1
    #[arg(long)]
    no_smoothing: bool,
    /// Every word weighs 1
    #[arg(long, conflicts_with = "no_smoothing")]
    no_idf: bool,
    /// Leave out words of fewer documents: a number of them, or a share such as 0.01
    #[arg(long, default_value = "1", value_name = "N")]
    min_df: String,
    /// Leave out words of more documents: a number of them, or a share such as 0.9
    #[arg(long, default_value = "1.0", value_name = "N")]
    max_df: String,
    /// Only the so many commonest words
    #[arg(long, value_name = "N")]
    max_features: Option<usize>,
    /// Write all weights, one document a line of JSON
    #[arg(short, long, value_name = "FILE.jsonl")]
    output: Option<PathBuf>,
    #[command(flatten)]
    cutting: Cutting,
}

/// `3` is a number of documents, `0.3` a share of them.
pub fn share(name: &str, text: &str) -> Result<Texts, Failure> {
    let count = text.parse().ok().map(Texts::Count);
    let share = || text.parse().ok().map(Texts::Share);
    count
        .or_else(share)
        .ok_or_else(|| Failure::Call(format!("--{name} {text}: wanted a number such as 2, or a share such as 0.5")))
}

impl Tfidf {
    fn weighting(&self) -> Result<Weighting, Failure> {
        if self.textbook {
            return Ok(Weighting::TEXTBOOK);
        }
        let norm = match self.norm.as_str() {
            "l2" => Norm::L2,
            "l1" => Norm::L1,
            "none" => Norm::None,
            other => return Err(Failure::Call(format!("--norm {other}: wanted l2, l1 or none"))),
        };
        let idf = if self.no_idf {
            Idf::None
        } else if self.no_smoothing {
            Idf::Plain
        } else {
            Idf::Smooth
        };
        Ok(Weighting { tf: if self.sublinear { Tf::Sublinear } else { Tf::Count }, idf, norm })
    }

    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let inputs: Vec<&std::path::Path> = self.documents.iter().map(PathBuf::as_path).collect();
        output::check(&[self.output.as_deref()], &inputs)?;
        let counts = CountVectorizer::new()
            .analyzer(self.cutting.analyzer()?)
            .min_df(share("min-df", &self.min_df)?)
            .max_df(share("max-df", &self.max_df)?)
            .max_features(self.max_features);
        let (names, texts) = all(&self.documents)?;
        let (model, matrix) = TfidfVectorizer::new().counts(counts).weighting(self.weighting()?).fit_transform(&texts)?;
        let terms: Vec<&str> = model.counts.terms().collect();
        let row = |i: usize, most: usize| {
            let (columns, values) = matrix.row(i);
            let order = argsort(columns.len(), |a, b| values[b].total_cmp(&values[a]));
            order.into_iter().take(most).map(|j| (terms[columns[j] as usize], values[j])).collect::<Vec<_>>()
        };
        let line = |i: usize, most: usize| {
            let weights = output::object(&mut row(i, most).into_iter().map(|(term, w)| (term.to_owned(), json!(w))));
            json!({ "document": names[i], "weights": weights })
        };
        let mut outputs = output::Outputs::default();
        if let Some(path) = &self.output {
            let lines: String = (0..names.len()).map(|i| format!("{}\n", line(i, usize::MAX))).collect();
            outputs.add_bytes(path, lines.into_bytes());
        }
        let report = if global.json {
            (0..names.len()).map(|i| format!("{}\n", line(i, self.top))).collect()
        } else {
            let mut table = Table::new(["document", "heaviest words"]);
            for (i, name) in names.iter().enumerate() {
                let words: Vec<String> = row(i, self.top).iter().map(|(term, w)| format!("{term} {}", number(*w))).collect();
                table.row([name.clone(), words.join(", ")]);
            }
            format!("{table}{} documents, {} words, {} weights\n", names.len(), terms.len(), matrix.values.len())
        };
        outputs.write(&report)?;
        if let Some(path) = &self.output {
            output::wrote(path, "the weights");
        }
        Ok(())
    }
}
