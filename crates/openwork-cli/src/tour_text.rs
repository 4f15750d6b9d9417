//! The tour's stops for texts and rankings; `parity/tour_text.py` asked their references.

use crate::call::Failure;
use crate::eval_perplexity::LIKELIHOODS;
use crate::eval_ranking::{QRELS, RUN};
use crate::eval_rouge::{REFERENCES, SUMMARIES};
use crate::table::number;
use crate::tour::{Stop, close};
use openwork::metrics::{Perplexity, Qrels, Ranking, Rouge, Runs};
use openwork::plot::Bar;
use openwork::text::{PorterStemmer, WordTokenizer, html_characters};
use serde_json::{Value, json};
use std::time::Instant;

const REFERENCE: &str = include_str!("../../../parity/tour_text.json");
const WORDS: [&str; 5] = ["relational", "generalizations", "skies", "hopping", "enjoyment"];

const PAGE: &str = "<p title='a>b'>Whales &gt; fish<!-- no --> <script>if (a<b) {}</script>&mdash; 3 < 5</p>";
const SENTENCE: &str = "They'll say \"No!\" to the cannot-do list, won't they?";

/// The stops, in the order of the registry.
pub fn stops() -> Result<Vec<Stop>, Failure> {
    let reference: Value = serde_json::from_str(REFERENCE).map_err(|e| Failure::Work(format!("tour_text.json: {e}")))?;
    let texts = [clean(&reference)?, words(&reference)?, porter(&reference)?];
    Ok([rouge(&reference)?, perplexity(&reference)?, ranking(&reference)?].into_iter().chain(texts).collect())
}

fn say(names: &[String], values: impl Iterator<Item = f64>) -> String {
    names.iter().zip(values).map(|(name, value)| format!("{name} {}", number(value))).collect::<Vec<_>>().join(", ")
}

fn theirs(reference: &Value) -> impl Iterator<Item = f64> + '_ {
    reference.as_array().into_iter().flatten().map(|v| v.as_f64().unwrap_or(f64::NAN))
}

fn all_close(ours: &[f64], reference: &Value) -> bool {
    ours.len() == reference.as_array().map_or(0, Vec::len) && ours.iter().enumerate().all(|(i, &v)| close(v, &reference[i]))
}

fn rouge(reference: &Value) -> Result<Stop, Failure> {
    let clock = Instant::now();
    let rouge = Rouge::new(["rouge1", "rouge2", "rougeL"])?.stem(true);
    let references: Vec<[&str; 1]> = REFERENCES.lines().map(|line| [line]).collect();
    let mean = rouge.score_all(&SUMMARIES.lines().collect::<Vec<_>>(), &references)?.mean();
    let seconds = clock.elapsed().as_secs_f64();
    let names: Vec<String> = rouge.types().iter().map(ToString::to_string).collect();
    let values: Vec<f64> = mean.iter().map(|score| score.fmeasure).collect();
    Ok(Stop {
        algorithm: "rouge",
        data: "three summaries",
        done: "the mean F, words stemmed".to_owned(),
        result: say(&names, values.iter().copied()),
        reference: say(&names, theirs(&reference["rouge"])),
        same: all_close(&values, &reference["rouge"]),
        seconds,
        picture: Bar::new(&names).series("F", &values).title("ROUGE of three summaries").svg()?,
    })
}

fn perplexity(reference: &Value) -> Result<Stop, Failure> {
    let values: Vec<f64> = LIKELIHOODS.lines().filter_map(|line| line.parse().ok()).collect();
    let clock = Instant::now();
    let found = Perplexity::of_log_likelihoods(&values, std::f64::consts::E)?.value();
    let seconds = clock.elapsed().as_secs_f64();
    let names: Vec<String> = (1..=values.len()).map(|i| format!("token {i}")).collect();
    let surprise: Vec<f64> = values.iter().map(|v| -v).collect();
    Ok(Stop {
        algorithm: "perplexity",
        data: "eight tokens",
        done: "from their log-likelihoods".to_owned(),
        result: number(found),
        reference: number(reference["perplexity"].as_f64().unwrap_or(f64::NAN)),
        same: close(found, &reference["perplexity"]),
        seconds,
        picture: Bar::new(&names).series("surprise in nats", &surprise).title("eight tokens: how surprising each was").svg()?,
    })
}

fn ranking(reference: &Value) -> Result<Stop, Failure> {
    let clock = Instant::now();
    let (qrels, run) = (Qrels::parse(QRELS.to_vec(), "demo:qrels")?, Runs::parse(RUN.to_vec(), "demo:run")?);
    let found = Ranking::new(["map", "recip_rank", "ndcg", "ndcg_cut_10"])?.judge(&qrels, &run)?;
    let seconds = clock.elapsed().as_secs_f64();
    let queries = found.queries.iter().zip(&found.values);
    let bars = queries.fold(Bar::new(&found.names), |bars, (query, values)| bars.series(format!("query {query}"), values));
    Ok(Stop {
        algorithm: "ranking",
        data: "trec_eval's test files",
        done: "the means over 3 queries of 500 documents".to_owned(),
        result: say(&found.names, found.mean.iter().copied()),
        reference: say(&found.names, theirs(&reference["ranking"])),
        same: all_close(&found.mean, &reference["ranking"]),
        seconds,
        picture: bars.title("three queries by four measures").svg()?,
    })
}

fn clean(reference: &Value) -> Result<Stop, Failure> {
    let clock = Instant::now();
    let found = html_characters(PAGE);
    let seconds = clock.elapsed().as_secs_f64();
    let characters = [PAGE, found.as_str()].map(|text| text.chars().count() as f64);
    let names = ["the page", "its text"].map(str::to_owned);
    Ok(Stop {
        algorithm: "clean",
        data: "a page",
        done: "without tags, comments and scripts".to_owned(),
        reference: reference["clean"].as_str().unwrap_or_default().to_owned(),
        same: reference["clean"] == json!(found),
        result: found,
        seconds,
        picture: Bar::new(&names).series("characters", &characters).title("a page and its text").svg()?,
    })
}

fn words(reference: &Value) -> Result<Stop, Failure> {
    let clock = Instant::now();
    let found = WordTokenizer::default().words(SENTENCE);
    let seconds = clock.elapsed().as_secs_f64();
    let theirs: Vec<&str> = reference["word_tokenize"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let letters: Vec<f64> = found.iter().map(|word| word.chars().count() as f64).collect();
    Ok(Stop {
        algorithm: "word_tokenize",
        data: "a sentence",
        done: SENTENCE.to_owned(),
        result: found.join(" "),
        reference: theirs.join(" "),
        same: json!(found) == reference["word_tokenize"],
        seconds,
        picture: Bar::new(&found).series("letters", &letters).title("a sentence and its tokens").svg()?,
    })
}

fn porter(reference: &Value) -> Result<Stop, Failure> {
    let stemmer = PorterStemmer::default();
    let clock = Instant::now();
    let stems: Vec<String> = WORDS.iter().map(|word| stemmer.stem(word)).collect();
    let seconds = clock.elapsed().as_secs_f64();
    let theirs: Vec<&str> = reference["porter"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let letters = |words: &[String]| words.iter().map(|word| word.chars().count() as f64).collect::<Vec<_>>();
    let words = WORDS.map(str::to_owned);
    Ok(Stop {
        algorithm: "porter",
        data: "five words",
        done: WORDS.join(", "),
        result: stems.join(", "),
        reference: theirs.join(", "),
        same: json!(stems) == reference["porter"],
        seconds,
        picture: Bar::new(&words)
            .series("letters", &letters(&words))
            .series("letters of the stem", &letters(&stems))
            .title("five words and their stems")
            .svg()?,
    })
}
