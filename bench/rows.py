"""What the rows of the bench are made of; the rows themselves stand in `rows_*.py`, one file a chapter.

A row's `setup` makes the data once, from a fixed seed, and returns the contenders, openwork first. Peers are imported inside,
so that a row needs only its own peers; one that is not installed is left out and named in the log. faiss comes after
scikit-learn's first parallel call: imported before, it ties scikit-learn's brute force to one core.
"""

import sys

import numpy as np

from harness import Contender, Workload

ROWS = []

# id -> (title, setup, the most that is allowed, as a multiple of the input)
MEMORY = {}


def row(**fields):
    """Registers the decorated setup as a row."""

    def add(setup):
        workload = Workload(setup=None, **fields)
        workload.setup = lambda quick: setup(workload, quick)
        ROWS.append(workload)
        return setup

    return add


def optional(name):
    """The module, or None with a word on standard error where it is not installed."""
    try:
        return __import__(name, fromlist=["_"])
    except ImportError as error:
        print(f"  without {name}: {error}", file=sys.stderr)
        return None


def both(peer, work, setting=""):
    """A peer with one thread and with two: the better counts."""
    return [Contender(peer, f"{setting}{n} thread{'s' * (n > 1)}", work, threads=n) for n in (1, 2)]


def small(name, algorithm, title, work):
    """An iris-sized row: the same call on scikit-learn's class and on ours. `work` makes a callable from a package."""

    @row(id=name, algorithm=algorithm, title=title, bars={"scikit-learn": 20.0}, samples=21)
    def setup(workload, quick):
        import sklearn.cluster
        import sklearn.datasets
        import sklearn.neighbors

        import openwork.cluster
        import openwork.neighbors

        data = sklearn.datasets.load_iris(return_X_y=True)
        ours, theirs = work(openwork, *data), work(sklearn, *data)
        return [
            Contender("openwork", "2 threads", lambda _: ours(), calls=100),
            *(Contender("scikit-learn", f"{n} thread{'s' * (n > 1)}", lambda _: theirs(), threads=n, calls=10) for n in (1, 2)),
        ]


def bound(method, X):
    """The method called on X."""
    return lambda: method(X)
