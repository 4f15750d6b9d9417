//! What must hold for any word, whatever it is made of, found by random search and checked by the definitions.

use openwork::text::{Detachment, Lemmatizer, PartOfSpeech, PorterMode, PorterStemmer, SnowballStemmer};
use openwork::threads;
use proptest::prelude::*;

/// Words that look like English ones, with every ending that rules know.
fn english() -> impl Strategy<Value = String> {
    let endings = prop::sample::select(vec![
        "", "s", "ies", "sses", "ed", "eed", "ing", "y", "ational", "bli", "logi", "ement", "men", "ves", "est", "er",
    ]);
    ("[a-zA-Z'-]{0,9}", endings).prop_map(|(start, ending)| start + ending)
}

/// Anything that may stand between two spaces: other scripts, marks without letters, joiners, control characters, long words.
fn any_word() -> impl Strategy<Value = String> {
    let letters = prop::sample::select("aeioysz'é\u{301}ßİıﬁжщёلاةतािலகள்ענ가漢\u{200d}\u{0}\u{ad}1😀".chars().collect::<Vec<_>>());
    prop_oneof![
        "\\PC{0,12}",
        prop::collection::vec(letters, 0..20).prop_map(String::from_iter),
        (english(), "\\PC{0,2}").prop_map(|(a, b)| a + &b),
        (1_usize..200).prop_map(|n| "ya".repeat(n) + "ing"),
    ]
}

proptest! {
    #[test]
    fn the_fast_porter_is_the_plain_one(word in prop_oneof![english(), any_word()]) {
        for (mode, _) in PorterMode::ALL {
            let stemmer = PorterStemmer::new(mode);
            let stem = stemmer.stem(&word);
            prop_assert_eq!(&stem, &stemmer.stem_plain(&word));
            let traced = stemmer.steps(&word).pop().map_or_else(|| word.to_lowercase(), |step| step.after);
            prop_assert_eq!(&stem, &traced);
        }
    }

    #[test]
    fn every_snowball_stemmer_takes_any_word(word in any_word()) {
        for language in SnowballStemmer::languages() {
            let stemmer = SnowballStemmer::new(language).unwrap();
            let stem = stemmer.stem(&word);
            prop_assert_eq!(stemmer.stem_all(&[&word, &word]), [stem.clone(), stem]);
        }
    }

    /// A lemma is in WordNet, is its own lemma's beginning or what a rule or list says, and no shorter one was found.
    #[test]
    fn a_lemma_is_what_its_detachment_says(word in prop_oneof![english(), any_word()]) {
        let lemmatizer = Lemmatizer::new().unwrap();
        for pos in PartOfSpeech::ALL {
            let all = lemmatizer.morphy(&word, pos);
            let best = lemmatizer.explain(&word, pos);
            prop_assert!(all.iter().all(|found| lemmatizer.wordnet().has(&found.lemma, pos)));
            let shortest = all.iter().min_by_key(|found| found.lemma.chars().count());
            prop_assert_eq!(shortest.cloned().unwrap_or_else(|| best.clone()), best.clone());
            let known: Vec<String> = lemmatizer.steps(&word, pos).into_iter().filter(|s| s.known).map(|s| s.candidate).collect();
            prop_assert!(all.iter().all(|found| known.contains(&found.lemma)));
            match best.detachment {
                Detachment::Itself => prop_assert_eq!(&best.lemma, &word),
                Detachment::Unknown => prop_assert!(best.lemma == word && all.is_empty()),
                Detachment::Exception => prop_assert!(lemmatizer.wordnet().exception(&word, pos).is_some()),
                Detachment::Rule { ending, put } => {
                    prop_assert_eq!(word.strip_suffix(ending).map(|stem| format!("{stem}{put}")), Some(best.lemma));
                }
            }
        }
    }
}

#[test]
fn batches_are_the_same_on_any_number_of_threads() {
    let endings = ["s", "ing", "ation", "ed", "ies"];
    let words: Vec<String> = (0..20_000).map(|i| format!("w{}o{}", i % 977, endings[i % 5])).collect();
    let work = || {
        let english = SnowballStemmer::new("english").unwrap();
        let lemmas = Lemmatizer::new().unwrap().lemmatize_all(&words, PartOfSpeech::Verb);
        (PorterStemmer::default().stem_all(&words), english.stem_all(&words), lemmas)
    };
    let one = threads::with(Some(1), work);
    assert_eq!(one.0, words.iter().map(|word| PorterStemmer::default().stem(word)).collect::<Vec<_>>());
    assert!(threads::with(Some(2), work) == one && threads::with(Some(8), work) == one);
}

/// A word of a hundred megabytes and words that every rule tries: the work is in proportion to the letters.
#[test]
fn long_words_are_no_trap() {
    let lemmatizer = Lemmatizer::new().unwrap();
    for word in ["a".repeat(1 << 22), "ya".repeat(1 << 20) + "ational", "ing".repeat(1 << 20), "s".repeat(1 << 22)] {
        for (mode, _) in PorterMode::ALL {
            assert!(PorterStemmer::new(mode).stem(&word).len() <= word.len());
        }
        assert_eq!(lemmatizer.lemmatize(&word, PartOfSpeech::Noun), word);
    }
}
