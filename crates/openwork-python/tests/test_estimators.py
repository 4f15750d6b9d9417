"""scikit-learn's own contract suite, run over every estimator."""

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from openwork.cluster import KMeans
from openwork.neighbors import KNeighborsClassifier, KNeighborsRegressor, NearestNeighbors

ESTIMATORS = [
    KMeans(),
    KMeans(n_clusters=2, n_init=2, max_iter=5, init="random"),
    KNeighborsClassifier(),
    KNeighborsClassifier(n_neighbors=2, weights="distance", algorithm="kd_tree"),
    KNeighborsRegressor(),
    KNeighborsRegressor(n_neighbors=2, weights="distance", metric="manhattan"),
    NearestNeighbors(),
]


@parametrize_with_checks(ESTIMATORS)
def test_scikit_learns_contract(estimator, check):
    check(estimator)
