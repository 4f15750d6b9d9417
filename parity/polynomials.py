"""The coefficients in ``crates/openwork-ground/src/kernels/single.rs``, by Remez's exchange.

    pip install mpmath==1.3.0 && python polynomials.py

Wanted is the polynomial of a given length whose largest weighted error on an interval is least. Such an error reaches its largest size at one
point more than there are coefficients, with alternating signs (Chebyshev). Start from points that lie closer towards the ends; solve for the coefficients
and the error that alternates on them; move each point to where the error is largest near it; again, until they stay.
"""

from mpmath import atanh, cos, erfc, exp, linspace, log, lu_solve, matrix, mp, mpf, pi, sqrt, tanh

mp.dps = 40


def remez(f, weight, low, high, powers):
    """The coefficients of these powers, and the largest of ``weight |f - p|``."""
    # None of them in the middle: where a weight is zero, no error can be seen.
    points = [low + (high - low) * ((1 - cos(pi * i / len(powers))) / 2) ** mpf("1.01") for i in range(len(powers) + 1)]
    grid = linspace(low, high, 2000)
    values = [(x, f(x), weight(x)) for x in grid]
    for _ in range(15):
        rows = [[weight(x) * x**power for power in powers] + [(-1) ** i] for i, x in enumerate(points)]
        *coefficients, _level = lu_solve(matrix(rows), matrix([weight(x) * f(x) for x in points]))
        errors = [w * (y - sum(c * x**power for c, power in zip(coefficients, powers))) for x, y, w in values]
        extremes = []  # the largest error of each run of equal signs
        for x, error in zip(grid, errors):
            if extremes and (error > 0) == (extremes[-1][1] > 0):
                if abs(error) > abs(extremes[-1][1]):
                    extremes[-1] = (x, error)
            else:
                extremes.append((x, error))
        while len(extremes) > len(powers) + 1:
            extremes.remove(min(extremes[0], extremes[-1], key=lambda extreme: abs(extreme[1])))
        if len(extremes) <= len(powers):
            break
        points = [x for x, _ in extremes]
    return coefficients, max(abs(error) for error in errors)


def show(name, *problem):
    coefficients, error = remez(*problem)
    print(f"{name}: {', '.join(mp.nstr(c, 9) for c in coefficients)}; largest error {mp.nstr(error, 3)}")


def tail(u):
    """What ``e^(-a^2/2) t`` is to be multiplied with for the normal distribution function at ``-a``, ``t = 1 / (1 + 0.27 a) = u + 0.5625``."""
    t = u + mpf("0.5625")
    a = (1 / t - 1) / mpf("0.27")
    return erfc(a / sqrt(2)) / 2 * exp(a * a / 2) / t


if __name__ == "__main__":
    half, least = log(2) / 2, mpf("1e-6")
    show("e^x - 1 - x - x^2 / 2, to e^x", lambda x: exp(x) - 1 - x - x * x / 2, lambda x: exp(-x), -half, half, range(3, 7))
    show("artanh x - x, to artanh x", lambda x: atanh(x) - x, lambda x: 1 / atanh(x), least, 3 - 2 * sqrt(2), range(3, 8, 2))
    show("tanh x - x, to tanh x", lambda x: tanh(x) - x, lambda x: 1 / tanh(x), least, mpf("0.625"), range(3, 12, 2))
    show("2^x - 1 - x ln 2, to 2^x", lambda x: 2**x - 1 - x * log(2), lambda x: mpf(2) ** -x, mpf("-0.5"), mpf("0.5"), range(2, 7))
    show("the normal tail", tail, lambda u: 1 / tail(u), 1 / (1 + mpf("0.27") * mpf("12.9")) - mpf("0.5625"), mpf("0.4375"), range(9))
