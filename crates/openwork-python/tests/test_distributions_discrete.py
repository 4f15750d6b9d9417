"""Discrete and multivariate distributions and conjugate updates beside scipy.stats."""

import pickle

import numpy as np
import pytest
import scipy.stats

import openwork
from openwork.distributions import (
    Bernoulli,
    BetaBinomial,
    Binomial,
    Categorical,
    Dirichlet,
    DirichletMultinomial,
    GammaPoisson,
    Geometric,
    Multinomial,
    MultivariateNormal,
    NormalNormal,
    Poisson,
    kl_divergence,
    rank,
)

PAIRS = [
    (Bernoulli(0.3), scipy.stats.bernoulli(0.3)),
    (Binomial(40, 0.3), scipy.stats.binom(40, 0.3)),
    (Geometric(0.2), scipy.stats.geom(0.2)),
    (Poisson(12.5), scipy.stats.poisson(12.5)),
    (Categorical([0.2, 0.5, 0.3]), scipy.stats.rv_discrete(values=([0, 1, 2], [0.2, 0.5, 0.3]))),
]
BY_NAME = pytest.mark.parametrize("ours, theirs", PAIRS, ids=[type(ours).__name__ for ours, _ in PAIRS])


@BY_NAME
def test_every_verb_is_scipys(ours, theirs):
    rng = np.random.default_rng(1)
    for n in (20, 20_000):  # point by point, and by the table
        k = theirs.rvs(size=n, random_state=rng)
        for verb in ("pmf", "logpmf", "cdf", "logcdf", "sf", "logsf"):
            np.testing.assert_allclose(getattr(ours, verb)(k), getattr(theirs, verb)(k), rtol=1e-10, atol=1e-13)
        p = rng.random(n)
        np.testing.assert_array_equal(ours.ppf(p), theirs.ppf(p))
        np.testing.assert_array_equal(ours.isf(p), theirs.isf(p))
    assert ours.pmf(1.5) == 0
    np.testing.assert_allclose(ours.stats("mvsk"), theirs.stats(moments="mvsk"), rtol=1e-9, atol=1e-12)
    assert ours.entropy() == pytest.approx(float(theirs.entropy()), rel=1e-10)


@BY_NAME
def test_samples_repeat_and_are_whole(ours, theirs):
    x = ours.rvs((300, 100), seed=5)
    assert x.dtype == np.int64 and x.shape == (300, 100)
    np.testing.assert_array_equal(x, ours.rvs((300, 100), seed=5))
    assert abs(x.mean() - theirs.mean()) < 5 * theirs.std() / x.size**0.5
    before = openwork.threads()
    openwork.set_threads(1)
    try:
        np.testing.assert_array_equal(x, ours.rvs((300, 100), seed=5))
    finally:
        openwork.set_threads(before)
    assert ours == pickle.loads(pickle.dumps(ours)) and eval(repr(ours)) == ours


def test_fits():
    assert Bernoulli.fit([0, 1, 1, 1]) == Bernoulli(0.75)
    assert Geometric.fit([3, 5]) == Geometric(0.25)
    assert Poisson.fit([3, 5, 4]) == Poisson(4)
    np.testing.assert_array_equal(Categorical.fit([0, 2, 2, 1]).p, [0.25, 0.25, 0.5])
    assert kl_divergence(Poisson(4), Poisson(5)) == pytest.approx(4 * np.log(0.8) + 1)
    assert kl_divergence(Categorical([0.5, 0.5]), Categorical([0.25, 0.75])) == pytest.approx(0.5 * np.log(2) + 0.5 * np.log(2 / 3))
    best = rank(Poisson(6).rvs(2000, seed=1), [Poisson, Geometric, Bernoulli])
    assert isinstance(best.fitted[0].distribution, Poisson) and Bernoulli in best.refused


def test_vectors():
    rng = np.random.default_rng(2)
    p = [0.2, 0.3, 0.5]
    counts = rng.multinomial(9, p, 50)
    np.testing.assert_allclose(Multinomial(9, p).logpmf(counts), scipy.stats.multinomial(9, p).logpmf(counts), rtol=1e-10)
    shares = rng.dirichlet([2, 3, 5], 50)
    np.testing.assert_allclose(Dirichlet([2, 3, 5]).pdf(shares), [scipy.stats.dirichlet([2, 3, 5]).pdf(row) for row in shares], rtol=1e-10)
    mean, cov = np.array([1.0, -2.0]), np.array([[2.0, 0.7], [0.7, 0.5]])
    bell = MultivariateNormal(mean, cov)
    x = bell.rvs(4000, seed=3)
    np.testing.assert_allclose(bell.logpdf(x), scipy.stats.multivariate_normal(mean, cov).logpdf(x), rtol=1e-10)
    np.testing.assert_array_equal(bell.cov(), cov)
    np.testing.assert_allclose(MultivariateNormal.fit(x).cov(), np.cov(x.T, bias=True), rtol=1e-12)
    assert bell.rvs(seed=1).shape == (2,) and bell.rvs((2, 3), seed=1).shape == (2, 3, 2)
    assert Multinomial(9, p).rvs(7, seed=1).sum(1).tolist() == [9] * 7
    np.testing.assert_allclose(Dirichlet.fit(Dirichlet([2, 3, 5]).rvs(20_000, seed=1)).alpha, [2, 3, 5], rtol=0.05)


def test_conjugate_updates():
    coin = BetaBinomial().update(7, 3)
    assert (coin.a, coin.b) == (8, 4) and coin.predict(1, 1) == pytest.approx(2 / 3)
    assert coin.predict(10, 4) == pytest.approx(scipy.stats.betabinom(10, 8, 4).pmf(4), rel=1e-10)
    calls = GammaPoisson(2, 1).update([3, 5])
    assert (calls.shape, calls.rate) == (10, 3) and calls.predict(4) == pytest.approx(scipy.stats.nbinom(10, 0.75).pmf(4), rel=1e-10)
    classes = DirichletMultinomial([1, 1, 1]).update([2, 0, 5])
    assert classes.alpha.tolist() == [3, 1, 6]
    assert classes.predict([1, 1, 0]) == pytest.approx(scipy.stats.dirichlet_multinomial([3, 1, 6], 2).pmf([1, 1, 0]), rel=1e-10)
    weight = NormalNormal(80, 10, 2).update([75, 77])
    assert weight.belief().mean() == pytest.approx(76.07843137254902) and weight.predict().std() > 2


def test_bad_input_is_refused_by_name():
    for make, words in [
        (lambda: Bernoulli(1.5), "p = 1.5"),
        (lambda: Binomial(2.5, 0.5), "n = 2.5"),
        (lambda: Poisson(-1), "rate = -1"),
        (lambda: Categorical([0.5, 0.4]), "sum to 0.9"),
        (lambda: Multinomial(3, [0.5, 0.6]), "sum to 1.1"),
        (lambda: Dirichlet([1, 0]), "alpha"),
        (lambda: MultivariateNormal([0, 0], [[1, 2], [2, 1]]), "not positive definite"),
        (lambda: Poisson(3).ppf(1.5), r"p = 1.5 at index 0"),
        (lambda: Poisson(3).pmf([1.0, np.nan]), "NaN at index 1"),
        (lambda: BetaBinomial().update(-1, 0), "successes = -1"),
    ]:
        with pytest.raises(ValueError, match=words):
            make()
