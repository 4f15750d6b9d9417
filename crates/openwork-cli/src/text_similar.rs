//! `openwork text similar`.

use crate::call::{Failure, Global};
use crate::output;
use crate::table::{Table, number};
use crate::text_documents::{Cutting, all};
use clap::Args;
use openwork::text::{Cosine, CountVectorizer, TfidfVectorizer};
use serde_json::json;
use std::path::PathBuf;

/// Find documents that are alike: by the angle between their TF-IDF weights.
#[derive(Args)]
#[command(after_help = format!("{}\n\n\
Examples:
  openwork text similar demo:proverbs --query \"a bird and a stone\"
  openwork text similar demo:proverbs -k 1 --stop-words english", crate::text_documents::DOCUMENTS))]
pub struct Similar {
    /// Folders and files of documents
    #[arg(value_name = "DOCUMENTS", required = true)]
    documents: Vec<PathBuf>,
    /// The text to compare with; none: every document is compared with the others
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,
    /// So many documents
    #[arg(short, default_value_t = 5, value_name = "K")]
    k: usize,
    #[command(flatten)]
    cutting: Cutting,
}

impl Similar {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let counts = CountVectorizer::new().analyzer(self.cutting.analyzer()?);
        let (names, texts) = all(&self.documents)?;
        let (model, matrix) = TfidfVectorizer::new().counts(counts).fit_transform(&texts)?;
        let index = Cosine::new(matrix.view());
        let rows: Vec<(String, Vec<(u32, f64)>)> = match &self.query {
            Some(query) => {
                let found = index.top_k(model.transform(&[query]).view(), self.k)?.remove(0);
                vec![(query.clone(), found)]
            }
            None => {
                // One more than asked for: the nearest of all is the document itself, or its double.
                let found = index.top_k(matrix.view(), self.k.saturating_add(1))?;
                let others = found.into_iter().enumerate().map(|(i, mut row)| {
                    let own = row.iter().position(|&(id, _)| id as usize == i).unwrap_or(row.len().saturating_sub(1));
                    if !row.is_empty() {
                        row.remove(own);
                    }
                    (names[i].clone(), row)
                });
                others.collect()
            }
        };
        let near = |row: &[(u32, f64)]| row.iter().copied().filter(|&(_, cosine)| cosine > 0.0).collect::<Vec<_>>();
        let text = if global.json {
            let line = |(name, row): &(String, Vec<(u32, f64)>)| {
                let near: Vec<_> =
                    near(row).iter().map(|&(id, cosine)| json!({ "document": names[id as usize], "cosine": cosine })).collect();
                format!("{}\n", json!({ "document": name, "similar": near }))
            };
            rows.iter().map(line).collect()
        } else {
            let mut table = Table::new(["document", "cosine", "is like", "text"]);
            for (name, row) in &rows {
                for (id, cosine) in near(row) {
                    let id = id as usize;
                    let shown: String = texts[id].chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
                    table.row([name.clone(), number(cosine), names[id].clone(), shown]);
                }
            }
            table.to_string()
        };
        output::print(&text)
    }
}
