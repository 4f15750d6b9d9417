//! What must hold for any rows, classes and groups, found by random search: the splitters and the validation on their folds.

use openwork::linalg::Real;
use openwork::model_selection::{
    Answers, CrossValidation, Estimator, Fitted, Fold, GroupKFold, KFold, LeaveOneOut, LeavePOut, RepeatedKFold,
    RepeatedStratifiedKFold, Rows, Scaled, Scheme, Scorer, ShuffleSplit, Size, Splitter, StratifiedGroupKFold, StratifiedKFold,
    StratifiedShuffleSplit, Targets, TimeSeriesSplit, cross_val_predict, train_test_split,
};
use openwork::ndarray::{Array2, ArrayView2, Axis};
use openwork::neighbors::KNeighborsClassifier;
use openwork::{Error, Result, threads};
use proptest::prelude::*;
use std::collections::HashSet;

/// Few different numbers, so that rare classes, large groups and ties are the rule.
fn labels(n: std::ops::Range<usize>, names: u32) -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(prop_oneof![0..names, 0..2u32], n)
}

fn all(splitter: &dyn Splitter, rows: Rows<'_>) -> Option<Vec<Fold>> {
    splitter.folds(rows).ok().map(|folds| {
        let count = folds.len();
        let folds: Vec<Fold> = folds.collect();
        assert_eq!(folds.len(), count, "another number of folds than was said");
        folds
    })
}

/// Every row is on one side of every fold, and held out in exactly one.
fn is_cover(folds: &[Fold], n: usize) {
    let mut held_out = vec![0; n];
    for fold in folds {
        let mut rows = [fold.train.clone(), fold.test.clone()].concat();
        rows.sort_unstable();
        assert_eq!(rows, (0..n).collect::<Vec<_>>());
        fold.test.iter().for_each(|&row| held_out[row] += 1);
    }
    assert_eq!(held_out, vec![1; n]);
}

fn within_one(counts: impl Iterator<Item = usize> + Clone) {
    let (least, most) = (counts.clone().min().unwrap(), counts.max().unwrap());
    assert!(most - least <= 1, "{least} to {most}");
}

proptest! {
    #[test]
    fn k_folds_cover_the_rows_and_differ_by_one_row(n in 2..80usize, k in 2..80usize, seed in any::<u64>()) {
        for splitter in [KFold::new(k), KFold::new(k).shuffle(seed)] {
            let Some(folds) = all(&splitter, Rows::new(n)) else {
                prop_assert!(k > n);
                continue;
            };
            is_cover(&folds, n);
            within_one(folds.iter().map(|fold| fold.test.len()));
        }
        if let Some(folds) = all(&RepeatedKFold::new(k, 2, seed), Rows::new(n)) {
            folds.chunks(k).for_each(|round| is_cover(round, n));
        }
    }

    #[test]
    fn stratified_folds_cover_the_rows_and_share_every_class(classes in labels(2..90, 6), k in 2..12usize, seed in any::<u64>()) {
        let most = (0..6).map(|c| classes.iter().filter(|&&x| x == c).count()).max().unwrap();
        let rows = Rows::new(classes.len()).classes(&classes);
        for splitter in [StratifiedKFold::new(k), StratifiedKFold::new(k).shuffle(seed)] {
            let Some(folds) = all(&splitter, rows) else {
                prop_assert!(k > most);
                continue;
            };
            prop_assert!(k <= most);
            is_cover(&folds, classes.len());
            within_one(folds.iter().map(|fold| fold.test.len()));
            for class in 0..6 {
                within_one(folds.iter().map(|fold| fold.test.iter().filter(|&&row| classes[row] == class).count()));
            }
        }
        if let Some(folds) = all(&RepeatedStratifiedKFold::new(k, 2, seed), rows) {
            folds.chunks(k).for_each(|round| is_cover(round, classes.len()));
        }
        // Renaming the classes changes nothing.
        let renamed: Vec<u32> = classes.iter().map(|c| 1000 - 3 * c).collect();
        prop_assert_eq!(all(&StratifiedKFold::new(k), rows), all(&StratifiedKFold::new(k), Rows::new(classes.len()).classes(&renamed)));
    }

    #[test]
    fn a_group_is_never_on_both_sides(groups in labels(2..70, 12), k in 2..8usize, seed in any::<u64>()) {
        let n = groups.len();
        let classes: Vec<u32> = (0..n as u32).map(|i| i * i % 3).collect();
        let rows = Rows::new(n).groups(&groups).classes(&classes);
        let names = groups.iter().collect::<HashSet<_>>().len();
        let splitters: [Box<dyn Splitter>; 4] = [
            Box::new(GroupKFold::new(k)),
            Box::new(GroupKFold::new(k).shuffle(seed)),
            Box::new(StratifiedGroupKFold::new(k)),
            Box::new(StratifiedGroupKFold::new(k).shuffle(seed)),
        ];
        for splitter in splitters {
            let Some(folds) = all(&*splitter, rows) else { continue };
            prop_assert!(k <= names);
            is_cover(&folds, n);
            for fold in &folds {
                let of = |rows: &[usize]| rows.iter().map(|&row| groups[row]).collect::<HashSet<_>>();
                prop_assert!(of(&fold.train).is_disjoint(&of(&fold.test)));
            }
        }
        prop_assert_eq!(all(&GroupKFold::new(k), rows).is_some(), k <= names);
        if let Some(folds) = all(&GroupKFold::new(k), rows) {
            prop_assert!(folds.iter().all(|fold| !fold.test.is_empty()));
        }
    }

    #[test]
    fn time_only_goes_forward(n in 2..60usize, k in 2..8usize, gap in 0..5usize, test in 1..6usize, most in 1..9usize) {
        let splitter = TimeSeriesSplit::new(k).gap(gap).test_size(test).max_train_size(most);
        let Some(folds) = all(&splitter, Rows::new(n)) else {
            prop_assert!(k + 1 > n || gap + test * k >= n);
            return Ok(());
        };
        for fold in &folds {
            prop_assert_eq!(fold.test.len(), test);
            prop_assert!(!fold.train.is_empty() && fold.train.len() <= most);
            prop_assert_eq!(fold.train[fold.train.len() - 1] + 1 + gap, fold.test[0]);
        }
        prop_assert_eq!(*folds[k - 1].test.last().unwrap(), n - 1);
    }

    #[test]
    fn every_set_of_rows_is_held_out_once(n in 2..9usize, p in 1..4usize) {
        let Some(folds) = all(&LeavePOut::new(p), Rows::new(n)) else {
            prop_assert!(p >= n);
            return Ok(());
        };
        let sets: HashSet<_> = folds.iter().map(|fold| fold.test.clone()).collect();
        let choose = (0..p).fold(1, |count, i| count * (n - i) / (i + 1));
        prop_assert_eq!((sets.len(), folds.len()), (choose, choose));
        prop_assert!(folds.iter().all(|f| f.test.len() == p && f.train.len() == n - p));
    }

    #[test]
    fn rows_drawn_by_chance_are_on_one_side(n in 4..80usize, held in 1..30usize, learnt in 1..30usize, seed in any::<u64>()) {
        let splitter = ShuffleSplit::new(3, seed).test_size(Size::Rows(held)).train_size(Size::Rows(learnt));
        let Some(folds) = all(&splitter, Rows::new(n)) else {
            prop_assert!(held + learnt > n);
            return Ok(());
        };
        for fold in &folds {
            let rows: HashSet<_> = fold.train.iter().chain(&fold.test).collect();
            prop_assert_eq!((fold.train.len(), fold.test.len(), rows.len()), (learnt, held, learnt + held));
        }
        prop_assert_eq!(&all(&splitter, Rows::new(n)).unwrap(), &folds, "the same seed draws the same");
    }

    #[test]
    fn strata_keep_their_shares(classes in labels(8..90, 4), share in 0.1..0.9f64, seed in any::<u64>()) {
        let n = classes.len();
        let rows = Rows::new(n).classes(&classes);
        let splitter = StratifiedShuffleSplit::new(2, seed).test_size(Size::Share(share));
        let Some(folds) = all(&splitter, rows) else { return Ok(()) };
        for fold in folds.iter().chain(&train_test_split(rows, None, Some(Size::Share(share)), Some(seed)).ok()) {
            prop_assert_eq!(fold.train.len() + fold.test.len(), n);
            for class in 0..4 {
                let of = |rows: &[usize]| rows.iter().filter(|&&row| classes[row] == class).count() as f64;
                let wanted = of(&(0..n).collect::<Vec<_>>()) * fold.train.len() as f64 / n as f64;
                prop_assert!((of(&fold.train) - wanted).abs() < 1.0);
            }
        }
    }

    #[test]
    fn the_same_scores_for_any_number_of_threads(n in 12..60usize, seed in any::<u64>()) {
        let x = Array2::from_shape_fn((n, 2), |(i, j)| ((i * 7 + j * 13 + seed as usize % 11) % 17) as f64);
        let y: Vec<u32> = (0..n as u32).map(|i| (i / 2) % 2).collect();
        let scores = |count: usize| threads::with(Some(count), || {
            let splitter = Scheme::Stratified.splitter(5, true, seed);
            let estimator = Scaled(KNeighborsClassifier::new(3));
            CrossValidation::new(&estimator, &*splitter, &[Scorer::ACCURACY]).scores(x.view(), Targets::classes(&y), None).unwrap().test(0)
        });
        let one = scores(1);
        prop_assert_eq!(&one, &scores(2));
        prop_assert_eq!(&one, &scores(8));
    }
}

/// Learns the rows it saw, by their first number, and answers 1 for those it knows: what is held out must never be known.
struct Memory;
struct Known(HashSet<u64>);

impl Estimator for Memory {
    fn fit(&self, x: ArrayView2<'_, f64>, _: Targets<'_>) -> Result<Box<dyn Fitted>> {
        Ok(Box::new(Known(x.column(0).iter().map(|v| v.f64().to_bits()).collect())))
    }
}

impl Fitted for Known {
    fn answers(&self, x: ArrayView2<'_, f64>) -> Result<Answers> {
        Ok(Answers::Classes(x.column(0).iter().map(|v| u32::from(self.0.contains(&v.to_bits()))).collect()))
    }
}

#[test]
fn what_is_held_out_was_never_seen_in_any_scheme() {
    let n = 40;
    let x = Array2::from_shape_fn((n, 1), |(i, _)| i as f64);
    let y: Vec<u32> = (0..n as u32).map(|i| i % 2).collect();
    let groups: Vec<u32> = (0..n as u32).map(|i| i / 3).collect();
    use Scheme::{Group, Kfold, Loo, Shuffle, Stratified, StratifiedGroup, StratifiedShuffle, Time};
    for scheme in [Kfold, Stratified, Group, StratifiedGroup, Shuffle, StratifiedShuffle, Time, Loo] {
        let splitter = scheme.splitter(4, true, 3);
        let validation = CrossValidation::new(&Memory, &*splitter, &[Scorer::ACCURACY]).train_scores(true);
        let scores = validation.scores(x.view(), Targets::Classes { y: &vec![1; n], count: 2 }, Some(&groups));
        // All targets are class 1: known rows score 1, unknown ones 0.
        let scores = match scheme {
            Stratified | StratifiedGroup | StratifiedShuffle => validation.scores(x.view(), Targets::classes(&y), Some(&groups)),
            _ => scores,
        };
        let scores = scores.unwrap();
        for fold in &scores.folds {
            if matches!(scheme, Stratified | StratifiedGroup | StratifiedShuffle) {
                // Unknown rows are answered 0: right for the class 0 half only.
                assert!(fold.scores[0] > 0.0 && fold.scores[0] < 1.0, "{scheme:?}: {fold}");
            } else {
                assert_eq!((fold.scores[0], fold.train_scores[0]), (0.0, 1.0), "{scheme:?}: {fold}");
            }
        }
    }
    let seen = cross_val_predict(&Memory, x.view(), Targets::classes(&y), &KFold::new(7).shuffle(1), None).unwrap();
    assert_eq!(seen, Answers::Classes(vec![0; n]));
}

#[test]
fn answers_for_rows_come_from_the_fold_that_held_them_out() {
    let iris = openwork::datasets::iris().unwrap();
    let openwork::datasets::Target::Classes { y, .. } = &iris.y else { panic!("iris has classes") };
    let (splitter, knn) = (StratifiedKFold::new(5).shuffle(4), KNeighborsClassifier::new(5));
    let Answers::Classes(answers) = cross_val_predict(&knn, iris.x.view(), Targets::classes(y), &splitter, None).unwrap() else {
        panic!("classes are answered with classes")
    };
    for fold in splitter.folds(Rows::new(150).classes(y)).unwrap() {
        let part: Vec<u32> = fold.train.iter().map(|&row| y[row]).collect();
        let model = knn.fit(iris.x.select(Axis(0), &fold.train).view(), &part).unwrap();
        let wanted = model.predict(iris.x.select(Axis(0), &fold.test).view()).unwrap();
        assert_eq!(fold.test.iter().map(|&row| answers[row]).collect::<Vec<_>>(), wanted);
    }
}

#[test]
fn what_cannot_be_validated_is_refused_in_words() {
    let x = Array2::from_shape_fn((6, 1), |(i, _)| i as f64);
    let y = [0, 1, 0, 1, 0, 1];
    let said = |x: &Array2<f64>, y: Targets<'_>, splitter: &dyn Splitter, k: usize, scorers: &[Scorer]| -> String {
        let knn = KNeighborsClassifier::new(k);
        let validation = CrossValidation::new(&knn, splitter, scorers);
        validation.scores(x.view(), y, None).unwrap_err().to_string()
    };
    let (kfold, accuracy) = (KFold::new(3), [Scorer::ACCURACY]);
    assert!(said(&x, Targets::classes(&y[..5]), &kfold, 1, &accuracy).contains("y: got 5, wanted 6"));
    assert!(said(&x, Targets::classes(&y), &kfold, 5, &accuracy).contains("k = 5"));
    assert!(said(&x, Targets::classes(&y), &kfold, 1, &[]).contains("scorers is empty"));
    assert!(said(&x, Targets::classes(&y), &GroupKFold::new(2), 1, &accuracy).contains("groups is empty"));
    assert!(said(&x, Targets::Numbers(&[0.0; 6]), &StratifiedKFold::new(2), 1, &accuracy).contains("classes is empty"));
    assert!(said(&x, Targets::Numbers(&[f64::NAN; 6]), &kfold, 1, &accuracy).contains("y holds NaN"));
    assert!(
        said(&x, Targets::classes(&y), &kfold, 1, &[Scorer::R2])
            .contains("score = r2, wanted a score for targets that are classes, such as accuracy")
    );
    let mut hole = x.clone();
    hole[[4, 0]] = f64::NAN;
    assert!(said(&hole, Targets::classes(&y), &kfold, 1, &accuracy).contains("row 4"));
    let twice =
        cross_val_predict(&Memory, x.view(), Targets::classes(&y), &ShuffleSplit::new(9, 0).test_size(Size::Rows(2)), None);
    assert!(matches!(twice, Err(Error::Shape { .. })));
    let never = cross_val_predict(&Memory, x.view(), Targets::classes(&y), &TimeSeriesSplit::new(2), None);
    assert!(never.unwrap_err().to_string().contains("never held out"));
    assert!(LeaveOneOut.folds(Rows::new(0)).is_err());
}
