"""Cross validation: five folds of logistic regression, and of k-nearest neighbours, beside scikit-learn with the best n_jobs."""

import numpy as np

from harness import Contender
from rows import row


def contenders(workload, ours, theirs, X, y):
    import sklearn.model_selection

    import openwork.model_selection

    found = [Contender("openwork", "2 threads", lambda _: openwork.model_selection.cross_val_score(ours, X, y, cv=5))]
    for jobs in (1, 2):
        work = lambda _, jobs=jobs: sklearn.model_selection.cross_val_score(theirs, X, y, cv=5, n_jobs=jobs)  # noqa: E731
        for threads in (1, 2):
            if jobs * threads <= 2:
                found.append(Contender("scikit-learn", f"n_jobs={jobs}, {threads} thread{'s' * (threads > 1)}", work, threads=threads))
    workload.accuracy = lambda scores: float(np.mean(scores))
    return found


@row(
    id="cv-logistic",
    algorithm="cross_validation",
    title="five-fold cross validation of logistic regression, 100 000 x 50, f64",
    accuracy_name="mean accuracy",
    bars={"scikit-learn": 2.5},
)
def cv_logistic(workload, quick):
    import sklearn.linear_model

    import openwork.linear_model

    n = 10_000 if quick else 100_000
    rng = np.random.default_rng(31)
    X = rng.normal(size=(n, 50))
    y = (X @ rng.normal(size=50) + rng.logistic(size=n) > 0).astype(int)
    return contenders(workload, openwork.linear_model.LogisticRegression(), sklearn.linear_model.LogisticRegression(), X, y)


@row(
    id="cv-knn-digits",
    algorithm="cross_validation",
    title="five-fold cross validation of k-nearest neighbours on digits, f64",
    accuracy_name="mean accuracy",
)
def cv_knn(workload, quick):
    import sklearn.datasets
    import sklearn.neighbors

    import openwork.neighbors

    X, y = sklearn.datasets.load_digits(return_X_y=True)
    return contenders(workload, openwork.neighbors.KNeighborsClassifier(), sklearn.neighbors.KNeighborsClassifier(), X, y)
