//! Distances between points, each by its definition.

use super::Real;
use crate::error::{Error, Result};

/// How far two points are apart.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Metric {
    /// The straight line: `sqrt(sum (a - b)^2)`.
    Euclidean,
    /// Along the axes: `sum |a - b|`.
    Manhattan,
    /// The largest difference: `max |a - b|`.
    Chebyshev,
    /// `(sum |a - b|^p)^(1/p)` for `p >= 1`; 1 is Manhattan, 2 Euclidean.
    Minkowski(f64),
    /// One minus the cosine of the angle; a zero vector is at distance 1 from everything.
    Cosine,
}

impl Metric {
    /// Checks `p`; Minkowski with 1, 2 or infinity becomes the metric it is.
    ///
    /// # Errors
    /// `p < 1` (the triangle inequality fails) or NaN.
    pub fn checked(self) -> Result<Self> {
        match self {
            Metric::Minkowski(p) if !(p >= 1.0) => {
                Err(Error::setting("p", p, "p >= 1 (below 1 the triangle inequality fails and minkowski is no distance)"))
            }
            Metric::Minkowski(1.0) => Ok(Metric::Manhattan),
            Metric::Minkowski(2.0) => Ok(Metric::Euclidean),
            Metric::Minkowski(p) if p.is_infinite() => Ok(Metric::Chebyshev),
            metric => Ok(metric),
        }
    }

    /// The name, as the command line and Python write it.
    pub fn name(self) -> &'static str {
        match self {
            Metric::Euclidean => "euclidean",
            Metric::Manhattan => "manhattan",
            Metric::Chebyshev => "chebyshev",
            Metric::Minkowski(_) => "minkowski",
            Metric::Cosine => "cosine",
        }
    }

    /// The metric of that name; `p` is for minkowski, where it is needed.
    ///
    /// # Errors
    /// A name that is none of ours, minkowski without `p`, or `p < 1`.
    pub fn parse(name: &str, p: Option<f64>) -> Result<Self> {
        match name {
            "euclidean" | "l2" => Ok(Metric::Euclidean),
            "manhattan" | "l1" | "cityblock" => Ok(Metric::Manhattan),
            "chebyshev" => Ok(Metric::Chebyshev),
            "cosine" => Ok(Metric::Cosine),
            "minkowski" => match p {
                Some(p) => Metric::Minkowski(p).checked(),
                None => Err(Error::setting("p", "none", "a number >= 1, which minkowski needs")),
            },
            _ => Err(Error::setting("metric", name, "euclidean, manhattan, chebyshev, minkowski or cosine")),
        }
    }

    /// The distance between two points of equal length, by its definition, in double precision.
    ///
    /// ```
    /// use openwork::linalg::distance::Metric;
    /// assert_eq!(Metric::Euclidean.between(&[0.0, 0.0], &[3.0, 4.0]), 5.0);
    /// assert_eq!(Metric::Manhattan.between(&[0.0, 0.0], &[3.0, 4.0]), 7.0);
    /// ```
    pub fn between<T: Real>(self, a: &[T], b: &[T]) -> f64 {
        self.finish(self.reduced(a, b))
    }

    /// A cheaper number that orders points as the distance does: its power, without the root.
    pub fn reduced<T: Real>(self, a: &[T], b: &[T]) -> f64 {
        let differences = a.iter().zip(b).map(|(&a, &b)| (a.f64() - b.f64()).abs());
        match self {
            Metric::Euclidean => differences.map(|d| d * d).sum(),
            Metric::Manhattan => differences.sum(),
            Metric::Chebyshev => differences.fold(0.0, f64::max),
            Metric::Minkowski(p) => differences.map(|d| d.powf(p)).sum(),
            Metric::Cosine => {
                let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
                for (&a, &b) in a.iter().zip(b) {
                    let (a, b) = (a.f64(), b.f64());
                    ab += a * b;
                    aa += a * a;
                    bb += b * b;
                }
                if aa == 0.0 || bb == 0.0 { 1.0 } else { (1.0 - ab / (aa.sqrt() * bb.sqrt())).clamp(0.0, 2.0) }
            }
        }
    }

    /// From the reduced form to the distance.
    pub fn finish(self, reduced: f64) -> f64 {
        match self {
            Metric::Euclidean => reduced.sqrt(),
            Metric::Minkowski(p) => reduced.powf(1.0 / p),
            Metric::Manhattan | Metric::Chebyshev | Metric::Cosine => reduced,
        }
    }
}

/// `sum (a - b)^2`, in double precision.
pub fn squared_euclidean<T: Real>(a: &[T], b: &[T]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(&a, &b)| {
            let d = a.f64() - b.f64();
            d * d
        })
        .sum()
}
