//! Discrete and multivariate distributions of [`distributions`](crate::distributions), and conjugate updates.

use super::{Algorithm, setting};

/// Bernoulli distribution.
pub const BERNOULLI: Algorithm = Algorithm {
    id: "bernoulli",
    name: "Bernoulli distribution",
    summary: "one trial that succeeds or not",
    chapter: "distributions",
    module: "openwork::distributions::Bernoulli",
    command: "openwork dist bernoulli",
    python: "openwork.distributions.Bernoulli",
    page: "distributions/bernoulli.md",
    reference: "scipy 1.17.1 stats.bernoulli, and mpmath 1.3.0 where scipy is off",
    settings: &[setting("p", "p", "", "in [0, 1]", "the probability of 1")],
};

/// Binomial distribution.
pub const BINOMIAL: Algorithm = Algorithm {
    id: "binomial",
    name: "Binomial distribution",
    summary: "how many of n independent trials succeed",
    chapter: "distributions",
    module: "openwork::distributions::Binomial",
    command: "openwork dist binomial",
    python: "openwork.distributions.Binomial",
    page: "distributions/binomial.md",
    reference: "scipy 1.17.1 stats.binom, and mpmath 1.3.0 where scipy is off",
    settings: &[
        setting("n", "n", "", "a whole number, at least 0", "how many trials"),
        setting("p", "p", "", "in [0, 1]", "the probability of success"),
    ],
};

/// Categorical distribution.
pub const CATEGORICAL: Algorithm = Algorithm {
    id: "categorical",
    name: "Categorical distribution",
    summary: "one of k classes, each with its own probability",
    chapter: "distributions",
    module: "openwork::distributions::Categorical",
    command: "openwork dist categorical",
    python: "openwork.distributions.Categorical",
    page: "distributions/categorical.md",
    reference: "scipy 1.17.1 stats.rv_discrete, and mpmath 1.3.0 where scipy is off",
    settings: &[setting("p", "p", "", "in [0, 1], with the sum 1", "the probabilities of the classes 0 to k - 1")],
};

/// Geometric distribution.
pub const GEOMETRIC: Algorithm = Algorithm {
    id: "geometric",
    name: "Geometric distribution",
    summary: "how many trials until the first success",
    chapter: "distributions",
    module: "openwork::distributions::Geometric",
    command: "openwork dist geometric",
    python: "openwork.distributions.Geometric",
    page: "distributions/geometric.md",
    reference: "scipy 1.17.1 stats.geom, and mpmath 1.3.0 where scipy is off",
    settings: &[setting("p", "p", "", "in (0, 1]", "the probability of success")],
};

/// Poisson distribution.
pub const POISSON: Algorithm = Algorithm {
    id: "poisson",
    name: "Poisson distribution",
    summary: "how many rare independent events happen",
    chapter: "distributions",
    module: "openwork::distributions::Poisson",
    command: "openwork dist poisson",
    python: "openwork.distributions.Poisson",
    page: "distributions/poisson.md",
    reference: "scipy 1.17.1 stats.poisson, and mpmath 1.3.0 where scipy is off",
    settings: &[setting("rate", "rate", "", ">= 0", "how many events are expected")],
};

/// Multinomial distribution.
pub const MULTINOMIAL: Algorithm = Algorithm {
    id: "multinomial",
    name: "Multinomial distribution",
    summary: "how often each of k classes comes up in n trials",
    chapter: "distributions",
    module: "openwork::distributions::Multinomial",
    command: "openwork dist multinomial",
    python: "openwork.distributions.Multinomial",
    page: "distributions/multinomial.md",
    reference: "scipy 1.17.1 stats.multinomial, and mpmath 1.3.0 where scipy is off",
    settings: &[
        setting("n", "n", "", "a whole number, at least 0", "how many trials"),
        setting("p", "p", "", "in [0, 1], with the sum 1", "the probabilities of the classes"),
    ],
};

/// Dirichlet distribution.
pub const DIRICHLET: Algorithm = Algorithm {
    id: "dirichlet",
    name: "Dirichlet distribution",
    summary: "what is believed of the probabilities of k classes",
    chapter: "distributions",
    module: "openwork::distributions::Dirichlet",
    command: "openwork dist dirichlet",
    python: "openwork.distributions.Dirichlet",
    page: "distributions/dirichlet.md",
    reference: "scipy 1.17.1 stats.dirichlet, and mpmath 1.3.0 where scipy is off",
    settings: &[setting("alpha", "alpha", "", "> 0, two or more", "the weights of the classes")],
};

/// Multivariate normal distribution.
pub const MULTIVARIATE_NORMAL: Algorithm = Algorithm {
    id: "multivariate_normal",
    name: "Multivariate normal distribution",
    summary: "the bell over vectors, by Cholesky's factor of its covariance",
    chapter: "distributions",
    module: "openwork::distributions::MultivariateNormal",
    command: "openwork dist multivariate-normal",
    python: "openwork.distributions.MultivariateNormal",
    page: "distributions/multivariate_normal.md",
    reference: "scipy 1.17.1 stats.multivariate_normal, and mpmath 1.3.0 where scipy is off",
    settings: &[
        setting("mean", "mean", "", "finite", "the mean"),
        setting("covariance", "cov", "", "symmetric and positive definite", "the covariance"),
    ],
};

/// Conjugate updates.
pub const CONJUGATE: Algorithm = Algorithm {
    id: "conjugate",
    name: "conjugate updates",
    summary: "how a belief changes with what is seen, where learning is addition",
    chapter: "distributions",
    module: "openwork::distributions::conjugate::{BetaBinomial, DirichletMultinomial, GammaPoisson, NormalNormal}",
    command: "none: an update is one addition an observation",
    python: "openwork.distributions.{BetaBinomial, DirichletMultinomial, GammaPoisson, NormalNormal}",
    page: "distributions/conjugate.md",
    reference: "scipy 1.17.1 stats.betabinom, nbinom, dirichlet_multinomial, and mpmath 1.3.0",
    settings: &[],
};
