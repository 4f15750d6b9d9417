"""The table of a grid search: scikit-learn's GridSearchCV over k-nearest neighbours.

Classes are given to both by name, so that they are numbered in the same order.
"""

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from common import Suite

suite = Suite("grid_search", "scikit-learn GridSearchCV", __file__)
LOADERS = {"iris": load_iris, "wine": load_wine, "breast_cancer": load_breast_cancer, "diabetes": lambda: load_diabetes(scaled=False)}


def case(data, estimator, model, splitter, reference, ks, weights, scorer):
    bunch = LOADERS[data]()
    target = bunch.target if data == "diabetes" else np.asarray(bunch.target_names).astype(str)[bunch.target]
    search = GridSearchCV(model, {"n_neighbors": ks, "weights": weights}, scoring=scorer, cv=reference).fit(bunch.data, target)
    found = search.cv_results_
    expected = {
        "mean": found["mean_test_score"],
        "deviation": found["std_test_score"],
        "rank": found["rank_test_score"],
        "best": search.best_index_,
        "settings": [[str(p["n_neighbors"]), p["weights"]] for p in found["params"]],
    }
    name = f"{estimator} on {data}, k {ks}, {scorer}"
    suite.add(name=name, data=data, estimator=estimator, splitter=splitter, ks=ks, weights=weights, scorer=scorer, expected=expected, tolerance=1e-12)


def main():
    strata, plain = {"stratified": {"k": 5}}, {"kfold": {"k": 5}}
    both = ["uniform", "distance"]
    for data in ("iris", "wine", "breast_cancer"):
        case(data, "knn", KNeighborsClassifier(), strata, StratifiedKFold(5), [1, 3, 5, 9, 15], both, "accuracy")
    case("iris", "knn", KNeighborsClassifier(), strata, StratifiedKFold(5), [7, 7, 5], ["uniform"], "accuracy")
    for scorer in ("r2", "neg_mean_squared_error"):
        case("diabetes", "knn_regression", KNeighborsRegressor(), plain, KFold(5), [3, 9, 27], both, scorer)
    suite.write()


if __name__ == "__main__":
    main()
