#![doc = include_str!("lemmatize.md")]

use super::wordnet::WordNet;
use crate::error::{Error, Result};
use crate::threads;
use serde::Serialize;

/// Words in a chunk of a batch.
const CHUNK: usize = 1024;

/// About so many elementary operations a word.
const WORK: usize = 256;

/// A part of speech of WordNet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PartOfSpeech {
    /// A noun, `n`.
    Noun,
    /// A verb, `v`.
    Verb,
    /// An adjective, `a`; WordNet's satellite adjectives, `s`, are looked up with them.
    Adjective,
    /// An adverb, `r`.
    Adverb,
}

impl PartOfSpeech {
    /// All four, in WordNet's order.
    pub const ALL: [Self; 4] = [Self::Noun, Self::Verb, Self::Adjective, Self::Adverb];

    /// By WordNet's letter: n, v, a, s or r.
    pub fn of_letter(letter: char) -> Option<Self> {
        match letter {
            'n' => Some(Self::Noun),
            'v' => Some(Self::Verb),
            'a' | 's' => Some(Self::Adjective),
            'r' => Some(Self::Adverb),
            _ => None,
        }
    }

    /// WordNet's letter.
    pub fn letter(self) -> char {
        ['n', 'v', 'a', 'r'][self as usize]
    }

    /// Its name: noun, verb, adjective or adverb.
    pub fn name(self) -> &'static str {
        ["noun", "verb", "adjective", "adverb"][self as usize]
    }

    /// By WordNet's letter or by name.
    ///
    /// # Errors
    /// [`Error::Setting`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        let letter = text.parse().ok().and_then(Self::of_letter);
        let named = || Self::ALL.into_iter().find(|part| part.name() == text);
        letter.or_else(named).ok_or_else(|| {
            let want = "n (noun), v (verb), a or s (adjective) or r (adverb); of a tagger's tags NN is n, VB v, JJ a, RB r";
            Error::setting("pos", format!("{text:?}"), want)
        })
    }
}

// ANCHOR: rules
/// The endings of inflected words and what stands in their place in the lemma, by part of speech.
const RULES: [&[(&str, &str)]; 4] = [
    // nouns
    &[
        ("s", ""),
        ("ses", "s"),
        ("ves", "f"),
        ("xes", "x"),
        ("zes", "z"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("men", "man"),
        ("ies", "y"),
    ],
    // verbs
    &[("s", ""), ("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", "")],
    // adjectives
    &[("er", ""), ("est", ""), ("er", "e"), ("est", "e")],
    // adverbs
    &[],
];
// ANCHOR_END: rules

/// How a word was brought to a lemma.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "by")]
pub enum Detachment {
    /// The word is a lemma itself.
    Itself,
    /// WordNet lists the word as an irregular form.
    Exception,
    /// A rule took an ending away.
    Rule {
        /// The ending.
        ending: &'static str,
        /// What was put in its place.
        put: &'static str,
    },
    /// WordNet does not know the word: it stays as it is.
    Unknown,
}

impl std::fmt::Display for Detachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Itself => f.write_str("a lemma itself"),
            Self::Exception => f.write_str("exception list"),
            Self::Rule { ending, put: "" } => write!(f, "-{ending} -> nothing"),
            Self::Rule { ending, put } => write!(f, "-{ending} -> -{put}"),
            Self::Unknown => f.write_str("not in WordNet"),
        }
    }
}

/// A word's lemma and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lemma {
    /// The lemma, or the word itself where WordNet does not know it.
    pub lemma: String,
    /// The part of speech that it was sought as.
    pub pos: PartOfSpeech,
    /// What fired.
    #[serde(flatten)]
    pub detachment: Detachment,
}

/// A candidate that was looked up: what a figure or `--trace` shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LemmaStep {
    /// What gave it.
    #[serde(flatten)]
    pub detachment: Detachment,
    /// The candidate.
    pub candidate: String,
    /// Whether WordNet has it as a lemma of the part of speech.
    pub known: bool,
}

impl std::fmt::Display for LemmaStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let known = if self.known { "a lemma" } else { "no lemma" };
        write!(f, "{:18}  {:16}  {known}", self.detachment.to_string(), self.candidate)
    }
}

/// WordNet's lemmatizer: brings an inflected English word to its dictionary form.
///
/// ```
/// use openwork::text::{Lemmatizer, PartOfSpeech};
/// let lemmatizer = Lemmatizer::new()?;
/// assert_eq!(lemmatizer.lemmatize("wolves", PartOfSpeech::Noun), "wolf");
/// assert_eq!(lemmatizer.lemmatize("thought", PartOfSpeech::Verb), "think");
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Lemmatizer {
    wordnet: &'static WordNet,
}

impl Lemmatizer {
    /// The lemmatizer of the embedded WordNet, which the first call unpacks.
    ///
    /// # Errors
    /// None while the embedded file is whole.
    pub fn new() -> Result<Self> {
        Ok(Self { wordnet: WordNet::embedded()? })
    }

    /// The lemmas and exception lists that it looks into.
    pub fn wordnet(&self) -> &'static WordNet {
        self.wordnet
    }

    // ANCHOR: morphy
    /// Hands each candidate for the lemma to `look`, in their order: the word itself; then the lemmas of the exception list
    /// where it lists the word, and only where it does not, what the rules make of the word.
    fn candidates(&self, word: &str, pos: PartOfSpeech, mut look: impl FnMut(Detachment, &str)) {
        look(Detachment::Itself, word);
        if let Some(lemmas) = self.wordnet.exception(word, pos) {
            return lemmas.iter().for_each(|lemma| look(Detachment::Exception, lemma));
        }
        let mut candidate = String::new();
        for &(ending, put) in RULES[pos as usize] {
            if let Some(stem) = word.strip_suffix(ending) {
                candidate.clear();
                candidate.push_str(stem);
                candidate.push_str(put);
                look(Detachment::Rule { ending, put }, &candidate);
            }
        }
    }

    /// Every lemma that the word may be a form of, in the order in which they are found; none where WordNet does not know it.
    pub fn morphy(&self, word: &str, pos: PartOfSpeech) -> Vec<Lemma> {
        let mut found: Vec<Lemma> = vec![];
        self.candidates(word, pos, |detachment, candidate| {
            if self.wordnet.has(candidate, pos) && found.iter().all(|lemma| lemma.lemma != candidate) {
                found.push(Lemma { lemma: candidate.to_owned(), pos, detachment });
            }
        });
        found
    }

    /// The shortest of the lemmas that the word may be a form of, the first of them where several are as short; the word
    /// itself where WordNet does not know it.
    pub fn explain(&self, word: &str, pos: PartOfSpeech) -> Lemma {
        let mut best = Lemma { lemma: word.to_owned(), pos, detachment: Detachment::Unknown };
        self.candidates(word, pos, |detachment, candidate| {
            let better = best.detachment == Detachment::Unknown || candidate.len() < best.lemma.len();
            if better && self.wordnet.has(candidate, pos) {
                best.lemma.replace_range(.., candidate);
                best.detachment = detachment;
            }
        });
        best
    }
    // ANCHOR_END: morphy

    /// The lemma of a word of this part of speech; the word itself where WordNet does not know it.
    pub fn lemmatize(&self, word: &str, pos: PartOfSpeech) -> String {
        self.explain(word, pos).lemma
    }

    /// The lemma of each word; many words on all threads.
    pub fn lemmatize_all<S: AsRef<str> + Sync>(&self, words: &[S], pos: PartOfSpeech) -> Vec<String> {
        let chunks = threads::map_chunks(words.len(), CHUNK, words.len() * WORK, |range| {
            words[range].iter().map(|word| self.lemmatize(word.as_ref(), pos)).collect::<Vec<_>>()
        });
        chunks.into_iter().flatten().collect()
    }

    // ANCHOR: infer
    /// The lemma of a word whose part of speech nobody told, which the answer names. An exception list that names the word
    /// decides; else a part of speech that has the word itself as a lemma; else the one whose rules lead to the shortest
    /// lemma. A noun goes before a verb, an adjective and an adverb. It sees no context: *saw* is always *see*.
    pub fn infer(&self, word: &str) -> Lemma {
        let all = PartOfSpeech::ALL.map(|pos| self.explain(word, pos));
        let known = |found: &Lemma| found.detachment != Detachment::Unknown;
        let listed = |found: &Lemma| known(found) && self.wordnet.exception(word, found.pos).is_some();
        let itself = |found: &Lemma| self.wordnet.has(word, found.pos);
        let found = all.iter().find(|found| listed(found));
        let found = found.or_else(|| all.iter().find(|found| itself(found)));
        let found = found.or_else(|| all.iter().filter(|found| known(found)).min_by_key(|found| found.lemma.len()));
        found.unwrap_or(&all[0]).clone()
    }
    // ANCHOR_END: infer

    /// Every candidate in its order, and whether WordNet knows it.
    pub fn steps(&self, word: &str, pos: PartOfSpeech) -> Vec<LemmaStep> {
        let mut steps = vec![];
        self.candidates(word, pos, |detachment, candidate| {
            steps.push(LemmaStep { detachment, candidate: candidate.to_owned(), known: self.wordnet.has(candidate, pos) });
        });
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::PartOfSpeech::{Adjective, Adverb, Noun, Verb};
    use super::*;

    #[test]
    fn the_examples_of_nltk() {
        let lemmatizer = Lemmatizer::new().unwrap();
        for (word, pos, lemma) in [
            ("dogs", Noun, "dog"),
            ("churches", Noun, "church"),
            ("aardwolves", Noun, "aardwolf"),
            ("abaci", Noun, "abacus"),
            ("hardrock", Noun, "hardrock"),
            ("us", Noun, "u"),
            ("Anythinggoeszxcv", Noun, "Anythinggoeszxcv"),
            ("does", Noun, "doe"),
            ("does", Verb, "do"),
            ("better", Adjective, "good"),
            ("better", Adverb, "well"),
            ("Dogs", Noun, "Dogs"),
            ("", Noun, ""),
            ("s", Verb, "s"),
            ("été", Noun, "été"),
        ] {
            assert_eq!(lemmatizer.lemmatize(word, pos), lemma, "{word}");
        }
        let both: Vec<String> = lemmatizer.morphy("us", Noun).into_iter().map(|found| found.lemma).collect();
        assert_eq!(both, ["us", "u"]);
        assert!(lemmatizer.morphy("catss", Noun).is_empty());
    }

    #[test]
    fn it_says_what_fired() {
        let lemmatizer = Lemmatizer::new().unwrap();
        assert_eq!(lemmatizer.explain("wolves", Noun).detachment, Detachment::Exception);
        assert_eq!(lemmatizer.explain("churches", Noun).detachment, Detachment::Rule { ending: "ches", put: "ch" });
        assert_eq!(lemmatizer.explain("church", Noun).detachment, Detachment::Itself);
        assert_eq!(lemmatizer.explain("zzz", Noun).detachment, Detachment::Unknown);
        let steps: Vec<String> = lemmatizer.steps("hoping", Verb).iter().map(ToString::to_string).collect();
        assert_eq!(steps.len(), 3);
        assert!(steps[1].starts_with("-ing -> -e") && steps[1].ends_with("  a lemma"), "{steps:?}");
    }

    #[test]
    fn a_part_of_speech_is_inferred_and_named() {
        let lemmatizer = Lemmatizer::new().unwrap();
        for (word, pos, lemma) in [
            ("was", Verb, "be"),
            ("mice", Noun, "mouse"),
            ("quickly", Adverb, "quickly"),
            ("barking", Verb, "bark"),
            ("zzz", Noun, "zzz"),
        ] {
            let found = lemmatizer.infer(word);
            assert_eq!((found.pos, &*found.lemma), (pos, lemma));
        }
    }

    #[test]
    fn parts_of_speech_are_read() {
        for (text, pos) in [("n", Noun), ("s", Adjective), ("verb", Verb), ("adverb", Adverb)] {
            assert_eq!(PartOfSpeech::parse(text).unwrap(), pos);
        }
        for text in ["", "NN", "nn", "x"] {
            assert!(PartOfSpeech::parse(text).unwrap_err().to_string().contains("wanted n (noun)"));
        }
    }
}
