//! What must hold of the Porter stemmer.

use super::*;

#[test]
fn the_examples_of_the_paper() {
    let stemmer = PorterStemmer::new(PorterMode::OriginalAlgorithm);
    for (word, stem) in [
        ("caresses", "caress"),
        ("ponies", "poni"),
        ("feed", "feed"),
        ("agreed", "agre"),
        ("plastered", "plaster"),
        ("motoring", "motor"),
        ("sing", "sing"),
        ("hopping", "hop"),
        ("falling", "fall"),
        ("filing", "file"),
        ("happy", "happi"),
        ("sky", "sky"),
        ("relational", "relat"),
        ("generalizations", "gener"),
        ("oscillators", "oscil"),
        ("controll", "control"),
    ] {
        assert_eq!(stemmer.stem(word), stem, "{word}");
    }
}

#[test]
fn the_modes_differ_where_nltk_says() {
    let by = |mode, word| PorterStemmer::new(mode).stem(word);
    for (word, nltk, martin, original) in [
        ("dying", "die", "dy", "dy"),
        ("dies", "die", "di", "di"),
        ("enjoy", "enjoy", "enjoi", "enjoi"),
        ("as", "as", "as", "a"),
        ("geology", "geolog", "geologi", "geologi"),
        ("spied", "spi", "spi", "spi"),
    ] {
        assert_eq!(by(PorterMode::NltkExtensions, word), nltk);
        assert_eq!(by(PorterMode::MartinExtensions, word), martin);
        assert_eq!(by(PorterMode::OriginalAlgorithm, word), original);
    }
}

#[test]
fn a_trace_ends_in_the_stem() {
    let stemmer = PorterStemmer::default();
    for word in ["generalizations", "skies", "Hopping", "éééing", "the"] {
        let steps = stemmer.steps(word);
        let last = steps.last().map_or_else(|| word.to_lowercase(), |step| step.after.clone());
        assert_eq!(last, stemmer.stem(word));
        assert!(steps.windows(2).all(|pair| pair[0].after == pair[1].before));
    }
}
