//! What must hold for any data, found by random search: k-means and nearest neighbours.
//!
//! Half of the data are whole numbers on a small grid, where duplicates and exact ties are the rule; the other half are
//! decimals. Distances are checked here by their textbook formulas, not by the library's own.

use openwork::cluster::{Init, KMeans, MiniBatchKMeans};
use openwork::ndarray::{Array2, ArrayView1, Axis};
use openwork::neighbors::{KNeighborsClassifier, Metric, NearestNeighbors, Search, Weights};
use proptest::prelude::*;
use std::collections::HashSet;

/// n points of d columns: whole numbers of a small grid, or decimals.
fn points(n: std::ops::Range<usize>, d: std::ops::Range<usize>) -> impl Strategy<Value = Array2<f64>> {
    (n, d, any::<bool>()).prop_flat_map(|(n, d, whole)| {
        let value = if whole {
            (-3..4i32).prop_map(f64::from).boxed()
        } else {
            (-40_000..40_000i32).prop_map(|v| f64::from(v) / 1e4).boxed()
        };
        prop::collection::vec(value, n * d).prop_map(move |v| Array2::from_shape_vec((n, d), v).unwrap())
    })
}

fn squared(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

fn distinct(x: &Array2<f64>) -> usize {
    x.outer_iter().map(|row| row.iter().map(|v| v.to_bits()).collect::<Vec<_>>()).collect::<HashSet<_>>().len()
}

/// A given start: the first k points.
fn first(x: &Array2<f64>, k: usize) -> Init {
    Init::Centers(x.select(Axis(0), &(0..k).collect::<Vec<_>>()))
}

/// Whether k-means on equal points is done after a round, its centres where the points are, to the bit.
fn is_one_centre_at_once(value: f64, (n, d): (usize, usize), k: usize, seed: u64) -> bool {
    let weights: Vec<f64> = (0..n).map(|i| 0.1 + i as f64).collect();
    let settings = KMeans::new(k.min(n)).seed(seed);
    let wide = Array2::from_elem((n, d), value);
    let narrow = wide.mapv(|v| v as f32);
    [None, Some(weights.as_slice().into())].into_iter().all(|weights| {
        let in_f64 = settings.fit_weighted(wide.view(), weights).unwrap();
        let in_f32 = settings.fit_weighted(narrow.view(), weights).unwrap();
        (in_f64.converged, in_f64.n_iter, in_f64.inertia) == (true, 1, 0.0)
            && (in_f32.converged, in_f32.n_iter, in_f32.inertia) == (true, 1, 0.0)
            && in_f64.centers.iter().all(|&c| c == wide[[0, 0]])
            && in_f32.centers.iter().all(|&c| c == narrow[[0, 0]])
    })
}

#[test]
fn equal_points_whose_mean_is_rounded_make_one_centre_at_once() {
    let value = -599161.9872505723;
    assert_ne!([value; 9].iter().sum::<f64>() / 9.0, value, "the plain mean is exact: choose another value");
    assert!(is_one_centre_at_once(value, (9, 1), 2, 0));
    assert!(is_one_centre_at_once(value, (10_000, 3), 5, 0));
}

proptest! {
    #[test]
    fn inertia_never_rises_while_no_cluster_is_empty(x in points(2..60, 1..5), k in 1..6usize, seed: u64) {
        let k = k.min(x.nrows());
        let mut run = KMeans::new(k).seed(seed).tol(0.0).run(x.view()).unwrap();
        let mut last = f64::INFINITY;
        while let Some(step) = run.next() {
            let used = run.labels().iter().collect::<HashSet<_>>().len();
            prop_assert!(step.inertia <= last * (1.0 + 1e-12), "round {}: {} after {last}", step.round, step.inertia);
            last = if used == k { step.inertia } else { f64::INFINITY }; // relocation may cost before it pays
        }
    }

    #[test]
    fn labels_are_the_nearest_centres_and_inertia_is_their_distance(x in points(1..60, 1..5), k in 1..9usize, rounds in 1..5usize, seed: u64) {
        let k = k.min(x.nrows());
        let model = KMeans::new(k).seed(seed).max_iter(rounds).fit(x.view()).unwrap();
        let mut inertia = 0.0;
        for (i, &label) in model.labels.iter().enumerate() {
            let own = squared(x.row(i), model.centers.row(label as usize));
            for center in model.centers.outer_iter() {
                prop_assert!(own <= squared(x.row(i), center) + 1e-12, "point {i} has a nearer centre than {label}");
            }
            inertia += own;
        }
        prop_assert!((model.inertia - inertia).abs() <= 1e-12 * (1.0 + inertia), "{} is not {inertia}", model.inertia);
    }

    #[test]
    fn no_cluster_is_empty_when_there_are_points_enough(x in points(1..40, 1..4), k in 1..9usize, seed: u64, from_first: bool) {
        let k = k.min(distinct(&x));
        let init = if from_first { first(&x, k) } else { Init::PlusPlus };
        let model = KMeans::new(k).init(init).seed(seed).tol(0.0).fit(x.view()).unwrap();
        prop_assert_eq!(model.labels.iter().collect::<HashSet<_>>().len(), k);
    }

    #[test]
    fn more_clusters_than_distinct_points_end_with_a_perfect_fit(x in points(1..12, 1..3), copies in 2..5usize, seed: u64) {
        let rows: Vec<usize> = (0..x.nrows() * copies).map(|i| i % x.nrows()).collect();
        let x = x.select(Axis(0), &rows);
        let k = (distinct(&x) + 1).min(x.nrows());
        for init in [Init::PlusPlus, Init::Random, first(&x, k)] {
            let model = KMeans::new(k).init(init.clone()).seed(seed).fit(x.view()).unwrap();
            prop_assert!(model.centers.iter().all(|v| v.is_finite()) && model.inertia.is_finite() && model.n_iter <= 300);
            if init == Init::PlusPlus {
                prop_assert!(model.inertia <= 1e-12, "k-means++ chose a point twice while others were left: {}", model.inertia);
            }
        }
    }

    #[test]
    fn equal_points_make_one_centre_at_once(whole in -1_000_000..1_000_000i32, part in 0.0..1.0f64, n in 1..20usize, d in 1..4usize, k in 1..5usize, seed: u64) {
        prop_assert!(is_one_centre_at_once(f64::from(whole) + part, (n, d), k, seed));
    }

    #[test]
    fn permuting_the_points_permutes_the_labels(x in points(2..50, 1..4), k in 1..5usize, turn in 1..50usize) {
        let (n, k) = (x.nrows(), k.min(x.nrows()));
        // Sums in another order differ in the last bit, which a tie would show: whole numbers sum exactly, one round from
        // the same centres therefore has the same bits.
        let x = x.mapv(f64::round);
        let settings = KMeans::new(k).init(first(&x, k)).max_iter(1);
        let order: Vec<usize> = (0..n).map(|i| (i + turn) % n).rev().collect();
        let model = settings.fit(x.view()).unwrap();
        let permuted = settings.fit(x.select(Axis(0), &order).view()).unwrap();
        let relocated = (0..k).any(|j| (0..j).any(|i| x.row(i) == x.row(j))); // equal starts: the farthest of equals is by row
        if !relocated {
            prop_assert_eq!(&permuted.centers, &model.centers);
            prop_assert_eq!(permuted.labels, order.iter().map(|&i| model.labels[i]).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_whole_weight_counts_as_so_many_points(x in points(2..30, 1..4), k in 1..4usize, weights in prop::collection::vec(1..4usize, 30)) {
        let (n, k) = (x.nrows(), k.min(distinct(&x)));
        let x = x.mapv(|v| v.round());
        let settings = KMeans::new(k).init(first(&x, k)).max_iter(1);
        let repeated: Vec<usize> = (0..n).flat_map(|i| vec![i; weights[i]]).collect();
        let w = weights[..n].iter().map(|&w| w as f64).collect::<Vec<_>>();
        let weighted = settings.fit_weighted(x.view(), Some(w.as_slice().into())).unwrap();
        let plain = settings.fit(x.select(Axis(0), &repeated).view()).unwrap();
        let relocated = (0..k).any(|j| (0..j).any(|i| x.row(i) == x.row(j)));
        if !relocated {
            prop_assert_eq!(&weighted.centers, &plain.centers);
            prop_assert!((weighted.inertia - plain.inertia).abs() <= 1e-12 * (1.0 + plain.inertia));
        }
    }
}

proptest! {
    #[test]
    fn a_mini_batch_centre_is_the_mean_of_all_that_came_to_it(x in points(3..80, 1..4), k in 1..5usize, size in 1..9usize, weighted: bool) {
        let k = k.min(x.nrows());
        let settings = MiniBatchKMeans::new(k).init(first(&x, k)).reassignment_ratio(0.0);
        let weights: Vec<f64> = (0..x.nrows()).map(|i| if weighted { (i % 4) as f64 + 0.5 } else { 1.0 }).collect();
        let mut model = None;
        let mut centers = x.select(Axis(0), &(0..k).collect::<Vec<_>>());
        let (mut sums, mut counts) = (Array2::<f64>::zeros(centers.dim()), vec![0.0; k]);
        for (batch, weights) in x.axis_chunks_iter(Axis(0), size).zip(weights.chunks(size)) {
            for (point, weight) in batch.outer_iter().zip(weights) {
                let nearest = (0..k).fold(0, |best, j| if squared(point, centers.row(j)) < squared(point, centers.row(best)) { j } else { best });
                counts[nearest] += weight;
                let mut sum = sums.row_mut(nearest);
                sum.scaled_add(*weight, &point);
            }
            settings.partial_fit(&mut model, batch, weighted.then_some(weights.into())).unwrap();
            let now = model.as_ref().unwrap();
            prop_assert_eq!(&now.counts, &counts);
            for (j, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
                let mean = &sums.row(j) / count;
                prop_assert!(squared(mean.view(), now.centers.row(j)).sqrt() < 1e-12, "centre {j}: {}, wanted {mean}", now.centers.row(j));
            }
            centers = now.centers.clone(); // its last bits decide where two centres are equally near
        }
    }

    #[test]
    fn mini_batch_labels_are_the_nearest_centres_and_inertia_is_their_distance(
        x in points(1..60, 1..4), k in 1..9usize, batch_size in 1..20usize, reassignment_ratio in 0.0..1.0f64, by_chance: bool, seed: u64,
    ) {
        let k = k.min(x.nrows());
        let init = if by_chance { Init::Random } else { Init::PlusPlus };
        let settings = MiniBatchKMeans::new(k).init(init).batch_size(batch_size).reassignment_ratio(reassignment_ratio).seed(seed).max_iter(5);
        let mut run = settings.run(x.view()).unwrap();
        let mut seen = 0.0;
        while let Some(step) = run.next() {
            seen += run.batch().len() as f64;
            prop_assert!(step.inertia.is_finite() && run.batch().len() == batch_size.min(x.nrows()));
            // A centre that starts anew takes over a count that was counted before.
            prop_assert!(step.reassigned > 0 || run.counts().iter().all(|&count| count <= seen));
        }
        let model = run.into_model();
        prop_assert_eq!(&model, &settings.fit(x.view()).unwrap());
        let mut inertia = 0.0;
        for (i, &label) in model.labels.iter().enumerate() {
            let own = squared(x.row(i), model.centers.row(label as usize));
            prop_assert!(model.centers.outer_iter().all(|center| own <= squared(x.row(i), center) + 1e-12), "point {i} has a nearer centre than {label}");
            inertia += own;
        }
        prop_assert!((model.inertia - inertia).abs() <= 1e-12 * (1.0 + inertia), "{} is not {inertia}", model.inertia);
        prop_assert!(model.n_steps == model.history.len() && model.n_iter == (model.n_steps * batch_size.min(x.nrows())).div_ceil(x.nrows()));
    }
}

#[test]
fn mini_batches_drawn_by_chance_end_as_low_as_scikit_learns() {
    // Of scikit-learn 1.9.1, MiniBatchKMeans(10, batch_size=256, random_state=s) for s in 0..30 on the digits: mean and
    // standard deviation of the inertia. The mean of our thirty is to lie within three standard errors of the difference.
    let (mean, deviation) = (1_198_749.0, 20_454.0);
    let x = openwork::datasets::digits().unwrap().x;
    let settings = MiniBatchKMeans::new(10).batch_size(256);
    let ours = (0..30).map(|seed| settings.clone().seed(seed).fit(x.view()).unwrap().inertia).sum::<f64>() / 30.0;
    assert!((ours - mean).abs() < 3.0 * deviation * (2.0_f64 / 30.0).sqrt(), "{ours}");
}

/// Every metric by its textbook formula.
fn apart(metric: Metric, a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    let differences = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    match metric {
        Metric::Euclidean => squared(a, b).sqrt(),
        Metric::Manhattan => differences.sum(),
        Metric::Chebyshev => differences.fold(0.0, f64::max),
        Metric::Minkowski(p) => differences.map(|d| d.powf(p)).sum::<f64>().powf(1.0 / p),
        Metric::Cosine => {
            let lengths = a.dot(&a).sqrt() * b.dot(&b).sqrt();
            if lengths == 0.0 { 1.0 } else { 1.0 - a.dot(&b) / lengths }
        }
    }
}

const METRICS: [Metric; 6] =
    [Metric::Euclidean, Metric::Manhattan, Metric::Chebyshev, Metric::Minkowski(3.0), Metric::Minkowski(1.5), Metric::Cosine];

proptest! {
    #[test]
    fn neighbours_are_the_k_nearest_by_any_search(
        x in points(1..120, 1..5), k in 1..12usize, leaf_size in 1..9usize, metric in prop::sample::select(&METRICS[..]), turn in 0..7usize,
    ) {
        let (n, k) = (x.nrows(), k.min(x.nrows()));
        // Queries: some known points, the same half a step aside, and one far away.
        let mut queries = x.select(Axis(0), &(0..n.min(6)).map(|i| (i * 7 + turn) % n).collect::<Vec<_>>());
        for (i, mut row) in queries.outer_iter_mut().enumerate() {
            row += [0.0, 0.0, 0.5, -0.5, 0.25, 50.0][i];
        }
        let settings = NearestNeighbors::new(k).metric(metric).leaf_size(leaf_size);
        let brute = settings.clone().search(Search::Brute).fit(x.view()).unwrap().kneighbors(queries.view(), k).unwrap();
        let whole = x.iter().all(|v| v.fract() == 0.0) && !matches!(metric, Metric::Cosine | Metric::Minkowski(_));
        for (i, query) in queries.outer_iter().enumerate() {
            let mut all: Vec<(f64, usize)> = (0..n).map(|j| (apart(metric, x.row(j), query), j)).collect();
            all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            for (j, &(nearest, row)) in all[..k].iter().enumerate() {
                let (distance, index) = (brute.distances[[i, j]], brute.indices[[i, j]]);
                prop_assert!((distance - nearest).abs() <= 1e-12 * (1.0 + nearest), "{distance}, wanted {}", nearest);
                prop_assert!((apart(metric, x.row(index), query) - nearest).abs() <= 1e-12 * (1.0 + nearest));
                if whole {
                    prop_assert_eq!(index, row, "of equally near points the lower index comes first");
                }
            }
            let mut rows = brute.indices.row(i).to_vec();
            rows.sort_unstable();
            rows.dedup();
            prop_assert_eq!(rows.len(), k, "a point twice");
        }
        // The search that is watched visits box by box, or point by point, however few the points are.
        for (i, query) in queries.outer_iter().enumerate() {
            let searched = settings.clone().search(Search::Auto).fit(x.view()).unwrap();
            let query = query.to_vec();
            let mut run = searched.watch(&query, k).unwrap();
            run.by_ref().for_each(drop);
            let rows: Vec<usize> = run.nearest().iter().map(|found| found.1 as usize).collect();
            prop_assert_eq!(rows, brute.indices.row(i).to_vec());
        }
        let other = if metric == Metric::Cosine { Search::Auto } else { Search::KdTree };
        let tree = settings.clone().search(other).fit(x.view()).unwrap().kneighbors(queries.view(), k).unwrap();
        prop_assert_eq!(&tree, &brute, "the same answer, to the bit, by either search");
        // A query alone goes through the tree or all points, where many at once are answered from short lists.
        for search in [Search::Brute, other] {
            let index = settings.clone().search(search).fit(x.view()).unwrap();
            for i in 0..queries.nrows() {
                let alone = index.kneighbors(queries.slice(ndarray::s![i..=i, ..]), k).unwrap();
                prop_assert_eq!(alone.indices.row(0), brute.indices.row(i), "alone as among others");
                prop_assert_eq!(alone.distances.row(0), brute.distances.row(i), "alone as among others");
            }
        }
    }

    #[test]
    fn a_point_is_not_its_own_neighbour(x in points(2..80, 1..4), k in 1..6usize, search in prop::sample::select(vec![Search::Brute, Search::KdTree])) {
        let k = k.min(x.nrows() - 1);
        let found = NearestNeighbors::new(k).search(search).leaf_size(3).fit(x.view()).unwrap().kneighbors_of_self(k).unwrap();
        for i in 0..x.nrows() {
            prop_assert!(!found.indices.row(i).iter().any(|&j| j == i));
            let mut others: Vec<f64> = (0..x.nrows()).filter(|&j| j != i).map(|j| squared(x.row(i), x.row(j)).sqrt()).collect();
            others.sort_by(f64::total_cmp);
            for (got, want) in found.distances.row(i).iter().zip(&others) {
                prop_assert!((got - want).abs() <= 1e-12 * (1.0 + want));
            }
        }
    }

    #[test]
    fn shares_sum_to_one_and_the_first_largest_wins(
        x in points(1..60, 1..4), k in 1..9usize, y in prop::collection::vec(0..4u32, 60), distance: bool,
    ) {
        let (n, k) = (x.nrows(), k.min(x.nrows()));
        let weights = if distance { Weights::Distance } else { Weights::Uniform };
        let model = KNeighborsClassifier::new(k).weights(weights).fit(x.view(), &y[..n]).unwrap();
        let queries = &x + 0.5;
        let shares = model.predict_proba(queries.view()).unwrap();
        for (row, class) in shares.outer_iter().zip(model.predict(queries.view()).unwrap()) {
            prop_assert!((row.sum() - 1.0).abs() <= 1e-12 && row.iter().all(|s| (0.0..=1.0).contains(s)));
            prop_assert_eq!(row.iter().position(|&s| s == row.iter().copied().fold(0.0, f64::max)), Some(class as usize));
        }
        // A known point met exactly answers alone under distance weights: with its twins, where it has some.
        if distance {
            let known = model.predict_proba(x.view()).unwrap();
            for i in 0..n {
                let twins: HashSet<u32> = (0..n).filter(|&j| x.row(j) == x.row(i)).map(|j| y[j]).collect();
                prop_assert!((known.row(i).sum() - 1.0).abs() <= 1e-12);
                prop_assert!((0..model.classes as u32).all(|c| twins.contains(&c) || known[[i, c as usize]] == 0.0));
            }
        }
    }
}

/// Clear groups far from zero: the mean is ten thousand times the spread within a group.
fn shifted(seed: u64) -> (Array2<f64>, Array2<f32>) {
    let (n, d) = (240, 5);
    // A small generator of its own (Knuth's MMIX constants), so that the data are the same everywhere.
    let mut state = seed;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let narrow = Array2::from_shape_fn((n, d), |(i, j)| (1e4 + 6.0 * ((i % 4) * (j + 1) % 5) as f64 + 2.0 * uniform()) as f32);
    (narrow.mapv(f64::from), narrow)
}

#[test]
fn data_far_from_zero_have_the_same_labels_in_f32_as_in_f64() {
    for seed in 0..20 {
        let (wide, narrow) = shifted(seed);
        let settings = KMeans::new(4).init(first(&wide, 4));
        let (in_f64, in_f32) = (settings.fit(wide.view()).unwrap(), settings.fit(narrow.view()).unwrap());
        assert_eq!(in_f32.labels, in_f64.labels);
        assert!((in_f32.inertia - in_f64.inertia).abs() <= 1e-5 * in_f64.inertia, "{} {}", in_f32.inertia, in_f64.inertia);
    }
}

#[test]
fn data_far_from_zero_have_the_same_neighbours_in_f32_as_in_f64() {
    for seed in 0..5 {
        let (wide, narrow) = shifted(seed);
        for search in [Search::Brute, Search::KdTree] {
            let settings = NearestNeighbors::new(6).search(search);
            let in_f64 = settings.fit(wide.view()).unwrap().kneighbors(wide.view(), 6).unwrap();
            let in_f32 = settings.fit(narrow.view()).unwrap().kneighbors(narrow.view(), 6).unwrap();
            assert_eq!(in_f32.indices, in_f64.indices);
        }
    }
}
