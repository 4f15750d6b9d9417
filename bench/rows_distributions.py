"""Distributions: a million points and one point beside scipy.stats, a million samples beside numpy's Generator."""

import numpy as np

from harness import Contender
from rows import row

# id, our class and its parameters, scipy's frozen distribution, numpy's sampler
KINDS = [
    ("uniform", "Uniform", (-1.0, 2.0), lambda s: s.uniform(-1, 3), lambda g, n: g.uniform(-1, 2, n)),
    ("exponential", "Exponential", (2.0,), lambda s: s.expon(scale=2), lambda g, n: g.exponential(2, n)),
    ("normal", "Normal", (1.0, 2.0), lambda s: s.norm(1, 2), lambda g, n: g.normal(1, 2, n)),
    ("log_normal", "LogNormal", (0.5, 0.7), lambda s: s.lognorm(0.7, scale=np.exp(0.5)), lambda g, n: g.lognormal(0.5, 0.7, n)),
    ("laplace", "Laplace", (1.0, 2.0), lambda s: s.laplace(1, 2), lambda g, n: g.laplace(1, 2, n)),
    ("weibull", "Weibull", (1.7, 2.0), lambda s: s.weibull_min(1.7, scale=2), lambda g, n: 2 * g.weibull(1.7, n)),
    ("gamma", "Gamma", (2.5, 2.0), lambda s: s.gamma(2.5, scale=2), lambda g, n: g.gamma(2.5, 2, n)),
    ("chi_squared", "ChiSquared", (7.0,), lambda s: s.chi2(7), lambda g, n: g.chisquare(7, n)),
    ("beta", "Beta", (2.5, 4.0), lambda s: s.beta(2.5, 4), lambda g, n: g.beta(2.5, 4, n)),
    ("student_t", "StudentT", (5.0,), lambda s: s.t(5), lambda g, n: g.standard_t(5, n)),
]


def points(theirs, verb, n):
    rng = np.random.default_rng(1)
    return rng.random(n) if verb == "ppf" else theirs.rvs(n, random_state=rng)


def many(id, name, parameters, frozen, verb):
    @row(
        id=f"{id.replace('_', '-')}-{verb}-1m",
        algorithm=id,
        title=f"{name}.{verb}, 1 000 000 points, f64",
        accuracy_name="largest difference from scipy, relative",
        bars={"scipy": 5.0},
        samples=7,
    )
    def setup(workload, quick):
        import scipy.stats

        import openwork.distributions

        ours, theirs = getattr(openwork.distributions, name)(*parameters), frozen(scipy.stats)
        x = points(theirs, verb, 100_000 if quick else 1_000_000)
        want = getattr(theirs, verb)(x)
        workload.accuracy = lambda found: float(np.max(np.abs(found - want) / np.maximum(np.abs(want), 1e-9)))
        return [
            Contender("openwork", "2 threads", lambda _: getattr(ours, verb)(x)),
            Contender("scipy", "1 thread", lambda _: getattr(theirs, verb)(x)),
        ]


def one(id, name, parameters, frozen, verb):
    @row(
        id=f"{id.replace('_', '-')}-{verb}-1",
        algorithm=id,
        title=f"{name}.{verb} of one point",
        bars={"scipy": 50.0},
        samples=21,
    )
    def setup(workload, quick):
        import scipy.stats

        import openwork.distributions

        ours = getattr(getattr(openwork.distributions, name)(*parameters), verb)
        theirs = getattr(frozen(scipy.stats), verb)
        return [
            Contender("openwork", "2 threads", lambda _: ours(0.3), calls=1000),
            Contender("scipy", "1 thread", lambda _: theirs(0.3), calls=20),
        ]


def samples(id, name, parameters, sampler):
    @row(
        id=f"{id.replace('_', '-')}-rvs-1m",
        algorithm=id,
        title=f"{name}.rvs, 1 000 000 samples, f64",
        accuracy_name="Kolmogorov-Smirnov p",
        bars={"numpy": 1.0},
        samples=11,
    )
    def setup(workload, quick):
        import openwork.distributions

        ours, generator, n = getattr(openwork.distributions, name)(*parameters), np.random.default_rng(1), 1_000_000
        n = n // 10 if quick else n
        workload.accuracy = lambda found: openwork.distributions.kstest(found, ours).pvalue
        return [
            Contender("openwork", "2 threads", lambda seed: ours.rvs(n, seed=seed)),
            Contender("openwork", "1 thread", lambda seed: ours.rvs(n, seed=seed), threads=1),
            Contender("numpy", "1 thread", lambda _: sampler(generator, n)),
        ]


for _id, _name, _parameters, _frozen, _sampler in KINDS:
    for _verb in ("pdf", "cdf", "ppf"):
        many(_id, _name, _parameters, _frozen, _verb)
    for _verb in ("pdf", "cdf", "ppf"):
        one(_id, _name, _parameters, _frozen, _verb)
    samples(_id, _name, _parameters, _sampler)
