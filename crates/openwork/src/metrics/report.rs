//! The scores of a classification as a table: each class, and the averages.

use super::classification::{Average, Scores, ZeroDivision, average};
use super::confusion::Confusion;
use crate::error::{Error, Result};
use std::fmt;

/// Precision, recall, F1 and support of each class, and their averages; prints itself as scikit-learn prints its own.
///
/// ```
/// use openwork::metrics::{Confusion, Report, ZeroDivision};
///
/// let confusion = Confusion::of(&[0, 0, 1, 1, 1], &[0, 1, 1, 1, 0], 2, None)?;
/// println!("{}", Report::of(&confusion, &["no", "yes"], ZeroDivision::Zero)?);
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Report {
    /// The name and the scores of each class.
    pub classes: Vec<(String, Scores)>,
    /// The share of right answers.
    pub accuracy: f64,
    /// The mean over the classes.
    pub macro_avg: Scores,
    /// The mean over the points.
    pub weighted_avg: Scores,
    /// Decimal places when printed.
    pub digits: usize,
    /// Whether supports are printed with a decimal point, as sums of weights are, and, by a quirk of scikit-learn's, the counts of a
    /// table in which no answer is right.
    pub weighted: bool,
}

impl Report {
    /// The report of a confusion matrix, with a name for each class.
    ///
    /// # Errors
    /// Another number of names than classes.
    pub fn of<S: AsRef<str>>(confusion: &Confusion, names: &[S], zero: ZeroDivision) -> Result<Self> {
        if names.len() != confusion.classes() {
            return Err(Error::shape("names", names.len(), format!("{}, one for each class", confusion.classes())));
        }
        let counts = confusion.counts();
        let named = names.iter().zip(&counts).map(|(name, counts)| (name.as_ref().to_owned(), counts.scores(1.0, zero)));
        Ok(Self {
            classes: named.collect(),
            accuracy: confusion.accuracy(),
            macro_avg: average(&counts, Average::Macro, 1.0, zero)?,
            weighted_avg: average(&counts, Average::Weighted, 1.0, zero)?,
            digits: 2,
            weighted: confusion.accuracy() == 0.0,
        })
    }

    /// Prints with so many decimal places.
    pub fn digits(self, digits: usize) -> Self {
        Self { digits, ..self }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits;
        let longest = self.classes.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let width = longest.max("weighted avg".len()).max(digits);
        let share = |x: f64| if x.is_nan() { "nan".to_owned() } else { format!("{x:.digits$}") };
        let support = |x: f64| if self.weighted { format!("{x:?}") } else { format!("{x}") };
        writeln!(f, "{:>width$}  {:>9} {:>9} {:>9} {:>9}\n", "", "precision", "recall", "f1-score", "support")?;
        let line = |f: &mut fmt::Formatter<'_>, name: &str, s: &Scores| {
            let (precision, recall, f1) = (share(s.precision), share(s.recall), share(s.f));
            writeln!(f, "{name:>width$}  {precision:>9} {recall:>9} {f1:>9} {:>9}", support(s.support))
        };
        for (name, scores) in &self.classes {
            line(f, name, scores)?;
        }
        let accuracy = share(self.accuracy);
        writeln!(f, "\n{:>width$}  {:>9} {:>9} {accuracy:>9} {:>9}", "accuracy", "", "", support(self.macro_avg.support))?;
        line(f, "macro avg", &self.macro_avg)?;
        line(f, "weighted avg", &self.weighted_avg)
    }
}
