//! The tour's stops for translations; `parity/tour_translation.py` asked their reference.

use crate::call::Failure;
use crate::table::number;
use crate::tour::{Stop, close};
use openwork::metrics::{Bleu, Chrf, Ter, example};
use openwork::plot::Bar;
use serde_json::Value;
use std::time::Instant;

const REFERENCE: &str = include_str!("../../../parity/tour_translation.json");

/// The lines of each system, and the two references of each line.
struct Texts {
    systems: [Vec<&'static str>; 2],
    references: Vec<[&'static str; 2]>,
}

/// The stops, in the order of the registry.
pub fn stops() -> Result<Vec<Stop>, Failure> {
    let reference: Value = serde_json::from_str(REFERENCE).map_err(|e| Failure::Work(format!("tour_translation.json: {e}")))?;
    let lines = |name: &str| example::text(name).unwrap_or_default().lines().collect::<Vec<_>>();
    let references = lines("ref").into_iter().zip(lines("ref2")).map(|(first, second)| [first, second]).collect();
    let texts = Texts { systems: [lines("a"), lines("b")], references };
    let (bleu, chrf, ter) = (Bleu::new(), Chrf::plus_plus(), Ter::new());
    Ok(vec![
        stop("bleu", "BLEU", &texts, &reference, |lines| Ok(bleu.score(lines, &texts.references)?.score))?,
        stop("chrf", "chrF++", &texts, &reference, |lines| Ok(chrf.score(lines, &texts.references)?.score))?,
        stop("ter", "TER", &texts, &reference, |lines| Ok(ter.score(lines, &texts.references)?.score))?,
    ])
}

fn stop(
    id: &'static str,
    name: &str,
    texts: &Texts,
    reference: &Value,
    score: impl Fn(&[&'static str]) -> Result<f64, Failure>,
) -> Result<Stop, Failure> {
    let clock = Instant::now();
    let ours = texts.systems.iter().map(|lines| score(lines)).collect::<Result<Vec<f64>, _>>()?;
    let seconds = clock.elapsed().as_secs_f64();
    let theirs = &reference[id];
    let say = |scores: &[f64]| format!("{name} {} and {}", number(scores[0]), number(scores[1]));
    let wanted: Vec<f64> = (0..2).map(|system| theirs[system].as_f64().unwrap_or(f64::NAN)).collect();
    Ok(Stop {
        algorithm: id,
        data: "ten translations",
        done: "two systems, two references a line".to_owned(),
        result: say(&ours),
        reference: say(&wanted),
        same: ours.iter().enumerate().all(|(system, &score)| close(score, &theirs[system])),
        seconds,
        picture: Bar::new(&["a".to_owned(), "b".to_owned()]).series(name, &ours).title(format!("{name} of two systems")).svg()?,
    })
}
