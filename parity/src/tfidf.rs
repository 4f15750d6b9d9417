//! TF-IDF and counts over the vectorizers' options: terms identical, weights close.

use crate::case::File;
use crate::{Outcome, Suite};
use openwork::linalg::Csr;
use openwork::text::{
    Accents, Analyzer, CountVectorizer, Idf, Norm, Texts, Tf, TfidfVectorizer, Unit, Weighting, english_stop_words,
};
use openwork::{Error, Result};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    texts: Vec<String>,
    others: Vec<String>,
    runs: Vec<Run>,
    tolerance: f64,
}

#[derive(Deserialize)]
struct Run {
    title: String,
    options: Options,
    terms: Vec<String>,
    matrix: Matrix,
    others: Matrix,
}

#[derive(Deserialize)]
struct Matrix {
    starts: Vec<u64>,
    indices: Vec<u64>,
    values: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Some {
    Count(usize),
    Share(f64),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Stop {
    Name(String),
    Words(Vec<String>),
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Options {
    kind: Option<String>,
    unit: Option<String>,
    lowercase: Option<bool>,
    accents: Option<String>,
    stop: Option<Stop>,
    ngrams: Option<(usize, usize)>,
    min_df: Option<Some>,
    max_df: Option<Some>,
    max_features: Option<usize>,
    vocabulary: Option<Vec<String>>,
    binary: bool,
    #[serde(deserialize_with = "given")]
    norm: Option<Option<String>>,
    smooth: Option<bool>,
    use_idf: Option<bool>,
    sublinear: bool,
}

/// `null` is a value here, and not the lack of one.
fn given<'de, D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(from).map(Option::Some)
}

impl Options {
    fn counts(&self) -> Result<CountVectorizer> {
        let texts = |some: &Some| match *some {
            Some::Count(n) => Texts::Count(n),
            Some::Share(share) => Texts::Share(share),
        };
        let mut analyzer = Analyzer::default().lowercase(self.lowercase.unwrap_or(true));
        if let Option::Some(unit) = &self.unit {
            analyzer = analyzer.unit(Unit::parse(unit)?);
        }
        if let Option::Some(accents) = &self.accents {
            analyzer = analyzer.accents(Accents::parse(accents)?);
        }
        if let Option::Some((least, most)) = self.ngrams {
            analyzer = analyzer.ngrams(least, most);
        }
        analyzer = match &self.stop {
            Option::None => analyzer,
            Option::Some(Stop::Words(words)) => analyzer.stop_words(words.clone()),
            Option::Some(Stop::Name(name)) if name == "english" => analyzer.stop_words(english_stop_words()),
            Option::Some(Stop::Name(name)) => return Err(Error::setting("stop", name, "english")),
        };
        let mut counts = CountVectorizer::new().analyzer(analyzer).binary(self.binary).max_features(self.max_features);
        if let Option::Some(least) = &self.min_df {
            counts = counts.min_df(texts(least));
        }
        if let Option::Some(most) = &self.max_df {
            counts = counts.max_df(texts(most));
        }
        if let Option::Some(vocabulary) = &self.vocabulary {
            counts = counts.vocabulary(vocabulary.clone());
        }
        Ok(counts)
    }

    fn weighting(&self) -> Weighting {
        if self.kind.as_deref() == Option::Some("textbook") {
            return Weighting::TEXTBOOK;
        }
        Weighting {
            tf: if self.sublinear { Tf::Sublinear } else { Tf::Count },
            idf: match (self.use_idf.unwrap_or(true), self.smooth.unwrap_or(true)) {
                (false, _) => Idf::None,
                (true, false) => Idf::Plain,
                (true, true) => Idf::Smooth,
            },
            norm: match self.norm.as_ref().map(Option::as_deref) {
                Option::None | Option::Some(Option::Some("l2")) => Norm::L2,
                Option::Some(Option::Some(_)) => Norm::L1,
                Option::Some(Option::None) => Norm::None,
            },
        }
    }
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let mut outcomes = vec![];
    for case in &file.cases {
        for run in &case.runs {
            outcomes.push(compare(case, run)?);
        }
    }
    Ok(Suite { outcomes, head: file.head })
}

fn compare(case: &Case, run: &Run) -> Result<Outcome> {
    let mut outcome = Outcome::new(&format!("{}, {}", case.name, run.title), "f64", case.tolerance);
    let counts = run.options.counts()?;
    let (terms, found, others): (Vec<String>, Csr, Csr) = if run.options.kind.as_deref() == Option::Some("count") {
        let Ok((model, found)) = counts.fit_transform(&case.texts) else { return Ok(refused(outcome, run)) };
        let terms = model.terms().map(str::to_owned).collect();
        (terms, floats(&found), floats(&model.transform(&case.others)))
    } else {
        let vectorizer = TfidfVectorizer::new().counts(counts).weighting(run.options.weighting());
        let Ok((model, found)) = vectorizer.fit_transform(&case.texts) else { return Ok(refused(outcome, run)) };
        let terms = model.counts.terms().map(str::to_owned).collect();
        let others = model.transform(&case.others);
        (terms, found, others)
    };
    if terms != run.terms {
        outcome.fail(format!("terms: got {terms:?}, wanted {:?}", run.terms));
    }
    outcome.identical += terms.len();
    for (what, got, want) in [("fitted", &found, &run.matrix), ("others", &others, &run.others)] {
        outcome.same(&format!("{what}, starts"), got.starts.iter().map(|&v| v as u64), &want.starts);
        outcome.same(&format!("{what}, columns"), got.indices.iter().map(|&v| v.into()), &want.indices);
        for (i, (&got, &want)) in got.values.iter().zip(&want.values).enumerate() {
            outcome.close(&format!("{what}, value {i}"), got, want, want.abs());
        }
    }
    Ok(outcome)
}

fn floats(counts: &Csr<u32>) -> Csr {
    let values = counts.values.iter().map(|&n| n.into()).collect();
    Csr { columns: counts.columns, starts: counts.starts.clone(), indices: counts.indices.clone(), values }
}

/// We refused the texts: so must the reference have.
fn refused(mut outcome: Outcome, run: &Run) -> Outcome {
    if !run.terms.is_empty() {
        outcome.fail(format!("refused, wanted the terms {:?}", run.terms));
    }
    outcome
}
