//! Gradient clipping: by the length of all gradients together, or number by number.

use crate::error::Result;
use crate::threads;

/// Numbers of a chunk whose sum one thread takes.
const CHUNK: usize = 1 << 15;

/// The Euclidean length of all gradients together, summed in double precision.
pub fn norm(gradients: &[&[f32]]) -> f64 {
    gradients.iter().map(|g| squares(g)).sum::<f64>().sqrt()
}

fn squares(g: &[f32]) -> f64 {
    let parts = threads::map_chunks(g.len(), CHUNK, 2 * g.len(), |range| crate::kernels::update::sum_of_squares(&g[range]));
    parts.into_iter().sum()
}

/// The number of the first gradient that holds NaN or infinity.
pub fn first_not_finite(gradients: &[&[f32]]) -> Option<usize> {
    gradients.iter().position(|g| !squares(g).is_finite())
}

// ANCHOR: norm
/// Shortens all gradients by one factor so that their length together is at most `max`, and returns the length it was. As PyTorch's
/// `clip_grad_norm_`: the factor is `max / (length + 1e-6)`, and gradients that are short enough stay as they are.
///
/// # Errors
/// A `max` that is negative or NaN.
pub fn clip_norm(gradients: &mut [&mut [f32]], max: f64) -> Result<f64> {
    super::check::at_least_zero("max_norm", max)?;
    let length = norm(&gradients.iter().map(|g| &**g).collect::<Vec<_>>());
    gradients.iter_mut().for_each(|g| shorten(g, length, max));
    Ok(length)
}

/// Shortens one of the gradients whose length together is `length`.
pub(super) fn shorten(gradient: &mut [f32], length: f64, max: f64) {
    let factor = (max / (length + 1e-6)) as f32;
    if factor < 1.0 {
        gradient.iter_mut().for_each(|g| *g *= factor);
    }
}
// ANCHOR_END: norm

/// Moves every number of the gradients into `-max..=max`. NaN stays NaN.
///
/// # Errors
/// A `max` that is negative or not finite.
pub fn clip_value(gradients: &mut [&mut [f32]], max: f64) -> Result<()> {
    super::check::at_least_zero("clip_value", max)?;
    let max = max as f32;
    gradients.iter_mut().flat_map(|g| g.iter_mut()).for_each(|g| *g = g.clamp(-max, max));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clipping_keeps_the_direction_and_short_gradients() {
        let (mut a, mut b) = ([3.0, 0.0], [4.0]);
        assert_eq!(clip_norm(&mut [&mut a, &mut b], 10.0).unwrap(), 5.0);
        assert_eq!((a, b), ([3.0, 0.0], [4.0]));
        assert_eq!(clip_norm(&mut [&mut a, &mut b], 1.0).unwrap(), 5.0);
        assert!((a[0] - 0.6).abs() < 1e-6 && (b[0] - 0.8).abs() < 1e-6);
        clip_value(&mut [&mut a, &mut b], 0.7).unwrap();
        assert!((a[0] - 0.6).abs() < 1e-6 && b[0] == 0.7);
        assert!(clip_norm(&mut [&mut a], f64::NAN).is_err() && clip_value(&mut [&mut a], -1.0).is_err());
    }

    #[test]
    fn the_array_that_is_not_finite_is_named() {
        assert_eq!(first_not_finite(&[&[1.0], &[2.0, f32::NAN]]), Some(1));
        assert_eq!(first_not_finite(&[&[f32::NEG_INFINITY], &[2.0]]), Some(0));
        assert_eq!(first_not_finite(&[&[f32::MAX; 100], &[2.0]]), None);
    }
}
