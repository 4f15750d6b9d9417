//! The tensors' operations beside PyTorch: values, and the gradient of every input.

use crate::case::File;
use crate::{Outcome, Suite};
use openwork::activation::{Gate, Masked};
use openwork::loss::{CrossEntropy, Loss, Reduction};
use openwork::ndarray::ArrayView2;
use openwork::tensor::{Index, Truth};
use openwork::{Error, Result, Tensor};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    op: String,
    args: Vec<f64>,
    inputs: Vec<Input>,
    places: Option<Places>,
    gradient: Vec<f32>,
    shape: Vec<usize>,
    value: Vec<f64>,
    grads: Vec<Vec<f64>>,
    tolerance: f64,
}

#[derive(Deserialize)]
struct Input {
    shape: Vec<usize>,
    values: Vec<f32>,
}

#[derive(Deserialize)]
struct Places {
    shape: Vec<usize>,
    values: Vec<usize>,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    Ok(Suite { outcomes: file.cases.iter().map(compare).collect::<Result<_>>()?, head: file.head })
}

fn compare(case: &Case) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, "f32", case.tolerance);
    let leaf = |input: &Input| Ok(Tensor::new(&input.shape, input.values.clone())?.with_grad());
    let inputs: Vec<Tensor> = case.inputs.iter().map(leaf).collect::<Result<_>>()?;
    let value = run(case, &inputs)?;
    outcome.same("shape", value.shape().iter().map(|&n| n as u64), &case.shape.iter().map(|&n| n as u64).collect::<Vec<_>>());
    near(&mut outcome, "value", &value, &case.value)?;
    value.backward_with(Some(&Tensor::new(value.shape(), case.gradient.clone())?), false)?;
    for (i, (input, wanted)) in inputs.iter().zip(&case.grads).enumerate() {
        let grad =
            input.grad().ok_or_else(|| Error::format("parity/cases", format!("{}: no gradient for input {i}", case.name)))?;
        near(&mut outcome, &format!("gradient {i}"), &grad, wanted)?;
    }
    Ok(outcome)
}

fn near(outcome: &mut Outcome, what: &str, got: &Tensor, want: &[f64]) -> Result<()> {
    let got = got.to_vec();
    let (rows, columns) = ((1, got.len()), (1, want.len()));
    let shape = |e: openwork::ndarray::ShapeError| Error::shape(what, e, "as many as wanted");
    let (got, want) = (ArrayView2::from_shape(rows, &got), ArrayView2::from_shape(columns, want));
    outcome.close_all(what, got.map_err(shape)?, want.map_err(shape)?);
    Ok(())
}

fn run(case: &Case, inputs: &[Tensor]) -> Result<Tensor> {
    let x = &inputs[0];
    let arg = |i: usize| case.args.get(i).copied().unwrap_or_default();
    let axis = |i: usize| arg(i) as isize;
    let axes = || case.args[1..].iter().map(|&axis| axis as isize).collect::<Vec<_>>();
    let all = || case.args.iter().map(|&axis| axis as isize).collect::<Vec<_>>();
    let keep = arg(0) != 0.0;
    let index = || {
        let places = case.places.as_ref().ok_or_else(|| Error::format("parity/cases", format!("{}: no places", case.name)))?;
        Index::new(&places.shape, &places.values)
    };
    let mask = || {
        let index = index()?;
        Tensor::new(index.shape(), index.places().iter().map(|&v| v as f32).collect::<Vec<_>>())
    };
    let others: Vec<&Tensor> = inputs.iter().collect();
    match case.op.as_str() {
        "add" => x.add(&inputs[1]),
        "sub" => x.sub(&inputs[1]),
        "mul" => x.mul(&inputs[1]),
        "div" => x.div(&inputs[1]),
        "pow" => x.pow(&inputs[1]),
        "maximum" => x.maximum(&inputs[1]),
        "minimum" => x.minimum(&inputs[1]),
        "square_by_mul" => x.mul(x),
        "where" => x.where_(&mask()?, &inputs[1]),
        "masked_fill" => x.masked_fill(&mask()?, arg(0) as f32),
        "neg" => Ok(x.neg()),
        "add_scalar" => Ok(x.add_scalar(arg(0) as f32)),
        "mul_scalar" => Ok(x.mul_scalar(arg(0) as f32)),
        "powf" => Ok(x.powf(arg(0) as f32)),
        "exp" => Ok(x.exp()),
        "ln" => Ok(x.ln()),
        "ln_1p" => Ok(x.ln_1p()),
        "sqrt" => Ok(x.sqrt()),
        "recip" => Ok(x.recip()),
        "abs" => Ok(x.abs()),
        "sin" => Ok(x.sin()),
        "cos" => Ok(x.cos()),
        "clamp" => x.clamp(arg(0) as f32, arg(1) as f32),
        "relu" => x.relu(),
        "sigmoid" => x.sigmoid(),
        "tanh" => x.tanh(),
        "softmax" => x.softmax(axis(0), Masked::Nan),
        "log_softmax" => x.log_softmax(axis(0), Masked::Nan),
        "glu" => x.glu(axis(0), Gate::Sigmoid),
        "sum" => x.sum(&axes(), keep),
        "mean" => x.mean(&axes(), keep),
        "amax" => x.amax(&axes(), keep),
        "amin" => x.amin(&axes(), keep),
        "max" => Ok(x.max(axis(1), keep)?.0),
        "min" => Ok(x.min(axis(1), keep)?.0),
        "var" => x.var(&axes(), arg(0) as usize, true),
        "reshape" => x.reshape(&all()),
        "t_reshape" => x.t()?.reshape(&[-1]),
        "flatten" => x.flatten(axis(0), axis(1)),
        "permute" => x.permute(&all()),
        "transpose" => x.transpose(axis(0), axis(1)),
        "unsqueeze" => x.unsqueeze(axis(0)),
        "squeeze" => x.squeeze(axis(0)),
        "slice" => x.slice(axis(0), arg(1) as usize..arg(2) as usize, arg(3) as usize),
        "select" => x.select(axis(0), arg(1) as usize),
        "expand" => x.expand(&case.args.iter().map(|&n| n as usize).collect::<Vec<_>>()),
        "gather" => x.gather(axis(0), &index()?),
        "scatter_add" => x.scatter_add(axis(0), &index()?, &inputs[1]),
        "scatter" => x.scatter(axis(0), &index()?, &inputs[1]),
        "index_select" => x.index_select(axis(0), &index()?),
        "cat" => Tensor::cat(&others, axis(0)),
        "stack" => Tensor::stack(&others, axis(0)),
        "matmul" => x.matmul(&inputs[1]),
        "t_matmul_t" => x.t()?.matmul(&inputs[1].t()?),
        "linear" => x.linear(&inputs[1], inputs.get(2)),
        "cross_entropy" => x.cross_entropy(CrossEntropy::new(), Truth::Index(&index()?)),
        "mse" => {
            let targets = case.args.iter().map(|&v| v as f32).collect::<Vec<_>>();
            x.loss(Loss::Mse, &Tensor::new(x.shape(), targets)?, Reduction::Mean)
        }
        other => Err(Error::format("parity/cases", format!("{}: no operation {other:?}", case.name))),
    }
}
