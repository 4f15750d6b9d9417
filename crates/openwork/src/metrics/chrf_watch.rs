//! chrF of one segment, character by character: what the figure shows.

use super::chrf::{Chrf, ChrfScore};
use super::text::is_space;
use crate::error::Result;
use serde::Serialize;
use std::collections::HashSet;

/// One character of the hypothesis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Covered {
    /// The character.
    pub character: char,
    /// Of the runs that it is part of, the share that the reference has; none for white space that does not count.
    pub share: Option<f64>,
}

/// A hypothesis beside a reference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// The hypothesis, character by character.
    pub hypothesis: Vec<Covered>,
    /// The reference, likewise: of its runs the share that the hypothesis has.
    pub reference: Vec<Covered>,
    /// The score and its counts.
    pub score: ChrfScore,
}

impl Chrf {
    /// How well each character is covered, and the score.
    ///
    /// # Errors
    /// None today; that of [`sentence`](Self::sentence) without references.
    pub fn coverage(&self, hypothesis: &str, reference: &str) -> Result<Coverage> {
        Ok(Coverage {
            hypothesis: self.covered(hypothesis, reference),
            reference: self.covered(reference, hypothesis),
            score: self.sentence(hypothesis, &[reference])?,
        })
    }

    fn covered(&self, line: &str, other: &str) -> Vec<Covered> {
        let (line, other) = (self.prepared(line), self.prepared(other));
        let counts = |c: char| self.counts_space() || !is_space(c);
        let there: Vec<char> = other.chars().filter(|&c| counts(c)).collect();
        let here: Vec<char> = line.chars().filter(|&c| counts(c)).collect();
        let mut shares = vec![(0_u32, 0_u32); here.len()];
        for order in 1..=self.character_order() {
            let known: HashSet<&[char]> = there.windows(order).collect();
            for (start, run) in here.windows(order).enumerate() {
                for (found, all) in &mut shares[start..start + order] {
                    *found += u32::from(known.contains(run));
                    *all += 1;
                }
            }
        }
        let mut shares = shares.into_iter();
        let share = |(found, all): (u32, u32)| f64::from(found) / f64::from(all.max(1));
        line.chars()
            .map(|character| Covered { character, share: if counts(character) { shares.next().map(share) } else { None } })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_is_covered() {
        let coverage = Chrf::new().coverage("a bc", "abx").unwrap();
        let shares: Vec<Option<f64>> = coverage.hypothesis.iter().map(|c| c.share).collect();
        // a is in the runs a, ab and abc; b in b, ab, bc and abc; c in c, bc and abc.
        assert_eq!(shares, [Some(2.0 / 3.0), None, Some(0.5), Some(0.0)]);
        assert_eq!(coverage.score, Chrf::new().sentence("a bc", &["abx"]).unwrap());
    }
}
