//! `openwork eval ranking`.

use crate::call::{Failure, Global, warn};
use crate::output;
use crate::table::{Table, number};
use clap::{Args, ValueEnum};
use openwork::metrics::{Qrels, Ranking, RankingScores, Runs, compare_runs};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Judge rankings of documents by trec_eval's measures, and compare runs.
#[derive(Args)]
#[command(after_help = "\
QRELS has lines of `query iteration document relevance`, RUN of `query Q0 document rank score name`; either may be packed by
gzip, and `-` is standard input. Equal scores go by document name, the last first. Of two runs or more each is compared with the
first: a paired t-test and a randomisation test over the queries that both have. demo:qrels, demo:run and demo:trunc are
trec_eval's own test files (NIST).

Examples:
  openwork eval ranking demo:qrels demo:run
  openwork eval ranking demo:qrels demo:run -m map P_10 -q
  openwork eval ranking demo:qrels demo:run --format trec
  openwork eval ranking demo:qrels demo:run demo:trunc -m map")]
pub struct EvalRanking {
    /// How relevant which documents are
    #[arg(value_name = "QRELS")]
    qrels: PathBuf,
    /// The scores of a system, or of several
    #[arg(value_name = "RUN", required = true)]
    runs: Vec<PathBuf>,
    /// Measures: map, recip_rank, ndcg, ndcg_cut_10, P_5, recall_100, ...; or official, set, all_trec
    /// [default: map recip_rank ndcg ndcg_cut_10; official with --format trec]
    #[arg(short, long, value_name = "NAME", num_args = 1..)]
    measures: Vec<String>,
    /// Show every query too
    #[arg(short = 'q', long)]
    per_query: bool,
    /// Print a table, or exactly the lines that trec_eval prints
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// The least relevance that is relevant
    #[arg(short = 'l', long, value_name = "N", default_value_t = 1, allow_negative_numbers = true)]
    relevance_level: i64,
    /// Leave out documents that nobody judged
    #[arg(short = 'J', long)]
    judged_only: bool,
    /// Count judged queries that the run lacks as lost
    #[arg(short, long)]
    complete: bool,
    /// Compare scores in double precision, as trec_eval 10 does
    #[arg(long)]
    double: bool,
    /// How often the randomisation test swaps two runs
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    swaps: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Trec,
}

/// Judgements of trec_eval's tests.
pub const QRELS: &[u8] = include_bytes!("../../../data/trec_eval/qrels.test.gz");
/// A run of its tests.
pub const RUN: &[u8] = include_bytes!("../../../data/trec_eval/results.test.gz");
const TRUNC: &[u8] = include_bytes!("../../../data/trec_eval/results.trunc.gz");

fn read_qrels(path: &Path) -> openwork::Result<Qrels> {
    match path.to_str() {
        Some("demo:qrels") => Qrels::parse(QRELS.to_vec(), path),
        _ => Qrels::read(path),
    }
}

fn read_run(path: &Path) -> openwork::Result<Runs> {
    match path.to_str() {
        Some("demo:run") => Runs::parse(RUN.to_vec(), path),
        Some("demo:trunc") => Runs::parse(TRUNC.to_vec(), path),
        _ => Runs::read(path),
    }
}

impl EvalRanking {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        if [&self.qrels].into_iter().chain(&self.runs).filter(|path| output::is_dash(path)).count() > 1 {
            return Err(Failure::Call("- comes twice, and standard input can be read once".into()));
        }
        let usual: &[&str] = match self.format {
            Format::Table => &["map", "recip_rank", "ndcg", "ndcg_cut_10"],
            Format::Trec => &["official"],
        };
        let measures: Vec<&str> =
            if self.measures.is_empty() { usual.to_vec() } else { self.measures.iter().map(String::as_str).collect() };
        let ranking = Ranking::new(&measures)?
            .relevance_level(self.relevance_level)
            .judged_only(self.judged_only)
            .complete(self.complete)
            .double(self.double);
        let qrels = read_qrels(&self.qrels)?;
        let bundle = measures.iter().any(|name| ["official", "set", "all_trec"].contains(name));
        let mut found = vec![];
        for path in &self.runs {
            let run = read_run(path)?;
            let scores = ranking.judge(&qrels, &run)?;
            tell_missing(path, &scores, self.complete);
            if self.format == Format::Trec {
                output::print(&scores.trec(self.per_query, bundle.then_some(run.id.as_str())))?;
            } else {
                let bounds = ranking.tie_bounds(&qrels, &run)?;
                found.push((path, scores, bounds));
            }
        }
        if self.format == Format::Trec {
            return Ok(());
        }
        let mut human = String::new();
        let mut facts = vec![];
        for (path, scores, bounds) in &found {
            human += &format!("{}: {} queries\n\n", path.display(), scores.queries.len());
            human += &self.table(scores, &bounds.least, &bounds.greatest, bounds.tied_queries).to_string();
            human.push('\n');
            let mut fact = json!({ "run": path, "mean": named(&scores.names, &scores.mean), "queries": scores.queries.len() });
            fact["least_of_ties"] = named(&scores.names, &bounds.least);
            fact["greatest_of_ties"] = named(&scores.names, &bounds.greatest);
            fact["not_run"] = json!(scores.not_run);
            fact["not_judged"] = json!(scores.not_judged);
            if self.per_query {
                let rows = scores.queries.iter().zip(&scores.values);
                fact["per_query"] = output::object(&mut rows.map(|(query, row)| (query.clone(), named(&scores.names, row))));
            }
            facts.push(fact);
        }
        let mut tests = vec![];
        if let Some(((base, first, _), others)) = found.split_first()
            && !others.is_empty()
        {
            let mut table = Table::new(["run", "measure", "difference", "t", "p of t", "p of swapping"]);
            for (path, second, _) in others {
                for test in self.compare(first, second, global.seed)? {
                    let t = test["t"].as_f64().map_or("-".to_owned(), number);
                    let cell = |key: &str| number(test[key].as_f64().unwrap_or(f64::NAN));
                    let name = test["measure"].as_str().unwrap_or_default().to_owned();
                    table.row([path.display().to_string(), name, cell("difference"), t, cell("t_p"), cell("randomisation_p")]);
                    let mut test = test;
                    test["run"] = json!(path);
                    tests.push(test);
                }
            }
            human += &format!("against {}, over the queries that both have\n\n{table}", base.display());
        }
        let json = json!({ "algorithm": "ranking", "qrels": self.qrels, "runs": facts, "comparisons": tests });
        output::print(&output::report(global, || human.trim_end().to_owned() + "\n", json))
    }

    fn table(&self, scores: &RankingScores, least: &[f64], greatest: &[f64], tied: usize) -> Table {
        let mut heads = vec!["measure".to_owned()];
        if self.per_query {
            heads.extend(scores.queries.iter().cloned());
        }
        heads.push("all".to_owned());
        if tied > 0 {
            heads.extend(["least".to_owned(), format!("greatest ({tied} with ties)")]);
        }
        let mut table = Table::new(heads);
        for (m, name) in scores.names.iter().enumerate() {
            let mut row = vec![name.clone()];
            if self.per_query {
                row.extend(scores.values.iter().map(|values| number(values[m])));
            }
            row.push(number(scores.mean[m]));
            if tied > 0 {
                row.extend([number(least[m]), number(greatest[m])]);
            }
            table.row(row);
        }
        table
    }

    fn compare(&self, first: &RankingScores, second: &RankingScores, seed: u64) -> Result<Vec<Value>, Failure> {
        let pairs: Vec<(usize, usize)> = first
            .queries
            .iter()
            .enumerate()
            .filter_map(|(i, query)| Some((i, second.queries.binary_search(query).ok()?)))
            .collect();
        let mut tests = vec![];
        for (m, name) in first.names.iter().enumerate().filter(|(_, name)| !name.starts_with("num_")) {
            let (a, b): (Vec<f64>, Vec<f64>) = pairs.iter().map(|&(i, j)| (first.values[i][m], second.values[j][m])).unzip();
            let mut test = json!(compare_runs(&a, &b, self.swaps, seed)?);
            test["measure"] = json!(name);
            tests.push(test);
        }
        Ok(tests)
    }
}

fn named(names: &[String], values: &[f64]) -> Value {
    output::object(&mut names.iter().zip(values).map(|(name, &value)| (name.clone(), json!(value))))
}

fn tell_missing(path: &Path, scores: &RankingScores, complete: bool) {
    let some = |names: &[String]| names.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
    if !scores.not_run.is_empty() {
        let then = if complete {
            "they count as lost (--complete)"
        } else {
            "they are left out of the means; --complete counts them as lost"
        };
        warn(format!(
            "{}: {} judged queries are not in it ({}): {then}",
            path.display(),
            scores.not_run.len(),
            some(&scores.not_run)
        ));
    }
    if !scores.not_judged.is_empty() {
        let (n, which) = (scores.not_judged.len(), some(&scores.not_judged));
        warn(format!("{}: {n} of its queries are not judged ({which}): they count nothing", path.display()));
    }
}
