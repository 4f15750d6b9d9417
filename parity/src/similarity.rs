//! Cosines of dense and of sparse rows, and the best rows.

use crate::case::{File, Rows, matrix};
use crate::{Outcome, Suite};
use openwork::Result;
use openwork::linalg::CsrView;
use openwork::text::{Cosine, cosine, cosine_similarity};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    x: Option<Rows>,
    y: Option<Rows>,
    rows: Option<Sparse>,
    queries: Option<Sparse>,
    k: Option<usize>,
    best: Option<Vec<Vec<u64>>>,
    expected: Rows,
    tolerance: f64,
}

#[derive(Deserialize)]
struct Sparse {
    columns: usize,
    starts: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f64>,
}

impl Sparse {
    fn view(&self) -> Result<CsrView<'_>> {
        CsrView::new("rows", self.columns, &self.starts, &self.indices, &self.values)
    }
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    Ok(Suite { outcomes: file.cases.iter().map(compare).collect::<Result<_>>()?, head: file.head })
}

fn compare(case: &Case) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
    let cell = |outcome: &mut Outcome, i: usize, j: usize, got: f64| {
        outcome.close(&format!("cosine of {i} and {j}"), got, case.expected[i][j], 1.0);
    };
    if let (Some(x), Some(y)) = (&case.x, &case.y) {
        let all = cosine_similarity::<f64>(matrix(x)?.view(), matrix(y)?.view())?;
        for ((i, j), &got) in all.indexed_iter() {
            cell(&mut outcome, i, j, got);
            cell(&mut outcome, i, j, cosine(&x[i], &y[j])?);
        }
    }
    if let (Some(rows), Some(queries), Some(k), Some(best)) = (&case.rows, &case.queries, case.k, &case.best) {
        let index = Cosine::new(rows.view()?);
        for ((i, j), &got) in index.similarities(queries.view()?)?.indexed_iter() {
            cell(&mut outcome, i, j, got);
        }
        let found = index.top_k(queries.view()?, k)?;
        if found != index.top_k_plain(queries.view()?, k)? {
            outcome.fail("the fast form differs from the plain one".into());
        }
        for (i, (found, want)) in found.iter().zip(best).enumerate() {
            outcome.same(&format!("best of query {i}"), found.iter().map(|&(row, _)| row.into()), want);
            found.iter().for_each(|&(row, score)| cell(&mut outcome, i, row as usize, score));
        }
    }
    Ok(outcome)
}
