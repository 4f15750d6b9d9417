//! `openwork text search`.

use crate::call::{Failure, Global};
use crate::output;
use clap::Args;
use openwork::io::Lines;
use openwork::text::{Bm25Formula, Bm25Variant, SearchIndex};
use serde_json::json;
use std::fmt::Write;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Find the documents of an index that a query is about, by BM25.
#[derive(Args)]
#[command(after_help = "\
Documents that have at least one of the words are ranked; the words are shown where they are, bold on a terminal, else
between stars. Without a query those of standard input are answered, line by line.

Examples:
  openwork text index demo:proverbs -o proverbs.idx
  openwork text search proverbs.idx \"a bird and a stone\" -k 3
  openwork text search proverbs.idx dog --variant bm25+ --json")]
pub struct Search {
    /// The index, which `openwork text index` made
    index: PathBuf,
    /// The words to look for
    query: Option<String>,
    /// So many documents
    #[arg(short, default_value_t = 10, value_name = "K")]
    k: usize,
    /// Which BM25: robertson, lucene, atire, bm25l or bm25+
    #[arg(long, default_value = "lucene", value_name = "NAME")]
    variant: String,
    /// How soon more of a word stops to count
    #[arg(long, default_value_t = 1.5)]
    k1: f64,
    /// How much a document's length counts, from 0 to 1
    #[arg(long, default_value_t = 0.75)]
    b: f64,
    /// What a word's presence counts, with bm25l and bm25+
    #[arg(long, default_value_t = 0.5)]
    delta: f64,
    /// The length of a snippet, in bytes
    #[arg(long, default_value_t = 160, value_name = "BYTES")]
    width: usize,
}

impl Search {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let variant = Bm25Variant::parse(&self.variant)?;
        let formula = Bm25Formula { variant, k1: self.k1, b: self.b, delta: self.delta };
        let index = SearchIndex::open(&self.index)?;
        if let Some(query) = &self.query {
            return self.answer(global, &index, formula, query);
        }
        let mut lines = Lines::open(Path::new("-"))?;
        while let Some(query) = lines.next_text()? {
            self.answer(global, &index, formula, &query)?;
        }
        Ok(())
    }

    fn answer(&self, global: &Global, index: &SearchIndex, formula: Bm25Formula, query: &str) -> Result<(), Failure> {
        let clock = Instant::now();
        let found = index.search_by(query, self.k, formula, self.width)?;
        let ms = clock.elapsed().as_secs_f64() * 1e3;
        if global.json {
            let hits: Vec<_> = found
                .hits
                .iter()
                .map(|hit| {
                    let marks: Vec<_> = hit.snippet.marks.iter().map(|mark| [mark.start, mark.end]).collect();
                    json!({
                        "document": hit.document, "name": hit.name, "score": hit.score, "snippet": hit.snippet.text, "marks": marks,
                    })
                })
                .collect();
            let line = json!({
                "query": query, "hits": hits, "matching": found.matching, "unknown": found.unknown, "ms": ms, "formula": formula,
            });
            return output::print(&format!("{line}\n"));
        }
        let (open, close) = if std::io::stdout().is_terminal() { ("\x1b[1m", "\x1b[0m") } else { ("*", "*") };
        let mut text = String::new();
        for (i, hit) in found.hits.iter().enumerate() {
            let name: String = hit.name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let _ = writeln!(text, "{:2}  {:8.4}  {name}\n    {}", i + 1, hit.score, hit.snippet.marked(open, close));
        }
        let of = index.documents();
        let _ =
            writeln!(text, "{} of {of} documents have a word of the query; {} took {ms:.1} ms", found.matching, formula.variant);
        if !found.unknown.is_empty() {
            let _ = writeln!(text, "in no document: {}", found.unknown.join(", "));
        }
        output::print(&text)
    }
}
