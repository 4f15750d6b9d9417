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
from sklearn import datasets, metrics
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

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


def logistic(name):
    bunch = getattr(datasets, f"load_{name}")()
    x, y = bunch.data, by_name(bunch)
    asked = np.arange(len(x)) % 5 == 4
    model = LogisticRegression(solver="newton-cholesky", tol=1e-10).fit(x[~asked], y[~asked])
    answers = model.predict(x[asked])
    logs = model.predict_log_proba(x[asked])[np.arange(asked.sum()), y[asked]]
    return {"right": int((answers == y[asked]).sum()), "asked": int(asked.sum()), "loss": -logs.mean(), "answers": answers.tolist()}


def linear(model):
    x, y = datasets.load_diabetes(return_X_y=True, scaled=False)
    model.fit(x, y)
    return {"r2": model.score(x, y), "coef": model.coef_.tolist(), "intercept": model.intercept_}


def validation():
    bunch = datasets.load_breast_cancer()
    model = make_pipeline(StandardScaler(), KNeighborsClassifier(7))
    scores = cross_val_score(model, bunch.data, by_name(bunch), cv=StratifiedKFold(5))
    return {"scores": scores.tolist()}


def search():
    bunch = datasets.load_wine()
    grid = {"kneighborsclassifier__n_neighbors": [1, 5, 9, 15, 25], "kneighborsclassifier__weights": ["uniform", "distance"]}
    model = make_pipeline(StandardScaler(), KNeighborsClassifier())
    found = GridSearchCV(model, grid, cv=StratifiedKFold(5)).fit(bunch.data, by_name(bunch))
    return {"means": found.cv_results_["mean_test_score"].tolist(), "best": int(found.best_index_)}


def classification_metrics(name, **settings):
    bunch = getattr(datasets, f"load_{name}")()
    truth = by_name(bunch)[np.arange(len(bunch.data)) % 5 == 4]
    answers = classify(name, **settings)["answers"]
    return {"f1": metrics.f1_score(truth, answers, average="macro"), "matthews": metrics.matthews_corrcoef(truth, answers)}


def roc_auc(name, feature):
    bunch = getattr(datasets, f"load_{name}")()
    score = bunch.data[:, list(bunch.feature_names).index(feature)]
    return {"auc": metrics.roc_auc_score(by_name(bunch), score), "average_precision": metrics.average_precision_score(by_name(bunch), score)}


def regression_metrics(**settings):
    x, y = datasets.load_diabetes(return_X_y=True, scaled=False)
    asked = np.arange(len(x)) % 5 == 4
    truth, answers = y[asked], KNeighborsRegressor(**settings).fit(x[~asked], y[~asked]).predict(x[asked])
    return {
        "r2": metrics.r2_score(truth, answers),
        "rmse": metrics.root_mean_squared_error(truth, answers),
        "mae": metrics.mean_absolute_error(truth, answers),
    }


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
    "logistic_regression breast_cancer": logistic("breast_cancer"),
    "logistic_regression digits": logistic("digits"),
    "linear_regression diabetes": linear(LinearRegression()),
    "ridge diabetes": linear(Ridge(alpha=100.0)),
    "cross_validation breast_cancer": validation(),
    "grid_search wine": search(),
    "classification_metrics digits": classification_metrics("digits", n_neighbors=3),
    "roc_auc breast_cancer": roc_auc("breast_cancer", "worst area"),
    "regression_metrics diabetes": regression_metrics(n_neighbors=15),
}
rows = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in results.items())
Path(__file__).with_name("tour.json").write_text("{\n" + rows + "\n}\n")
