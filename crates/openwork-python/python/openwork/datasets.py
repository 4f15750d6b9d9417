"""Real data sets, embedded: nothing is downloaded. Named and shaped as scikit-learn's loaders give them."""

import numpy as _np

from . import _openwork

__all__ = ["Bunch", "list_datasets", "load", "load_breast_cancer", "load_diabetes", "load_digits", "load_iris", "load_mnist", "load_wine"]


class Bunch(dict):
    """A dictionary whose entries are attributes too: ``data``, ``target``, ``feature_names``, ..."""

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"no entry {name!r}; there are {', '.join(self)}") from None

    def __setattr__(self, name, value):
        self[name] = value

    def __dir__(self):
        return list(self)


def list_datasets():
    """What there is: a list of dictionaries with name, title, rows, columns, test_rows, task, source and licence."""
    return _openwork.datasets()


def load(name, *, return_X_y=False, as_frame=False):
    """The embedded set of that name: a :class:`Bunch` with data, target, feature_names, target_names (None for a regression),
    frame and DESCR, or ``(data, target)``. ``as_frame`` gives pandas objects."""
    data, target, target_names, feature_names, target_name = _openwork.dataset(name)
    frame = None
    if as_frame:
        import pandas

        data = pandas.DataFrame(data, columns=feature_names)
        target = pandas.Series(target, name=target_name)
        frame = data.assign(**{target_name: target})
    if return_X_y:
        return data, target
    info = next(info for info in list_datasets() if info["name"] == name)
    return Bunch(
        data=data,
        target=target,
        frame=frame,
        feature_names=feature_names,
        target_names=None if target_names is None else _np.array(target_names),
        DESCR=f"{info['title']}: {info['rows']} rows, {info['columns']} columns, {info['task']}.\n{info['source']}\n{info['licence']}\n",
    )


def load_iris(*, return_X_y=False, as_frame=False):
    """150 iris flowers of three species by the length and width of sepal and petal, in centimetres."""
    return load("iris", return_X_y=return_X_y, as_frame=as_frame)


def load_wine(*, return_X_y=False, as_frame=False):
    """178 wines of three cultivars by 13 chemical measurements of very different scales."""
    return load("wine", return_X_y=return_X_y, as_frame=as_frame)


def load_breast_cancer(*, return_X_y=False, as_frame=False):
    """569 tumours, benign or malignant, by 30 measurements of their cells' nuclei."""
    return load("breast_cancer", return_X_y=return_X_y, as_frame=as_frame)


def load_diabetes(*, return_X_y=False, as_frame=False):
    """442 patients by ten raw measurements, and how far their diabetes had progressed a year later (scikit-learn's
    ``scaled=False``)."""
    return load("diabetes", return_X_y=return_X_y, as_frame=as_frame)


def load_digits(*, return_X_y=False, as_frame=False):
    """1797 handwritten digits of 8 x 8 pixels, from 0 (paper) to 16 (ink)."""
    return load("digits", return_X_y=return_X_y, as_frame=as_frame)


def load_mnist(*, return_X_y=False, as_frame=False):
    """6000 handwritten digits of 28 x 28 pixels, from 0 to 255 (ink): 5000 to learn from, then 1000 to test with."""
    return load("mnist", return_X_y=return_X_y, as_frame=as_frame)
