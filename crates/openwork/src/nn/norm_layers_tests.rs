use super::*;
use crate::activation::Gate;
use crate::nn::{Dropout, Glu};
use rand::{RngExt, SeedableRng};

fn random(shape: &[usize], seed: u64) -> Tensor {
    let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
    let values: Vec<f32> = (0..shape.iter().product()).map(|_| rng.random::<f32>() * 2.0 - 1.0).collect();
    Tensor::new(shape, values).unwrap()
}

/// The gradient of every parameter and of the input, by differences, for a layer in second place: after a product with a matrix.
fn check_gradients(layer: &dyn Module, shape: &[usize]) {
    let x = random(shape, 1).with_grad();
    let push = random(shape, 2);
    let weights = random(shape, 3);
    let loss = |x: &Tensor| {
        let out = layer.forward(&x.mul(&push).unwrap()).unwrap();
        let weights = Tensor::new(out.shape(), weights.to_vec()[..out.len()].to_vec()).unwrap();
        out.mul(&weights).unwrap().sum_all()
    };
    loss(&x).backward().unwrap();
    let mut leaves = layer.named_parameters();
    leaves.push(("input".to_owned(), x.clone()));
    for (name, leaf) in leaves {
        let found = leaf.grad().unwrap_or_else(|| panic!("{name} has no gradient")).to_vec();
        let start = leaf.to_vec();
        for i in [0, start.len() - 1] {
            let at = |h: f32| {
                leaf.update(|values| values[i] = start[i] + h).unwrap();
                f64::from(loss(&x).item().unwrap())
            };
            let slope = (at(4e-3) - at(-4e-3)) / 8e-3;
            leaf.update(|values| values[i] = start[i]).unwrap();
            assert!((f64::from(found[i]) - slope).abs() < 5e-3 * slope.abs().max(1.0), "{name} {i}: {} for {slope}", found[i]);
        }
        leaf.zero_grad();
    }
}

#[test]
fn every_layers_gradients_are_differences_in_second_place() {
    check_gradients(&BatchNorm::one_d(4), &[6, 4]);
    check_gradients(&BatchNorm::one_d(4), &[3, 4, 5]);
    check_gradients(&BatchNorm::two_d(2), &[3, 2, 3, 2]);
    check_gradients(&LayerNorm::new(&[3, 4], true), &[2, 3, 4]);
    check_gradients(&LayerNorm::new(&[4], false), &[2, 3, 4]);
    check_gradients(&RmsNorm::new(&[5]), &[4, 5]);
    let mut used = BatchNorm::one_d(4);
    used.train(false);
    check_gradients(&used, &[6, 4]);
    let mut rng = rand_pcg::Pcg64::seed_from_u64(5);
    for gate in Gate::ALL {
        check_gradients(&Glu::new(4, 3, gate, &mut rng).unwrap(), &[5, 4]);
    }
}

#[test]
fn batch_norm_keeps_statistics_while_training_and_uses_them_afterwards() {
    let mut layer = BatchNorm::two_d(2);
    let x = random(&[3, 2, 2, 2], 1);
    layer.forward(&x).unwrap();
    layer.forward(&x).unwrap();
    let state = layer.all_state();
    let names: Vec<&str> = state.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]);
    assert_eq!(state[4].1.count(), Some(2));
    layer.train(false);
    let one = x.slice(0, 0..1, 1).unwrap();
    layer.forward(&one).unwrap();
    assert_eq!(state[4].1.count(), Some(2));
    let wrong = layer.forward(&random(&[3, 2], 1)).unwrap_err().to_string();
    assert!(wrong.contains("4 axes"), "{wrong}");
}

#[test]
fn dropout_masks_differ_from_call_to_call_and_the_gradient_has_the_same_mask() {
    let mut layer = Dropout::new(0.5, 3).unwrap();
    let x = Tensor::ones(&[100]).with_grad();
    let (first, second) = (layer.forward(&x).unwrap(), layer.forward(&x).unwrap());
    assert_ne!(first.to_vec(), second.to_vec());
    first.sum_all().backward().unwrap();
    assert_eq!(x.grad().unwrap().to_vec(), first.to_vec());
    layer.set_calls(0);
    assert_eq!(layer.forward(&x).unwrap().to_vec(), first.to_vec());
    layer.train(false);
    assert_eq!(layer.forward(&x).unwrap().to_vec(), x.to_vec());
}
