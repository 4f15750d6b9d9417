"""The special functions against numbers that mpmath 1.3.0 gave with 50 digits (scipy 1.17.1's agree within 1e-11)."""

import numpy as np
import pytest

import openwork
from openwork import special

# Function, arguments, value.
GOLDEN = [
    ("gammaln", (1e-10,), 23.025850929882736),
    ("gammaln", (0.3,), 1.0957979948180756),
    ("gammaln", (1.5,), -0.12078223763524522),
    ("gammaln", (2.0,), 0.0),
    ("gammaln", (2.5,), 0.2846828704729192),
    ("gammaln", (10.0,), 12.801827480081469),
    ("gammaln", (171.0,), 706.5730622457874),
    ("gammaln", (10000000000.0,), 220258509288.81058),
    ("digamma", (1e-05,), -100000.57719921567),
    ("digamma", (0.3,), -3.502524222200133),
    ("digamma", (1.4616321449683622,), -9.241265521729427e-17),
    ("digamma", (2.0,), 0.42278433509846713),
    ("digamma", (10.5,), 2.3030010342976865),
    ("digamma", (100000000.0,), 18.420680738952367),
    ("betaln", (0.5, 0.5), 1.1447298858494002),
    ("betaln", (2.0, 3.0), -2.4849066497880004),
    ("betaln", (0.001, 5.0), 6.905672657062075),
    ("betaln", (40.0, 100000.0), -353.8930573113684),
    ("erf", (-2.0,), -0.9953222650189527),
    ("erf", (1e-09,), 1.1283791670955127e-09),
    ("erf", (0.5,), 0.5204998778130465),
    ("erf", (1.0,), 0.8427007929497149),
    ("erf", (3.0,), 0.9999779095030014),
    ("erfc", (-2.0,), 1.9953222650189528),
    ("erfc", (0.5,), 0.4795001221869535),
    ("erfc", (5.0,), 1.537459794428035e-12),
    ("erfc", (25.0,), 8.300172571196523e-274),
    ("erfcx", (-1.0,), 5.008980080762283),
    ("erfcx", (0.5,), 0.6156903441929259),
    ("erfcx", (10.0,), 0.05614099274382259),
    ("erfcx", (100000.0,), 5.6418958351954685e-06),
    ("ndtr", (-37.0,), 5.725571222524577e-300),
    ("ndtr", (-5.0,), 2.866515718791939e-07),
    ("ndtr", (-0.5,), 0.3085375387259869),
    ("ndtr", (0.0,), 0.5),
    ("ndtr", (1.96,), 0.9750021048517795),
    ("ndtr", (8.0,), 0.9999999999999993),
    ("log_ndtr", (-40.0,), -804.6084420137538),
    ("log_ndtr", (-1.0,), -1.8410216450092636),
    ("log_ndtr", (3.0,), -0.0013508099647481938),
    ("ndtri", (1e-300,), -37.0470962993612),
    ("ndtri", (1e-10,), -6.361340902404057),
    ("ndtri", (0.025,), -1.9599639845400543),
    ("ndtri", (0.3,), -0.5244005127080408),
    ("ndtri", (0.975,), 1.9599639845400538),
    ("gammainc", (0.5, 0.1), 0.345279153981423),
    ("gammainc", (2.5, 3.0), 0.6937810815867216),
    ("gammainc", (2.5, 1e-20), 3.0090111122547e-51),
    ("gammainc", (30.0, 10.0), 2.5099512015279076e-07),
    ("gammainc", (100.0, 110.0), 0.8417213299399129),
    ("gammaincc", (0.5, 0.1), 0.654720846018577),
    ("gammaincc", (2.5, 3.0), 0.3062189184132784),
    ("gammaincc", (2.5, 200.0), 2.9666446590828848e-84),
    ("gammaincc", (30.0, 90.0), 6.3926569911375e-14),
    ("gammaincinv", (0.5, 0.3), 0.07423593091627272),
    ("gammaincinv", (2.5, 1e-12), 2.562321748415268e-05),
    ("gammaincinv", (30.0, 0.9), 37.1985028596843),
    ("gammainccinv", (0.5, 0.3), 0.5370970854287926),
    ("gammainccinv", (2.5, 1e-12), 32.61931810668392),
    ("gammainccinv", (30.0, 0.9), 23.22944415010172),
    ("betainc", (0.5, 0.5, 0.3), 0.36901011956554536),
    ("betainc", (2.0, 3.0, 0.4), 0.5248),
    ("betainc", (20.0, 5.0, 0.1), 7.121525500000008e-17),
    ("betainc", (2.5, 4.0, 1e-08), 1.4437499690625003e-19),
    ("betaincc", (0.5, 0.5, 0.3), 0.6309898804344546),
    ("betaincc", (2.0, 3.0, 0.4), 0.47519999999999996),
    ("betaincc", (2.0, 30.0, 0.9), 2.799999999999981e-29),
    ("betaincinv", (0.5, 0.5, 0.3), 0.20610737385376343),
    ("betaincinv", (2.0, 3.0, 1e-09), 1.2910055600322022e-05),
    ("betaincinv", (20.0, 5.0, 0.6), 0.8276239647664759),
    ("betainccinv", (0.5, 0.5, 0.3), 0.7938926261462366),
    ("betainccinv", (2.0, 3.0, 1e-09), 0.9993699402155831),
    ("betainccinv", (20.0, 5.0, 0.6), 0.7874501058082496),
]


@pytest.mark.parametrize(("name", "arguments", "want"), GOLDEN)
def test_golden_numbers(name, arguments, want):
    found = getattr(special, name)(*arguments)
    assert type(found) is float
    assert found == pytest.approx(want, rel=1e-12, abs=0.0)


def test_every_function_has_a_golden_number():
    assert {name for name, _, _ in GOLDEN} | {"psi"} == set(special.__all__)
    assert special.psi is special.digamma


def test_arrays_are_broadcast_and_give_what_numbers_give():
    a, x = np.array([[0.5], [2.5], [30.0]]), [0.0, 1.0, 20.0, np.inf]
    found = special.gammainc(a, x)
    assert found.shape == (3, 4) and found.dtype == np.float64
    for i in range(3):
        for j in range(4):
            assert found[i, j] == pytest.approx(special.gammainc(a[i, 0], x[j]), rel=1e-13)
    assert special.betainc(2, 3, np.linspace(0, 1, 5)[::2]) == pytest.approx([0.0, 0.6875, 1.0], rel=1e-14)
    assert special.erf(np.zeros((0, 3))).shape == (0, 3)
    assert special.ndtri(np.float32(0.5)) == 0.0


def test_the_same_bits_on_any_number_of_threads():
    x = np.linspace(0.01, 0.99, 20_001)
    found = []
    for n in (1, 2, 8):
        openwork.set_threads(n)
        found.append(special.betaincinv(2.5, 4.0, x))
    openwork.set_threads(None)
    assert all(np.array_equal(found[0], other) for other in found)


def test_outside_the_domain_is_nan():
    for value in (
        special.gammainc(-1.0, 1.0),
        special.gammainc(1.0, -1.0),
        special.betainc(1.0, 2.0, 1.5),
        special.betaincinv(1.0, 2.0, -0.1),
        special.ndtri(1.1),
        special.gammaln(-1.5),
        special.erf(np.nan),
    ):
        assert np.isnan(value)


def test_what_is_no_number_is_refused():
    with pytest.raises(TypeError):
        special.erf("1")
    with pytest.raises(TypeError):
        special.erf(1j)
    with pytest.raises(ValueError):
        special.gammainc([1.0, 2.0], [1.0, 2.0, 3.0])
