//! Distributions over vectors and conjugate updates for Python.

use crate::arrays::raise;
use crate::pool::run;
use numpy::{IntoPyArray, PyArray1, PyArray2, PyReadonlyArray2};
use openwork::distributions::conjugate::{BetaBinomial, DirichletMultinomial, GammaPoisson, NormalNormal};
use openwork::distributions::{Dirichlet, Distribution, Multinomial, Multivariate, MultivariateNormal};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Elementary operations that a number of a vector is worth.
const WORK: usize = 64;

/// A count that Python gave as any number.
fn whole(name: &str, x: f64) -> PyResult<u64> {
    if (0.0..=9e15).contains(&x) && x.floor() == x {
        Ok(x as u64)
    } else {
        Err(PyValueError::new_err(format!("{name} = {x}, wanted a whole number from 0 on")))
    }
}

/// What Python's classes of distributions over vectors are made of.
#[pyclass(subclass, frozen, module = "openwork._openwork")]
pub struct VectorRoom(Box<dyn Multivariate>);

#[pymethods]
impl VectorRoom {
    /// `values` are the probabilities, the weights or the mean; `n` the trials of a multinomial, `cov` the covariance of a normal.
    #[new]
    #[pyo3(signature = (kind, values, n=0.0, cov=None))]
    fn new(kind: &str, values: Vec<f64>, n: f64, cov: Option<PyReadonlyArray2<'_, f64>>) -> PyResult<Self> {
        let room: openwork::Result<Box<dyn Multivariate>> = match (kind, cov) {
            ("multinomial", _) => Multinomial::new(whole("n", n)?, &values).map(|d| Box::new(d) as _),
            ("dirichlet", _) => Dirichlet::new(&values).map(|d| Box::new(d) as _),
            (_, Some(cov)) => MultivariateNormal::new(&values, cov.as_array()).map(|d| Box::new(d) as _),
            (_, None) => return Err(PyValueError::new_err("cov is missing")),
        };
        Ok(Self(room.map_err(raise)?))
    }
    #[getter]
    fn dimension(&self) -> usize {
        self.0.dimension()
    }
    #[getter]
    fn sampling(&self) -> &'static str {
        self.0.sampling()
    }
    fn mean<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        self.0.mean().into_pyarray(py)
    }
    fn cov<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<f64>> {
        self.0.covariance().into_pyarray(py)
    }
    fn entropy(&self) -> f64 {
        self.0.entropy()
    }
    fn _log_densities<'py>(&self, py: Python<'py>, x: PyReadonlyArray2<'py, f64>) -> PyResult<Bound<'py, PyArray1<f64>>> {
        let x = x.as_array();
        let found = run(py, 0, x.len().saturating_mul(WORK), || self.0.ln_densities(x)).map_err(raise)?;
        Ok(found.into_pyarray(py))
    }
    fn _samples<'py>(&self, py: Python<'py>, n: usize, seed: u64) -> Bound<'py, PyArray2<f64>> {
        let work = n.saturating_mul(self.0.dimension()).saturating_mul(WORK);
        run(py, 0, work, || self.0.samples(n, seed)).into_pyarray(py)
    }
}

/// The likeliest parameters of a distribution over vectors: trials, probabilities, weights or mean, and covariance.
type Parameters<'py> = (f64, Vec<f64>, Option<Bound<'py, PyArray2<f64>>>);

/// The likeliest parameters of a distribution over vectors.
#[pyfunction]
pub fn vector_fit<'py>(py: Python<'py>, kind: &str, x: PyReadonlyArray2<'py, f64>) -> PyResult<Parameters<'py>> {
    let x = x.as_array();
    match kind {
        "multinomial" => Multinomial::fit(x).map(|d| (d.n() as f64, d.p().to_vec(), None)),
        "dirichlet" => Dirichlet::fit(x).map(|d| (0.0, d.alpha().to_vec(), None)),
        _ => MultivariateNormal::fit(x).map(|d| (0.0, d.mean().to_vec(), Some(d.covariance().into_pyarray(py)))),
    }
    .map_err(raise)
}

/// The parameters of a belief after what was seen.
#[pyfunction]
pub fn conjugate_update(kind: &str, p: Vec<f64>, seen: Vec<f64>) -> PyResult<Vec<f64>> {
    let after = match (kind, &p[..], &seen[..]) {
        ("beta_binomial", &[a, b], &[successes, failures]) => {
            let (successes, failures) = (whole("successes", successes)?, whole("failures", failures)?);
            BetaBinomial::new(a, b).map(|belief| belief.update(successes, failures).weights()).map(|(a, b)| vec![a, b])
        }
        ("gamma_poisson", &[shape, rate], counts) => GammaPoisson::new(shape, rate)
            .and_then(|belief| belief.update(counts))
            .map(|b| vec![b.parameters().0, b.parameters().1]),
        ("normal_normal", &[mean, std, noise], x) => NormalNormal::new(mean, std, noise)
            .and_then(|belief| belief.update(x)?.belief())
            .map(|belief| vec![belief.mean(), belief.std_dev(), noise]),
        (_, alpha, counts) => {
            DirichletMultinomial::new(alpha).and_then(|belief| Ok(belief.update(counts)?.belief()?.alpha().to_vec()))
        }
    };
    after.map_err(raise)
}

/// The probability of what comes next under a belief.
#[pyfunction]
pub fn conjugate_predict(kind: &str, p: Vec<f64>, next: Vec<f64>) -> PyResult<f64> {
    let probability = match (kind, &p[..], &next[..]) {
        ("beta_binomial", &[a, b], &[n, k]) => {
            let (n, k) = (whole("n", n)?, whole("k", k)?);
            BetaBinomial::new(a, b).map(|belief| belief.predict(n, k))
        }
        ("gamma_poisson", &[shape, rate], &[k]) => {
            let k = whole("k", k)?;
            GammaPoisson::new(shape, rate).map(|belief| belief.predict(k))
        }
        (_, alpha, counts) => DirichletMultinomial::new(alpha).and_then(|belief| belief.predict(counts)),
    };
    probability.map_err(raise)
}
