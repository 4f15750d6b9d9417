#![doc = include_str!("ranking.md")]

use super::ranking_file::{Entry, Lookup, Qrels, Runs};
use super::ranking_measure::{LEAST_OF_GEOMETRIC, Measure, Pool};
use super::ranking_place::{Named, Placement, levels};
use crate::error::{Error, Result};
use crate::threads;
use serde::Serialize;

/// The settings of judging a ranking: which measures, and what counts as what.
///
/// ```
/// use openwork::metrics::{Qrels, Ranking, Runs};
///
/// let qrels = Qrels::of([("q1", "d1", 1), ("q1", "d2", 0), ("q1", "d3", 2)])?;
/// let run = Runs::of([("q1", "d2", 0.9), ("q1", "d3", 0.8), ("q1", "d9", 0.7)])?;
/// let scores = Ranking::new(["map", "recip_rank", "ndcg_cut_10"])?.judge(&qrels, &run)?;
/// assert_eq!(scores.names, ["map", "recip_rank", "ndcg_cut_10"]);
/// assert_eq!(scores.mean[..2], [0.25, 0.5]);
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Ranking {
    names: Vec<String>,
    measures: Vec<Measure>,
    relevance_level: i64,
    judged_only: bool,
    complete: bool,
    double: bool,
}

/// Each measure of each query, and over all queries.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankingScores {
    /// The measures' names.
    pub names: Vec<String>,
    /// The queries judged, in the order of their names' bytes.
    pub queries: Vec<String>,
    /// A row for each query, a column for each measure.
    pub values: Vec<Vec<f64>>,
    /// Over the queries: the mean; of counts the sum; of `gm_` measures the geometric mean.
    pub mean: Vec<f64>,
    /// Queries that were judged and are not in the run.
    pub not_run: Vec<String>,
    /// Queries of the run that nobody judged: they count nothing.
    pub not_judged: Vec<String>,
}

/// The least and the greatest mean that ties allow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TieBounds {
    /// Queries in which a judged document is tied with another.
    pub tied_queries: usize,
    /// Every tie against the system.
    pub least: Vec<f64>,
    /// Every tie in its favour.
    pub greatest: Vec<f64>,
}

/// Queries judged in one go.
const CHUNK: usize = 32;

impl Ranking {
    /// Measures by the names that [`Measure::parse_all`] knows; relevance 1 and more is relevant, scores are compared in f32.
    ///
    /// # Errors
    /// As [`Measure::parse_all`].
    pub fn new<S: AsRef<str>>(measures: impl IntoIterator<Item = S>) -> Result<Self> {
        let (names, measures) = Measure::parse_all(measures)?.into_iter().unzip();
        Ok(Self { names, measures, relevance_level: 1, judged_only: false, complete: false, double: false })
    }

    /// The least relevance that is relevant (trec_eval's `-l`); gains are not changed by it.
    pub fn relevance_level(mut self, level: i64) -> Self {
        self.relevance_level = level;
        self
    }

    /// Leaves out retrieved documents that nobody judged (trec_eval's `-J`).
    pub fn judged_only(mut self, on: bool) -> Self {
        self.judged_only = on;
        self
    }

    /// Counts judged queries that the run lacks as queries for which it found nothing (trec_eval's `-c`); without it they are
    /// left out of the means.
    pub fn complete(mut self, on: bool) -> Self {
        self.complete = on;
        self
    }

    /// As trec_eval 10: compares scores in f64 and rounds points of recall. Without it as trec_eval 9 and pytrec_eval: scores are
    /// rounded to f32 first.
    pub fn double(mut self, on: bool) -> Self {
        self.double = on;
        self
    }

    /// The measures' names, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether scores are rounded to f32 before they are compared.
    pub fn is_single(&self) -> bool {
        !self.double
    }

    /// The measures of one query.
    pub fn values(&self, query: &Placement) -> Vec<f64> {
        let judged;
        let query = if self.judged_only {
            judged = query.judged_only();
            &judged
        } else {
            query
        };
        self.measures.iter().map(|measure| measure.value(query, self.relevance_level, self.double)).collect()
    }

    /// Brings the rows of the queries together; `missing` more queries found nothing.
    pub fn mean(&self, rows: &[Vec<f64>], missing: usize) -> Vec<f64> {
        let n = (rows.len() + missing).max(1) as f64;
        let of = |(m, measure): (usize, &Measure)| {
            let sum: f64 = rows.iter().map(|row| row[m]).sum();
            match measure.pool() {
                Pool::Sum => sum,
                Pool::Mean => sum / n,
                Pool::Geometric if rows.len() + missing == 0 => 0.0,
                Pool::Geometric => ((sum + missing as f64 * LEAST_OF_GEOMETRIC.ln()) / n).exp(),
            }
        };
        self.measures.iter().enumerate().map(of).collect()
    }

    /// Judges a run. Queries that only one of the two has are named in the result.
    ///
    /// # Errors
    /// A document that stands twice under one query of the run ([`Error::Parse`] with its line where it came from a file);
    /// [`Error::Empty`] where the two have no query in common.
    pub fn judge(&self, qrels: &Qrels, run: &Runs) -> Result<RankingScores> {
        let (queries, places) = self.place(qrels, run)?.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
        let values: Vec<Vec<f64>> = places.iter().map(|place| self.values(place)).collect();
        let not_run: Vec<_> = qrels.queries().filter(|q| run.grouped.query(q).is_none()).map(str::to_owned).collect();
        let not_judged = run.queries().filter(|q| qrels.0.query(q).is_none()).map(str::to_owned).collect();
        let mean = self.mean(&values, 0);
        Ok(RankingScores { names: self.names.clone(), queries, values, mean, not_run, not_judged })
    }

    /// The least and the greatest means that ties allow: exact where moving a relevant document up never lowers the measure,
    /// as for all of precision, recall, AP, reciprocal rank, DCG and nDCG.
    ///
    /// # Errors
    /// As [`judge`](Self::judge).
    pub fn tie_bounds(&self, qrels: &Qrels, run: &Runs) -> Result<TieBounds> {
        let places = self.place(qrels, run)?;
        let bound = |favour| {
            let rows: Vec<_> = places.iter().map(|(_, p)| self.values(&p.with_ties(favour, self.relevance_level))).collect();
            self.mean(&rows, 0)
        };
        let tied_queries = places.iter().filter(|(_, place)| place.has_ties()).count();
        Ok(TieBounds { tied_queries, least: bound(false), greatest: bound(true) })
    }

    /// Where the run puts the judged documents of each query that is to count.
    fn place(&self, qrels: &Qrels, run: &Runs) -> Result<Vec<(String, Placement)>> {
        let pairs: Vec<_> = qrels.0.queries.iter().map(|(query, judged)| (query, judged, run.grouped.query(query))).collect();
        let work: usize = pairs.iter().map(|(_, _, found)| found.map_or(0, <[_]>::len)).sum();
        if pairs.iter().all(|(.., found)| found.is_none()) {
            let first =
                |mut names: Box<dyn Iterator<Item = &str> + '_>| names.next().map_or("none".to_owned(), |q| format!("{q:?}"));
            return Err(Error::empty(
                "the set of queries that both the judgements and the run have",
                format!(
                    "at least one; the judgements' first query is {}, the run's {}",
                    first(Box::new(qrels.queries())),
                    first(Box::new(run.queries()))
                ),
            ));
        }
        let parts = threads::map_chunks(pairs.len(), CHUNK, work * 32, |range| {
            let (mut lookup, mut scores) = (Lookup::default(), vec![]);
            let mut placed = vec![];
            for &(query, judged, found) in &pairs[range] {
                let found = match found {
                    Some(found) => found,
                    None if self.complete => &[],
                    None => continue,
                };
                lookup.build(&run.grouped, query, found)?;
                scores.clear();
                scores.extend(found.iter().map(|entry| entry.value));
                placed.push((query.clone(), self.place_one(qrels, run, judged, found, &lookup, &scores)));
            }
            Ok(placed)
        });
        Ok(parts.into_iter().collect::<Result<Vec<_>>>()?.concat())
    }

    fn place_one(
        &self,
        qrels: &Qrels,
        run: &Runs,
        judged: &[Entry<i64>],
        found: &[Entry<f64>],
        lookup: &Lookup,
        scores: &[f64],
    ) -> Placement {
        let both: Vec<(usize, i64)> = judged
            .iter()
            .filter_map(|j| Some((lookup.find(&run.grouped, found, qrels.0.name(j.name), j.name.hash)?, j.value)))
            .collect();
        let pairs: Vec<(f64, i64)> = both.iter().map(|&(i, relevance)| (found[i].value, relevance)).collect();
        Placement::of_scores(scores, &pairs, levels(judged.iter().map(|j| j.value)), !self.double, |named| {
            let i = match named {
                Named::Retrieved(i) => i,
                Named::Judged(j) => both[j].0,
            };
            run.grouped.name(found[i].name).into()
        })
    }
}

impl RankingScores {
    /// What trec_eval prints: for each query where asked, then over all: name, query and value. `run_id` is printed first
    /// where `official` measures were asked for by trec_eval's default.
    pub fn trec(&self, per_query: bool, run_id: Option<&str>) -> String {
        let mut out = String::new();
        let mut row = |query: &str, values: &[f64], all: bool| {
            if let (true, Some(id)) = (all, run_id) {
                out += &format!("{:<22}\t{query}\t{id}\n", "runid");
            }
            for (name, value) in self.names.iter().zip(values) {
                match name.as_str() {
                    "num_q" | "gm_map" | "gm_bpref" if !all => {}
                    counted if counted.starts_with("num_") => out += &format!("{name:<22}\t{query}\t{value:.0}\n"),
                    _ => out += &format!("{name:<22}\t{query}\t{value:6.4}\n"),
                }
            }
        };
        if per_query {
            self.queries.iter().zip(&self.values).for_each(|(query, values)| row(query, values, false));
        }
        row("all", &self.mean, true);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(measures: &[&str], qrels: &[(&str, &str, i64)], run: &[(&str, &str, f64)]) -> RankingScores {
        let (qrels, run) = (Qrels::of(qrels.iter().copied()).unwrap(), Runs::of(run.iter().copied()).unwrap());
        Ranking::new(measures).unwrap().judge(&qrels, &run).unwrap()
    }

    #[test]
    fn by_hand() {
        let got = scores(
            &["map", "ndcg", "P_2", "bpref", "recip_rank", "num_ret"],
            &[("q", "a", 1), ("q", "b", 0), ("q", "c", 2)],
            &[("q", "b", 3.0), ("q", "c", 2.0), ("q", "a", 1.0), ("q", "z", 0.5)],
        );
        assert_eq!(got.names, ["num_ret", "map", "bpref", "recip_rank", "P_2", "ndcg"]);
        let ndcg = (2.0 / 3.0_f64.log2() + 0.5) / (2.0 + 1.0 / 3.0_f64.log2());
        assert_eq!(got.mean, [4.0, (0.5 + 2.0 / 3.0) / 2.0, 0.0, 0.5, 0.5, ndcg]);
    }

    #[test]
    fn a_judged_query_that_was_not_run_counts_only_when_asked() {
        let qrels = Qrels::of([("1", "a", 1), ("2", "b", 1)]).unwrap();
        let run = Runs::of([("1", "a", 1.0), ("3", "a", 1.0)]).unwrap();
        let plain = Ranking::new(["map"]).unwrap();
        let scores = plain.judge(&qrels, &run).unwrap();
        assert_eq!((scores.mean[0], scores.not_run, scores.not_judged), (1.0, vec!["2".to_owned()], vec!["3".to_owned()]));
        assert_eq!(plain.complete(true).judge(&qrels, &run).unwrap().mean[0], 0.5);
    }

    #[test]
    fn a_document_twice_is_refused() {
        let qrels = Qrels::of([("1", "a", 1)]).unwrap();
        let run = Runs::of([("1", "x", 1.0), ("1", "y", 2.0), ("1", "x", 3.0)]).unwrap();
        assert!(Ranking::new(["map"]).unwrap().judge(&qrels, &run).unwrap_err().to_string().contains("\"x\""));
    }

    #[test]
    fn no_measure_of_another_name() {
        for name in ["mapp", "ndcg_cut_0", "map_10", "P_", "P_1.5", "ndcg_cut_-1"] {
            assert!(Ranking::new([name]).is_err(), "{name}");
        }
        assert_eq!(Ranking::new(["P.10,5", "P_5"]).unwrap().names(), ["P_5", "P_10"]);
    }
}
