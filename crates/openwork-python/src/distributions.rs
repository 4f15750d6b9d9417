//! Probability distributions for Python, with scipy.stats' verbs. A single number is answered on the spot; an array on all threads,
//! with the interpreter released.

use crate::arrays::raise;
use crate::metrics::flat;
use crate::pool::run;
use numpy::{PyArray1, PyArrayDyn, PyArrayMethods, PyReadonlyArray1, PyReadonlyArrayDyn, PyUntypedArrayMethods};
use openwork::distributions::{self as library, Distribution, Divergence, Fit, Function};
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyFloat, PyInt};
use std::hash::{BuildHasher, Hasher};

/// Elementary operations that a point is worth.
const WORK: usize = 32;

type Named = Vec<(&'static str, f64)>;

/// The one kind with any number of parameters, which the catalogue therefore does not list.
const CATEGORICAL: &str = "categorical";

/// The distribution of some kind with these parameters.
fn made(kind: &str, parameters: &[f64]) -> PyResult<Box<dyn library::Distribution>> {
    if kind == CATEGORICAL {
        return Ok(Box::new(library::Categorical::new(parameters).map_err(raise)?));
    }
    library::kind(kind).and_then(|kind| kind.build(parameters)).map_err(raise)
}

/// One function at a number or at all numbers of an array.
fn apply<'py>(
    py: Python<'py>,
    room: &dyn library::Distribution,
    function: Function,
    x: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    if let Ok(number) = x.cast::<PyFloat>() {
        return one(py, room, function, number.value());
    }
    if x.is_instance_of::<PyInt>() {
        return one(py, room, function, x.extract()?);
    }
    let array = match x.cast::<PyArrayDyn<f64>>() {
        Ok(array) => array.clone(),
        Err(_) if x.cast::<PyArrayDyn<i64>>().is_ok_and(|whole| whole.is_c_contiguous()) => as_f64(x.cast()?)?,
        Err(_) => {
            let numpy = py.import("numpy")?;
            let seen = numpy.call_method1("asarray", (x,))?;
            let casting = [("casting", "same_kind")].into_py_dict(py)?; // complex numbers and texts are refused
            seen.call_method("astype", ("float64",), Some(&casting))?.cast_into::<PyArrayDyn<f64>>().map_err(PyErr::from)?
        }
    };
    let input: PyReadonlyArrayDyn<'_, f64> = array.try_readonly()?;
    if input.ndim() == 0 {
        return one(py, room, function, input.as_array().iter().copied().next().unwrap_or(f64::NAN));
    }
    let out = PyArrayDyn::<f64>::zeros(py, input.shape().to_vec(), false);
    {
        let mut target = out.try_readwrite()?;
        let gathered;
        let points: &[f64] = match input.as_slice() {
            Ok(points) if input.is_c_contiguous() => points,
            _ => {
                gathered = input.as_array().iter().copied().collect::<Vec<f64>>();
                &gathered
            }
        };
        let places = target.as_slice_mut()?;
        run(py, 0, points.len().saturating_mul(WORK), || room.evaluate(function, points, places)).map_err(raise)?;
    }
    Ok(out.into_any())
}

/// Whole numbers as f64, converted on all threads: samples of discrete distributions come so.
fn as_f64<'py>(whole: &Bound<'py, PyArrayDyn<i64>>) -> PyResult<Bound<'py, PyArrayDyn<f64>>> {
    let out = PyArrayDyn::<f64>::zeros(whole.py(), whole.shape().to_vec(), false);
    {
        let input = whole.try_readonly()?;
        let (points, mut target) = (input.as_slice()?, out.try_readwrite()?);
        let places = target.as_slice_mut()?;
        run(whole.py(), 0, points.len(), || {
            openwork::threads::map_chunks_mut(places, 1 << 16, points.len(), |range, places| {
                points[range].iter().zip(places).for_each(|(&whole, place)| *place = whole as f64);
            });
        });
    }
    Ok(out)
}

fn one<'py>(py: Python<'py>, room: &dyn library::Distribution, function: Function, x: f64) -> PyResult<Bound<'py, PyAny>> {
    function.check(&[x]).map_err(raise)?;
    let value = match function {
        Function::Density => room.density(x),
        Function::LnDensity => room.ln_density(x),
        Function::Cdf => room.cdf(x),
        Function::LnCdf => room.ln_cdf(x),
        Function::Sf => room.sf(x),
        Function::LnSf => room.ln_sf(x),
        Function::Ppf => room.quantile(x),
        Function::Isf => room.upper_quantile(x),
    };
    Ok(PyFloat::new(py, value).into_any())
}

/// A seed where none was given.
#[pyfunction]
pub fn fresh_seed() -> u64 {
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}

/// The native half of a kind of distribution: continuous ones have densities, discrete ones masses.
macro_rules! room {
    ($name:ident, $density:ident, $ln_density:ident) => {
        /// What Python's classes are made of.
        #[pyclass(subclass, frozen, module = "openwork._openwork")]
        pub struct $name(Box<dyn library::Distribution>);

        #[pymethods]
        impl $name {
            #[new]
            fn new(kind: &str, parameters: Vec<f64>) -> PyResult<Self> {
                Ok(Self(made(kind, &parameters)?))
            }
            fn $density<'py>(&self, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
                apply(x.py(), &*self.0, Function::Density, x)
            }
            fn $ln_density<'py>(&self, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
                apply(x.py(), &*self.0, Function::LnDensity, x)
            }
            fn cdf<'py>(&self, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
                apply(x.py(), &*self.0, Function::Cdf, x)
            }
            fn logcdf<'py>(&self, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
                apply(x.py(), &*self.0, Function::LnCdf, x)
            }
            fn sf<'py>(&self, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
                apply(x.py(), &*self.0, Function::Sf, x)
            }
            fn logsf<'py>(&self, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
                apply(x.py(), &*self.0, Function::LnSf, x)
            }
            fn ppf<'py>(&self, q: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
                apply(q.py(), &*self.0, Function::Ppf, q)
            }
            fn isf<'py>(&self, q: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
                apply(q.py(), &*self.0, Function::Isf, q)
            }
            fn mean(&self) -> f64 {
                self.0.mean()
            }
            fn var(&self) -> f64 {
                self.0.variance()
            }
            fn std(&self) -> f64 {
                self.0.std_dev()
            }
            fn skewness(&self) -> f64 {
                self.0.skewness()
            }
            fn kurtosis(&self) -> f64 {
                self.0.kurtosis()
            }
            fn entropy(&self) -> f64 {
                self.0.entropy()
            }
            fn median(&self) -> f64 {
                self.0.median()
            }
            fn support(&self) -> (f64, f64) {
                self.0.support()
            }
            #[getter]
            fn kind(&self) -> &'static str {
                self.0.name()
            }
            #[getter]
            fn sampling(&self) -> &'static str {
                self.0.sampling()
            }
            fn _parameters(&self) -> Named {
                self.0.parameters()
            }
            fn _samples<'py>(&self, py: Python<'py>, n: usize, seed: u64) -> PyResult<Bound<'py, PyArray1<f64>>> {
                let out = PyArray1::<f64>::zeros(py, n, false);
                {
                    let mut target = out.try_readwrite()?;
                    let places = target.as_slice_mut()?;
                    run(py, 0, n.saturating_mul(WORK), || self.0.sample_into(seed, places));
                }
                Ok(out)
            }
            fn _log_likelihood(&self, py: Python<'_>, x: PyReadonlyArray1<'_, f64>) -> PyResult<f64> {
                let x = flat(&x);
                Function::Density.check(&x).map_err(raise)?;
                Ok(run(py, 0, x.len().saturating_mul(WORK), || self.0.ln_likelihood(&x)))
            }
            fn _kstest(&self, py: Python<'_>, x: PyReadonlyArray1<'_, f64>) -> PyResult<(f64, f64)> {
                let x = flat(&x);
                let test =
                    run(py, 0, x.len().saturating_mul(WORK), || library::kolmogorov_smirnov(&x, &*self.0)).map_err(raise)?;
                Ok((test.statistic, test.p_value))
            }
        }
    };
}
room!(ContinuousRoom, pdf, logpdf);
room!(DiscreteRoom, pmf, logpmf);

/// The most likely parameters of a kind.
#[pyfunction]
pub fn distribution_fit(py: Python<'_>, kind: &str, x: PyReadonlyArray1<'_, f64>) -> PyResult<Named> {
    let x = flat(&x);
    if kind == CATEGORICAL {
        return Ok(run(py, 0, usize::MAX, || library::Categorical::fit(&x)).map_err(raise)?.parameters());
    }
    let kind = library::kind(kind).map_err(raise)?;
    let fit = kind.fit.ok_or_else(|| pyo3::exceptions::PyValueError::new_err(format!("{} has no fit", kind.name)))?;
    Ok(run(py, 0, usize::MAX, || fit(&x)).map_err(raise)?.parameters())
}

/// The divergence between two of a kind.
#[pyfunction]
pub fn distribution_kl(kind: &str, first: Vec<f64>, second: Vec<f64>) -> PyResult<f64> {
    if kind == CATEGORICAL {
        let kl = || Ok(library::Categorical::new(&first)?.kl(&library::Categorical::new(&second)?));
        return kl().map_err(raise);
    }
    library::kind(kind).and_then(|kind| kind.kl(&first, &second)).map_err(raise)
}

/// The inverse of a rate.
#[pyfunction]
pub fn distribution_scale(kind: &str, rate: f64) -> PyResult<f64> {
    let named: Vec<(&str, f64)> = [("shape", 1.0)].into_iter().filter(|_| kind == "gamma").chain([("rate", rate)]).collect();
    let room = library::kind(kind).and_then(|kind| kind.with(&named)).map_err(raise)?;
    Ok(room.parameters().into_iter().find(|(name, _)| *name == "scale").map_or(f64::NAN, |(_, scale)| scale))
}

/// Kind, parameters, log likelihood, AIC, and the statistic and p value of a test.
type Ranked = (&'static str, Named, f64, f64, Option<(f64, f64)>);

/// A candidate that does not fit at all, and why.
type Refused = (&'static str, String);

/// The candidates fitted, the likeliest first, and why others could not be.
#[pyfunction]
pub fn distribution_rank(
    py: Python<'_>,
    x: PyReadonlyArray1<'_, f64>,
    candidates: Option<Vec<String>>,
) -> PyResult<(Vec<Ranked>, Vec<Refused>)> {
    let x = flat(&x);
    let kinds = match candidates {
        Some(names) => names.iter().map(|name| library::kind(name)).collect::<Result<Vec<_>, _>>().map_err(raise)?,
        None => library::KINDS.iter().filter(|kind| !kind.discrete && kind.fit.is_some()).collect(),
    };
    let ranking = run(py, 0, usize::MAX, || library::rank(&x, kinds)).map_err(raise)?;
    let fitted = ranking.fitted.iter().map(|f| {
        let test = f.goodness.map(|test| (test.statistic, test.p_value));
        (f.distribution.name(), f.distribution.parameters(), f.ln_likelihood, f.aic, test)
    });
    Ok((fitted.collect(), ranking.refused.iter().map(|(name, error)| (*name, error.to_string())).collect()))
}
