"""Discrete distributions: a million points and one point beside scipy.stats, a million samples beside numpy's Generator."""

import numpy as np

from harness import Contender
from rows import row
from rows_distributions import many

# id, our class and its parameters, scipy's frozen distribution, numpy's sampler
KINDS = [
    ("bernoulli", "Bernoulli", (0.3,), lambda s: s.bernoulli(0.3), lambda g, n: g.binomial(1, 0.3, n)),
    ("binomial", "Binomial", (100, 0.3), lambda s: s.binom(100, 0.3), lambda g, n: g.binomial(100, 0.3, n)),
    ("geometric", "Geometric", (0.2,), lambda s: s.geom(0.2), lambda g, n: g.geometric(0.2, n)),
    ("poisson", "Poisson", (40.0,), lambda s: s.poisson(40), lambda g, n: g.poisson(40, n)),
]


def one(id, name, parameters, frozen, verb):
    @row(id=f"{id}-{verb}-1", algorithm=id, title=f"{name}.{verb} of one point", bars={"scipy": 50.0}, samples=21)
    def setup(workload, quick):
        import scipy.stats

        import openwork.distributions

        ours = getattr(getattr(openwork.distributions, name)(*parameters), verb)
        theirs = getattr(frozen(scipy.stats), verb)
        at = 0.3 if verb == "ppf" else 3
        return [
            Contender("openwork", "2 threads", lambda _: ours(at), calls=1000),
            Contender("scipy", "1 thread", lambda _: theirs(at), calls=20),
        ]


def samples(id, name, parameters, sampler):
    @row(id=f"{id}-rvs-1m", algorithm=id, title=f"{name}.rvs, 1 000 000 samples", accuracy_name="standard errors of the mean", bars={"numpy": 1.0}, samples=11)
    def setup(workload, quick):
        import openwork.distributions

        ours, generator, n = getattr(openwork.distributions, name)(*parameters), np.random.default_rng(1), 1_000_000
        n = n // 10 if quick else n
        workload.accuracy = lambda found: float(abs(np.mean(found) - ours.mean()) / (ours.std() / n**0.5))
        return [
            Contender("openwork", "2 threads", lambda seed: ours.rvs(n, seed=seed)),
            Contender("openwork", "1 thread", lambda seed: ours.rvs(n, seed=seed), threads=1),
            Contender("numpy", "1 thread", lambda _: sampler(generator, n)),
        ]


for _id, _name, _parameters, _frozen, _sampler in KINDS:
    for _verb in ("pmf", "cdf", "ppf"):
        many(_id, _name, _parameters, _frozen, _verb)
        one(_id, _name, _parameters, _frozen, _verb)
    samples(_id, _name, _parameters, _sampler)
