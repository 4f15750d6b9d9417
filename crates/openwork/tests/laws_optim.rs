//! What is true of the optimizers for any parameters and gradients.

use openwork::optim::{Adagrad, Adam, Optimizer, RmsProp, Rule, Schedule, Sgd, clip_norm, norm};
use proptest::prelude::*;

/// Small whole numbers, where ties and zeros are the rule, and decimals.
fn numbers(n: usize) -> impl Strategy<Value = Vec<f32>> {
    prop::collection::vec(prop_oneof![(-3i8..4).prop_map(f32::from), -10.0f32..10.0], n)
}

fn walk(rule: impl Into<Rule>, start: &[f32], gradients: &[Vec<f32>]) -> Vec<f32> {
    let mut p = start.to_vec();
    let mut optimizer = Optimizer::new(rule, &[p.len()]).unwrap();
    for g in gradients {
        optimizer.step(&mut [&mut p], &[Some(g)]).unwrap();
    }
    p
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn each_parameter_goes_its_own_way(p in numbers(5), g in prop::collection::vec(numbers(5), 1..6)) {
        let rules: [Rule; 4] = [Sgd::new(0.1).momentum(0.9).nesterov(true).into(), Adagrad::new(0.1).into(),
            RmsProp::new(0.01).centered(true).eps(1e-2).into(), Adam::decoupled(0.01).amsgrad(true).into()];
        for rule in rules {
            let together = walk(rule, &p, &g);
            for i in 0..5 {
                let own: Vec<Vec<f32>> = g.iter().map(|g| vec![g[i]]).collect();
                prop_assert_eq!(walk(rule, &p[i..=i], &own)[0].to_bits(), together[i].to_bits());
            }
        }
    }

    #[test]
    fn climbing_is_descending_with_the_sign_turned(p in numbers(4), g in prop::collection::vec(numbers(4), 1..6)) {
        let turned: Vec<Vec<f32>> = g.iter().map(|g| g.iter().map(|v| -v).collect()).collect();
        prop_assert_eq!(walk(Adam::new(0.1).maximize(true), &p, &g), walk(Adam::new(0.1), &p, &turned));
        prop_assert_eq!(walk(Sgd::new(0.1).momentum(0.5).maximize(true), &p, &g), walk(Sgd::new(0.1).momentum(0.5), &p, &turned));
    }

    #[test]
    fn without_epsilon_the_scale_of_the_gradients_does_not_matter(p in numbers(3), g in prop::collection::vec(numbers(3), 1..6)) {
        // Powers of two, so that nothing is rounded; a gradient of zero would divide by zero.
        let g: Vec<Vec<f32>> = g.iter().map(|g| g.iter().map(|v| v + 20.0).collect()).collect();
        let larger: Vec<Vec<f32>> = g.iter().map(|g| g.iter().map(|v| v * 64.0).collect()).collect();
        prop_assert_eq!(walk(Adam::new(0.1).eps(0.0), &p, &g), walk(Adam::new(0.1).eps(0.0), &p, &larger));
        prop_assert_eq!(walk(Adagrad::new(0.1).eps(0.0), &p, &g), walk(Adagrad::new(0.1).eps(0.0), &p, &larger));
    }

    #[test]
    fn plain_descent_is_the_definition(p in numbers(4), g in numbers(4)) {
        let moved = walk(Sgd::new(0.25), &p, std::slice::from_ref(&g));
        for i in 0..4 {
            prop_assert_eq!(moved[i], p[i] - 0.25 * g[i]);
        }
    }

    #[test]
    fn clipped_gradients_are_no_longer_than_asked_and_point_the_same_way(g in numbers(6), max in 0.01f64..20.0) {
        let (mut a, mut b) = (g[..2].to_vec(), g[2..].to_vec());
        let length = clip_norm(&mut [&mut a, &mut b], max).unwrap();
        prop_assert!((length - norm(&[&g])).abs() < 1e-9);
        let clipped: Vec<f32> = a.into_iter().chain(b).collect();
        prop_assert!(norm(&[&clipped]) <= max.min(length) * (1.0 + 1e-6));
        for i in 0..6 {
            for j in 0..6 {
                prop_assert!((clipped[i] * g[j] - clipped[j] * g[i]).abs() <= 1e-4);
            }
        }
    }

    #[test]
    fn a_schedule_never_leaves_what_lies_between_its_ends(steps in 2u64..200, lr in 1e-4f64..10.0, name in prop::sample::select(Schedule::NAMES.to_vec())) {
        let schedule = Schedule::named(name, steps).unwrap();
        for done in 0..=steps {
            let rate = schedule.rate(lr, done);
            prop_assert!(rate >= 0.0 && rate <= lr * (1.0 + 1e-12), "{name} {done}: {rate}");
        }
    }
}
