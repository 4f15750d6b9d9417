//! What must hold of the metrics for any data, found by random search and checked against the definitions, pair by pair.

use openwork::metrics::{
    Average, Confusion, ExactSum, Regression, ScoreRanking, Sums, ZeroDivision, area, average, quantile, roc_auc,
};
use proptest::prelude::*;

/// Truths and scores, the scores on a small grid where ties are the rule, or decimals.
fn scored() -> impl Strategy<Value = (Vec<bool>, Vec<f64>)> {
    (2..60usize, any::<bool>()).prop_flat_map(|(n, whole)| {
        let score = if whole {
            (-3..4i32).prop_map(f64::from).boxed()
        } else {
            (-9999..9999i32).prop_map(|v| f64::from(v) / 1e4).boxed()
        };
        (prop::collection::vec(any::<bool>(), n), prop::collection::vec(score, n))
    })
}

fn labels() -> impl Strategy<Value = (Vec<u32>, Vec<u32>, Vec<f64>)> {
    (1..80usize).prop_flat_map(|n| {
        let label = || prop::collection::vec(0..4u32, n);
        (label(), label(), prop::collection::vec((0..9u32).prop_map(f64::from), n))
    })
}

/// The chance that a positive is above a negative, by all pairs.
fn by_pairs(truth: &[bool], scores: &[f64], weights: &[f64]) -> Option<f64> {
    let (mut won, mut all) = (0.0, 0.0);
    for i in 0..truth.len() {
        for j in 0..truth.len() {
            if truth[i] && !truth[j] {
                let pair = weights[i] * weights[j];
                all += pair;
                won += pair
                    * if scores[i] > scores[j] {
                        1.0
                    } else if scores[i] == scores[j] {
                        0.5
                    } else {
                        0.0
                    };
            }
        }
    }
    (all > 0.0).then(|| won / all)
}

proptest! {
    #[test]
    fn the_area_is_the_chance_of_a_pair_and_that_under_the_curve((truth, scores) in scored(), seed in 0..99u32) {
        let weights: Vec<f64> = (0..truth.len() as u32).map(|i| f64::from((i * 7 + seed) % 4)).collect();
        let plain = vec![1.0; truth.len()];
        for (weights, given) in [(&plain, None), (&weights, Some(weights.as_slice()))] {
            let ranking = ScoreRanking::of(&truth, &scores, given).unwrap();
            let Some(want) = by_pairs(&truth, &scores, weights) else {
                prop_assert!(ranking.auc().is_err() && ranking.roc_curve(true).is_err());
                continue;
            };
            prop_assert!((ranking.auc().unwrap() - want).abs() < 1e-12);
            for drop in [false, true] {
                let curve = ranking.roc_curve(drop).unwrap();
                prop_assert!((area(&curve.fpr, &curve.tpr).unwrap() - want).abs() < 1e-12);
                prop_assert_eq!((curve.fpr[0], curve.tpr[0]), (0.0, 0.0));
                prop_assert_eq!((*curve.fpr.last().unwrap(), *curve.tpr.last().unwrap()), (1.0, 1.0));
                prop_assert!(curve.thresholds.windows(2).all(|t| t[0] > t[1]), "thresholds fall");
            }
            let turned: Vec<f64> = scores.iter().map(|s| -s).collect();
            prop_assert!((ScoreRanking::of(&truth, &turned, given).unwrap().auc().unwrap() - (1.0 - want)).abs() < 1e-12);
            prop_assert!((ranking.sweep().unwrap().last().unwrap().area - want).abs() < 1e-12);
        }
        if let Some(want) = by_pairs(&truth, &scores, &plain) {
            prop_assert!((roc_auc(|row| truth[row], &scores).unwrap() - want).abs() < 1e-12);
        }
    }

    #[test]
    fn rankings_of_parts_merge_to_the_whole((truth, scores) in scored(), parts in 1..10usize) {
        let whole = ScoreRanking::of(&truth, &scores, None).unwrap();
        let size = truth.len().div_ceil(parts);
        let mut merged = ScoreRanking::default();
        for (t, s) in truth.chunks(size).zip(scores.chunks(size)) {
            merged.merge(&ScoreRanking::of(t, s, None).unwrap());
        }
        prop_assert_eq!(whole, merged);
    }

    #[test]
    fn confusion_matrices_merge_and_their_averages_hold_together((truth, answers, weights) in labels(), parts in 1..10usize) {
        let whole = Confusion::of(&truth, &answers, 4, Some(&weights)).unwrap();
        let size = truth.len().div_ceil(parts);
        let mut merged = Confusion::new(4).unwrap();
        for ((t, a), w) in truth.chunks(size).zip(answers.chunks(size)).zip(weights.chunks(size)) {
            merged.merge(&Confusion::of(t, a, 4, Some(w)).unwrap()).unwrap();
        }
        prop_assert_eq!(&whole, &merged);
        if whole.total() > 0.0 {
            let counts = whole.counts();
            let of = |by| average(&counts, by, 1.0, ZeroDivision::Zero).unwrap();
            let right = whole.accuracy();
            prop_assert!((of(Average::Micro).f - right).abs() < 1e-12, "micro F1 of single labels is the accuracy");
            prop_assert!((of(Average::Weighted).recall - right).abs() < 1e-12, "so is the weighted recall");
            prop_assert!(counts.iter().all(|c| (c.tp + c.fp + c.fn_ + c.tn - whole.total()).abs() < 1e-9));
            prop_assert!((-1.0..=1.0 + 1e-12).contains(&whole.matthews()));
        }
    }

    #[test]
    fn matthews_of_two_classes_is_the_correlation_of_zeros_and_ones((truth, scores) in scored()) {
        let t: Vec<u32> = truth.iter().map(|&t| u32::from(t)).collect();
        let a: Vec<u32> = scores.iter().map(|&s| u32::from(s > 0.0)).collect();
        let n = t.len() as f64;
        let mean = |v: &[u32]| v.iter().sum::<u32>() as f64 / n;
        let (mt, ma) = (mean(&t), mean(&a));
        let spread = |v: &[u32], m: f64| v.iter().map(|&v| (f64::from(v) - m).powi(2)).sum::<f64>();
        let both: f64 = t.iter().zip(&a).map(|(&t, &a)| (f64::from(t) - mt) * (f64::from(a) - ma)).sum();
        let all = spread(&t, mt) * spread(&a, ma);
        let want = if all == 0.0 { 0.0 } else { both / all.sqrt() };
        prop_assert!((Confusion::of(&t, &a, 2, None).unwrap().matthews() - want).abs() < 1e-12);
    }

    #[test]
    fn exact_sums_do_not_know_the_order(numbers in prop::collection::vec(any::<f64>().prop_filter("finite", |v| v.is_finite()), 0..1500), at in 0..1500usize) {
        let mut turned = numbers.clone();
        turned.rotate_left(at.min(numbers.len()));
        prop_assert_eq!(ExactSum::of(&numbers), ExactSum::of(&turned));
        let (a, b) = numbers.split_at(at.min(numbers.len()));
        let mut merged = ExactSum::of(a);
        merged.merge(&ExactSum::of(b));
        prop_assert_eq!(&ExactSum::of(&numbers), &merged);
        merged.add_all(&numbers.iter().map(|x| -x).collect::<Vec<_>>());
        prop_assert_eq!(merged.value(), 0.0);
    }

    #[test]
    fn regressions_merge_bit_for_bit_and_r2_is_its_definition(pairs in prop::collection::vec((-9999..9999i32, -99..99i32), 2..90), parts in 1..10usize) {
        let truth: Vec<f64> = pairs.iter().map(|p| f64::from(p.0) / 7.0).collect();
        let answers: Vec<f64> = pairs.iter().map(|p| f64::from(p.0) / 7.0 + f64::from(p.1) / 3.0).collect();
        let whole = Regression::of(&truth, &answers, None, Sums::ALL).unwrap();
        let size = truth.len().div_ceil(parts);
        let mut merged = Regression::new(Sums::ALL);
        for (t, a) in truth.chunks(size).zip(answers.chunks(size)) {
            merged.merge(&Regression::of(t, a, None, Sums::ALL).unwrap());
        }
        prop_assert_eq!(&whole, &merged);
        let mean = truth.iter().sum::<f64>() / truth.len() as f64;
        let all: f64 = truth.iter().map(|t| (t - mean).powi(2)).sum();
        let left: f64 = truth.iter().zip(&answers).map(|(t, a)| (t - a).powi(2)).sum();
        if all > 1e-6 {
            prop_assert!((whole.r2() - (1.0 - left / all)).abs() <= 1e-9 * (1.0 + left / all));
        }
        prop_assert!(whole.explained_variance() >= whole.r2() - 1e-9 * (1.0 + left / all.max(1e-6)));
        prop_assert!(whole.mean_absolute_error() <= whole.root_mean_squared_error() * (1.0 + 1e-12));
    }

    #[test]
    fn the_median_has_as_many_above_as_below(numbers in prop::collection::vec(-50..50i32, 1..40)) {
        let numbers: Vec<f64> = numbers.into_iter().map(f64::from).collect();
        let mut sorted = numbers.clone();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len();
        let want = if n % 2 == 1 { sorted[n / 2] } else { (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0 };
        prop_assert_eq!(quantile(&numbers, None, 0.5).unwrap(), want);
        prop_assert_eq!(quantile(&numbers, Some(&vec![1.0; n]), 0.5).unwrap(), want);
    }
}
