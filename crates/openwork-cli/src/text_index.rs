//! `openwork text index`.

use crate::call::{Failure, Global};
use crate::output;
use crate::table::pairs;
use crate::text_documents::{Cutting, each};
use clap::Args;
use openwork::text::{IndexBuilder, SearchIndex};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Make an index of documents, to be searched by `openwork text search`.
#[derive(Args)]
#[command(after_help = format!("{}\n\n\
The index holds the texts too, for the snippets. It is written whole or not at all: until it is complete the old one answers.

Examples:
  openwork text index demo:proverbs -o proverbs.idx
  openwork text index demo:proverbs -o proverbs.idx --add
  openwork text index --merge proverbs.idx proverbs.idx -o both.idx", crate::text_documents::DOCUMENTS))]
pub struct Index {
    /// Folders and files of documents
    #[arg(value_name = "DOCUMENTS", required = true)]
    documents: Vec<PathBuf>,
    /// The index to write
    #[arg(short, long, value_name = "FILE", required = true)]
    output: PathBuf,
    /// Add the documents to the index that is there; it cuts texts as it did when it was made
    #[arg(long, conflicts_with = "merge")]
    add: bool,
    /// The documents are indexes, to be made into one
    #[arg(long)]
    merge: bool,
    #[command(flatten)]
    cutting: Cutting,
}

impl Index {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let inputs: Vec<&Path> = self.documents.iter().map(PathBuf::as_path).collect();
        output::check(&[Some(&self.output)], if self.merge { &[] } else { &inputs })?;
        let clock = Instant::now();
        let (mut bytes, mut skipped) = (0, 0);
        let mut outputs = output::Outputs::default();
        if self.merge {
            let indexes = inputs.iter().map(|path| SearchIndex::open(path)).collect::<Result<Vec<_>, _>>()?;
            outputs.add(&self.output, move |path| SearchIndex::merge(&indexes.iter().collect::<Vec<_>>(), path));
        } else {
            let mut builder = match self.add {
                true => IndexBuilder::over(SearchIndex::open(&self.output)?)?,
                false => IndexBuilder::new(self.cutting.analyzer()?)?,
            };
            skipped = each(&self.documents, |name, text| {
                bytes += text.len();
                Ok(builder.add(name, text)?)
            })?;
            outputs.add(&self.output, move |path| builder.write(path));
        }
        outputs.write("")?;
        let seconds = clock.elapsed().as_secs_f64();
        let index = SearchIndex::open(&self.output)?;
        let size = std::fs::metadata(&self.output).map_or(0, |meta| meta.len());
        let speed = bytes as f64 / 1e6 / seconds;
        let mut lines = vec![
            ("documents", index.documents().to_string()),
            ("words", index.terms().to_string()),
            ("size", format!("{:.1} MB", size as f64 / 1e6)),
            ("took", format!("{seconds:.2} s")),
        ];
        if bytes > 0 {
            lines.push(("read", format!("{:.1} MB, {speed:.1} MB/s", bytes as f64 / 1e6)));
        }
        if skipped > 0 {
            lines.push(("passed over", format!("{skipped} files that are no text")));
        }
        let facts = json!({
            "index": self.output, "documents": index.documents(), "words": index.terms(), "bytes": size, "read": bytes,
            "seconds": seconds, "passed_over": skipped,
        });
        output::print(&output::report(global, || pairs(&lines), facts))?;
        output::wrote(&self.output, "the index");
        Ok(())
    }
}
