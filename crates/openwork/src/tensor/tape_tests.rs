//! What the tape promises.

use super::{BackwardRun, Buffer, Tensor, no_grad};
use crate::error::Result;
use crate::steps::Run;

#[test]
fn gradients_add_up_until_they_are_forgotten() -> Result<()> {
    let x = Tensor::scalar(3.0).with_grad();
    for wanted in [6.0, 12.0] {
        x.mul(&x)?.backward()?;
        assert_eq!(x.grad().unwrap().item()?, wanted);
    }
    let before = x.grad().unwrap();
    x.zero_grad();
    assert!(x.grad().is_none());
    assert_eq!(before.item()?, 12.0, "what was read stays");
    Ok(())
}

#[test]
fn a_second_pass_is_refused_unless_the_tape_was_kept() -> Result<()> {
    let x = Tensor::scalar(2.0).with_grad();
    let y = x.exp();
    let loss = y.mul(&x)?;
    loss.backward_with(None, true)?;
    loss.backward()?;
    let message = loss.backward().unwrap_err().to_string();
    assert!(message.contains("gradient of mul: an earlier backward pass freed it"), "{message}");
    let grad = x.grad().unwrap().item()?;
    assert!(y.add(&x)?.backward().is_err(), "a part of the tape is gone");
    assert_eq!(x.grad().unwrap().item()?, grad, "a refused pass changes nothing");
    Ok(())
}

#[test]
fn an_operation_without_a_backward_refuses() -> Result<()> {
    let x = Tensor::full(&[3], 2.0).with_grad();
    let y = Tensor::from_op_without_backward("median", &[&x], &[], Buffer::filled(1, 2.0))?;
    let loss = y.add(&x.sum_all())?;
    let message = loss.backward().unwrap_err().to_string();
    assert!(message.contains("gradient of median: it has no backward function"), "{message}");
    assert!(x.grad().is_none(), "nothing was half done");
    assert!(!Tensor::from_op_without_backward("median", &[&x.detach()], &[], Buffer::filled(1, 2.0))?.requires_grad());
    Ok(())
}

#[test]
fn a_backward_that_forgets_an_input_is_refused() -> Result<()> {
    let x = Tensor::full(&[2], 1.0).with_grad();
    let lazy = Tensor::from_op("lazy", &[&x], &[2], Buffer::zeros(2), |_| Ok(()))?;
    assert!(lazy.sum_all().backward().unwrap_err().to_string().contains("gave no gradient for input 0"));
    let wrong = Tensor::from_op("wrong", &[&x], &[2], Buffer::zeros(2), |step| step.give(0, Buffer::zeros(3)))?;
    assert!(wrong.sum_all().backward().unwrap_err().to_string().contains("3 numbers for input 0, wanted 2"));
    assert!(Tensor::from_op("short", &[&x], &[2], Buffer::zeros(3), |_| Ok(())).is_err());
    Ok(())
}

#[test]
fn a_parameter_may_change_before_the_backward_pass() -> Result<()> {
    let (x, w) = (Tensor::full(&[2], 3.0).with_grad(), Tensor::full(&[2], 5.0).with_grad());
    let loss = x.mul(&w)?.sum_all();
    w.update(|w| w.fill(100.0))?;
    loss.backward()?;
    assert_eq!(x.grad().unwrap().to_vec(), [5.0, 5.0], "the gradient is that of the forward pass that was made");
    assert_eq!(w.to_vec(), [100.0, 100.0]);
    Ok(())
}

#[test]
fn nothing_is_written_below_no_grad() -> Result<()> {
    let x = Tensor::scalar(1.0).with_grad();
    let y = no_grad(|| no_grad(|| x.exp()).add(&x))?;
    assert!(!y.requires_grad() && x.exp().requires_grad());
    let message = y.backward().unwrap_err().to_string();
    assert!(message.contains("nothing that it was made from wants a gradient"), "{message}");
    assert!(!x.detach().exp().requires_grad());
    Ok(())
}

#[test]
fn a_backward_pass_begins_with_one_number_or_a_seed() -> Result<()> {
    let x = Tensor::full(&[2], 1.0).with_grad();
    let y = x.mul_scalar(3.0);
    assert!(y.backward().unwrap_err().to_string().contains("backward: got shape [2]"));
    assert!(y.backward_with(Some(&Tensor::ones(&[3])), false).is_err());
    y.backward_with(Some(&Tensor::new(&[2], [1.0, -1.0])?), false)?;
    assert_eq!(x.grad().unwrap().to_vec(), [3.0, -3.0]);
    Ok(())
}

#[test]
fn results_keep_their_gradient_on_request() -> Result<()> {
    let x = Tensor::scalar(2.0).with_grad();
    let (y, z) = (x.exp(), x.mul_scalar(2.0));
    y.retain_grad();
    y.mul(&z)?.backward()?;
    assert_eq!(y.grad().unwrap().item()?, 4.0);
    assert!(z.grad().is_none());
    Ok(())
}

#[test]
fn gradients_that_meet_do_not_change_each_other() -> Result<()> {
    // The sum hands one gradient to both of its inputs; each then gets more.
    let (a, b) = (Tensor::full(&[2], 1.0).with_grad(), Tensor::full(&[2], 2.0).with_grad());
    let both = a.add(&b)?;
    both.add(&a.mul_scalar(10.0))?.add(&b.mul_scalar(100.0))?.sum_all().backward()?;
    assert_eq!((a.grad().unwrap().to_vec(), b.grad().unwrap().to_vec()), (vec![11.0; 2], vec![101.0; 2]));
    Ok(())
}

#[test]
fn a_tape_of_a_million_operations_is_walked_and_freed() -> Result<()> {
    let x = Tensor::scalar(1.0).with_grad();
    let mut y = x.clone();
    for _ in 0..200_000 {
        y = y.add_scalar(1.0);
    }
    y.backward()?;
    assert_eq!(x.grad().unwrap().item()?, 1.0);
    let mut unused = x.clone();
    for _ in 0..200_000 {
        unused = unused.add_scalar(1.0);
    }
    drop(unused);
    Ok(())
}

#[test]
fn the_pass_can_be_watched_node_by_node() -> Result<()> {
    let (a, b) = (Tensor::scalar(2.0).with_grad(), Tensor::scalar(3.0).with_grad());
    let mut run = BackwardRun::new(&a.mul(&b)?.add(&a)?)?;
    assert_eq!(run.max_steps(), Some(4));
    let step = run.next().unwrap();
    assert_eq!((step.operation, step.norm), ("add", 1.0));
    let tape = run.snapshot().nodes;
    assert_eq!(tape.iter().map(|node| node.operation).collect::<Vec<_>>(), ["add", "mul", "leaf", "leaf"]);
    assert_eq!(tape.iter().map(|node| node.done).collect::<Vec<_>>(), [true, false, false, false]);
    assert_eq!(tape[1].grad, Some(vec![1.0]));
    assert_eq!(tape[0].inputs, [tape[1].node, tape[3].node]);
    run.finish()?;
    assert_eq!((a.grad().unwrap().item()?, b.grad().unwrap().item()?), (4.0, 2.0));
    Ok(())
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let run = || -> Result<Vec<f32>> {
        let x = Tensor::new(&[300, 200], (0..60_000).map(|i| (i as f32 * 0.37).sin()).collect::<Vec<_>>())?.with_grad();
        let w = Tensor::new(&[200, 500], (0..100_000).map(|i| (i as f32 * 0.11).cos()).collect::<Vec<_>>())?.with_grad();
        let y = x.matmul(&w)?;
        y.mul(&y)?.sum(&[0], false)?.mean_all().backward()?;
        Ok([x.grad().unwrap().to_vec(), w.grad().unwrap().to_vec()].concat())
    };
    let bits = [1, 2, 8].map(|n| crate::threads::with(Some(n), run).unwrap().iter().map(|v| v.to_bits()).collect::<Vec<_>>());
    assert!(bits[0] == bits[1] && bits[1] == bits[2]);
}
