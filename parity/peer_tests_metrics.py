"""Runs scikit-learn's own tests of its metrics with ours in place of its own.

    python parity/peer_tests_metrics.py [what pytest is to be told besides]

Every public function of `openwork.metrics` that scikit-learn has under the same name is put there before the tests are imported. What
does not pass must be a line of EXPLAINED, which says why; the others fail the run.
"""

import pathlib
import sys

import pytest
import sklearn.metrics

import openwork.metrics

FILES = ["test_classification.py", "test_ranking.py", "test_regression.py", "test_common.py"]
NAMES = [name for name in openwork.metrics.__all__ if hasattr(sklearn.metrics, name)]

# Part of a test's name -> why it does not pass, or is not about these functions.
EXPLAINED = {
    "test_confusion_matrix_dtype": "int64 weights that overflow wrap round there; here they are summed in double precision",
    "test_confusion_matrix_at_thresholds_positional_args_deprecation": "asks for a warning about an old way to call, which is not taken here",
}


class Instead:
    """Puts our functions in the place of scikit-learn's, and counts."""

    def __init__(self):
        self.passed, self.failed, self.skipped = 0, [], 0

    @pytest.fixture
    def global_random_seed(self):
        """scikit-learn's own fixture, which its tests find where they are run from its root."""
        return 42

    def pytest_configure(self):
        import sklearn.metrics._classification
        import sklearn.metrics._ranking
        import sklearn.metrics._regression

        homes = [sklearn.metrics, sklearn.metrics._classification, sklearn.metrics._ranking, sklearn.metrics._regression]
        for name in NAMES:
            for home in homes:
                if hasattr(home, name):
                    setattr(home, name, getattr(openwork.metrics, name))

    def pytest_runtest_logreport(self, report):
        if report.skipped and report.when in ("setup", "call"):
            self.skipped += 1
        elif report.failed:
            self.failed.append(report.nodeid.split("::", 1)[-1])
        elif report.when == "call":
            self.passed += 1


def main():
    folder = pathlib.Path(sklearn.metrics.__file__).parent / "tests"
    counts = Instead()
    pytest.main([*(str(folder / f) for f in FILES), "-q", "-p", "no:cacheprovider", "--no-header", *sys.argv[1:]], plugins=[counts])
    unexplained = [test for test in counts.failed if not any(part in test for part in EXPLAINED)]
    print(f"{len(NAMES)} functions in scikit-learn's place: {counts.passed} tests pass, {counts.skipped} were skipped, {len(counts.failed)} do not pass")
    for part, why in EXPLAINED.items():
        print(f"  {sum(part in test for test in counts.failed):4} {part}: {why}")
    for test in unexplained:
        print(f"       unexplained: {test}")
    return bool(unexplained)


if __name__ == "__main__":
    sys.exit(main())
