"""What scipy, mpmath and plain arithmetic answer at the tour's stops for discrete and multivariate distributions: writes `tour_discrete.json`."""

import json
from pathlib import Path

import mpmath as mp
import numpy as np
from scipy import stats
from sklearn import datasets

mp.mp.dps = 40


def dirichlet(rows):
    logs = [mp.fsum(mp.log(mp.mpf(float(v))) for v in column) / len(rows) for column in rows.T]
    equations = lambda *a: [mp.digamma(v) - mp.digamma(sum(a)) - l for v, l in zip(a, logs)]
    mean, spread = rows.mean(0), rows.var(0)[0]
    start = mean * (mean[0] * (1 - mean[0]) / spread - 1)
    return [float(v) for v in mp.findroot(equations, start.tolist())]


def main():
    digits, cancer, iris = datasets.load_digits(), datasets.load_breast_cancer(), datasets.load_iris()
    pixel = digits.data[:, 20]
    classes = np.bincount(digits.target)
    benign, malignant = int(cancer.target.sum()), int((1 - cancer.target).sum())
    shares = iris.data / iris.data.sum(1, keepdims=True)
    normal = stats.multivariate_normal(iris.data.mean(0), np.cov(iris.data.T, bias=True))
    answers = {
        "bernoulli": [float(cancer.target.mean())],
        "binomial": [16.0, pixel.mean() / 16],
        "categorical": (classes / classes.sum()).tolist(),
        "geometric": [1 / (1 + pixel.mean())],
        "poisson": [pixel.mean(), float(stats.poisson(pixel.mean()).logpmf(pixel).sum())],
        "multinomial": (classes / classes.sum()).tolist(),
        "dirichlet": dirichlet(shares),
        "multivariate_normal": [float(normal.logpdf(iris.data).sum())],
        "conjugate": [(1 + benign) / (2 + benign + malignant), float(stats.betabinom(10, 1 + benign, 1 + malignant).pmf(6))],
    }
    (Path(__file__).parent / "tour_discrete.json").write_text(json.dumps(answers, indent=1) + "\n")


if __name__ == "__main__":
    main()
