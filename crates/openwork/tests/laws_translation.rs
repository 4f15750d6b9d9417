//! What is true of BLEU, chrF and TER for any text, by random search over few words, where repetitions are the rule.

use openwork::metrics::{Bleu, Chrf, Counted, Statistics, Ter, TextMetric, significance};
use openwork::threads;
use proptest::prelude::*;

type Corpus = Vec<(String, Vec<String>)>;

fn corpus() -> impl Strategy<Value = Corpus> {
    let line =
        || prop::collection::vec(prop::sample::select(vec!["a", "b", "the", "cat.", "3.5", "ü"]), 0..9).prop_map(|w| w.join(" "));
    prop::collection::vec((line(), prop::collection::vec(line(), 1..4)), 1..8)
}

fn count<M: TextMetric>(metric: &M, corpus: &[(String, Vec<String>)]) -> Counted<M::Statistics> {
    let (hypotheses, references): (Vec<&String>, Vec<&Vec<String>>) = corpus.iter().map(|(h, r)| (h, r)).unzip();
    metric.corpus(&hypotheses, &references).unwrap()
}

/// What holds for each of the three.
fn holds<M: TextMetric>(metric: &M, corpus: &Corpus) -> Result<(), TestCaseError> {
    let whole = count(metric, corpus);
    let score = metric.value(&whole.statistics);
    prop_assert!(score >= 0.0 && score.is_finite());
    if metric.ascending() {
        prop_assert!(score <= 100.0 + 1e-9, "{score}");
    }

    // The counts of two parts add up to those of the whole.
    let (a, b) = corpus.split_at(corpus.len() / 2);
    if !a.is_empty() {
        let mut parts = count(metric, a);
        parts.merge(&count(metric, b));
        prop_assert_eq!(parts.segments, whole.segments);
        prop_assert_eq!(parts.references, whole.references);
        for (x, y) in parts.statistics.numbers().iter().zip(whole.statistics.numbers()) {
            prop_assert!((x - y).abs() < 1e-9);
        }
    }
    prop_assert!((metric.value_of(&whole.statistics.numbers()) - score).abs() < 1e-9);

    // The order of segments does not matter, nor does that of references.
    let mut turned: Corpus = corpus.clone();
    turned.reverse();
    prop_assert!((metric.value(&count(metric, &turned).statistics) - score).abs() < 1e-9);

    // Whoever copies a reference is right. (A text shorter than the highest order has no such run: BLEU is then smoothed.)
    let copied: Corpus = corpus.iter().map(|(_, r)| (r[0].clone(), r.clone())).collect();
    let best = metric.value(&count(metric, &copied).statistics);
    if metric.ascending() {
        prop_assert!(best >= score - 1e-9 || best < 100.0);
    } else {
        prop_assert_eq!(best, 0.0);
    }

    let two = threads::with(Some(2), || metric.value(&count(metric, corpus).statistics));
    prop_assert_eq!(two.to_bits(), score.to_bits());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn counts_add_up_and_order_does_not_matter(corpus in corpus()) {
        holds(&Bleu::new(), &corpus)?;
        holds(&Bleu::new().effective_order(true), &corpus)?;
        holds(&Chrf::plus_plus(), &corpus)?;
        holds(&Ter::new(), &corpus)?;
    }

    #[test]
    fn the_order_of_references_does_not_matter_to_bleu_and_ter(corpus in corpus()) {
        let turned: Corpus = corpus.iter().map(|(h, r)| (h.clone(), r.iter().rev().cloned().collect())).collect();
        prop_assert_eq!(count(&Bleu::new(), &turned), count(&Bleu::new(), &corpus));
        prop_assert_eq!(count(&Ter::new(), &turned), count(&Ter::new(), &corpus));
    }

    #[test]
    fn one_more_reference_takes_no_match_away(corpus in corpus(), more in "[ab ]{0,12}") {
        let wider: Corpus = corpus.iter().map(|(h, r)| (h.clone(), r.iter().cloned().chain([more.clone()]).collect())).collect();
        let (few, many) = (count(&Bleu::new(), &corpus).statistics, count(&Bleu::new(), &wider).statistics);
        prop_assert!(few.counts.iter().zip(&many.counts).all(|(a, b)| a <= b));
        prop_assert_eq!(few.totals, many.totals);
        prop_assert!(count(&Ter::new(), &wider).statistics.num_edits <= count(&Ter::new(), &corpus).statistics.num_edits);
    }

    #[test]
    fn edits_are_at_most_all_words_and_at_least_the_difference_in_length(h in "[abc ]{0,30}", r in "[abc ]{0,30}") {
        let ter = Ter::new();
        let (length_h, length_r) = (ter.tokens(&h).len(), ter.tokens(&r).len());
        let edits = ter.sentence(&h, &[r]).unwrap().statistics.num_edits as usize;
        prop_assert!(edits <= length_h.max(length_r) && edits >= length_h.abs_diff(length_r));
    }

    #[test]
    fn chrf_with_equal_weights_is_the_same_from_both_sides(h in "[abü .]{1,20}", r in "[abü .]{1,20}") {
        let chrf = Chrf::new().beta(1.0).unwrap();
        let (there, back) = (chrf.sentence(&h, &[&r]).unwrap().score, chrf.sentence(&r, &[&h]).unwrap().score);
        prop_assert!((there - back).abs() < 1e-9);
    }

    #[test]
    fn whatever_text_comes_nothing_breaks(h in any::<String>(), r in any::<String>()) {
        for normalized in [false, true] {
            let ter = Ter::new().normalized(normalized).no_punct(true).asian_support(true);
            prop_assert!(ter.sentence(&h, &[&r]).unwrap().score >= 0.0);
        }
        prop_assert!(Chrf::plus_plus().lowercase(true).sentence(&h, &[&r]).unwrap().score <= 100.0 + 1e-9);
    }

    #[test]
    fn the_interval_holds_its_mean(corpus in corpus()) {
        let (hypotheses, references): (Vec<&String>, Vec<&Vec<String>>) = corpus.iter().map(|(h, r)| (h, r)).unzip();
        let ter = Ter::new();
        let segments = ter.segments(&hypotheses, &references).unwrap();
        let found = significance::bootstrap(&ter, &segments, 40, 7).unwrap();
        prop_assert!(found.half_width >= 0.0 && found.mean >= 0.0);
    }
}
