use super::*;

fn random(n: usize, seed: u64) -> Vec<f32> {
    use rand::{RngExt, SeedableRng};
    let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
    (0..n).map(|_| rng.random::<f32>()).collect()
}

/// A row of scores as f64, its target as a distribution (none where it is ignored), and the places of its numbers.
type Row = (Vec<f64>, Option<Vec<f64>>, Vec<usize>);

/// Every row along the axis.
fn rows_of(axis: Axis, x: &[f32], targets: Targets<'_>, ignored: i64) -> Vec<Row> {
    let pick = |from: &[f32], places: &[usize]| places.iter().map(|&i| f64::from(from[i])).collect::<Vec<_>>();
    (0..axis.outer * axis.inner)
        .map(|row| {
            let (o, i) = (row / axis.inner, row % axis.inner);
            let places: Vec<usize> = (0..axis.n).map(|k| (o * axis.n + k) * axis.inner + i).collect();
            let target = match targets {
                Targets::Classes(c) if c[row] == ignored => None,
                Targets::Classes(c) => Some((0..axis.n).map(|k| f64::from(u8::from(k as i64 == c[row]))).collect()),
                Targets::Distributions(q) => Some(pick(q, &places)),
            };
            (pick(x, &places), target, places)
        })
        .collect()
}

#[test]
fn the_fast_form_is_the_plain_one_and_the_gradient_its_difference() {
    for axis in [Axis::rows(5, 70), Axis { outer: 2, n: 5, inner: 67 }, Axis::rows(3, 1)] {
        for scores in [Scores::Logits, Scores::LogProbabilities, Scores::Probabilities] {
            let x: Vec<f32> = random(axis.len(), 1)
                .into_iter()
                .map(|x| match scores {
                    Scores::Logits => 20.0 * x - 10.0,
                    Scores::LogProbabilities => -5.0 * x,
                    Scores::Probabilities => 0.05 + 0.9 * x,
                })
                .collect();
            let rows = axis.outer * axis.inner;
            let classes: Vec<i64> = (0..rows as i64).map(|i| if i % 4 == 3 { 77 } else { (i * 7) % axis.n as i64 }).collect();
            let mut distributions = random(axis.len(), 2);
            distributions[0] = 0.0;
            for targets in [Targets::Classes(&classes), Targets::Distributions(&distributions)] {
                for label_smoothing in [0.0, 0.1] {
                    let loss = CrossEntropy::new().scores(scores).ignore_index(77).label_smoothing(label_smoothing);
                    let each = loss.reduction(Reduction::None);
                    let (losses, kept) = each.forward(&x, axis, targets).unwrap();
                    let (mean, _) = loss.forward(&x, axis, targets).unwrap();
                    let mut back = vec![0.0; axis.len()];
                    loss.backward(&x, axis, targets, &kept, &[kept.counted as f32], &mut back).unwrap();
                    let mut sum = 0.0;
                    for ((row, target, places), &got) in rows_of(axis, &x, targets, 77).iter().zip(&losses) {
                        let Some(target) = target else {
                            assert!(got == 0.0 && places.iter().all(|&i| back[i] == 0.0));
                            continue;
                        };
                        let want = loss.at(row, target);
                        sum += want;
                        assert!((f64::from(got) - want).abs() <= 5e-7 * want.abs().max(1.0), "{loss:?}: {got} for {want}");
                        for (k, &place) in places.iter().enumerate() {
                            let at = |h: f64| {
                                let mut moved = row.clone();
                                moved[k] += h;
                                loss.at(&moved, target)
                            };
                            let slope = (at(1e-6) - at(-1e-6)) / 2e-6;
                            assert!(
                                (f64::from(back[place]) - slope).abs() <= 1e-6 * slope.abs().max(3.0),
                                "{loss:?}, {k}: {} for {slope}",
                                back[place]
                            );
                        }
                    }
                    assert!((f64::from(mean[0]) * kept.counted as f64 - sum).abs() <= 5e-7 * sum.max(1.0));
                }
            }
        }
    }
}

#[test]
fn far_logits_and_masks_are_finite() {
    let run = |x: &[f32], class| CrossEntropy::new().forward(x, Axis::rows(1, x.len()), Targets::Classes(&[class])).unwrap().0[0];
    assert_eq!(run(&[1e4, 0.0], 0), 0.0);
    assert_eq!(run(&[1e4, 0.0], 1), 1e4);
    assert_eq!(run(&[f32::NEG_INFINITY, 0.0], 1), 0.0);
    assert_eq!(run(&[f32::NEG_INFINITY, 0.0], 0), f32::INFINITY);
    assert!(run(&[f32::NAN, 0.0], 1).is_nan());
    let (x, q) = ([f32::NEG_INFINITY, 0.0], [0.0, 1.0]);
    assert_eq!(CrossEntropy::new().forward(&x, Axis::rows(1, 2), Targets::Distributions(&q)).unwrap().0[0], 0.0);
}

#[test]
fn what_has_no_meaning_is_refused() {
    let axis = Axis::rows(2, 3);
    let says = |classes: &[i64]| CrossEntropy::new().forward(&[0.0; 6], axis, Targets::Classes(classes)).unwrap_err().to_string();
    assert!(
        says(&[0, 3]).contains("class 3 at row 1 (counted from 0), wanted 0 to 2, for there are 3 classes, or -100"),
        "{}",
        says(&[0, 3])
    );
    assert!(says(&[-100, -100]).contains("all ignored"));
    assert!(says(&[0]).contains("one class for each row"));
    let sum = CrossEntropy::new().reduction(Reduction::Sum);
    assert_eq!(sum.forward(&[0.0; 6], axis, Targets::Classes(&[-100, -100])).unwrap().0, [0.0]);
    assert!(CrossEntropy::new().label_smoothing(1.5).forward(&[0.0; 6], axis, Targets::Classes(&[0, 0])).is_err());
    assert!(CrossEntropy::new().forward(&[], Axis::rows(0, 3), Targets::Classes(&[])).is_err());
    assert!(CrossEntropy::new().forward(&[], Axis::rows(2, 0), Targets::Classes(&[0, 0])).is_err());
}
