//! Probability distributions: densities, cumulatives, quantiles, moments, sampling and fitting, each written out.
//!
//! Every room is one distribution. What all of them can do is the trait [`Distribution`]; [`Continuous`] and [`Discrete`] add the
//! field's names for the density and the mass. [`Fit`] is the maximum-likelihood fit, [`Divergence`] the Kullback-Leibler divergence
//! between two of a kind.
//!
//! ```
//! use openwork::distributions::{Continuous, Distribution, Function, Normal};
//! let normal = Normal::new(0.0, 1.0)?;
//! assert!((normal.cdf(1.96) - 0.975).abs() < 1e-5);
//! assert_eq!(normal.ln_pdf(1e300), f64::NEG_INFINITY); // -x²/2 is -5e599
//! let mut densities = [0.0; 2];
//! normal.evaluate(Function::Density, &[0.0, 1.0], &mut densities)?; // many at once, on all threads
//! assert_eq!(densities, [normal.pdf(0.0), normal.pdf(1.0)]);
//! assert_eq!(normal.samples(1000, 7), normal.samples(1000, 7)); // the same seed, the same bits
//! # Ok::<(), openwork::Error>(())
//! ```

pub mod alias;
pub mod bernoulli;
pub mod beta;
pub mod binomial;
mod binomial_draw;
pub mod catalogue;
pub mod categorical;
mod check;
pub mod chi_squared;
pub mod conjugate;
pub mod dirichlet;
mod distribution;
pub mod draw;
pub mod exponential;
mod fast;
pub mod gamma;
pub mod geometric;
pub mod kolmogorov;
pub mod laplace;
pub mod laws;
pub mod log_normal;
pub mod multinomial;
pub mod multivariate;
pub mod multivariate_normal;
pub mod normal;
pub mod poisson;
pub mod ranking;
pub mod relations;
pub mod special;
mod staircase;
pub mod student_t;
mod student_t_fit;
pub mod uniform;
mod vectorised;
pub mod watch;
pub mod weibull;
mod weibull_moments;

pub use bernoulli::Bernoulli;
pub use beta::Beta;
pub use binomial::Binomial;
pub use catalogue::{Boxed, KINDS, Kind, Parameter, kind};
pub use categorical::Categorical;
pub use chi_squared::ChiSquared;
pub use dirichlet::Dirichlet;
pub use distribution::{Continuous, Discrete, Distribution, Divergence, Fit, Function, Stream, stream};
pub use exponential::Exponential;
pub use gamma::Gamma;
pub use geometric::Geometric;
pub use kolmogorov::{KolmogorovSmirnov, chi_squared_test, kolmogorov_sf, kolmogorov_smirnov};
pub use laplace::Laplace;
pub use laws::broken_laws;
pub use log_normal::LogNormal;
pub use multinomial::Multinomial;
pub use multivariate::Multivariate;
pub use multivariate_normal::MultivariateNormal;
pub use normal::Normal;
pub use poisson::Poisson;
pub use ranking::{Fitted, Goodness, Ranking, rank};
pub use student_t::StudentT;
pub use uniform::Uniform;
pub use weibull::Weibull;
