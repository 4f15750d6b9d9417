#!/usr/bin/env python3
"""Runs scikit-learn's own tests of model selection with our functions in place of its own, and says how many pass.

    python parity/peer_tests_selection.py            the summary, and each test that does not pass with its reason
    python parity/peer_tests_selection.py -k kfold   as pytest

Needs scikit-learn 1.9.1 with its tests, pytest, and openwork. Tests of what openwork does not have (randomised search, permutation
tests, learning curves, metadata routing) run on scikit-learn's own code, and are therefore not counted.
"""

import collections
import pathlib
import sys

import pytest
import sklearn.model_selection as theirs
import sklearn.model_selection.tests

import openwork.model_selection as ours

FILES = ["test_split.py", "test_validation.py", "test_search.py"]
NAMES = [name for name in ours.__all__ if hasattr(theirs, name)]

# What is not ours to pass, by a part of the test's name, and why.
OTHER = {
    "array_api": "array API dispatch of other array libraries is not offered",
    "metadata": "metadata routing (`set_..._request`) is scikit-learn's own machinery",
    "routing": "metadata routing is scikit-learn's own machinery",
    "permutation_test": "permutation tests are not offered",
    "learning_curve": "learning curves are not offered",
    "validation_curve": "validation curves are not offered",
    "random_search": "randomised search is not offered",
    "randomized": "randomised search is not offered",
    "param_sampler": "randomised search is not offered",
    "parameters_sampler": "randomised search is not offered",
    "halving": "halving search is not offered",
    "set_split_request": "metadata routing is scikit-learn's own machinery",
    "callback": "scikit-learn's callbacks are its own machinery",
    "html": "HTML pictures of estimators are scikit-learn's own",
    "_validate_shuffle_split": "tests a private function of scikit-learn",
    "yields_constant_splits": "tests a private function of scikit-learn",
    "build_repr": "tests a private function of scikit-learn",
    "fit_and_score": "tests a private function of scikit-learn",
    "leave_group_out": "splitters that leave groups out are not offered",
    "leave_one_p_group": "splitters that leave groups out are not offered",
    "group_shuffle": "GroupShuffleSplit is not offered",
}


class Tally:
    def __init__(self):
        self.results = {}

    @pytest.fixture
    def global_random_seed(self):
        """scikit-learn's fixture of that name, with its default."""
        return 42

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.failed or report.skipped:
            text = str(report.longrepr).strip().splitlines()[-1] if report.failed else ""
            self.results[report.nodeid.split("::", 1)[1]] = (report.outcome, report.nodeid.split("/")[-1].split("::")[0], text)


def main():
    for name in NAMES:
        setattr(theirs, name, getattr(ours, name))
    folder = pathlib.Path(sklearn.model_selection.tests.__file__).parent
    tally = Tally()
    files = [str(folder / name) for name in FILES]
    arguments = ["-q", "--no-header", "--no-summary", "-p", "no:cacheprovider", "--import-mode=importlib", "-x" if "-x" in sys.argv else "--tb=short"]
    pytest.main([*arguments, *files, *[a for a in sys.argv[1:] if a != "-x"]], plugins=[tally])
    counts = collections.defaultdict(collections.Counter)
    failed = []
    for name, (outcome, file, text) in tally.results.items():
        other = next((why for part, why in OTHER.items() if part in name), None)
        if other:
            counts[file]["not counted"] += 1
        else:
            counts[file][outcome] += 1
            if outcome == "failed":
                failed.append((file, name, text))
    print(f"\n{len(NAMES)} names replaced: {', '.join(NAMES)}")
    for file in FILES:
        print(f"{file}: " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts[file].items())))
    for file, name, text in failed:
        print(f"FAILED {file} {name}: {text[:300]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
