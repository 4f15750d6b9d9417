"""Runs scikit-learn's own tests of LinearRegression and Ridge with Openwork's classes in their place.

    python tests/scikit_learns_own_linear.py

Not collected by pytest: it runs pytest itself, on the test files that scikit-learn installs. What must fail, because the feature is
not offered or the test looks at scikit-learn's own inside, is listed here with the reason; anything else that fails is an error.
"""

import pathlib
import sys

import pytest
import sklearn.linear_model
from sklearn.linear_model.tests import test_base, test_ridge

from openwork.linear_model import LinearRegression, Ridge

for module in (test_base, test_ridge, sklearn.linear_model):
    for ours in (LinearRegression, Ridge):
        if hasattr(module, ours.__name__):
            setattr(module, ours.__name__, ours)

SPARSE = "sparse input is refused, with the advice to convert it"
POSITIVE = "positive=True is refused: coefficients held above zero are not offered"
# What a failing test raised, or else its name, and why it must fail.
REASONS = {
    "as a sparse matrix, wanted a dense array": SPARSE,
    "coefficients held above zero": POSITIVE,
    "positive=True is not offered": POSITIVE,
    "test_raises_value_error_if_positive_and_sparse": POSITIVE,
    "test_lbfgs_solver_error": POSITIVE,
    "test_inplace_data_preprocessing": "copy_X=False lets scikit-learn overwrite X and y, and the test asks that it does; ours are never changed",
    "test_n_iter": "it asks that the step-by-step solvers stop after max_iter steps, unfinished; here the answer is found at once",
}


class Watch:
    """Counts what comes out, and asks of each failure whether its reason is known."""

    def __init__(self):
        self.passed, self.skipped, self.known, self.unknown = [], [], [], []

    def pytest_collection_modifyitems(self, items, config):
        items[:] = [item for item in items if self.concerns(item)]

    @staticmethod
    def concerns(item):
        import inspect

        names = inspect.getsource(item.function)
        return any(f"{name}(" in names or f"{name}," in names or f"{name})" in names for name in ("LinearRegression", "Ridge"))

    def pytest_runtest_logreport(self, report):
        if report.skipped:
            self.skipped.append(report.nodeid)
        elif report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            said = (report.nodeid.split("::")[-1], crash.message if crash else str(report.longrepr))
            (self.known if self.reason(said) else self.unknown).append(said)
        elif report.when == "call":
            self.passed.append(report.nodeid)

    @staticmethod
    def reason(said):
        """What was raised counts before the test's name, which may speak of other things as well."""
        return next((why for part, why in REASONS.items() if part in said[1]), None) or next(
            (why for part, why in REASONS.items() if said[0].startswith(part)), None
        )


if __name__ == "__main__":
    watch = Watch()
    folder = pathlib.Path(sklearn.__file__).parent  # where scikit-learn's own fixtures are
    pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", "--tb=line", f"--rootdir={folder}", f"--confcutdir={folder}", test_base.__file__, test_ridge.__file__], plugins=[watch])
    print(f"{len(watch.passed)} passed, {len(watch.known)} fail for known reasons, {len(watch.unknown)} fail, {len(watch.skipped)} skipped")
    for why in dict.fromkeys(REASONS.values()):
        print(f"{sum(watch.reason(said) == why for said in watch.known):4} {why}")
    for name, message in watch.unknown:
        print("FAILS", name, "|", " ".join(message.split())[:200])
    sys.exit(1 if watch.unknown else 0)
