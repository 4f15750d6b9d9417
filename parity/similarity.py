"""Cosine similarity: scikit-learn's cosine_similarity of dense and sparse rows, and the best rows by it.

Sparse rows hold small whole numbers; some come twice, so that their cosines are equal on paper and in every rounding. All others
are far enough apart to be ordered. Rows of tiny numbers are asked about at a length that scikit-learn does not take for zero.
"""

import numpy as np
import scipy.sparse as sp
from sklearn.metrics.pairwise import cosine_similarity

from common import Suite, rounded


def sparse(rng, rows, columns, density):
    dense = rng.integers(1, 9, (rows, columns)) * (rng.random((rows, columns)) < density)
    return dense.astype(np.float64)


def flat(dense):
    matrix = sp.csr_matrix(dense)
    return {"columns": dense.shape[1], "starts": matrix.indptr, "indices": matrix.indices, "values": matrix.data}


def main():
    suite = Suite("similarity", "scikit-learn cosine_similarity", __file__)
    rng = np.random.default_rng(4)
    dense = {
        "random": (rounded(rng.normal(size=(7, 5))), rounded(rng.normal(size=(4, 5)))),
        "a row of zeros": (np.array([[1.0, 2], [0, 0], [-3, 1]]), np.array([[0.0, 0], [2, 4]])),
        "opposite and equal": (np.array([[1.0, 2, 3]]), np.array([[-1.0, -2, -3], [2, 4, 6], [1, 2, 3]])),
        "tiny": (rounded(rng.normal(size=(3, 4))) * 1e-30, rounded(rng.normal(size=(3, 4)))),
        "huge": (rounded(rng.normal(size=(3, 4))) * 1e30, rounded(rng.normal(size=(3, 4))) * 1e-30),
        "far from the origin": (1e4 + rounded(rng.normal(size=(5, 6))), 1e4 + rounded(rng.normal(size=(3, 6)))),
        "one column": (np.array([[2.0], [-1], [0]]), np.array([[5.0]])),
    }
    for name, (x, y) in dense.items():
        # An angle knows no length; scikit-learn takes rows shorter than 2.2e-15 for zeros, and is asked about longer ones.
        scaled = [m / max(1e-300, np.abs(m).max()) for m in (x, y)]
        suite.add(name=name, x=x, y=y, expected=cosine_similarity(*scaled), tolerance=1e-12)
    for name, rows, columns, density, queries, k in [
        ("sparse", 60, 25, 0.15, 12, 10),
        ("sparse, with doubles", 80, 12, 0.4, 12, 7),
        ("sparse, mostly empty", 30, 9, 0.05, 8, 30),
        ("sparse, more asked for than there is", 5, 6, 0.5, 4, 9),
    ]:
        x, q = sparse(rng, rows, columns, density), sparse(rng, queries, columns, density)
        if "doubles" in name:
            x[40:] = x[:40]
        found = cosine_similarity(q, x)
        found[np.abs(found) < 1e-15] = 0
        best = []
        for row in found:
            # Rows with equal cosines on paper are rows in one direction; of those only equal ones may stay.
            order = np.lexsort((np.arange(rows), -np.round(row, 13)))[:k]
            best.append(order)
        suite.add(name=name, rows=flat(x), queries=flat(q), k=k, best=best, expected=found, tolerance=1e-12)
    suite.write()


if __name__ == "__main__":
    main()
