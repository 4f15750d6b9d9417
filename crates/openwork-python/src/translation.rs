//! BLEU, chrF and TER for Python.

use crate::arrays::raise;
use crate::pool::run;
use openwork::metrics::significance::{self, Comparison, Confidence};
use openwork::metrics::{
    Bleu as LibraryBleu, BleuStatistics, Chrf as LibraryChrf, References, Smoothing, Ter as LibraryTer, TextMetric, Tokenizer,
};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyList, PyString, PyTuple};

/// One text; what it is called where it is none.
fn text(value: &Bound<'_, PyAny>, what: impl FnOnce() -> String) -> PyResult<PyBackedStr> {
    match value.cast::<PyString>() {
        Ok(text) => PyBackedStr::try_from(text.clone()).map_err(|error| {
            let what = what();
            PyValueError::new_err(format!("{what}: {error}; wanted text that is whole, without halves of surrogate pairs"))
        }),
        Err(_) => Err(PyTypeError::new_err(format!("{}: wanted a str, got {}", what(), value.get_type()))),
    }
}

/// Each value of a list, a tuple or anything else that can be gone through.
fn each<'py>(values: &Bound<'py, PyAny>, mut f: impl FnMut(usize, &Bound<'py, PyAny>) -> PyResult<()>) -> PyResult<()> {
    if let Ok(list) = values.cast::<PyList>() {
        return list.iter().enumerate().try_for_each(|(i, value)| f(i, &value));
    }
    if let Ok(tuple) = values.cast::<PyTuple>() {
        return tuple.iter().enumerate().try_for_each(|(i, value)| f(i, &value));
    }
    values.try_iter()?.enumerate().try_for_each(|(i, value)| f(i, &value?))
}

fn texts(what: &str, values: &Bound<'_, PyAny>) -> PyResult<Vec<PyBackedStr>> {
    if values.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err(format!("{what}: got one str, wanted a list of them")));
    }
    let mut texts = Vec::with_capacity(values.len().unwrap_or(0));
    each(values, |i, value| {
        texts.push(text(value, || format!("{what}[{i}]"))?);
        Ok(())
    })?;
    Ok(texts)
}

/// One segment's references: a str or a list of them, in which None stands for one that is not there.
fn add_references(value: &Bound<'_, PyAny>, what: impl Fn() -> String, to: &mut Vec<PyBackedStr>) -> PyResult<()> {
    if value.is_instance_of::<PyString>() {
        to.push(text(value, what)?);
        return Ok(());
    }
    each(value, |j, reference| {
        if !reference.is_none() {
            to.push(text(reference, || format!("{}[{j}]", what()))?);
        }
        Ok(())
    })
}

/// The references of all segments, one after another, and where each segment's begin.
struct Many {
    texts: Vec<PyBackedStr>,
    starts: Vec<usize>,
}

impl Many {
    fn of(values: &Bound<'_, PyAny>) -> PyResult<Self> {
        if values.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err("references: got one str, wanted a list with the references of each hypothesis"));
        }
        let room = values.len().unwrap_or(0);
        let mut many = Self { texts: Vec::with_capacity(room), starts: Vec::with_capacity(room + 1) };
        many.starts.push(0);
        each(values, |i, value| {
            add_references(value, || format!("references[{i}]"), &mut many.texts)?;
            many.starts.push(many.texts.len());
            Ok(())
        })?;
        Ok(many)
    }

    fn slices(&self) -> Vec<&[PyBackedStr]> {
        self.starts.windows(2).map(|ends| &self.texts[ends[0]..ends[1]]).collect()
    }
}

/// How many references each segment has: -1 where it varies.
fn number(references: References) -> i64 {
    match references {
        References::Each(n) => n as i64,
        _ => -1,
    }
}

fn confidence(found: Option<Confidence>) -> Option<(f64, f64)> {
    found.map(|c| (c.mean, c.half_width))
}

/// `(baseline, system, p_value, baseline's (mean, half width) or None, system's)`.
type Compared = (f64, f64, f64, Option<(f64, f64)>, Option<(f64, f64)>);

fn compared(found: Comparison) -> Compared {
    let Comparison { baseline, system, p_value, baseline_confidence, system_confidence, .. } = found;
    (baseline, system, p_value, confidence(baseline_confidence), confidence(system_confidence))
}

/// The counts of a corpus, with the number of references and the confidence where it was asked for.
type Judged<M> = (<M as TextMetric>::Statistics, i64, Option<(f64, f64)>);

fn corpus<M: TextMetric>(
    py: Python<'_>,
    metric: &M,
    hypotheses: &Bound<'_, PyAny>,
    references: &Bound<'_, PyAny>,
    samples: usize,
    seed: u64,
) -> PyResult<Judged<M>> {
    let hypotheses = texts("hypotheses", hypotheses)?;
    let references = Many::of(references)?;
    let work = hypotheses.len() * M::WORK * if samples > 0 { 64 } else { 1 };
    run(py, 0, work, || {
        let slices = references.slices();
        let counted = metric.corpus(&hypotheses, &slices)?;
        let found = match samples {
            0 => None,
            _ => Some(significance::bootstrap(metric, &metric.segments(&hypotheses, &slices)?, samples, seed)?),
        };
        Ok((counted.statistics, number(counted.references), confidence(found)))
    })
    .map_err(raise)
}

fn sentences<M: TextMetric>(
    py: Python<'_>,
    metric: &M,
    hypotheses: &Bound<'_, PyAny>,
    references: &Bound<'_, PyAny>,
) -> PyResult<Vec<f64>> {
    let hypotheses = texts("hypotheses", hypotheses)?;
    let references = Many::of(references)?;
    run(py, 0, hypotheses.len() * M::WORK, || {
        let counts = metric.segments(&hypotheses, &references.slices())?;
        Ok(counts.iter().map(|counts| metric.value(counts)).collect())
    })
    .map_err(raise)
}

fn compare<M: TextMetric>(
    py: Python<'_>,
    metric: &M,
    systems: [&Bound<'_, PyAny>; 2],
    references: &Bound<'_, PyAny>,
    test: &str,
    samples: usize,
    seed: u64,
) -> PyResult<Compared> {
    let baseline = texts("baseline", systems[0])?;
    let system = texts("system", systems[1])?;
    let references = Many::of(references)?;
    let by = match test {
        "bootstrap" => significance::paired_bootstrap,
        "randomization" => significance::paired_randomization,
        other => return Err(PyValueError::new_err(format!("test = {other:?}, wanted 'bootstrap' or 'randomization'"))),
    };
    run(py, 0, usize::MAX, || {
        let slices = references.slices();
        by(metric, &metric.segments(&baseline, &slices)?, &metric.segments(&system, &slices)?, samples, seed)
    })
    .map(compared)
    .map_err(raise)
}

macro_rules! metric {
    ($class:ident, $library:ident, $told:ty, |$metric:ident, $counts:ident| $tell:expr, $($own:tt)*) => {
        #[pymethods]
        impl $class {
            $($own)*

            /// The score of a corpus, what it is made of, the number of references (-1: it varies), and the confidence.
            fn corpus(
                &self,
                py: Python<'_>,
                hypotheses: &Bound<'_, PyAny>,
                references: &Bound<'_, PyAny>,
                samples: usize,
                seed: u64,
            ) -> PyResult<($told, i64, Option<(f64, f64)>)> {
                let $metric = &self.0;
                let ($counts, references, confidence) = corpus(py, $metric, hypotheses, references, samples, seed)?;
                Ok(($tell, references, confidence))
            }

            /// The score of one segment, what it is made of, and the number of references.
            fn sentence(&self, hypothesis: &Bound<'_, PyAny>, references: &Bound<'_, PyAny>) -> PyResult<($told, i64, Option<(f64, f64)>)> {
                let hypothesis = text(hypothesis, || "hypothesis".into())?;
                let mut texts = Vec::with_capacity(1);
                add_references(references, || "references".into(), &mut texts)?;
                if texts.is_empty() {
                    return Err(PyValueError::new_err("references is empty, wanted at least one"));
                }
                let $metric = &self.0;
                let mut $counts = $metric.nothing();
                $metric.count(&hypothesis, &texts, &mut <$library as TextMetric>::Scratch::default(), &mut $counts);
                Ok(($tell, texts.len() as i64, None))
            }

            /// The score of each segment.
            fn sentences(&self, py: Python<'_>, hypotheses: &Bound<'_, PyAny>, references: &Bound<'_, PyAny>) -> PyResult<Vec<f64>> {
                sentences(py, &self.0, hypotheses, references)
            }

            /// Two systems on the same references, by `bootstrap` or `randomization`.
            #[allow(clippy::too_many_arguments)] // each of them is one of Python's
            fn compare(
                &self,
                py: Python<'_>,
                baseline: &Bound<'_, PyAny>,
                system: &Bound<'_, PyAny>,
                references: &Bound<'_, PyAny>,
                test: &str,
                samples: usize,
                seed: u64,
            ) -> PyResult<Compared> {
                compare(py, &self.0, [baseline, system], references, test, samples, seed)
            }

            /// All settings in one line, for that number of references (-1: it varies) and of samples (0: none).
            fn signature(&self, references: i64, samples: usize, seed: u64) -> String {
                let references = usize::try_from(references).map_or(References::Varying, References::Each);
                self.0.signature(references, (samples > 0).then_some((samples, seed)))
            }
        }
    };
}

/// The settings of BLEU.
#[pyclass(frozen, module = "openwork._openwork")]
pub struct Bleu(LibraryBleu);

/// `(score, counts, totals, precisions, bp, sys_len, ref_len)`.
type BleuTold = (f64, Vec<u64>, Vec<u64>, Vec<f64>, f64, u64, u64);

metric! { Bleu, LibraryBleu, BleuTold, |metric, counts| {
        let score = metric.of(&counts);
        let counts = score.statistics;
        (score.score, counts.counts, counts.totals, score.precisions, score.bp, counts.sys_len, counts.ref_len)
    },
    #[new]
    fn new(
        tokenize: &str,
        lowercase: bool,
        smooth_method: &str,
        smooth_value: Option<f64>,
        max_ngram_order: usize,
        effective_order: bool,
    ) -> PyResult<Self> {
        let bleu = LibraryBleu::new()
            .tokenizer(Tokenizer::parse(tokenize).map_err(raise)?)
            .lowercase(lowercase)
            .smoothing(Smoothing::parse(smooth_method, smooth_value).map_err(raise)?)
            .effective_order(effective_order);
        Ok(Self(bleu.max_order(max_ngram_order).map_err(raise)?))
    }

    /// The tokens that are counted in a line.
    fn tokens(&self, line: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
        Ok(self.0.tokens(&text(line, || "line".into())?))
    }

    /// The score of counts made elsewhere, and what it is made of.
    fn score_counts(&self, counts: Vec<u64>, totals: Vec<u64>, sys_len: u64, ref_len: u64) -> PyResult<BleuTold> {
        if counts.len() != totals.len() || counts.is_empty() {
            let got = format!("{} and {}", counts.len(), totals.len());
            return Err(PyValueError::new_err(format!("counts and totals: got {got} orders, wanted as many of both, at least one")));
        }
        let score = self.0.of(&BleuStatistics { sys_len, ref_len, counts, totals });
        let counts = score.statistics;
        Ok((score.score, counts.counts, counts.totals, score.precisions, score.bp, sys_len, ref_len))
    }
}

/// The settings of chrF.
#[pyclass(frozen, module = "openwork._openwork")]
pub struct Chrf(LibraryChrf);

metric! { Chrf, LibraryChrf, (f64, String), |metric, counts| {
        let score = metric.score_of(&counts);
        (score.score, score.name)
    },
    #[new]
    fn new(char_order: usize, word_order: usize, beta: f64, lowercase: bool, whitespace: bool, eps_smoothing: bool) -> PyResult<Self> {
        let chrf = LibraryChrf::new().orders(char_order, word_order).and_then(|chrf| chrf.beta(beta)).map_err(raise)?;
        Ok(Self(chrf.lowercase(lowercase).whitespace(whitespace).eps_smoothing(eps_smoothing)))
    }
}

/// The settings of TER.
#[pyclass(frozen, module = "openwork._openwork")]
pub struct Ter(LibraryTer);

metric! { Ter, LibraryTer, (f64, u64, f64), |metric, counts| {
        let _: &LibraryTer = metric;
        (counts.score().score, counts.num_edits, counts.ref_length)
    },
    #[new]
    fn new(normalized: bool, no_punct: bool, asian_support: bool, case_sensitive: bool) -> Self {
        let ter = LibraryTer::new().normalized(normalized).no_punct(no_punct);
        Self(ter.asian_support(asian_support).case_sensitive(case_sensitive))
    }

    /// The tokens that are counted in a hypothesis.
    fn tokens(&self, line: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
        Ok(self.0.tokens(&text(line, || "line".into())?))
    }
}
