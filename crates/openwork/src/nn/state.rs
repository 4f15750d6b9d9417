//! State in safetensors files, with PyTorch's names and layouts.

use super::State;
use crate::error::{Error, Result};
use crate::io::write_whole;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::Ordering;

/// Writes named state, whole or not at all: tensors as F32, counters as I64. PyTorch's `load_state_dict(safetensors.torch.load_file(path))`
/// takes it.
///
/// # Errors
/// [`Error::Io`]; [`Error::Setting`] for a name that occurs twice.
pub fn save_state(state: &[(String, State)], path: &Path) -> Result<()> {
    let bytes = to_bytes(state).map_err(|problem| Error::format(path, problem))?;
    write_whole(path, |w| w.write_all(&bytes))
}

/// The bytes of such a file.
fn to_bytes(state: &[(String, State)]) -> std::result::Result<Vec<u8>, String> {
    let mut seen = BTreeSet::new();
    if let Some((name, _)) = state.iter().find(|(name, _)| !seen.insert(name)) {
        return Err(format!("the name {name:?} occurs twice in the model; give its parts names of their own"));
    }
    let entries: Vec<(&str, Dtype, Vec<usize>, Vec<u8>)> = state
        .iter()
        .map(|(name, state)| match state {
            State::Parameter(tensor) | State::Buffer(tensor) => {
                let bytes = tensor.values().iter().flat_map(|v| v.to_le_bytes()).collect();
                (name.as_str(), Dtype::F32, tensor.shape().to_vec(), bytes)
            }
            State::Count(count) => (name.as_str(), Dtype::I64, vec![], count.load(Ordering::Relaxed).to_le_bytes().to_vec()),
        })
        .collect();
    let views = entries
        .iter()
        .map(|(name, dtype, shape, bytes)| Ok((*name, TensorView::new(*dtype, shape.clone(), bytes)?)))
        .collect::<std::result::Result<Vec<_>, safetensors::SafeTensorError>>()
        .map_err(|e| e.to_string())?;
    safetensors::serialize(views, None).map_err(|e| e.to_string())
}

/// Takes over state by name. Everything is checked before anything is changed; F16, BF16 and F64 are read as f32.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`] for a damaged file, a name that is missing or that the model does not have, another shape, another kind of
/// number.
pub fn load_state(state: &[(String, State)], path: &Path) -> Result<()> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
    from_bytes(state, &bytes, path)
}

fn from_bytes(state: &[(String, State)], bytes: &[u8], path: &Path) -> Result<()> {
    let broken = |problem: String| Error::format(path, problem);
    let file = SafeTensors::deserialize(bytes).map_err(|e| broken(format!("not a safetensors file that is whole: {e}")))?;
    let mut extra: BTreeSet<&str> = file.names().into_iter().collect();
    let missing: Vec<&str> = state.iter().map(|(name, _)| name.as_str()).filter(|name| !extra.remove(name)).collect();
    if !missing.is_empty() || !extra.is_empty() {
        let extra: Vec<&str> = extra.into_iter().collect();
        return Err(broken(format!(
            "not this model's state: it lacks {missing:?} and has {extra:?} besides; build the model with the settings it was saved with"
        )));
    }
    let mut read = Vec::with_capacity(state.len());
    for (name, wanted) in state {
        let view = file.tensor(name).map_err(|e| broken(e.to_string()))?;
        if view.shape() != wanted.shape() {
            let problem =
                format!("its {name:?} has shape {:?}, the model's {:?}: it is of another model", view.shape(), wanted.shape());
            return Err(broken(problem));
        }
        let counts = matches!(wanted, State::Count(_));
        if counts != (view.dtype() == Dtype::I64) {
            return Err(broken(format!("its {name:?} is of {:?}, wanted {}", view.dtype(), if counts { "I64" } else { "F32" })));
        }
        read.push(view);
    }
    for ((name, state), view) in state.iter().zip(read) {
        match state {
            State::Count(count) => {
                let value = view.data().as_chunks().0.first().map_or(0, |b| i64::from_le_bytes(*b));
                count.store(value, Ordering::Relaxed);
            }
            State::Parameter(tensor) | State::Buffer(tensor) => {
                let values = numbers(view.dtype(), view.data())
                    .ok_or_else(|| broken(format!("its {name:?} is of {:?}, wanted F32, F64, F16 or BF16", view.dtype())))?;
                tensor.update(|entries| entries.copy_from_slice(&values))?;
            }
        }
    }
    Ok(())
}

/// The numbers as f32; `None` for kinds that are not floating.
fn numbers(dtype: Dtype, bytes: &[u8]) -> Option<Vec<f32>> {
    Some(match dtype {
        Dtype::F32 => bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect(),
        Dtype::F64 => bytes.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b) as f32).collect(),
        Dtype::BF16 => bytes.as_chunks().0.iter().map(|b| f32::from_bits(u32::from(u16::from_le_bytes(*b)) << 16)).collect(),
        Dtype::F16 => bytes.as_chunks().0.iter().map(|b| half(u16::from_le_bytes(*b))).collect(),
        _ => return None,
    })
}

/// A half-precision number: 1 bit of sign, 5 of exponent, 10 of fraction.
fn half(bits: u16) -> f32 {
    let (sign, exponent, fraction) = (u32::from(bits >> 15) << 31, u32::from(bits >> 10 & 31), u32::from(bits & 1023));
    match exponent {
        0 => f32::from_bits(sign | (fraction as f32 * 2.0_f32.powi(-24)).to_bits()),
        31 => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn half_precision_is_widened_exactly() {
        let known = [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, 2.0_f32.powi(-24)),
            (0x3555, 0.333_251_95),
            (0x7c00, f32::INFINITY),
        ];
        for (bits, value) in known {
            assert_eq!(half(bits), value);
        }
        assert!(half(0x7e00).is_nan() && half(0x8000).is_sign_negative());
    }
}
