//! Porter's stemmer as it is called: the rules of `stem.rs`, on the bytes of the word, without memory of its own.
//!
//! - A word's vowels are the bits of one number. The measure of any beginning is then a shift, a mask and a count of bits, where
//!   the plain form walks over the letters again for every rule.
//! - No rule makes a word longer than it came, so all steps work in one buffer on the stack.
//! - The rules of a step are found by the letter before the last, as in Porter's own program: one or two are compared, not twenty.
//! - Large batches are stemmed in chunks, on all threads.
//!
//! Words of other letters than ASCII's, or of more than 64, go through the plain form.

use super::stem::{IRREGULAR, If, PorterMode, PorterStemmer, Rule, STEP_2, STEP_3, STEP_4, lower, more_of_step_2};
use crate::threads;
use std::sync::LazyLock;

/// As many letters as a number has bits.
const LONGEST: usize = 64;

/// Words in a chunk of a batch.
const CHUNK: usize = 4096;

/// About so many elementary operations a word.
const WORK: usize = 64;

impl PorterStemmer {
    /// The stem of a word, in lower case.
    pub fn stem(&self, word: &str) -> String {
        let mut buffer = [0; LONGEST];
        match quick(self.mode, word, true, &mut buffer) {
            Some(stem) => stem.to_owned(),
            None => self.stem_plain_lower(&lower(word)),
        }
    }

    /// The stem of a word that is in lower case already, or whose capitals are to stay: capitals are consonants to the rules.
    pub fn stem_lower(&self, word: &str) -> String {
        let mut buffer = [0; LONGEST];
        match quick(self.mode, word, false, &mut buffer) {
            Some(stem) => stem.to_owned(),
            None => self.stem_plain_lower(word),
        }
    }

    /// Appends the stem of a word, in lower case, to a text: nothing is allocated as long as the text has room.
    pub fn stem_into(&self, word: &str, text: &mut String) {
        let mut buffer = [0; LONGEST];
        match quick(self.mode, word, true, &mut buffer) {
            Some(stem) => text.push_str(stem),
            None => text.push_str(&self.stem_plain_lower(&lower(word))),
        }
    }

    /// The stem of each word, in lower case; many words on all threads.
    pub fn stem_all<S: AsRef<str> + Sync>(&self, words: &[S]) -> Vec<String> {
        let chunks = threads::map_chunks(words.len(), CHUNK, words.len() * WORK, |range| {
            words[range].iter().map(|word| self.stem(word.as_ref())).collect::<Vec<_>>()
        });
        chunks.into_iter().flatten().collect()
    }
}

/// The stem in the buffer, or nothing where the word is not for the fast form.
fn quick<'a>(mode: PorterMode, word: &str, lowercase: bool, buffer: &'a mut [u8; LONGEST]) -> Option<&'a str> {
    let letters = buffer.get_mut(..word.len()).filter(|_| word.is_ascii())?;
    letters.copy_from_slice(word.as_bytes());
    if lowercase {
        letters.make_ascii_lowercase();
    }
    let len = stem_in_place(mode, letters);
    std::str::from_utf8(&buffer[..len]).ok()
}

/// Stems ASCII letters where they stand; their number afterwards.
fn stem_in_place(mode: PorterMode, letters: &mut [u8]) -> usize {
    if mode == PorterMode::NltkExtensions
        && let Some((_, stem)) = IRREGULAR.iter().find(|(from, _)| from.as_bytes() == &*letters)
    {
        letters[..stem.len()].copy_from_slice(stem.as_bytes());
        return stem.len();
    }
    if mode != PorterMode::OriginalAlgorithm && letters.len() <= 2 {
        return letters.len();
    }
    let mut word = Word { len: letters.len(), vowels: vowels(letters), letters, mode };
    word.step_1a();
    word.step_1b();
    word.step_1c();
    word.step_2();
    word.rules(&STEPS.third);
    word.rules(&STEPS.fourth);
    word.step_5();
    word.len
}

// ANCHOR: bits
/// Bit i is set where letter i is a vowel: a, e, i, o, u, or a y after a consonant.
fn vowels(letters: &[u8]) -> u64 {
    let mut vowels = 0;
    let mut consonant = false;
    for (i, letter) in letters.iter().enumerate() {
        consonant = match letter {
            b'a' | b'e' | b'i' | b'o' | b'u' => false,
            b'y' => !consonant,
            _ => true,
        };
        vowels |= u64::from(!consonant) << i;
    }
    vowels
}

/// The lowest n bits.
fn lowest(n: usize) -> u64 {
    1u64.checked_shl(n as u32).map_or(u64::MAX, |bit| bit - 1)
}
// ANCHOR_END: bits

/// The rules of one step, by the letter before the last of their suffix.
struct ByLetter([Vec<Rule>; 26]);

impl ByLetter {
    fn new(rules: impl Iterator<Item = Rule> + Clone) -> Self {
        let letter = |suffix: &str| suffix.as_bytes().iter().rev().nth(1).copied();
        Self(std::array::from_fn(|i| rules.clone().filter(|(suffix, ..)| letter(suffix) == Some(b'a' + i as u8)).collect()))
    }

    fn of(&self, letter: u8) -> &[Rule] {
        self.0.get(usize::from(letter.wrapping_sub(b'a'))).map_or(&[], Vec::as_slice)
    }
}

/// The long lists.
struct Steps {
    second: [ByLetter; 3],
    third: ByLetter,
    fourth: ByLetter,
}

static STEPS: LazyLock<Steps> = LazyLock::new(|| Steps {
    second: PorterMode::ALL.map(|(mode, _)| ByLetter::new(STEP_2.iter().chain(more_of_step_2(mode)).copied())),
    third: ByLetter::new(STEP_3.iter().copied()),
    fourth: ByLetter::new(STEP_4.iter().copied()),
});

/// A word on its way through the steps: its first `len` letters are what is left of it.
struct Word<'a> {
    letters: &'a mut [u8],
    len: usize,
    vowels: u64,
    mode: PorterMode,
}

impl Word<'_> {
    // ANCHOR: measure_by_bits
    /// m of the first n letters: how often a vowel is followed by a consonant.
    fn measure(&self, n: usize) -> u32 {
        ((self.vowels << 1) & !self.vowels & lowest(n)).count_ones()
    }
    // ANCHOR_END: measure_by_bits

    fn has_vowel(&self, n: usize) -> bool {
        self.vowels & lowest(n) != 0
    }

    fn is_vowel(&self, i: usize) -> bool {
        (self.vowels >> i) & 1 == 1
    }

    fn word(&self) -> &[u8] {
        &self.letters[..self.len]
    }

    fn ends(&self, suffix: &str) -> bool {
        self.word().ends_with(suffix.as_bytes())
    }

    /// Puts `put`, which has no y, in the place of the last `cut` letters, which are as many or more.
    fn replace(&mut self, cut: usize, put: &str) {
        let from = self.len - cut;
        self.len = from + put.len();
        self.letters[from..self.len].copy_from_slice(put.as_bytes());
        self.vowels = (self.vowels & lowest(from)) | (vowels(put.as_bytes()) << from);
    }

    /// The first rule whose suffix the word has decides.
    fn rules(&mut self, rules: &ByLetter) {
        let Some(i) = self.len.checked_sub(2) else { return };
        let Some(&(suffix, put, condition)) = rules.of(self.letters[i]).iter().find(|(suffix, ..)| self.ends(suffix)) else {
            return;
        };
        let stem = self.len - suffix.len();
        let holds = match condition {
            If::Always => true,
            If::M0 => self.measure(stem) > 0,
            If::M1 => self.measure(stem) > 1,
            If::M1EndsInST => self.measure(stem) > 1 && matches!(self.letters[stem - 1], b's' | b't'),
            If::M0WithL => self.measure(stem + 1) > 0,
        };
        if holds {
            self.replace(suffix.len(), put);
        }
    }

    fn nltk(&self) -> bool {
        self.mode == PorterMode::NltkExtensions
    }

    fn step_1a(&mut self) {
        match self.word() {
            [_, b'i', b'e', b's'] if self.nltk() => self.replace(1, ""),
            [.., b's', b's', b'e', b's'] | [.., b'i', b'e', b's'] => self.replace(2, ""),
            [.., b's', b's'] => {}
            [.., b's'] => self.replace(1, ""),
            _ => {}
        }
    }

    fn step_1b(&mut self) {
        let cut = match self.word() {
            [_, b'i', b'e', b'd'] if self.nltk() => return self.replace(1, ""),
            [.., b'i', b'e', b'd'] if self.nltk() => return self.replace(2, ""),
            [.., b'e', b'e', b'd'] if self.measure(self.len - 3) > 0 => return self.replace(1, ""),
            [.., b'e', b'e', b'd'] => return,
            [.., b'e', b'd'] => 2,
            [.., b'i', b'n', b'g'] => 3,
            _ => return,
        };
        if !self.has_vowel(self.len - cut) {
            return;
        }
        self.replace(cut, "");
        match *self.word() {
            [.., b'a', b't'] | [.., b'b', b'l'] | [.., b'i', b'z'] => self.add_e(),
            [.., a, b] if a == b && !self.is_vowel(self.len - 1) => {
                let stays = matches!(b, b'l' | b's' | b'z');
                self.replace(usize::from(!stays), "");
            }
            _ if self.measure(self.len) == 1 && self.ends_cvc(self.len) => self.add_e(),
            _ => {}
        }
    }

    /// An e in the place of what was cut before.
    fn add_e(&mut self) {
        self.replace(0, "e");
    }

    fn step_1c(&mut self) {
        let Some(stem) = self.len.checked_sub(1).filter(|_| self.ends("y")) else { return };
        let holds = if self.nltk() { stem > 1 && !self.is_vowel(stem - 1) } else { self.has_vowel(stem) };
        if holds {
            self.replace(1, "i");
        }
    }

    fn step_2(&mut self) {
        if self.nltk() && self.ends("alli") && self.measure(self.len - 4) > 0 {
            self.replace(2, "");
        }
        if self.mode == PorterMode::OriginalAlgorithm && self.ends("bli") {
            // The paper's rule asks for the a of abli too.
            if self.ends("abli") && self.measure(self.len - 4) > 0 {
                self.replace(1, "e");
            }
            return;
        }
        self.rules(&STEPS.second[self.mode as usize]);
    }

    fn step_5(&mut self) {
        if self.ends("e") {
            let stem = self.len - 1;
            let m = self.measure(stem);
            if m > 1 || m == 1 && !self.ends_cvc(stem) {
                self.replace(1, "");
            }
        }
        if self.ends("ll") && self.measure(self.len - 1) > 1 {
            self.replace(1, "");
        }
    }

    /// \*o for the first n letters: they end consonant, vowel, consonant, the last not w, x or y; NLTK adds vowel, consonant.
    fn ends_cvc(&self, n: usize) -> bool {
        match n {
            0 | 1 => false,
            2 => self.nltk() && self.is_vowel(0) && !self.is_vowel(1),
            _ => {
                !self.is_vowel(n - 3)
                    && self.is_vowel(n - 2)
                    && !self.is_vowel(n - 1)
                    && !matches!(self.letters[n - 1], b'w' | b'x' | b'y')
            }
        }
    }
}
