//! How parameters begin: named as in PyTorch.

use crate::error::{Error, Result};
use crate::tensor::Tensor;
use rand::RngExt;

/// A way for parameters to begin. `fan_in` is the number of inputs of an output, `fan_out` of outputs of an input: for a weight of shape
/// `(out, in, kernel...)` they are in and out times the size of the kernel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Init {
    /// The same number everywhere.
    Constant(f32),
    /// Evenly between two bounds.
    Uniform(f32, f32),
    /// Normal, with mean and standard deviation.
    Normal(f32, f32),
    /// Glorot and Bengio (2010): evenly within gain sqrt(6 / (fan_in + fan_out)).
    XavierUniform(f32),
    /// Glorot and Bengio (2010): normal with deviation gain sqrt(2 / (fan_in + fan_out)).
    XavierNormal(f32),
    /// He et al. (2015), for layers before a leaky ReLU of slope a: evenly within sqrt(6 / ((1 + a^2) fan_in)). PyTorch's own layers use a = sqrt 5,
    /// which is evenly within 1 / sqrt(fan_in).
    KaimingUniform(f32),
    /// He et al. (2015): normal with deviation sqrt(2 / ((1 + a^2) fan_in)).
    KaimingNormal(f32),
}

impl Init {
    /// A new parameter.
    ///
    /// # Errors
    /// Bounds, a deviation or a gain that make no sense; Xavier's and He's ways for fewer than two axes.
    pub fn parameter(self, shape: &[usize], rng: &mut impl rand::Rng) -> Result<Tensor> {
        let values = self.values(shape, rng)?;
        Ok(Tensor::new(shape, values)?.with_grad())
    }

    /// Writes over a parameter.
    ///
    /// # Errors
    /// As [`parameter`](Self::parameter), and what [`Tensor::update`] refuses.
    pub fn fill(self, tensor: &Tensor, rng: &mut impl rand::Rng) -> Result<()> {
        let values = self.values(tensor.shape(), rng)?;
        tensor.update(|entries| entries.copy_from_slice(&values))
    }

    fn values(self, shape: &[usize], rng: &mut impl rand::Rng) -> Result<Vec<f32>> {
        let n = shape.iter().product();
        let fans = || match shape {
            [out, inputs, kernel @ ..] => {
                let area: usize = kernel.iter().product();
                Ok(((inputs * area).max(1) as f64, (out * area).max(1) as f64))
            }
            _ => Err(Error::shape("init", format!("shape {shape:?} for {self:?}"), "at least two axes, (out, in, ...)")),
        };
        let positive = |name: &'static str, value: f32| {
            if value >= 0.0 && value.is_finite() {
                Ok(f64::from(value))
            } else {
                Err(Error::setting(name, value, "a finite number, at least 0"))
            }
        };
        Ok(match self {
            Self::Constant(value) => vec![value; n],
            Self::Uniform(low, high) => {
                if !(low <= high) || !(high - low).is_finite() {
                    return Err(Error::setting("low, high", format!("{low}, {high}"), "low <= high, both finite"));
                }
                uniform(n, f64::from(low), f64::from(high), rng)
            }
            Self::Normal(mean, deviation) => normal(n, f64::from(mean), positive("deviation", deviation)?, rng),
            Self::XavierUniform(gain) => {
                let (fan_in, fan_out) = fans()?;
                let bound = positive("gain", gain)? * (6.0 / (fan_in + fan_out)).sqrt();
                uniform(n, -bound, bound, rng)
            }
            Self::XavierNormal(gain) => {
                let (fan_in, fan_out) = fans()?;
                normal(n, 0.0, positive("gain", gain)? * (2.0 / (fan_in + fan_out)).sqrt(), rng)
            }
            Self::KaimingUniform(a) => {
                let bound = (6.0 / ((1.0 + f64::from(a).powi(2)) * fans()?.0)).sqrt();
                uniform(n, -bound, bound, rng)
            }
            Self::KaimingNormal(a) => normal(n, 0.0, (2.0 / ((1.0 + f64::from(a).powi(2)) * fans()?.0)).sqrt(), rng),
        })
    }
}

fn uniform(n: usize, low: f64, high: f64, rng: &mut impl rand::Rng) -> Vec<f32> {
    (0..n).map(|_| (low + (high - low) * rng.random::<f64>()) as f32).collect()
}

/// By Box and Muller's transform, a pair at a time.
fn normal(n: usize, mean: f64, deviation: f64, rng: &mut impl rand::Rng) -> Vec<f32> {
    let mut values = Vec::with_capacity(n + 1);
    while values.len() < n {
        // 1 - u lies in (0, 1]: its logarithm is finite.
        let (radius, angle) = ((-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt(), std::f64::consts::TAU * rng.random::<f64>());
        values.push((mean + deviation * radius * angle.cos()) as f32);
        values.push((mean + deviation * radius * angle.sin()) as f32);
    }
    values.truncate(n);
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn every_way_has_the_spread_it_names() -> Result<()> {
        let shape = [300, 200];
        let (fan_in, fan_out) = (200.0_f64, 300.0);
        for (init, mean, deviation) in [
            (Init::Constant(2.0), 2.0, 0.0),
            (Init::Uniform(-1.0, 3.0), 1.0, 4.0 / 12.0_f64.sqrt()),
            (Init::Normal(5.0, 2.0), 5.0, 2.0),
            (Init::XavierUniform(1.0), 0.0, (2.0 / (fan_in + fan_out)).sqrt()),
            (Init::XavierNormal(2.0), 0.0, 2.0 * (2.0 / (fan_in + fan_out)).sqrt()),
            (Init::KaimingUniform(5.0_f32.sqrt()), 0.0, (1.0 / (3.0 * fan_in)).sqrt()),
            (Init::KaimingNormal(0.0), 0.0, (2.0 / fan_in).sqrt()),
        ] {
            let values = init.parameter(&shape, &mut rand_pcg::Pcg64::seed_from_u64(1))?.to_vec();
            let n = values.len() as f64;
            let seen = values.iter().map(|&v| f64::from(v)).sum::<f64>() / n;
            let spread = (values.iter().map(|&v| (f64::from(v) - seen).powi(2)).sum::<f64>() / n).sqrt();
            assert!(
                (seen - mean).abs() <= 0.02 * deviation && (spread - deviation).abs() <= 0.01 * deviation,
                "{init:?}: {seen}, {spread}"
            );
        }
        let refused = Init::KaimingUniform(1.0).parameter(&[3], &mut rand_pcg::Pcg64::seed_from_u64(1));
        assert!(refused.unwrap_err().to_string().contains("at least two axes"));
        Ok(())
    }
}
