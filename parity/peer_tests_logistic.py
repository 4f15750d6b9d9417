"""Runs scikit-learn's own tests of LogisticRegression with ours in its place, and says what became of each.

    python parity/peer_tests_logistic.py [more arguments for pytest]

The tests are those of the installed scikit-learn; those whose subject is something that Openwork does not have are left out, by name
and with the reason. `ON_PURPOSE` says of those that fail why they do.
"""

import collections
import sys
import tempfile
from pathlib import Path

import pytest
import sklearn
import sklearn.linear_model

import openwork.linear_model

VERSION = "1.9.1"
SPARSE = "sparse matrices are not taken; the error says to convert"
LEFT_OUT = {
    r"(?i)cv|legacy_attributes|scores_attribute|scoring|scorer": "LogisticRegressionCV, which Openwork does not have",
    r"_path|test_nan\[|consistency": "the private function _logistic_regression_path",
    r"array_api": "arrays of other libraries",
    r"callback": "scikit-learn's callbacks; ours are steps(X, y)",
    r"metadata_routing": "LogisticRegressionCV's routing of metadata",
    r"csr|coo|sparse|sparsify": SPARSE,
}

ON_PURPOSE = {
    "test_liblinear_dual_random_state": "our solvers draw nothing: every random_state gives the minimum, where liblinear's dual stops beside it",
    "test_logreg_predict_proba_multinomial": "calls a private method of scikit-learn's, _predict_proba_lr",
    "test_liblinear_with_large_values": "wants an error where liblinear would freeze; ours does not freeze and answers",
    "test_newton_cholesky_fallback_to_lbfgs": "wants the rounds of scikit-learn's L-BFGS, to which its Newton turns; ours adds a ridge and goes on",
}


class Report:
    """Counts outcomes."""

    def __init__(self):
        self.outcomes = collections.defaultdict(list)

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or (report.when == "setup" and report.skipped):
            self.outcomes[report.outcome].append(report)

    def pytest_collection_modifyitems(self, config, items):
        import re

        kept, dropped = [], []
        for item in items:
            reason = next((why for pattern, why in LEFT_OUT.items() if re.search(pattern, item.nodeid.split("::")[-1])), None)
            (dropped if reason else kept).append(item)
            if reason:
                self.outcomes["left out"].append((item.name, reason))
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def main():
    assert sklearn.__version__ == VERSION, f"scikit-learn {sklearn.__version__}, wanted {VERSION}"
    # Before the tests are imported: their parameters name the class.
    sklearn.linear_model.LogisticRegression = openwork.linear_model.LogisticRegression
    tests = Path(sklearn.linear_model.__file__).parent / "tests" / "test_logistic.py"
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["-q", "-p", "no:cacheprovider", "--rootdir", folder, "--import-mode=importlib", "-W", "ignore::FutureWarning"]
        pytest.main([*arguments, *sys.argv[1:], str(tests)], plugins=[report])
    print("\nof scikit-learn's test_logistic.py, with ours in place of its own:")
    for outcome in ("passed", "failed", "skipped", "left out"):
        print(f"  {outcome}: {len(report.outcomes[outcome])}")
    for name, count in collections.Counter(reason for _, reason in report.outcomes["left out"]).items():
        print(f"    left out, {name}: {count}")
    for failed in report.outcomes["failed"]:
        name = failed.nodeid.split("::")[-1]
        print(f"    failed: {name}: {ON_PURPOSE.get(name.split('[')[0], 'NOT EXPECTED')}")


if __name__ == "__main__":
    main()
