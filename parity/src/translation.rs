//! BLEU, chrF and TER, and systems compared.

use crate::{Head, Outcome, Suite};
use openwork::metrics::{Bleu, Chrf, Smoothing, Ter, TextMetric, Tokenizer, significance};
use openwork::{Error, Result};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
struct File<C> {
    #[serde(flatten)]
    head: Head,
    data: HashMap<String, Text>,
    cases: Vec<C>,
    significance: Option<Significance>,
}

#[derive(Deserialize)]
struct Text {
    hypotheses: Vec<String>,
    references: Vec<Vec<String>>,
}

fn parse<'a, C: Deserialize<'a>>(text: &'a str) -> Result<File<C>> {
    serde_json::from_str(text).map_err(|e| Error::format("parity/cases", e.to_string()))
}

fn text<'a>(data: &'a HashMap<String, Text>, name: &str) -> Result<&'a Text> {
    data.get(name).ok_or_else(|| Error::format("parity/cases", format!("no text is called {name:?}")))
}

/// A score against one that is within the tolerance of its own size, or of 1 where it is smaller.
fn close(outcome: &mut Outcome, what: &str, got: f64, want: f64) {
    outcome.close(what, got, want, want.abs().max(1.0));
}

fn same_text(outcome: &mut Outcome, what: &str, got: &str, want: &str) {
    if got != want {
        outcome.fail(format!("{what}: got {got:?}, wanted {want:?}"));
    }
}

/// The reference writes its own version there.
fn signature<M: TextMetric>(metric: &M, references: openwork::metrics::References) -> String {
    metric.signature(references, None).replace(&format!("version:openwork-{}", env!("CARGO_PKG_VERSION")), "version:VERSION")
}

#[derive(Deserialize)]
struct BleuCase {
    name: String,
    text: String,
    tokenize: String,
    lowercase: bool,
    order: usize,
    counts: Vec<u64>,
    totals: Vec<u64>,
    lengths: Vec<u64>,
    bp: f64,
    text_form: String,
    scores: Vec<BleuScores>,
    tolerance: f64,
}

#[derive(Deserialize)]
struct BleuScores {
    method: String,
    value: Option<f64>,
    effective: bool,
    signature: String,
    corpus: f64,
    precisions: Option<Vec<f64>>,
    sentences: Option<Vec<f64>>,
}

pub fn bleu(text_of_file: &str) -> Result<Suite> {
    let file = parse::<BleuCase>(text_of_file)?;
    let mut outcomes = vec![];
    for case in &file.cases {
        let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
        let text = text(&file.data, &case.text)?;
        let bleu = Bleu::new().tokenizer(Tokenizer::parse(&case.tokenize)?).lowercase(case.lowercase).max_order(case.order)?;
        let score = bleu.score(&text.hypotheses, &text.references)?;
        outcome.same("matches", score.statistics.counts.iter().copied(), &case.counts);
        outcome.same("totals", score.statistics.totals.iter().copied(), &case.totals);
        outcome.same("lengths", [score.statistics.sys_len, score.statistics.ref_len], &case.lengths);
        outcome.close("brevity penalty", score.bp, case.bp, 1.0);
        same_text(&mut outcome, "printed", &score.to_string(), &case.text_form);
        for want in &case.scores {
            let metric = bleu.clone().smoothing(Smoothing::parse(&want.method, want.value)?).effective_order(want.effective);
            let counted = metric.corpus(&text.hypotheses, &text.references)?;
            let score = metric.score_of(&counted);
            let what = format!("{} {:?} effective {}", want.method, want.value, want.effective);
            close(&mut outcome, &what, score.score, want.corpus);
            same_text(&mut outcome, "signature", &signature(&metric, counted.references), &want.signature);
            for (&got, &want) in score.precisions.iter().zip(want.precisions.iter().flatten()) {
                close(&mut outcome, &format!("{what}, a precision"), got, want);
            }
            for (i, &want) in want.sentences.iter().flatten().enumerate() {
                let got = metric.sentence(&text.hypotheses[i], &text.references[i])?.score;
                close(&mut outcome, &format!("{what}, sentence {i}"), got, want);
            }
        }
        outcomes.push(outcome);
    }
    if let Some(significance) = &file.significance {
        for test in &significance.tests {
            outcomes.push(match test.metric.as_str() {
                "bleu" => compare(&Bleu::new(), significance, test)?,
                "chrf" => compare(&Chrf::new(), significance, test)?,
                _ => compare(&Ter::new(), significance, test)?,
            });
        }
    }
    Ok(Suite { head: file.head, outcomes })
}

#[derive(Deserialize)]
struct Significance {
    first: Vec<String>,
    second: Vec<String>,
    references: Vec<String>,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct Test {
    metric: String,
    test: String,
    samples: usize,
    baseline: f64,
    system: f64,
    p: f64,
    mean: Option<f64>,
    ci: Option<f64>,
}

/// The reference adds resampled counts up in 32 bits and scores them so: seven digits of the means can agree. The p-values are
/// counts, and must be the same.
fn compare<M: TextMetric>(metric: &M, systems: &Significance, want: &Test) -> Result<Outcome> {
    let mut outcome = Outcome::new(&format!("{} {}", want.metric, want.test), "f32", 1e-6);
    let references: Vec<[&String; 1]> = systems.references.iter().map(|r| [r]).collect();
    let first = metric.segments(&systems.first, &references)?;
    let second = metric.segments(&systems.second, &references)?;
    let confidence = if want.test == "ci" {
        Some(significance::bootstrap(metric, &first, want.samples, significance::SEED)?)
    } else {
        let test = if want.test == "bs" { significance::paired_bootstrap } else { significance::paired_randomization };
        let got = test(metric, &first, &second, want.samples, significance::SEED)?;
        outcome.close("baseline", got.baseline, want.baseline, want.baseline);
        outcome.close("system", got.system, want.system, want.system);
        outcome.close("p-value", got.p_value, want.p, 1.0);
        got.system_confidence
    };
    if let (Some(confidence), Some(mean), Some(ci)) = (confidence, want.mean, want.ci) {
        outcome.close("mean", confidence.mean, mean, mean);
        outcome.close("interval", confidence.half_width, ci, mean);
    }
    Ok(outcome)
}

#[derive(Deserialize)]
struct ChrfCase {
    name: String,
    text: String,
    char_order: usize,
    word_order: usize,
    beta: f64,
    lowercase: bool,
    whitespace: bool,
    eps_smoothing: bool,
    signature: String,
    text_form: String,
    corpus: f64,
    sentences: Vec<f64>,
    tolerance: f64,
}

pub fn chrf(text_of_file: &str) -> Result<Suite> {
    let file = parse::<ChrfCase>(text_of_file)?;
    let one = |case: &ChrfCase| {
        let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
        let text = text(&file.data, &case.text)?;
        let chrf = Chrf::new().orders(case.char_order, case.word_order)?.beta(case.beta)?;
        let chrf = chrf.lowercase(case.lowercase).whitespace(case.whitespace).eps_smoothing(case.eps_smoothing);
        let counted = chrf.corpus(&text.hypotheses, &text.references)?;
        let score = chrf.score_of(&counted.statistics);
        close(&mut outcome, "corpus", score.score, case.corpus);
        same_text(&mut outcome, "printed", &score.to_string(), &case.text_form);
        same_text(&mut outcome, "signature", &signature(&chrf, counted.references), &case.signature);
        for (i, &want) in case.sentences.iter().enumerate() {
            close(&mut outcome, &format!("sentence {i}"), chrf.sentence(&text.hypotheses[i], &text.references[i])?.score, want);
        }
        Ok(outcome)
    };
    Ok(Suite { outcomes: file.cases.iter().map(one).collect::<Result<_>>()?, head: file.head.clone() })
}

#[derive(Deserialize)]
struct TerCase {
    name: String,
    text: String,
    normalized: bool,
    no_punct: bool,
    asian_support: bool,
    case_sensitive: bool,
    signature: String,
    num_edits: u64,
    ref_length: f64,
    corpus: f64,
    sentences: Vec<f64>,
    tolerance: f64,
}

pub fn ter(text_of_file: &str) -> Result<Suite> {
    let file = parse::<TerCase>(text_of_file)?;
    let one = |case: &TerCase| {
        let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
        let text = text(&file.data, &case.text)?;
        let ter = Ter::new().normalized(case.normalized).no_punct(case.no_punct);
        let ter = ter.asian_support(case.asian_support).case_sensitive(case.case_sensitive);
        let counted = ter.corpus(&text.hypotheses, &text.references)?;
        outcome.same("edits", [counted.statistics.num_edits], &[case.num_edits]);
        close(&mut outcome, "words of the references", counted.statistics.ref_length, case.ref_length);
        close(&mut outcome, "corpus", counted.statistics.score().score, case.corpus);
        same_text(&mut outcome, "signature", &signature(&ter, counted.references), &case.signature);
        for (i, &want) in case.sentences.iter().enumerate() {
            close(&mut outcome, &format!("sentence {i}"), ter.sentence(&text.hypotheses[i], &text.references[i])?.score, want);
        }
        Ok(outcome)
    };
    Ok(Suite { outcomes: file.cases.iter().map(one).collect::<Result<_>>()?, head: file.head.clone() })
}
