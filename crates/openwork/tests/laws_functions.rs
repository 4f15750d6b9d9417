//! What must hold for activations, losses and normalisation of any numbers, by random search.

use openwork::activation::{Activation, Axis, Gate, Masked, log_softmax, softmax, softmax_backward};
use openwork::loss::{CrossEntropy, Loss, Reduction, Targets, kl_divergence};
use openwork::nn::{BatchNormalise, DropoutMask, LayerNormalise, RmsNormalise};
use openwork::threads;
use proptest::prelude::*;

/// The slope of f by a central difference.
fn difference(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    let h = 1e-5 * x.abs().max(1.0);
    (f(x + h) - f(x - h)) / (2.0 * h)
}

fn numbers(least: usize) -> impl Strategy<Value = Vec<f32>> {
    prop::collection::vec(prop_oneof![(-40_i8..40).prop_map(|i| f32::from(i) * 0.25), -30.0_f32..30.0], least..150)
}

fn wide(x: &[f32]) -> f64 {
    x.iter().map(|&x| f64::from(x)).sum()
}

proptest! {
    #[test]
    fn a_derivative_is_the_limit_of_differences(x in -30.0_f64..30.0, alpha in -2.0_f32..2.0, beta in 0.1_f32..4.0) {
        let settings = [
            Activation::LeakyRelu { alpha },
            Activation::Elu { alpha },
            Activation::Softplus { beta, threshold: 20.0 },
        ];
        prop_assume!(x.abs() > 1e-3); // a bend has no derivative
        prop_assume!((x * f64::from(beta) - 20.0).abs() > 1e-2);
        for f in Activation::ALL.into_iter().chain(settings) {
            let (slope, want) = (f.slope(x), difference(|x| f.at(x), x));
            prop_assert!((slope - want).abs() < 1e-6 * want.abs().max(1.0), "{f:?} at {x}: {slope} for {want}");
        }
        for gate in Gate::ALL {
            let (a, b) = gate.slopes(1.7, x);
            prop_assert!((a - difference(|a| gate.at(a, x), 1.7)).abs() < 1e-5);
            prop_assert!((b - difference(|b| gate.at(1.7, b), x)).abs() < 1e-5);
        }
    }

    #[test]
    fn a_losss_derivative_is_too(x in -6.0_f64..6.0, t in 0.0_f64..1.0, delta in 0.1_f32..3.0) {
        for loss in Loss::ALL.into_iter().chain([Loss::Huber { delta }]) {
            let (x, t) = match loss {
                Loss::Bce => (0.02 + 0.96 / (1.0 + x.exp()), t),
                Loss::Hinge { .. } => (x, if t < 0.5 { -1.0 } else { 1.0 }),
                Loss::KlDiv { log_target: true } => (x, t - 1.0),
                _ => (x, t),
            };
            let bends = [x - t, 1.0 - t * x, (x - t).abs() - f64::from(delta), (x - t).abs() - 1.0];
            prop_assume!(bends.iter().all(|b| b.abs() > 1e-3));
            let (slope, want) = (loss.slope(x, t), difference(|x| loss.at(x, t), x));
            prop_assert!((slope - want).abs() < 1e-5 * want.abs().max(1.0), "{loss:?} at {x}, {t}: {slope} for {want}");
            let divergence = matches!(loss, Loss::KlDiv { .. }); // of one term alone
            prop_assert!(divergence || loss.at(x, t) >= 0.0);
        }
    }

    #[test]
    fn a_softmax_sums_to_one_ignores_a_shift_and_keeps_the_order(x in numbers(1), shift in -8_i8..8) {
        let axis = Axis::rows(1, x.len());
        let run = |x: &[f32]| {
            let mut p = vec![0.0; x.len()];
            softmax(x, axis, Masked::Nan, &mut p).unwrap();
            p
        };
        let p = run(&x);
        prop_assert!((wide(&p) - 1.0).abs() < 1e-6);
        // A power of two changes no digit of numbers on a grid.
        let grid: Vec<f32> = x.iter().map(|x| (x * 4.0).round() * 0.25).collect();
        let moved: Vec<f32> = grid.iter().map(|x| x + f32::from(shift) * 16.0).collect();
        prop_assert_eq!(run(&grid), run(&moved));
        for i in 1..x.len() {
            prop_assert!(x[i] < x[i - 1] || p[i] >= p[i - 1]);
        }
        let mut log = vec![0.0; x.len()];
        log_softmax(&x, axis, Masked::Nan, &mut log).unwrap();
        for (p, log) in p.iter().zip(&log) {
            prop_assert!((f64::from(*log).exp() - f64::from(*p)).abs() < 1e-6);
        }
        // A gradient that is the same everywhere moves nothing, for the sum is 1 whatever the scores are.
        let mut back = vec![0.0; x.len()];
        softmax_backward(&p, &vec![3.0; x.len()], axis, &mut back).unwrap();
        prop_assert!(back.iter().all(|b| b.abs() < 2e-6));
    }

    #[test]
    fn a_cross_entropys_gradient_sums_to_zero_and_is_negative_at_the_truth_alone(x in numbers(2), class in 0_usize..1000) {
        let (axis, class) = (Axis::rows(1, x.len()), [(class % x.len()) as i64]);
        let (loss, rows) = CrossEntropy::new().forward(&x, axis, Targets::Classes(&class)).unwrap();
        let mut back = vec![0.0; x.len()];
        CrossEntropy::new().backward(&x, axis, Targets::Classes(&class), &rows, &[1.0], &mut back).unwrap();
        prop_assert!(loss[0] >= 0.0 && wide(&back).abs() < 1e-6);
        for (i, &g) in back.iter().enumerate() {
            let pulled = i as i64 == class[0];
            prop_assert!(pulled && g <= 0.0 || !pulled && g >= 0.0);
        }
    }

    #[test]
    fn a_divergence_is_not_negative_and_zero_from_itself(p in prop::collection::vec(0.0_f64..1.0, 1..20), seed in 0_usize..20) {
        let total: f64 = p.iter().sum();
        prop_assume!(total > 0.0);
        let p: Vec<f64> = p.iter().map(|p| p / total).collect();
        let mut q = p.clone();
        q.rotate_left(seed % p.len());
        prop_assert_eq!(kl_divergence(&p, &p).unwrap(), 0.0);
        prop_assert!(kl_divergence(&p, &q).unwrap() >= -1e-12);
        // The divergence of the loss is the same number, its answers being logarithms.
        let narrow: Vec<f32> = p.iter().map(|&p| p as f32).collect();
        let logs: Vec<f32> = q.iter().map(|q| q.ln() as f32).collect();
        let loss = Loss::KlDiv { log_target: false }.forward(&logs, &narrow, Reduction::Sum).unwrap()[0];
        let want = kl_divergence(&p, &q).unwrap();
        prop_assert!(loss.is_infinite() && want.is_infinite() || (f64::from(loss) - want).abs() < 1e-5);
    }

    #[test]
    fn what_is_normalised_has_mean_0_and_variance_1_and_forgets_scale_and_shift(x in numbers(2), scale in 1_u8..5, shift in -8_i8..8) {
        prop_assume!(x.iter().any(|v| (v - x[0]).abs() > 0.2));
        let n = x.len();
        let mut y = vec![0.0; n];
        LayerNormalise::new(n).eps(0.0).forward(&x, None, None, &mut y).unwrap();
        let squares: Vec<f32> = y.iter().map(|y| y * y).collect();
        prop_assert!(wide(&y).abs() / (n as f64) < 1e-6 && (wide(&squares) / n as f64 - 1.0).abs() < 2e-6);
        let mut channel = vec![0.0; n];
        BatchNormalise::new().eps(0.0).forward(&x, Axis::rows(n, 1), None, None, &mut channel).unwrap();
        let moved: Vec<f32> = x.iter().map(|x| x * f32::from(scale) + f32::from(shift)).collect();
        let mut again = vec![0.0; n];
        LayerNormalise::new(n).eps(0.0).forward(&moved, None, None, &mut again).unwrap();
        for i in 0..n {
            prop_assert!((y[i] - channel[i]).abs() < 3e-6 * y[i].abs().max(1.0));
            prop_assert!((y[i] - again[i]).abs() < 1e-4 * y[i].abs().max(1.0));
        }
        RmsNormalise::new(n).eps(0.0).forward(&x, None, &mut y).unwrap();
        let squares: Vec<f32> = y.iter().map(|y| y * y).collect();
        prop_assert!((wide(&squares) / n as f64 - 1.0).abs() < 2e-6);
    }

    #[test]
    fn dropout_keeps_the_same_places_for_any_part_of_an_array(seed in any::<u64>(), call in any::<u64>(), n in 1_usize..500) {
        let mask = DropoutMask::new(0.4).unwrap().seed(seed);
        let mut whole = vec![0.0; 500];
        mask.apply(&[1.0; 500], call, &mut whole).unwrap();
        let mut part = vec![0.0; n];
        mask.apply(&vec![1.0; n], call, &mut part).unwrap();
        prop_assert_eq!(&whole[..n], &part[..]);
    }
}

/// Every function on an array that is worth several threads.
fn everything() -> Vec<Vec<f32>> {
    let (rows, n) = (700, 400);
    let x: Vec<f32> = (0..rows * n).map(|i| ((i * 7919) % 2003) as f32 * 0.01 - 10.0).collect();
    let g: Vec<f32> = (0..rows * n).map(|i| ((i * 104_729) % 997) as f32 * 0.002 - 1.0).collect();
    let axis = Axis::rows(rows, n);
    let classes: Vec<i64> = (0..rows as i64).map(|i| i % n as i64).collect();
    let mut all = vec![];
    for f in Activation::ALL {
        let (mut y, mut back) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        f.forward(&x, &mut y).unwrap();
        f.backward(&x, &g, &mut back).unwrap();
        all.extend([y, back]);
    }
    let mut y = vec![0.0; x.len()];
    softmax(&x, axis, Masked::Nan, &mut y).unwrap();
    all.push(y.clone());
    softmax(&x, Axis { outer: 2, n: 350, inner: n }, Masked::Nan, &mut y).unwrap();
    all.push(y.clone());
    let (loss, kept) = CrossEntropy::new().forward(&x, axis, Targets::Classes(&classes)).unwrap();
    CrossEntropy::new().backward(&x, axis, Targets::Classes(&classes), &kept, &[1.0], &mut y).unwrap();
    all.extend([loss, y.clone(), Loss::Mse.forward(&x, &g, Reduction::Mean).unwrap()]);
    let (layer, batch) = (LayerNormalise::new(n), BatchNormalise::new());
    let moments = layer.forward(&x, None, None, &mut y).unwrap();
    all.push(y.clone());
    let (to_weight, to_bias) = layer.backward(&x, &moments, None, &g, &mut y).unwrap();
    all.extend([y.clone(), to_weight, to_bias]);
    for axis in [axis, Axis { outer: 70, n: 10, inner: n }] {
        let statistics = batch.forward(&x, axis, None, None, &mut y).unwrap();
        all.push(y.clone());
        let (to_weight, to_bias) = batch.backward(&x, axis, &statistics, None, &g, &mut y).unwrap();
        all.extend([y.clone(), to_weight, to_bias]);
    }
    all
}

#[test]
fn the_bits_do_not_depend_on_the_number_of_threads() {
    let bits = |count| {
        let all = threads::with(Some(count), everything);
        all.into_iter().map(|v| v.into_iter().map(f32::to_bits).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    let one = bits(1);
    assert!(one == bits(2) && one == bits(8));
}
