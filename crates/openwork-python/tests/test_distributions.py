"""Distributions beside scipy.stats: every verb on arrays of every shape, sampling, fitting, and what is refused."""

import copy
import pickle
import threading
import time

import numpy as np
import pytest
import scipy.stats

import openwork
from openwork.distributions import (
    Beta,
    ChiSquared,
    Exponential,
    Gamma,
    Laplace,
    LogNormal,
    Normal,
    StudentT,
    Uniform,
    Weibull,
    kl_divergence,
    kstest,
    rank,
)

PAIRS = [
    (Uniform(-2, 5), scipy.stats.uniform(-2, 7)),
    (Exponential(3.0), scipy.stats.expon(scale=3)),
    (Normal(1, 2), scipy.stats.norm(1, 2)),
    (LogNormal(0.5, 0.8), scipy.stats.lognorm(0.8, scale=np.exp(0.5))),
    (Laplace(1, 2), scipy.stats.laplace(1, 2)),
    (Weibull(1.7, 2), scipy.stats.weibull_min(1.7, scale=2)),
    (Gamma(2.5, 2), scipy.stats.gamma(2.5, scale=2)),
    (ChiSquared(7), scipy.stats.chi2(7)),
    (Beta(2.5, 4), scipy.stats.beta(2.5, 4)),
    (StudentT(5, 1, 2), scipy.stats.t(5, 1, 2)),
]
BY_NAME = pytest.mark.parametrize("ours, theirs", PAIRS, ids=[type(ours).__name__ for ours, _ in PAIRS])
VERBS = ["pdf", "logpdf", "cdf", "logcdf", "sf", "logsf", "ppf", "isf"]


@BY_NAME
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_scipys(ours, theirs, verb):
    rng = np.random.default_rng(1)
    for n in (20, 60_000):  # point by point, and by the fast forms
        x = rng.random(n) if verb in ("ppf", "isf") else theirs.rvs(n, random_state=rng)
        np.testing.assert_allclose(getattr(ours, verb)(x), getattr(theirs, verb)(x), rtol=1e-10, atol=1e-13)
    one = 0.3
    assert getattr(ours, verb)(one) == pytest.approx(getattr(theirs, verb)(one), rel=1e-10)


@BY_NAME
def test_moments_are_scipys(ours, theirs):
    np.testing.assert_allclose(ours.stats("mvsk"), theirs.stats("mvsk"), rtol=1e-10, atol=1e-12)
    assert ours.stats() == (ours.mean(), ours.var())
    for verb in ("mean", "var", "std", "entropy", "median"):
        assert getattr(ours, verb)() == pytest.approx(float(getattr(theirs, verb)()), rel=1e-10)
    np.testing.assert_allclose(ours.interval(0.9), theirs.interval(0.9), rtol=1e-10)
    np.testing.assert_array_equal(ours.support(), theirs.support())


def test_arrays_of_any_kind_and_shape():
    normal = Normal()
    x = np.linspace(-2, 2, 24)
    want = normal.cdf(x)
    np.testing.assert_array_equal(normal.cdf(x.reshape(2, 3, 4)), want.reshape(2, 3, 4))
    np.testing.assert_array_equal(normal.cdf(x.reshape(4, 6).T), want.reshape(4, 6).T)
    np.testing.assert_array_equal(normal.cdf(np.asfortranarray(x.reshape(4, 6))), want.reshape(4, 6))
    np.testing.assert_array_equal(normal.cdf(x[::-2]), want[::-2])
    np.testing.assert_array_equal(normal.cdf(x.tolist()), want)
    assert normal.cdf(np.float32(0.5)) == normal.cdf(0.5) == normal.cdf(np.array(0.5))
    assert normal.cdf(1) == normal.cdf(1.0) and normal.cdf([]).shape == (0,)
    np.testing.assert_array_equal(normal.cdf(np.array([0, 1])), [0.5, normal.cdf(1)])
    for no_numbers in ("a", ["a"], [1j], None):
        with pytest.raises((TypeError, ValueError)):
            normal.cdf(no_numbers)


@BY_NAME
def test_samples(ours, theirs):
    x = ours.rvs(200_000, seed=3)
    assert scipy.stats.kstest(x, theirs.cdf).pvalue > 1e-4
    before = openwork.threads()
    try:
        for n in (1, 3):
            openwork.set_threads(n)
            np.testing.assert_array_equal(ours.rvs(200_000, seed=3), x)
    finally:
        openwork.set_threads(before)
    assert ours.rvs((2, 3), seed=3).tolist() == x[:6].reshape(2, 3).tolist()
    assert isinstance(ours.rvs(seed=3), float) and ours.rvs(seed=3) == x[0]
    assert ours.rvs() != ours.rvs()


def test_fits_are_scipys():
    rng = np.random.default_rng(2)
    x = rng.gamma(2.5, 3, 400)
    np.testing.assert_allclose(list(Normal.fit(x).parameters.values()), scipy.stats.norm.fit(x), rtol=1e-12)
    a, _, scale = scipy.stats.gamma.fit(x, floc=0)
    np.testing.assert_allclose(list(Gamma.fit(x).parameters.values()), [a, scale], rtol=1e-6)
    fitted = StudentT.fit(3 + 2 * rng.standard_t(4, 500))
    assert set(fitted.parameters) == {"df", "loc", "scale"}
    assert Gamma.fit(x).log_likelihood(x) == pytest.approx(scipy.stats.gamma(a, scale=scale).logpdf(x).sum(), rel=1e-9)


def test_the_likeliest_is_first():
    x = Gamma(2.0, 3.0).rvs(3000, seed=1)
    found = rank(x)
    assert type(found.fitted[0].distribution) is Gamma and found.fitted[0].kstest.pvalue > 0.01
    assert "between 0 and 1" in found.refused[Beta]
    assert [type(f.distribution) for f in rank(x, [Normal, Gamma]).fitted] == [Gamma, Normal]
    ours, theirs = kstest(x, Gamma(2, 3)), scipy.stats.kstest(x, scipy.stats.gamma(2, scale=3).cdf)
    assert ours.statistic == pytest.approx(theirs.statistic, rel=1e-10) and ours.pvalue == pytest.approx(theirs.pvalue, rel=1e-6)


def test_scale_or_rate():
    assert Gamma(2, scale=4).mean() == 8 and Gamma(2, rate=4).mean() == 0.5 and Exponential(rate=4) == Exponential(0.25)
    with pytest.raises(ValueError, match="one of them"):
        Gamma(2, 4, rate=4)
    with pytest.raises(ValueError, match="rate = -1"):
        Exponential(rate=-1)


def test_divergence():
    assert kl_divergence(Normal(0, 1), Normal(1, 1)) == 0.5
    assert kl_divergence(Uniform(0, 2), Uniform(0, 1)) == np.inf
    with pytest.raises(ValueError, match="kind of p"):
        kl_divergence(Normal(), Laplace())
    with pytest.raises(ValueError, match="closed form"):
        kl_divergence(StudentT(3), StudentT(4))


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: Normal(0, -1), "std = -1"),
        (lambda: Normal(float("nan")), "mean = NaN"),
        (lambda: Uniform(2, 1), "above low = 2"),
        (lambda: Beta(0, 1), "a = 0"),
        (lambda: StudentT(float("inf")), "df = inf"),
        (lambda: Normal().ppf(1.5), "p = 1.5"),
        (lambda: Normal().ppf([0.5, -0.1]), "-0.1 at index 1"),
        (lambda: Normal().pdf(float("nan")), "NaN"),
        (lambda: Normal().pdf([0.0, float("nan")]), "NaN at index 1"),
        (lambda: Normal().rvs(-1), "no negative"),
        (lambda: Normal().rvs(3, seed=-1), "seed = -1"),
        (lambda: Normal().stats("x"), "mvsk"),
        (lambda: Gamma.fit([1.0, -1.0, 2.0]), "-1 at index 1"),
        (lambda: Normal.fit([[1.0]]), "one-dimensional"),
        (lambda: Normal.fit([1.0, 1.0]), "different"),
        (lambda: kstest([], Normal()), "at least one"),
    ],
)
def test_what_is_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()


@BY_NAME
def test_copies(ours, theirs):
    for twin in (copy.deepcopy(ours), *(pickle.loads(pickle.dumps(ours, p)) for p in range(2, pickle.HIGHEST_PROTOCOL + 1))):
        assert twin == ours and hash(twin) == hash(ours) and twin.pdf(0.4) == ours.pdf(0.4)
    assert eval(repr(ours)) == ours and ours != Normal(9, 9)


def test_the_interpreter_runs_meanwhile():
    gamma, x, done = Gamma(2.5), np.random.default_rng(0).random(3_000_000), []
    worker = threading.Thread(target=lambda: done.append(gamma.ppf(x)))
    worker.start()
    turns = 0
    while worker.is_alive():
        turns += 1
        time.sleep(0.001)
    assert turns > 3 and done
