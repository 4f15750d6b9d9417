#![doc = include_str!("glu.md")]

use super::activations::{DENSITY, floor, low, same, within};
use super::softmax::Axis;
use crate::activation::scalar;
use crate::error::{Error, Result};
use crate::kernels::{pointwise, single as fast};
use crate::threads;

/// What opens the gate: the function of the second half that multiplies the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gate {
    /// `a sigmoid(b)`: GLU (Dauphin and others 2017), PyTorch's `glu`.
    #[default]
    Sigmoid,
    /// `a silu(b)`: SwiGLU (Shazeer 2020).
    Silu,
    /// `a gelu(b)`: GEGLU.
    Gelu,
    /// `a relu(b)`: ReGLU.
    Relu,
}

impl Gate {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sigmoid, Self::Silu, Self::Gelu, Self::Relu];

    /// Its name, as commands and Python write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sigmoid => "glu",
            Self::Silu => "swiglu",
            Self::Gelu => "geglu",
            Self::Relu => "reglu",
        }
    }

    /// The one with this name.
    ///
    /// # Errors
    /// [`Error::Setting`] for a name that is none of theirs.
    pub fn of_name(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|gate| gate.name() == name).ok_or_else(|| {
            Error::setting("gate", format!("{name:?}"), format!("one of {}", Self::ALL.map(Self::name).join(", ")))
        })
    }

    // ANCHOR: plain
    /// The gated number by the textbook.
    pub fn at(self, a: f64, b: f64) -> f64 {
        a * match self {
            Self::Sigmoid => scalar::sigmoid(b),
            Self::Silu => scalar::silu(b),
            Self::Gelu => scalar::gelu(b),
            Self::Relu => scalar::relu(b),
        }
    }

    /// Its derivatives in `a` and in `b`.
    pub fn slopes(self, a: f64, b: f64) -> (f64, f64) {
        match self {
            Self::Sigmoid => (scalar::sigmoid(b), a * scalar::sigmoid_slope(b)),
            Self::Silu => (scalar::silu(b), a * scalar::silu_slope(b)),
            Self::Gelu => (scalar::gelu(b), a * scalar::gelu_slope(b)),
            Self::Relu => (scalar::relu(b), a * scalar::relu_slope(b)),
        }
    }
    // ANCHOR_END: plain
}

/// The input of a gate over an axis of even size, `outer x 2n x inner`: its halves along it are multiplied into `outer x n x inner`.
///
/// # Errors
/// [`Error::Setting`] for an axis of odd size, [`Error::Shape`] for lengths that differ from what the axis says.
pub fn glu(x: &[f32], axis: Axis, gate: Gate, out: &mut [f32]) -> Result<()> {
    let half = halves(x, axis, out.len())?;
    let rows = (threads::stretch(out.len()) / half.max(1)).max(1);
    threads::map_chunks_mut(out, rows * half, 2 * x.len(), |range, out| {
        let from = &x[2 * range.start..];
        for (out, x) in out.chunks_exact_mut(half.max(1)).zip(from.chunks_exact(2 * half.max(1))) {
            let (a, b) = x.split_at(half);
            run(a, b, gate, out);
        }
    });
    Ok(())
}

/// From the gradient at the output of [`glu`] to the one at its input.
///
/// # Errors
/// As [`glu`].
pub fn glu_backward(x: &[f32], gradient: &[f32], axis: Axis, gate: Gate, out: &mut [f32]) -> Result<()> {
    let half = halves(x, axis, gradient.len())?;
    same("out", out.len(), x.len())?;
    let rows = (threads::stretch(out.len()) / half.max(1)).max(1);
    threads::map_chunks_mut(out, rows * 2 * half, 4 * x.len(), |range, out| {
        let (x, gradient) = (&x[range.clone()], &gradient[range.start / 2..]);
        let whole = 2 * half.max(1);
        for ((out, x), gradient) in out.chunks_exact_mut(whole).zip(x.chunks_exact(whole)).zip(gradient.chunks_exact(half.max(1)))
        {
            let ((a, b), (to_a, to_b)) = (x.split_at(half), out.split_at_mut(half));
            run_backward(a, b, gradient, gate, (to_a, to_b));
        }
    });
    Ok(())
}

/// As [`glu`], the halves apart: `a gate(b)`, as the layer `linear1(x) * sigmoid(linear2(x))` has them.
///
/// # Errors
/// [`Error::Shape`] for lengths that differ.
pub fn gated(a: &[f32], b: &[f32], gate: Gate, out: &mut [f32]) -> Result<()> {
    same("b", b.len(), a.len())?;
    same("out", out.len(), a.len())?;
    threads::map_chunks_mut(out, threads::stretch(a.len()), 2 * a.len(), |range, out| {
        run(&a[range.clone()], &b[range], gate, out)
    });
    Ok(())
}

/// From the gradient at the output of [`gated`] to those at `a` and `b`.
///
/// # Errors
/// [`Error::Shape`] for lengths that differ.
pub fn gated_backward(a: &[f32], b: &[f32], gradient: &[f32], gate: Gate, (to_a, to_b): (&mut [f32], &mut [f32])) -> Result<()> {
    for (what, len) in
        [("b", b.len()), ("gradient", gradient.len()), ("the gradient at a", to_a.len()), ("the gradient at b", to_b.len())]
    {
        same(what, len, a.len())?;
    }
    threads::map_chunks_mut2((to_a, to_b), threads::stretch(a.len()), 4 * a.len(), |range, to_a, to_b| {
        run_backward(&a[range.clone()], &b[range.clone()], &gradient[range], gate, (to_a, to_b));
    });
    Ok(())
}

/// The numbers in half a row, the sizes checked.
fn halves(x: &[f32], axis: Axis, half: usize) -> Result<usize> {
    if !axis.n.is_multiple_of(2) {
        return Err(Error::setting(
            "dim",
            format!("an axis of {}", axis.n),
            "an axis of even size: its first half is gated by its second",
        ));
    }
    same("x", x.len(), axis.len())?;
    if half != x.len() / 2 {
        return Err(Error::shape("out", format!("{half} numbers"), format!("{}, half of the input", x.len() / 2)));
    }
    Ok(axis.n / 2 * axis.inner)
}

fn run(a: &[f32], b: &[f32], gate: Gate, out: &mut [f32]) {
    match gate {
        Gate::Sigmoid => pointwise::map2(a, b, out, |a, b| a * fast::sigmoid(b)),
        Gate::Silu => pointwise::map2(a, b, out, |a, b| a * (floor(b) * fast::sigmoid(b))),
        Gate::Gelu => pointwise::map2(a, b, out, |a, b| a * (low(b) * fast::normal(b).0)),
        Gate::Relu => pointwise::map2(a, b, out, |a, b| a * if b <= 0.0 { 0.0 } else { b }),
    }
}

fn run_backward(a: &[f32], b: &[f32], gradient: &[f32], gate: Gate, to: (&mut [f32], &mut [f32])) {
    let from = (a, b, gradient);
    match gate {
        Gate::Sigmoid => pointwise::map3_to_2(from, to, |a, b, g| {
            let (value, slope) = fast::sigmoid_slope(b);
            (g * value, g * a * slope)
        }),
        Gate::Silu => pointwise::map3_to_2(from, to, |a, b, g| {
            let (value, slope) = fast::sigmoid_slope(b);
            (g * (floor(b) * value), g * a * within(b, 100.0).mul_add(slope, value))
        }),
        Gate::Gelu => pointwise::map3_to_2(from, to, |a, b, g| {
            let (value, e) = fast::normal(b);
            (g * (low(b) * value), g * a * (within(b, 13.0) * DENSITY).mul_add(e, value))
        }),
        Gate::Relu => pointwise::map3_to_2(from, to, |a, b, g| if b <= 0.0 { (0.0, 0.0) } else { (g * b, g * a) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_form_is_the_plain_one_and_halves_may_be_apart() {
        let axis = Axis { outer: 3, n: 4, inner: 70 };
        let x: Vec<f32> = (0..axis.len()).map(|i| ((i * 37) % 101) as f32 * 0.17 - 8.0).collect();
        let gradient: Vec<f32> = (0..axis.len() / 2).map(|i| ((i * 17) % 11) as f32 - 5.0).collect();
        let place = |i: usize| (i / 140 * 280 + i % 140, i / 140 * 280 + 140 + i % 140);
        for gate in [Gate::Sigmoid, Gate::Silu, Gate::Gelu, Gate::Relu] {
            let (mut out, mut back) = (vec![0.0; x.len() / 2], vec![0.0; x.len()]);
            glu(&x, axis, gate, &mut out).unwrap();
            glu_backward(&x, &gradient, axis, gate, &mut back).unwrap();
            let (a, b): (Vec<f32>, Vec<f32>) = (0..out.len()).map(|i| (x[place(i).0], x[place(i).1])).unzip();
            let (mut apart, mut to_a, mut to_b) = (out.clone(), out.clone(), out.clone());
            gated(&a, &b, gate, &mut apart).unwrap();
            gated_backward(&a, &b, &gradient, gate, (&mut to_a, &mut to_b)).unwrap();
            assert_eq!(apart, out);
            for i in 0..out.len() {
                let (value, slopes) = (gate.at(a[i].into(), b[i].into()), gate.slopes(a[i].into(), b[i].into()));
                let g = f64::from(gradient[i]);
                assert_eq!((back[place(i).0], back[place(i).1]), (to_a[i], to_b[i]));
                for (got, want) in [(out[i], value), (to_a[i], g * slopes.0), (to_b[i], g * slopes.1)] {
                    // The slope of a gate crosses 0, a difference of two terms of about 0.2.
                    let scale = want.abs() + f64::from(a[i]).abs();
                    assert!((f64::from(got) - want).abs() <= 5e-7 * scale, "{gate:?}: {got} for {want}");
                }
            }
        }
    }

    #[test]
    fn an_odd_axis_is_refused() {
        let error = glu(&[0.0; 3], Axis::rows(1, 3), Gate::Sigmoid, &mut [0.0]).unwrap_err().to_string();
        assert_eq!(error, "dim = an axis of 3, wanted an axis of even size: its first half is gated by its second");
        glu(&[], Axis::rows(0, 0), Gate::Sigmoid, &mut []).unwrap();
    }
}
