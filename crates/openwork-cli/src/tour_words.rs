//! The tour's stops for stemmers of other languages and for the lemmatizer; `parity/tour_words.py` asked their references.

use crate::call::Failure;
use crate::tour::Stop;
use openwork::plot::Bar;
use openwork::text::{Lemmatizer, PartOfSpeech, SnowballStemmer};
use serde_json::{Value, json};
use std::time::Instant;

const REFERENCE: &str = include_str!("../../../parity/tour_words.json");
const STEMMED: [(&str, &str); 5] = [
    ("english", "generously"),
    ("german", "aufeinanderfolgenden"),
    ("spanish", "torneadas"),
    ("russian", "важнейшими"),
    ("turkish", "kitaplarda"),
];
const LEMMATIZED: [(&str, PartOfSpeech); 5] = [
    ("wolves", PartOfSpeech::Noun),
    ("does", PartOfSpeech::Noun),
    ("does", PartOfSpeech::Verb),
    ("better", PartOfSpeech::Adjective),
    ("hoping", PartOfSpeech::Verb),
];

/// The stops, in the order of the registry.
pub fn stops() -> Result<Vec<Stop>, Failure> {
    let reference: Value = serde_json::from_str(REFERENCE).map_err(|e| Failure::Work(format!("tour_words.json: {e}")))?;
    Ok(vec![snowball(&reference["snowball"])?, lemmatize(&reference["lemmatize"])?])
}

fn snowball(reference: &Value) -> Result<Stop, Failure> {
    let clock = Instant::now();
    let stem = |(language, word)| Ok(SnowballStemmer::new(language)?.stem(word));
    let stems: Vec<String> = STEMMED.into_iter().map(stem).collect::<Result<_, Failure>>()?;
    let seconds = clock.elapsed().as_secs_f64();
    let done = STEMMED.map(|(language, word)| format!("{word} ({language})")).join(", ");
    stop("snowball", "a word of each of five languages", done, &STEMMED.map(|(_, word)| word), &stems, reference, seconds)
}

fn lemmatize(reference: &Value) -> Result<Stop, Failure> {
    let lemmatizer = Lemmatizer::new()?;
    let clock = Instant::now();
    let lemmas: Vec<String> = LEMMATIZED.iter().map(|&(word, pos)| lemmatizer.lemmatize(word, pos)).collect();
    let seconds = clock.elapsed().as_secs_f64();
    let done = LEMMATIZED.map(|(word, pos)| format!("{word} ({})", pos.name())).join(", ");
    stop("lemmatize", "five words", done, &LEMMATIZED.map(|(word, _)| word), &lemmas, reference, seconds)
}

fn stop(
    algorithm: &'static str,
    data: &'static str,
    done: String,
    words: &[&str],
    found: &[String],
    reference: &Value,
    seconds: f64,
) -> Result<Stop, Failure> {
    let theirs: Vec<&str> = reference.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let letters = |words: &mut dyn Iterator<Item = &str>| words.map(|word| word.chars().count() as f64).collect::<Vec<_>>();
    let names: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
    Ok(Stop {
        algorithm,
        data,
        done,
        result: found.join(", "),
        reference: theirs.join(", "),
        same: json!(found) == *reference,
        seconds,
        picture: Bar::new(&names)
            .series("letters", &letters(&mut words.iter().copied()))
            .series("letters left", &letters(&mut found.iter().map(String::as_str)))
            .title("five words and what they are brought to")
            .svg()?,
    })
}
