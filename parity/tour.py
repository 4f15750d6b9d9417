"""Writes tour.json: the results that `openwork tour` shows beside its own.

    pip install scikit-learn==1.9.1
    python parity/tour.py

Everything random is given: centres start at the first k rows, batches are taken in the order of the rows, every fifth row is
held out.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

BATCH = 256


def by_name(bunch):
    """Classes numbered in the order of their sorted names, as the embedded data sets number them."""
    order = np.argsort(np.argsort(bunch.target_names))
    return order[bunch.target]


def kmeans(name, k):
    x = getattr(datasets, f"load_{name}")().data
    model = KMeans(k, init=x[:k], n_init=1, algorithm="lloyd").fit(x)
    return {
        "inertia": model.inertia_,
        "rounds": model.n_iter_,
        "sizes": np.bincount(model.labels_, minlength=k).tolist(),
        "labels": model.labels_.tolist(),
    }


def mini_batch(name, k):
    x = getattr(datasets, f"load_{name}")().data
    model = MiniBatchKMeans(k, init=x[:k], n_init=1, reassignment_ratio=0, batch_size=BATCH)
    for start in range(0, len(x), BATCH):
        model.partial_fit(x[start : start + BATCH])
    return {"inertia": -model.score(x), "batches": -(-len(x) // BATCH)}


def classify(name, **settings):
    bunch = getattr(datasets, f"load_{name}")()
    x, y = bunch.data, by_name(bunch)
    asked = np.arange(len(x)) % 5 == 4
    answers = KNeighborsClassifier(**settings).fit(x[~asked], y[~asked]).predict(x[asked])
    return {"right": int((answers == y[asked]).sum()), "asked": int(asked.sum()), "answers": answers.tolist()}


def regress(**settings):
    x, y = datasets.load_diabetes(return_X_y=True, scaled=False)
    asked = np.arange(len(x)) % 5 == 4
    model = KNeighborsRegressor(**settings).fit(x[~asked], y[~asked])
    return {"r2": model.score(x[asked], y[asked]), "asked": int(asked.sum())}


assert sklearn.__version__ == "1.9.1"
results = {
    "reference": f"scikit-learn {sklearn.__version__}",
    "generator": "parity/tour.py",
    "kmeans iris": kmeans("iris", 3),
    "kmeans digits": kmeans("digits", 10),
    "mini_batch_kmeans digits": mini_batch("digits", 10),
    "knn digits": classify("digits", n_neighbors=3),
    "knn breast_cancer": classify("breast_cancer", n_neighbors=5, metric="manhattan"),
    "knn wine": classify("wine", n_neighbors=7, weights="distance"),
    "knn diabetes": regress(n_neighbors=15),
}
rows = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in results.items())
Path(__file__).with_name("tour.json").write_text("{\n" + rows + "\n}\n")
