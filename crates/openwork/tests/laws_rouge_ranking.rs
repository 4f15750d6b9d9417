//! What must hold for any texts and any rankings, found by random search and checked by the definitions.

use openwork::metrics::{Qrels, Ranking, Rouge, Runs};
use proptest::prelude::*;

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "cats", "cat", "\n", "running"]), 0..30).prop_map(|w| w.join(" "))
}

/// Common runs of n words by trying every place, each used once.
fn common(a: &[&str], b: &[&str], n: usize) -> usize {
    let mut left: Vec<&[&str]> = b.windows(n).collect();
    a.windows(n).filter(|run| left.iter().position(|other| other == run).map(|at| left.swap_remove(at)).is_some()).count()
}

/// The longest common subsequence by its recursion.
fn lcs(a: &[&str], b: &[&str]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut corner = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { corner + 1 } else { above.max(row[j]) };
            corner = above;
        }
    }
    row[b.len()]
}

proptest! {
    #[test]
    fn rouge_is_its_definition(hypothesis in text(), reference in text()) {
        let rouge = Rouge::new(["rouge1", "rouge2", "rouge3", "rougeL"]).unwrap();
        let scores = rouge.score(&hypothesis, &reference);
        let (h, r): (Vec<&str>, Vec<&str>) = (hypothesis.split_whitespace().collect(), reference.split_whitespace().collect());
        for (score, (hits, runs)) in scores.iter().zip([
            (common(&h, &r, 1), r.len()),
            (common(&h, &r, 2), r.len().saturating_sub(1)),
            (common(&h, &r, 3), r.len().saturating_sub(2)),
            (lcs(&h, &r), r.len()),
        ]) {
            prop_assert_eq!(score.recall, if runs == 0 { 0.0 } else { hits as f64 / runs as f64 });
        }
        // The other way round precision and recall change places.
        for (one, other) in scores.iter().zip(rouge.score(&reference, &hypothesis)) {
            prop_assert_eq!((one.precision, one.recall), (other.recall, other.precision));
        }
    }

    #[test]
    fn a_ranking_is_its_sorted_list(documents in prop::collection::vec((0_i64..4, 0_u8..6, any::<bool>(), any::<bool>()), 1..30)) {
        let names: Vec<String> = (0..documents.len()).map(|i| format!("d{i}")).collect();
        let both = || names.iter().map(String::as_str).zip(&documents);
        let qrels = Qrels::of(both().filter(|(_, d)| d.2).map(|(name, d)| ("q", name, d.0))).unwrap();
        let run = Runs::of(both().filter(|(_, d)| d.3).map(|(name, d)| ("q", name, f64::from(d.1)))).unwrap();
        let ranking = Ranking::new(["map", "recip_rank", "ndcg", "P_3", "num_rel_ret"]).unwrap();
        let Ok(found) = ranking.judge(&qrels, &run) else { return Ok(()) }; // nothing judged, or nothing retrieved

        let mut sorted: Vec<_> = both().filter(|(_, d)| d.3).collect();
        sorted.sort_by(|(a, x), (b, y)| y.1.cmp(&x.1).then(b.cmp(a)));
        let relevances: Vec<i64> = sorted.iter().map(|(_, d)| if d.2 { d.0 } else { 0 }).collect();
        let mut ideal: Vec<i64> = documents.iter().filter(|d| d.2).map(|d| d.0).collect();
        ideal.sort_by(|a, b| b.cmp(a));
        let dcg = |list: &[i64]| list.iter().zip(2..).map(|(&r, i)| r as f64 / f64::from(i).log2()).sum::<f64>();
        let relevant = ideal.iter().filter(|&&r| r > 0).count();
        let hits = |k: usize| relevances.iter().take(k).filter(|&&r| r > 0).count();
        let places: Vec<usize> = (0..relevances.len()).filter(|&i| relevances[i] > 0).collect();
        let ap = places.iter().map(|&i| hits(i + 1) as f64 / (i + 1) as f64).sum::<f64>() / relevant.max(1) as f64;
        let rr = places.first().map_or(0.0, |&i| 1.0 / (i + 1) as f64);
        let ndcg = if relevant > 0 { dcg(&relevances) / dcg(&ideal) } else { 0.0 };
        for (name, want) in [("map", ap), ("recip_rank", rr), ("ndcg", ndcg), ("P_3", hits(3) as f64 / 3.0), ("num_rel_ret", places.len() as f64)] {
            let got = found.mean[found.names.iter().position(|n| n == name).unwrap()];
            prop_assert!((got - want).abs() < 1e-12, "{name}: {got} for {want}");
        }

        // Ties allow nothing outside their bounds, and the order by name is one that they allow.
        let bounds = ranking.tie_bounds(&qrels, &run).unwrap();
        for ((&least, &mean), &greatest) in bounds.least.iter().zip(&found.mean).zip(&bounds.greatest) {
            prop_assert!(least <= mean + 1e-12 && mean <= greatest + 1e-12);
        }
    }
}
