//! Every operation's gradient beside finite differences: of its own inputs, and where it stands behind another operation.

use super::{Index, Tensor};
use crate::activation::{Activation, Gate, Masked};
use crate::error::Result;
use crate::loss::{CrossEntropy, Loss, Reduction};
use crate::tensor::Truth;

/// Numbers evenly spread between two bounds, in an order that looks random: no two are near each other.
fn spread(shape: &[usize], low: f32, high: f32, seed: usize) -> Tensor {
    let n: usize = shape.iter().product();
    let step = [7, 11, 13, 17, 19].into_iter().find(|step| !n.is_multiple_of(*step)).unwrap_or(1);
    let at = |i: usize| low + (high - low) * (((i + seed) * step) % n) as f32 / n as f32 + 0.017;
    Tensor::new(shape, (0..n).map(at).collect::<Vec<_>>()).unwrap()
}

/// The sum of the results, each with a weight of its own, so that every entry's gradient differs.
fn weighed(result: &Tensor) -> Result<Tensor> {
    let weights = spread(result.shape(), -1.0, 1.5, 3);
    Ok(result.mul(&weights)?.sum_all())
}

/// Refuses where the gradients of `f` differ from central differences of its value.
fn check(name: &str, inputs: &[Tensor], f: impl Fn(&[Tensor]) -> Result<Tensor>) -> Result<()> {
    const STEP: f32 = 1.0 / 256.0;
    // In second place the inputs are themselves results: of x + sin(x) / 4, which keeps their order and their spread.
    for second in [false, true] {
        let before = |x: &Tensor| if second { x.add(&x.sin().mul_scalar(0.25)) } else { Ok(x.clone()) };
        let value = |inputs: &[Tensor]| weighed(&f(&inputs.iter().map(before).collect::<Result<Vec<_>>>()?)?);
        let leaves: Vec<Tensor> = inputs.iter().map(Tensor::with_grad).collect();
        value(&leaves)?.backward()?;
        for (i, leaf) in leaves.iter().enumerate() {
            let grad = leaf.grad().unwrap_or_else(|| panic!("{name}: no gradient for input {i}"));
            assert_eq!(grad.shape(), leaf.shape(), "{name}: input {i}");
            let (grad, start) = (grad.to_vec(), leaf.to_vec());
            let scale = grad.iter().fold(1.0_f32, |most, g| most.max(g.abs()));
            for entry in 0..start.len() {
                let moved = |by: f32| {
                    let mut values = start.clone();
                    values[entry] += by;
                    let mut all = inputs.to_vec();
                    all[i] = Tensor::new(leaf.shape(), values)?;
                    value(&all)?.item()
                };
                let slope = (moved(STEP)? - moved(-STEP)?) / (2.0 * STEP);
                let place = format!(
                    "{name}, second {second}, input {i}, entry {entry}: {} by the tape, {slope} by differences",
                    grad[entry]
                );
                assert!((grad[entry] - slope).abs() <= 4e-3 * scale, "{place}");
            }
        }
    }
    Ok(())
}

fn one(name: &str, x: &Tensor, f: impl Fn(&Tensor) -> Result<Tensor>) -> Result<()> {
    check(name, std::slice::from_ref(x), |x| f(&x[0]))
}

#[test]
fn arithmetic() -> Result<()> {
    for (a, b) in [(vec![3, 4], vec![3, 4]), (vec![2, 3, 2], vec![2]), (vec![2, 1], vec![1, 3]), (vec![], vec![2, 2])] {
        let inputs = [spread(&a, 0.5, 2.0, 0), spread(&b, 0.55, 1.9, 5)];
        check("add", &inputs, |x| x[0].add(&x[1]))?;
        check("sub", &inputs, |x| x[0].sub(&x[1]))?;
        check("mul", &inputs, |x| x[0].mul(&x[1]))?;
        check("div", &inputs, |x| x[0].div(&x[1]))?;
        check("pow", &inputs, |x| x[0].pow(&x[1]))?;
        check("where", &inputs, |x| x[0].where_(&x[0].detach().gt(&Tensor::scalar(-9.0))?, &x[1]))?;
    }
    let apart = [spread(&[3, 2], -1.0, 1.0, 0), Tensor::full(&[2], 0.1)];
    check("maximum", &apart, |x| x[0].maximum(&x[1]))?;
    check("minimum", &apart, |x| x[0].minimum(&x[1]))?;
    let mask = Tensor::new(&[2, 3], [1.0, 0.0, 0.0, 1.0, 1.0, 0.0])?;
    one("masked_fill", &spread(&[2, 3], -1.0, 1.0, 0), |x| x.masked_fill(&mask, 7.0))?;
    one("one tensor twice", &spread(&[4], -1.0, 1.0, 0), |x| x.mul(x)?.add(x))
}

#[test]
fn functions() -> Result<()> {
    let x = spread(&[3, 4], -1.5, 1.5, 2);
    let positive = spread(&[3, 4], 0.4, 2.0, 2);
    one("neg", &x, |x| Ok(x.neg()))?;
    one("add_scalar", &x, |x| Ok(x.add_scalar(2.0)))?;
    one("mul_scalar", &x, |x| Ok(x.mul_scalar(-3.0)))?;
    one("powf 2", &x, |x| Ok(x.powf(2.0)))?;
    one("powf 1.5", &positive, |x| Ok(x.powf(1.5)))?;
    one("exp", &x, |x| Ok(x.exp()))?;
    one("ln", &positive, |x| Ok(x.ln()))?;
    one("ln_1p", &positive, |x| Ok(x.ln_1p()))?;
    one("sqrt", &positive, |x| Ok(x.sqrt()))?;
    one("recip", &positive, |x| Ok(x.recip()))?;
    one("abs", &x, |x| Ok(x.abs()))?;
    one("sin", &x, |x| Ok(x.sin()))?;
    one("cos", &x, |x| Ok(x.cos()))?;
    one("clamp", &x, |x| x.clamp(-0.7, 0.9))?;
    for f in Activation::ALL {
        one(f.name(), &x, |x| x.activation(f))?;
    }
    for axis in [0, 1] {
        one("softmax", &x, |x| x.softmax(axis, Masked::Nan))?;
        one("log_softmax", &x, |x| x.log_softmax(axis, Masked::Nan))?;
    }
    for gate in [Gate::Sigmoid, Gate::Silu, Gate::Gelu, Gate::Relu] {
        one("glu", &x, |x| x.glu(1, gate))?;
        check("gated", &[x.clone(), spread(&[3, 4], -1.1, 1.3, 4)], |x| x[0].gated(&x[1], gate))?;
    }
    Ok(())
}

#[test]
fn reductions() -> Result<()> {
    let x = spread(&[2, 3, 4], -2.0, 2.0, 0);
    for axes in [vec![], vec![0], vec![-1], vec![0, 2], vec![0, 1]] {
        for keep in [false, true] {
            one("sum", &x, |x| x.sum(&axes, keep))?;
            one("mean", &x, |x| x.mean(&axes, keep))?;
            one("var", &x, |x| x.var(&axes, 1, keep))?;
            one("amax", &x, |x| x.amax(&axes, keep))?;
            one("amin", &x, |x| x.amin(&axes, keep))?;
        }
    }
    one("mean_all", &x, |x| Ok(x.mean_all()))?;
    for axis in [0, 1, 2] {
        one("max", &x, |x| Ok(x.max(axis, false)?.0))?;
        one("min", &x, |x| Ok(x.min(axis, true)?.0))?;
    }
    Ok(())
}

#[test]
fn views_and_joins() -> Result<()> {
    let x = spread(&[2, 3, 4], -2.0, 2.0, 0);
    one("reshape", &x, |x| x.reshape(&[6, -1]))?;
    one("contiguous", &x, |x| Ok(x.transpose(0, 2)?.contiguous()))?;
    one("flatten", &x, |x| x.flatten(0, 1))?;
    one("permute", &x, |x| x.permute(&[1, 2, 0]))?;
    one("transpose", &x, |x| x.transpose(0, 1))?;
    one("unsqueeze", &x, |x| x.unsqueeze(-1))?;
    one("squeeze", &spread(&[2, 1, 3], -1.0, 1.0, 0), |x| x.squeeze(1))?;
    one("slice", &x, |x| x.slice(2, 0..4, 3))?;
    one("select", &x, |x| x.select(1, 2))?;
    one("expand", &spread(&[3, 1], -1.0, 1.0, 0), |x| x.expand(&[2, 3, 4]))?;
    one("split", &x, |x| x.split(2, 1)?[1].mul(&x.split(2, 1)?[1]))?;
    let parts = [spread(&[2, 3], -1.0, 1.0, 0), spread(&[2, 1], -1.0, 1.0, 1)];
    check("cat", &parts, |x| Tensor::cat(&[&x[0], &x[1], &x[0]], 1))?;
    check("stack", &[parts[0].clone(), spread(&[2, 3], 0.0, 1.0, 2)], |x| Tensor::stack(&[&x[0], &x[1]], 1))
}

#[test]
fn entries_by_number() -> Result<()> {
    let x = spread(&[3, 4], -2.0, 2.0, 0);
    let twice = Index::new(&[2, 3], [0, 2, 2, 2, 1, 0])?;
    one("gather", &x, |x| x.gather(0, &twice))?;
    one("index_select", &x, |x| x.index_select(1, &Index::new(&[3], [3, 0, 3])?))?;
    let source = spread(&[2, 3], -1.0, 1.0, 1);
    check("scatter_add", &[x.clone(), source.clone()], |x| x[0].scatter_add(0, &twice, &x[1]))?;
    check("scatter", &[x, source], |x| x[0].scatter(0, &twice, &x[1]))
}

#[test]
fn products() -> Result<()> {
    for (a, b) in [
        (vec![3, 4], vec![4, 2]),
        (vec![4], vec![4, 2]),
        (vec![3, 4], vec![4]),
        (vec![4], vec![4]),
        (vec![2, 3, 4], vec![4, 2]),
        (vec![3, 4], vec![2, 4, 2]),
        (vec![2, 1, 2, 3], vec![2, 3, 2]),
    ] {
        check("matmul", &[spread(&a, -1.0, 1.0, 0), spread(&b, -1.0, 1.2, 3)], |x| x[0].matmul(&x[1]))?;
    }
    check("transposed", &[spread(&[4, 3], -1.0, 1.0, 0), spread(&[2, 4], -1.0, 1.2, 3)], |x| x[0].t()?.matmul(&x[1].t()?))?;
    let layer = [spread(&[3, 4], -1.0, 1.0, 0), spread(&[2, 4], -1.0, 1.2, 3), spread(&[2], -1.0, 1.0, 1)];
    check("linear", &layer, |x| x[0].linear(&x[1], Some(&x[2])))?;
    check("linear without bias", &layer[..2], |x| x[0].linear(&x[1], None))
}

#[test]
fn losses() -> Result<()> {
    let (x, t) = (spread(&[3, 4], 0.1, 0.8, 0), spread(&[3, 4], 0.15, 0.9, 5));
    for reduction in [Reduction::Mean, Reduction::Sum, Reduction::None] {
        for loss in Loss::ALL.into_iter().filter(|loss| !matches!(loss, Loss::Hinge { .. } | Loss::Mae)) {
            one(loss.name(), &x, |x| x.loss(loss, &t, reduction))?;
        }
        let cross = CrossEntropy::new().reduction(reduction);
        one("cross_entropy", &x, |x| x.cross_entropy(cross, Truth::Classes(&[1, -100, 3])))?;
        one("cross_entropy of distributions", &x, |x| x.cross_entropy(cross, Truth::Distributions(&t)))?;
    }
    one("mae", &spread(&[6], -1.0, 1.0, 0), |x| x.loss(Loss::Mae, &Tensor::full(&[6], -3.0), Reduction::Mean))
}

#[test]
fn a_gradient_that_is_wrong_is_seen() {
    let wrong = |x: &Tensor| {
        let half = crate::tensor::Buffer::copy_of(&x.exp().values());
        Tensor::from_op("wrong", &[x], x.shape(), half, |step| step.give_tensor(0, step.grad().clone()))
    };
    assert!(std::panic::catch_unwind(|| one("wrong", &spread(&[3], -1.0, 1.0, 0), wrong)).is_err());
}
