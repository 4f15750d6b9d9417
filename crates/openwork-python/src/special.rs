//! The special functions that the distributions stand on, for Python: by scipy.special's names, over arrays of one length.

use crate::arrays::raise;
use crate::metrics::flat;
use crate::pool::run;
use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1};
use openwork::Error;
use openwork::distributions::special::{self as library, IncompleteBeta, IncompleteGamma};
use openwork::threads;
use pyo3::prelude::*;

/// Points that one thread takes together, and elementary operations that a point is worth.
const CHUNK: usize = 2048;
const WORK: usize = 64;

/// A function of one, two (parameter first) or three numbers.
enum Kind {
    One(fn(f64) -> f64),
    Two(fn(f64, f64) -> f64),
    Gamma(fn(&IncompleteGamma, f64) -> f64),
    Beta(fn(&IncompleteBeta, f64) -> f64),
}

fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "gammaln" => Kind::One(library::ln_gamma),
        "digamma" => Kind::One(library::digamma),
        "erf" => Kind::One(library::erf),
        "erfc" => Kind::One(library::erfc),
        "erfcx" => Kind::One(library::erfcx),
        "ndtr" => Kind::One(library::normal_cdf),
        "log_ndtr" => Kind::One(library::normal_ln_cdf),
        "ndtri" => Kind::One(library::normal_quantile),
        "betaln" => Kind::Two(library::ln_beta),
        "gammainc" => Kind::Gamma(|at, x| if x >= 0.0 { at.lower(x) } else { f64::NAN }),
        "gammaincc" => Kind::Gamma(|at, x| if x >= 0.0 { at.upper(x) } else { f64::NAN }),
        "gammaincinv" => Kind::Gamma(IncompleteGamma::lower_inverse),
        "gammainccinv" => Kind::Gamma(IncompleteGamma::upper_inverse),
        "betainc" => Kind::Beta(|at, x| if (0.0..=1.0).contains(&x) { at.lower(x) } else { f64::NAN }),
        "betaincc" => Kind::Beta(|at, x| if (0.0..=1.0).contains(&x) { at.upper(x) } else { f64::NAN }),
        "betaincinv" => Kind::Beta(|at, p| at.lower_inverse(p).0),
        "betainccinv" => Kind::Beta(|at, q| at.upper_inverse(q).0),
        _ => return None,
    })
}

/// Whether a parameter is the same for all points: what is prepared for it then serves them all.
fn same(parameter: &[f64]) -> bool {
    parameter.windows(2).all(|pair| pair[0] == pair[1])
}

/// The function of a name at points whose numbers stand in arrays of one length, on all threads.
#[pyfunction]
pub fn special<'py>(
    py: Python<'py>,
    name: &str,
    numbers: Vec<PyReadonlyArray1<'py, f64>>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let numbers: Vec<_> = numbers.iter().map(flat).collect();
    let numbers: Vec<&[f64]> = numbers.iter().map(|one| &**one).collect();
    let n = numbers.first().map_or(0, |first| first.len());
    let wrong =
        || raise(Error::setting("special", format!("{name:?} of {} arrays", numbers.len()), "a function and its arguments"));
    if numbers.iter().any(|one| one.len() != n) {
        return Err(wrong());
    }
    let each = |f: &(dyn Fn(usize) -> f64 + Sync)| {
        let mut out = vec![0.0; n];
        threads::map_chunks_mut(&mut out, CHUNK, n.saturating_mul(WORK), |range, out| {
            range.zip(out).for_each(|(i, out)| *out = f(i));
        });
        out
    };
    let found = match (kind(name), &numbers[..]) {
        (Some(Kind::One(f)), &[x]) => run(py, 0, n.saturating_mul(WORK), || each(&|i| f(x[i]))),
        (Some(Kind::Two(f)), &[a, b]) => run(py, 0, n.saturating_mul(WORK), || each(&|i| f(a[i], b[i]))),
        (Some(Kind::Gamma(f)), &[a, x]) => run(py, 0, n.saturating_mul(WORK), || {
            if n > 1 && same(a) {
                let at = IncompleteGamma::new(a[0]);
                each(&|i| f(&at, x[i]))
            } else {
                each(&|i| f(&IncompleteGamma::once(a[i]), x[i]))
            }
        }),
        (Some(Kind::Beta(f)), &[a, b, x]) => run(py, 0, n.saturating_mul(WORK), || {
            if n > 1 && same(a) && same(b) {
                let at = IncompleteBeta::new(a[0], b[0]);
                each(&|i| f(&at, x[i]))
            } else {
                each(&|i| f(&IncompleteBeta::once(a[i], b[i]), x[i]))
            }
        }),
        _ => return Err(wrong()),
    };
    Ok(found.into_pyarray(py))
}
