"""Discrete and multivariate distributions, conjugate predictions and the special functions: scipy.stats and mpmath.

Every value of scipy is checked against mpmath with 50 digits; where scipy is further than 1e-11 from it, mpmath's value is expected,
the case counts such values in `scipy_off`, and the largest errors are printed.
"""

import sys

import mpmath as mp
import numpy as np
import scipy
from scipy import stats

from common import Suite

mp.mp.dps = 50
M, inf = mp.mpf, mp.inf
FUNCTIONS = ["pmf", "logpmf", "cdf", "logcdf", "sf", "logsf"]
PROBABILITIES = [0.0, 1e-300, 1e-100, 1e-30, 1e-12, 1e-6, 1e-3, 0.05, 0.2, 0.4, 0.61, 0.7, 0.999, 1 - 2.0**-20, 1.0]
OFF = {}
# Standard deviations from which sums take too long for many points.
WIDE = 200


def ln_binomial(k, n, p):
    """Any real 0 <= k <= n."""
    return mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1) + (k * mp.log(p) if k else 0) + ((n - k) * mp.log1p(-p) if n - k else 0)


class Staircase:
    """mpmath's side: the mass, its ratio to the next, and sums of it."""

    def tails(self, k):
        k = mp.floor(k)
        kept = self.__dict__.setdefault("kept", {})
        if k not in kept:
            kept[k] = self.sums(k)
        return kept[k]

    def sums(self, k):
        """P(X <= k) and P(X > k): the smaller one as a sum outwards from k, the other as one minus it."""
        if k < self.low:
            return M(0), M(1)
        if k >= self.high:
            return M(1), M(0)
        if k < self.mean():
            term = total = mp.exp(self.ln_mass(k))
            while k > self.low and term > total * M(10) ** -48:
                term /= self.ratio(k - 1)
                total += term
                k -= 1
            return total, 1 - total
        k += 1
        term = total = mp.exp(self.ln_mass(k))
        while k < self.high and term > total * M(10) ** -48:
            term *= self.ratio(k)
            total += term
            k += 1
        return 1 - total, total

    def value(self, function, x):
        x = M(x)
        if function in ("pmf", "logpmf"):
            log = self.ln_mass(x) if x == mp.floor(x) and self.low <= x <= self.high else -inf
            return log if function == "logpmf" else mp.exp(log)
        cdf, sf = self.tails(x)
        log = lambda p, other: -inf if p == 0 else mp.log(p) if p < 0.5 else mp.log1p(-other)
        return {"cdf": cdf, "sf": sf, "logcdf": log(cdf, sf), "logsf": log(sf, cdf)}[function]

    def quantile(self, p, upper, start):
        """By its definition, from scipy's answer; None where a rounding of p would change it."""
        if p in (0, 1):
            return self.low - 1 if (p == 0) != upper else self.high
        side = 1 if upper else 0
        enough = lambda k: self.tails(k)[1] <= p if upper else self.tails(k)[0] >= p
        k = M(start) if np.isfinite(start) else M(self.low)
        step = 1
        while not enough(k):
            k += step
            step *= 2
        low = k - 1
        step = 1
        while low >= self.low and enough(low):
            k, low = low, low - step
            step *= 2
        low = max(low, self.low - 1)
        while k - low > 1:
            middle = mp.floor((k + low) / 2)
            k, low = (middle, low) if enough(middle) else (k, middle)
        near = lambda k: abs(self.tails(k)[side] - p) < 1e-12 * p
        return None if near(k) or near(k - 1) else k


class Bernoulli(Staircase):
    low, high = 0, 1

    def __init__(self, p):
        self.p = M(p)

    def scipy(self):
        return stats.bernoulli(float(self.p))

    def mean(self):
        return self.p

    def ln_mass(self, k):
        return ln_binomial(k, 1, self.p)

    def ratio(self, k):
        return self.p / (1 - self.p)

    def moments(self):
        p, q = self.p, 1 - self.p
        return p, p * q, (q - p) / mp.sqrt(p * q), (1 - 6 * p * q) / (p * q), -p * mp.log(p) - q * mp.log(q)

    def kl(self, o):
        return self.p * mp.log(self.p / o.p) + (1 - self.p) * mp.log((1 - self.p) / (1 - o.p))


class Binomial(Staircase):
    low = 0

    def __init__(self, n, p):
        self.n, self.p, self.high = M(n), M(p), M(n)

    def scipy(self):
        return stats.binom(int(self.n), float(self.p))

    def mean(self):
        return self.n * self.p

    def ln_mass(self, k):
        return ln_binomial(k, self.n, self.p)

    def ratio(self, k):
        return (self.n - k) / (k + 1) * self.p / (1 - self.p)

    def moments(self):
        n, p, q = self.n, self.p, 1 - self.p
        return n * p, n * p * q, (q - p) / mp.sqrt(n * p * q), (1 - 6 * p * q) / (n * p * q), self.entropy()

    def entropy(self):
        if self.n > 1000:
            return None
        masses = [(mp.exp(l), l) for l in (self.ln_mass(M(k)) for k in range(int(self.n) + 1))]
        return -sum(m * l for m, l in masses)

    def kl(self, o):
        return self.n * Bernoulli(self.p).kl(o) if self.n == o.n else None


class Geometric(Staircase):
    low, high = 1, inf

    def __init__(self, p):
        self.p = M(p)

    def scipy(self):
        return stats.geom(float(self.p))

    def mean(self):
        return 1 / self.p

    def ln_mass(self, k):
        return (k - 1) * mp.log1p(-self.p) + mp.log(self.p)

    def sums(self, k):
        if k < 1:
            return M(0), M(1)
        return -mp.expm1(k * mp.log1p(-self.p)), mp.exp(k * mp.log1p(-self.p))

    def quantile(self, p, upper, start):
        if p in (0, 1):
            return super().quantile(p, upper, start)
        exact = (mp.log(p) if upper else mp.log1p(-M(p))) / mp.log1p(-self.p)
        return None if abs(exact - mp.nint(exact)) < 1e-11 * max(1, exact) and exact > 1e-9 else max(mp.ceil(exact), M(1))

    def moments(self):
        p, q = self.p, 1 - self.p
        return 1 / p, q / p**2, (2 - p) / mp.sqrt(q), 6 + p * p / q, -(q * mp.log(q) + p * mp.log(p)) / p

    def kl(self, o):
        return mp.log(self.p / o.p) + (1 - self.p) / self.p * mp.log((1 - self.p) / (1 - o.p))


class Poisson(Staircase):
    low, high = 0, inf

    def __init__(self, rate):
        self.rate = M(rate)

    def scipy(self):
        return stats.poisson(float(self.rate))

    def mean(self):
        return self.rate

    def ln_mass(self, k):
        return k * mp.log(self.rate) - self.rate - mp.loggamma(k + 1)

    def ratio(self, k):
        return self.rate / (k + 1)

    def moments(self):
        r = self.rate
        return r, r, 1 / mp.sqrt(r), 1 / r, self.entropy()

    def entropy(self):
        if self.rate > 200:
            return None
        total, k = M(0), max(0, int(self.rate - 30 * mp.sqrt(self.rate) - 30))
        while k < self.rate + 40 * mp.sqrt(self.rate) + 80:
            l = self.ln_mass(M(k))
            total -= mp.exp(l) * l
            k += 1
        return total

    def kl(self, o):
        return self.rate * mp.log(self.rate / o.rate) + o.rate - self.rate


class Categorical(Staircase):
    low = 0

    def __init__(self, *p):
        total = sum(M(v) for v in p)
        self.p = [M(v) / total for v in p]
        self.high = len(p) - 1

    def scipy(self):
        return stats.rv_discrete(values=(range(len(self.p)), [float(p) for p in self.p]))

    def mean(self):
        return sum(i * p for i, p in enumerate(self.p))

    def ln_mass(self, k):
        return mp.log(self.p[int(k)]) if self.p[int(k)] else -inf

    def sums(self, k):
        k = int(k)
        return (M(0), M(1)) if k < 0 else (sum(self.p[: k + 1]), sum(self.p[k + 1 :], M(0)))

    def moments(self):
        mean = self.mean()
        m = [sum(p * (i - mean) ** r for i, p in enumerate(self.p)) for r in range(5)]
        return mean, m[2], m[3] / m[2] ** M("1.5"), m[4] / m[2] ** 2 - 3, -sum(p * mp.log(p) for p in self.p if p)

    def kl(self, o):
        return sum(p * mp.log(p / q) for p, q in zip(self.p, o.p) if p) if len(self.p) == len(o.p) else None


def number(value):
    """As JSON: infinity and NaN in words."""
    value = float(value)
    return value if np.isfinite(value) else "nan" if np.isnan(value) else "inf" if value > 0 else "-inf"


def judge(suite, name, function, x, theirs, truth):
    """Scipy's value where it is right, else mpmath's; and whether it was not."""
    want = float(truth)
    error = 0.0 if theirs == want else abs(theirs - want) / abs(want) if want and np.isfinite(want) else np.inf
    if want and abs(want) < 2.3e-308:
        error = 0.0 if abs(theirs - want) < 1e-321 else 1.0
    if error <= 1e-11:
        return theirs, 0
    worst = OFF.setdefault((suite.head["algorithm"], function), [0, None, 0])
    worst[2] += 1
    if not error <= worst[0]:
        worst[:2] = [error, (name, x, theirs, want)]
    return want, 1


def points(room):
    scipys = room.scipy()
    mean, std = float(scipys.mean()), float(scipys.std())
    if std > WIDE:
        return [float(np.floor(mean + z * std)) for z in (-30, -10, -3, 4, 25)] + [0.0]
    far = [mean + z * std for z in (-37, -20, -8, -4, -2, -1, -0.5, 0, 0.5, 1, 2, 4, 8, 20, 37)] + [0, 1, 2, 3, -1, 7, mean * 3 + 9]
    if np.isfinite(float(room.high)):
        far += [float(room.high) - d for d in (-1, 0, 1, 2)]
    whole = sorted({float(np.floor(x)) for x in far if x <= max(float(room.high), 1) + 1 and x >= room.low - 1})
    return whole + [whole[len(whole) // 2] + 0.5]


def staircase(suite, room, parameters, name, others):
    scipys = room.scipy()
    xs = points(room)
    for function in FUNCTIONS:
        expected, off = [], 0
        for x in xs:
            with np.errstate(all="ignore"):
                theirs = float(getattr(scipys, function)(x))
            value, wrong = judge(suite, name, function, x, theirs, room.value(function, x))
            expected.append(number(value))
            off += wrong
        suite.add(name=f"{name}, {function}", parameters=parameters, function=function, x=xs, expected=expected, scipy_off=off, tolerance=1e-10)
    for function in ("ppf", "isf") if isinstance(room, Geometric) or scipys.std() < WIDE else ():
        asked, expected, off = [], [], 0
        for p in PROBABILITIES:
            with np.errstate(all="ignore"):
                theirs = float(getattr(scipys, function)(p))
            truth = room.quantile(p, function == "isf", theirs)
            if truth is None:
                continue
            value, wrong = judge(suite, name, function, p, theirs, truth)
            asked.append(p)
            expected.append(number(value))
            off += wrong
        suite.add(name=f"{name}, {function}", parameters=parameters, function=function, x=asked, expected=expected, scipy_off=off, tolerance=1e-13)
    moments = room.moments()
    known = [number(v) if v is not None else "unknown" for v in moments]
    suite.add(name=f"{name}, moments", parameters=parameters, function="moments", x=[], expected=known, scipy_off=0, tolerance=1e-10)
    for i, (other, setting) in enumerate(others):
        value = room.kl(other)
        if value is not None and (value == 0 or value > 1e-6):
            suite.add(name=f"{name}, divergence {i}", parameters=parameters, function="kl", x=setting, expected=[number(value)], scipy_off=0, tolerance=1e-10)


ROOMS = {
    "bernoulli": (Bernoulli, [(0.3,), (1e-12,), (0.5,), (0.97,)]),
    "binomial": (
        Binomial,
        [(1, 0.4), (20, 0.3), (20, 0.71), (50, 0.01), (41, 0.5), (1000, 0.5), (1000, 1e-6), (3000, 0.93), (100000, 0.02), (1000000, 0.5), (10**7, 0.3), (10**12, 1e-6)],
    ),
    "geometric": (Geometric, [(0.3,), (0.5,), (0.9,), (1e-3,), (1e-9,)]),
    "poisson": (Poisson, [(1e-8,), (0.7,), (4,), (9.99,), (12.5,), (100,), (2500,), (123456.5,), (1e7,)]),
    "categorical": (Categorical, [(0.2, 0.3, 0.5), (1e-20, 0.25, 0.0, 0.75), tuple(np.arange(1.0, 41.0) / 820), (0.125,) * 8]),
}
FITS = {
    "bernoulli": lambda r: r.integers(0, 2, 41),
    "binomial": lambda r: r.binomial(25, 0.4, 200),
    "geometric": lambda r: r.geometric(0.2, 60),
    "poisson": lambda r: r.poisson(6.5, 60),
    "categorical": lambda r: r.integers(0, 5, 60),
}


def fit_of(id, x):
    mean = sum(M(int(v)) for v in x) / len(x)
    if id == "geometric":
        return [1 / mean]
    if id == "categorical":
        return [M(int((x == k).sum())) / len(x) for k in range(x.max() + 1)]
    if id == "binomial":
        likelihood = lambda n: sum(ln_binomial(M(int(v)), M(n), mean / n) for v in x)
        n = max(range(int(x.max()), 200), key=likelihood)
        return [M(n), mean / n]
    return [mean]


def discrete():
    for id, (kind, settings) in ROOMS.items():
        suite = Suite(id, "scipy.stats, mpmath 1.3.0", __file__)
        suite.head["version"] = scipy.__version__
        rooms = [kind(*s) for s in settings]
        for room, setting in zip(rooms, settings):
            name = " ".join(f"{v:g}" for v in setting[:4]) + (f" and {len(setting) - 4} more" if len(setting) > 4 else "")
            staircase(suite, room, [float(v) for v in setting], name, [(o, [float(v) for v in s]) for o, s in zip(rooms, settings)])
        x = FITS[id](np.random.default_rng(5))
        suite.add(name="fit", parameters=[], function="fit", x=[float(v) for v in x], expected=[number(v) for v in fit_of(id, x)], scipy_off=0, tolerance=1e-13)
        suite.write()


def case(suite, name, parameters, function, x, theirs, truth, tolerance=1e-10):
    pairs = [judge(suite, name, function, None, float(t), w) for t, w in zip(theirs, truth)]
    suite.add(name=f"{name}, {function}", parameters=parameters, function=function, x=x, expected=[number(v) for v, _ in pairs], scipy_off=sum(o for _, o in pairs), tolerance=tolerance)


def head(id):
    suite = Suite(id, "scipy.stats, mpmath 1.3.0", __file__)
    suite.head["version"] = scipy.__version__
    return suite


def multinomial():
    suite = head("multinomial")
    for n, p in [(5, [0.2, 0.3, 0.5]), (40, [0.125] * 8), (1000, [0.5, 0.499, 1e-3]), (0, [0.5, 0.5])]:
        scipys = stats.multinomial(n, p)
        rows = [r.tolist() for r in np.random.default_rng(3).multinomial(n, p, 12)]
        rows.append([n] + [0] * (len(p) - 1))
        total = sum(M(v) for v in p)
        ps = [M(v) / total for v in p]
        ln = lambda row: mp.loggamma(n + 1) + sum(x * mp.log(q) - mp.loggamma(x + 1) for x, q in zip(row, ps) if x)
        truth = [ln(row) for row in rows]
        parameters = [float(n), *p]
        flat = [float(v) for row in rows for v in row]
        case(suite, f"{n} {p}"[:40], parameters, "logpdf", flat, [scipys.logpmf(row) for row in rows], truth)
        case(suite, f"{n} {p}"[:40], parameters, "pdf", flat, [scipys.pmf(row) for row in rows], [mp.exp(v) for v in truth])
        case(suite, f"{n} {p}"[:40], parameters, "mean", [], [n * float(q) for q in ps], [n * q for q in ps])
        cov = [n * (ps[i] * (1 - ps[i]) if i == j else -ps[i] * ps[j]) for i in range(len(p)) for j in range(len(p))]
        case(suite, f"{n} {p}"[:40], parameters, "covariance", [], scipys.cov().ravel(), cov)
        if n:
            entropy = -mp.loggamma(n + 1) - n * sum(q * mp.log(q) for q in ps)
            for q in ps:
                entropy += sum(mp.exp(ln_binomial(M(k), M(n), q)) * mp.loggamma(M(k) + 1) for k in range(n + 1))
            case(suite, f"{n} {p}"[:40], parameters, "entropy", [], [scipys.entropy()], [entropy])
    rows = np.random.default_rng(4).multinomial(30, [0.2, 0.3, 0.5], 20)
    case(suite, "3 classes", [3.0], "fit", [float(v) for v in rows.ravel()], rows.sum(0) / rows.sum(), [M(int(v)) / int(rows.sum()) for v in rows.sum(0)])
    suite.write()


def dirichlet():
    suite = head("dirichlet")
    ln_beta = lambda a: sum(mp.loggamma(v) for v in a) - mp.loggamma(sum(a))
    settings = [[1.0, 1.0, 1.0], [0.4, 2.0, 7.5], [1e-3, 0.5], [300.0, 20.0, 1e4, 3.0], [1e6, 2e6]]
    for alpha in settings:
        scipys = stats.dirichlet(alpha)
        rows = np.random.default_rng(3).dirichlet(np.maximum(alpha, 0.3), 12)
        a = [M(v) for v in alpha]
        s = sum(a)
        truth = [sum((v - 1) * mp.log(M(float(x))) for v, x in zip(a, row)) - ln_beta(a) for row in rows]
        name = " ".join(f"{v:g}" for v in alpha)
        flat = [float(v) for v in rows.ravel()]
        case(suite, name, alpha, "logpdf", flat, [scipys.logpdf(row) for row in rows], truth)
        case(suite, name, alpha, "pdf", flat, [scipys.pdf(row) for row in rows], [mp.exp(v) for v in truth])
        case(suite, name, alpha, "mean", [], scipys.mean(), [v / s for v in a])
        cov = [((a[i] / s if i == j else 0) - a[i] * a[j] / s**2) / (s + 1) for i in range(len(a)) for j in range(len(a))]
        case(suite, name, alpha, "covariance", [], scipys.cov().ravel(), cov)
        entropy = ln_beta(a) + (s - len(a)) * mp.digamma(s) - sum((v - 1) * mp.digamma(v) for v in a)
        case(suite, name, alpha, "entropy", [], [scipys.entropy()], [entropy])
        for other in settings:
            if len(other) == len(alpha):
                b = [M(v) for v in other]
                value = ln_beta(b) - ln_beta(a) + sum((v - w) * (mp.digamma(v) - mp.digamma(s)) for v, w in zip(a, b))
                case(suite, f"{name}, to {other}", alpha, "kl", other, [float(value)], [value])
    for alpha in ([2.0, 3.0, 0.7], [40.0, 3.0, 9.0, 1.0]):
        rows = np.random.default_rng(9).dirichlet(alpha, 60)
        logs = [sum(mp.log(M(float(v))) for v in column) / len(rows) for column in rows.T]
        equations = lambda *a: [mp.digamma(v) - mp.digamma(sum(a)) - l for v, l in zip(a, logs)]
        fitted = list(mp.findroot(equations, alpha))
        case(suite, f"{alpha}", [float(len(alpha))], "fit", [float(v) for v in rows.ravel()], [float(v) for v in fitted], fitted, 1e-9)
    suite.write()


def multivariate_normal():
    suite = head("multivariate_normal")
    made = []
    for d in (1, 2, 3, 6):
        rng = np.random.default_rng(d)
        root = rng.normal(size=(d, d))
        made.append((rng.normal(size=d).round(3), (root @ root.T + 0.1 * np.eye(d)).round(3)))
    made.append((np.array([1e5, -3.0]), np.array([[1e-2, 0.0], [0.0, 1e4]])))
    for mean, cov in made:
        d = len(mean)
        scipys = stats.multivariate_normal(mean, cov)
        rows = np.random.default_rng(7).multivariate_normal(mean, cov, 8)
        rows = np.vstack([rows, mean, mean + 30 * np.sqrt(np.diag(cov))])
        matrix = mp.matrix(cov.tolist())
        inverse, determinant = matrix**-1, mp.det(matrix)
        def ln(row):
            v = mp.matrix([M(float(x)) - M(float(m)) for x, m in zip(row, mean)])
            return -(v.T * inverse * v)[0] / 2 - mp.log(determinant) / 2 - d * mp.log(2 * mp.pi) / 2
        truth = [ln(row) for row in rows]
        parameters = [float(v) for v in mean] + [float(v) for v in cov.ravel()]
        flat = [float(v) for v in rows.ravel()]
        name = f"dimension {d}, {mean[0]:g}"
        case(suite, name, parameters, "logpdf", flat, scipys.logpdf(rows), truth)
        case(suite, name, parameters, "pdf", flat, scipys.pdf(rows), [mp.exp(v) for v in truth])
        case(suite, name, parameters, "entropy", [], [scipys.entropy()], [d * (1 + mp.log(2 * mp.pi)) / 2 + mp.log(determinant) / 2])
        x = [[M(float(v)) for v in row] for row in rows]
        centre = [sum(c) / len(x) for c in zip(*x)]
        spread = [sum((r[i] - centre[i]) * (r[j] - centre[j]) for r in x) / len(x) for i in range(d) for j in range(d)]
        case(suite, name, [float(d)], "fit", flat, [float(v) for v in centre + spread], centre + spread)
    suite.write()


def conjugate():
    suite = head("conjugate")
    for a, b in [(1, 1), (0.5, 3), (80, 20.5)]:
        ln = lambda a, b: mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
        for n in (1, 10, 300):
            ks = sorted({0, 1, n // 3, n // 2, n})
            truth = [mp.exp(-mp.log(n + 1) - ln(M(n - k + 1), M(k + 1)) + ln(M(k) + a, M(n - k) + b) - ln(M(a), M(b))) for k in ks]
            case(suite, f"{a} {b} {n}", [a, b, n], "beta_binomial", [float(k) for k in ks], stats.betabinom(n, a, b).pmf(ks), truth)
    for shape, rate in [(1, 1), (0.3, 2.0), (500, 20.0)]:
        ks = [0, 1, 5, 30, 200]
        r, p = M(shape), M(rate) / (M(rate) + 1)
        truth = [mp.exp(mp.loggamma(k + r) - mp.loggamma(k + 1) - mp.loggamma(r) + r * mp.log(p) + k * mp.log(1 - p)) for k in ks]
        case(suite, f"{shape} {rate}", [shape, rate], "gamma_poisson", [float(k) for k in ks], stats.nbinom(shape, rate / (rate + 1)).pmf(ks), truth)
    for alpha in ([1.0, 1.0, 1.0], [0.2, 5.0, 30.0]):
        rows = np.random.default_rng(1).multinomial(12, [0.2, 0.3, 0.5], 8)
        ln_beta = lambda a: sum(mp.loggamma(v) for v in a) - mp.loggamma(sum(a))
        a = [M(v) for v in alpha]
        truth = [mp.exp(mp.loggamma(13) - sum(mp.loggamma(M(int(v)) + 1) for v in row) + ln_beta([v + int(c) for v, c in zip(a, row)]) - ln_beta(a)) for row in rows]
        case(suite, f"{alpha}", alpha, "dirichlet_multinomial", [float(v) for v in rows.ravel()], [stats.dirichlet_multinomial(alpha, 12).pmf(row) for row in rows], truth)
    for mean, std, noise in [(0.0, 1.0, 1.0), (100.0, 1e-3, 5.0), (-3.0, 1e6, 0.25)]:
        x = [float(v) for v in np.random.default_rng(2).normal(3, 2, 9).round(4)]
        precision = 1 / M(std) ** 2 + len(x) / M(noise) ** 2
        truth = [(M(mean) / M(std) ** 2 + sum(map(M, x)) / M(noise) ** 2) / precision, 1 / mp.sqrt(precision)]
        case(suite, f"{mean} {std} {noise}", [mean, std, noise], "normal_normal", x, [float(v) for v in truth], truth)
    suite.write()


def lower_gamma(a, x):
    """P and Q: the power series with as many digits as Q needs."""
    a, x = M(a), M(x)
    more = int(max(0, (x - a - a * mp.log(x / a)) / mp.log(10))) + 10 if x > a else 10
    with mp.workdps(50 + more):
        term = total = M(1)
        n = a
        while term > total * M(10) ** -(48 + more):
            n += 1
            term *= x / n
            total += term
        p = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total
        return p, 1 - p


def lower_beta(a, b, x):
    with mp.workdps(400):
        a, b, x = M(a), M(b), M(x)
        swap = x > a / (a + b)
        if swap:
            a, b, x = b, a, 1 - x
        term = total = M(1)
        k = 0
        while term > total * M(10) ** -390:
            term *= (a + b + k) / (a + 1 + k) * x
            total += term
            k += 1
        p = mp.exp(a * mp.log(x) + b * mp.log1p(-x) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b)) / a * total
        return (1 - p, p) if swap else (p, 1 - p)


def special():
    suite = Suite("special_functions", "mpmath", __file__)
    suite.head["version"] = mp.__version__
    rng = np.random.default_rng(12)
    up = lambda low, high, n: [float(f"{10 ** rng.uniform(low, high):.6g}") for _ in range(n)]
    positive = up(-12, 12, 60) + [1.0, 2.0, 1.4616321449683622, 0.999999, 2.000001, 0.5, 10.0, 9.9999]
    real = [float(f"{v:.6g}") for v in rng.uniform(-38, 38, 60)] + [0.0, 1e-9, -1e-9, 0.3, -0.7, 1.5, -2.25]

    def add(name, xs, truth, tolerance):
        suite.add(name=name, function=name, x=[[float(v) for v in np.atleast_1d(x)] for x in xs], expected=[number(t) for t in truth], tolerance=tolerance)

    add("ln_gamma", positive, [mp.loggamma(M(x)) for x in positive], 1e-13)
    add("digamma", positive, [mp.digamma(M(x)) for x in positive], 1e-13)
    add("trigamma", positive, [mp.psi(1, M(x)) for x in positive], 1e-13)
    small = up(-14, 6, 60)
    add("ln_gamma_1p", small, [mp.loggamma(1 + M(x)) for x in small], 1e-13)
    pairs = list(zip(up(-6, 7, 60), up(-6, 7, 60)))
    with mp.workdps(80):
        add("ln_gamma_ratio", pairs, [mp.loggamma(M(b) + M(a)) - mp.loggamma(M(b)) for b, a in pairs], 1e-12)
        add("ln_beta", pairs, [mp.loggamma(M(a)) + mp.loggamma(M(b)) - mp.loggamma(M(a) + M(b)) for a, b in pairs], 1e-12)
        near = pairs[:30] + [(a, float(a * (1 + d))) for a, d in zip(up(-3, 9, 30), rng.normal(0, 0.01, 30))]
        add("deviance", near, [M(x) * mp.log(M(x) / M(m)) + M(m) - M(x) for x, m in near], 1e-13)
    add("erfcx", [x for x in real if x > -26], [mp.erfc(M(x)) * mp.exp(M(x) ** 2) for x in real if x > -26], 1e-14)
    phi = lambda x: mp.erfc(-M(x) / mp.sqrt(2)) / 2
    add("normal_cdf", [x for x in real if x > -37], [phi(x) for x in real if x > -37], 1e-14)
    add("normal_sf", [x for x in real if x < 37], [phi(-x) for x in real if x < 37], 1e-14)
    far = real + [-1e5, -1e10, -700.5]
    with mp.workdps(700):
        logs = [mp.log(phi(x)) if x < 0 else mp.log1p(-phi(-x)) for x in far if x > -1e4]
    add("normal_ln_cdf", [x for x in far if x > -1e4], logs, 1e-13)
    ps = up(-300, 0, 30) + up(-3, 0, 30) + [1 - p for p in up(-12, -1, 20)]
    roots = [mp.findroot(lambda z: (mp.log(phi(z)) - mp.log(M(p))) if p < 0.5 else (phi(-z) - (1 - M(p))) / (1 - M(p)), stats.norm.ppf(p)) for p in ps]
    add("normal_quantile", ps, roots, 1e-14)

    gammas = []
    for _ in range(220):
        a = float(f"{10 ** (rng.uniform(-5, 4) if rng.random() < 0.5 else rng.uniform(0, 2.5)):.6g}")
        x = float(f"{abs(a * 10 ** rng.uniform(-4, 1) if rng.random() < 0.4 else a + rng.normal() * 6 * a**0.5):.6g}")
        if 0 < x < 2e4:
            gammas.append((a, x))
    tails = [lower_gamma(*g) for g in gammas]
    least = M(10) ** -300
    for side, name in ((0, "gamma_lower"), (1, "gamma_upper")):
        kept = [(g, t[side]) for g, t in zip(gammas, tails) if t[side] > least]
        add(name, [g for g, _ in kept], [t for _, t in kept], 1e-12)
        logs = [(g, mp.log(t[side]) if t[side] < 0.5 else mp.log1p(-t[1 - side])) for g, t in zip(gammas, tails)]
        logs = [(g, l) for g, l in logs if l != 0 and abs(l) > 1e-305]
        add(name.replace("_", "_ln_"), [g for g, _ in logs], [l for _, l in logs], 1e-12)
    inverse = {0: [], 1: []}
    for (a, x), t in zip(gammas, tails):
        for side in (0, 1):
            p = float(t[side])
            if 1e-300 < p <= 0.5:
                slope = mp.exp((a - 1) * mp.log(M(x)) - x - mp.loggamma(M(a)))
                inverse[side].append(((a, p), M(x) + (M(p) - t[side]) / slope * (1 if side == 0 else -1)))
    add("gamma_lower_inverse", [g for g, _ in inverse[0]], [x for _, x in inverse[0]], 1e-12)
    add("gamma_upper_inverse", [g for g, _ in inverse[1]], [x for _, x in inverse[1]], 1e-12)

    betas = []
    for _ in range(160):
        a, b = (float(f"{10 ** (rng.uniform(-4, 3) if rng.random() < 0.5 else rng.uniform(0.5, 2)):.6g}") for _ in "ab")
        mean = a / (a + b)
        std = (mean * (1 - mean) / (a + b + 1)) ** 0.5
        x = float(f"{rng.uniform() if rng.random() < 0.4 else mean + rng.normal() * 5 * std:.8g}")
        if 1e-6 < x < 0.97:
            betas.append((a, b, x))
    tails = [lower_beta(*g) for g in betas]
    for side, name in ((0, "beta_lower"), (1, "beta_upper")):
        kept = [(g, t[side]) for g, t in zip(betas, tails) if t[side] > least]
        add(name, [g for g, _ in kept], [t for _, t in kept], 1e-12)
        logs = [(g, mp.log(t[side]) if t[side] < 0.5 else mp.log1p(-t[1 - side])) for g, t in zip(betas, tails)]
        logs = [(g, l) for g, l in logs if l != 0 and abs(l) > 1e-305]
        add(name.replace("_", "_ln_"), [g for g, _ in logs], [l for _, l in logs], 1e-12)
    inverse = []
    for (a, b, x), t in zip(betas, tails):
        p = float(t[0])
        if 1e-300 < p <= 0.5:
            A, B, X = M(a), M(b), M(x)
            slope = mp.exp((A - 1) * mp.log(X) + (B - 1) * mp.log1p(-X) - mp.loggamma(A) - mp.loggamma(B) + mp.loggamma(A + B))
            inverse.append(((a, b, p), X + (M(p) - t[0]) / slope))
    add("beta_lower_inverse", [g for g, _ in inverse], [x for _, x in inverse], 1e-12)
    suite.write()


def main(only):
    for part in (discrete, multinomial, dirichlet, multivariate_normal, conjugate, special):
        if not only or part.__name__ in only:
            part()
    for (algorithm, function), (error, place, count) in sorted(OFF.items()):
        print(f"{algorithm} {function}: scipy is off {count} times, at most {error:.1e} at {place}")


if __name__ == "__main__":
    main(sys.argv[1:])
