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

#[test]
fn the_fast_form_gives_what_the_rules_give() {
    let endings = [
        "", "s", "ies", "sses", "ed", "ied", "eed", "ing", "y", "ational", "bli", "abli", "alli", "fulli", "logi", "ement",
        "ion", "e", "ll",
    ];
    let mut random = 1_u64;
    let mut next = |n: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % n
    };
    let mut words: Vec<String> = super::IRREGULAR.iter().map(|(word, _)| (*word).to_owned()).collect();
    for ending in endings {
        words.extend((0..2000).map(|_| {
            let letters = (0..next(9)).map(|_| char::from(b"aeiouyybcdlmnrstwxzAYZ"[next(22)]));
            letters.chain(ending.chars()).collect::<String>()
        }));
    }
    words.extend([
        "x".repeat(63) + "es",
        "ab".repeat(31) + "ed",
        "ab".repeat(32),
        "ééé".into(),
        "\u{212A}ies".into(),
        String::new(),
    ]);
    for (mode, _) in PorterMode::ALL {
        let stemmer = PorterStemmer::new(mode);
        for word in &words {
            assert_eq!(stemmer.stem(word), stemmer.stem_plain(word), "{word} {mode:?}");
            assert_eq!(stemmer.stem_lower(word), stemmer.stem_plain_lower(word), "{word} {mode:?}");
        }
        let mut text = String::new();
        words.iter().for_each(|word| stemmer.stem_into(word, &mut text));
        assert_eq!(stemmer.stem_all(&words).concat(), text);
    }
}
