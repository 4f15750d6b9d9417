"""Runs rouge_score's and pytrec_eval's own test cases against openwork.

    python peer_tests_rouge_ranking.py ROUGE_SCORE_SDIST PYTREC_EVAL_REPOSITORY

ROUGE_SCORE_SDIST is the unpacked source of rouge_score 0.1.2; PYTREC_EVAL_REPOSITORY a checkout of pytrec_eval with trec_eval's
tests under `trec_eval/test`. The peers' scorers are replaced by thin shims over openwork, their tests are run as they are, and
each test that does not pass is named.
"""

import importlib.util
import re
import sys
import tempfile
import types
import unittest
from pathlib import Path

import openwork.metrics as ours


class RougeScorer:
    """rouge_score's scorer over openwork.metrics.rouge."""

    def __init__(self, rouge_types, use_stemmer=False, split_summaries=False, tokenizer=None):
        if split_summaries or tokenizer is not None:
            raise unittest.SkipTest("openwork splits no sentences and takes no tokenizer objects")
        self.types, self.stem = list(rouge_types), use_stemmer

    def score(self, target, prediction):
        return self.score_multi([target], prediction)

    def score_multi(self, targets, prediction):
        # rouge_score takes a JSON number of a type for an unknown one too.
        return ours.rouge([prediction], [list(targets)], self.types, self.stem).scores[0]


class RelevanceEvaluator:
    """pytrec_eval's evaluator over openwork.metrics.ranking; runid and relstring, which are 0 there, are added."""

    def __init__(self, query_relevance, measures, relevance_level=1, judged_docs_only_flag=False):
        self.qrels, self.measures, self.level, self.judged = query_relevance, list(measures), relevance_level, judged_docs_only_flag

    def evaluate(self, run):
        if not run:
            return {}
        textual = {"runid", "relstring"}
        bundles = {"official": {"runid"}, "set": {"runid"}, "all_trec": textual}
        added = set().union(*({m} & textual | bundles.get(m, set()) for m in self.measures), set())
        wanted = [m for m in self.measures if m not in textual]
        found = ours.ranking(self.qrels, run, wanted, self.level, self.judged).per_query
        return {q: row | dict.fromkeys(added, 0.0) for q, row in found.items()}


def load(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def count(name, suite):
    result = unittest.TextTestRunner(stream=open("/dev/null", "w")).run(suite)
    bad = result.failures + result.errors
    passed = result.testsRun - len(bad) - len(result.skipped)
    print(f"{name}: {passed} of {result.testsRun} pass")
    for test, why in result.skipped:
        print(f"  skipped {test.id().rsplit('.', 1)[-1]}: {why}")
    for test, trace in bad:
        print(f"  failed  {test.id().rsplit('.', 1)[-1]}: {trace.strip().splitlines()[-1][:150]}")


def main():
    rouge_score, pytrec = map(Path, sys.argv[1:])
    from rouge_score import rouge_scorer, test_util, tokenize

    # The source distribution lacks its test data: the cases that read them are left out where they are not at hand.
    data = rouge_score / "rouge_score" / "testdata"
    missing = not data.exists()
    if missing:
        data = Path(tempfile.mkdtemp(prefix="openwork-peer-"))
        for name in ("target.txt", "prediction.txt"):
            (data / name).write_text("\n")
    for name, file in (("TARGETS", "target"), ("PREDICTIONS", "prediction"), ("LARGE_TARGETS", "target_large"), ("LARGE_PREDICTIONS", "prediction_large")):
        setattr(test_util, f"{name}_FILE", str(data / f"{file}.txt"))
    test_util.PYROUGE_DIR = str(data / "pyrouge_files")
    tests = unittest.TestSuite()
    rouge_scorer.RougeScorer = RougeScorer
    own_tokenize = tokenize.tokenize
    tokenize.tokenize = lambda text, stemmer: ours.rouge_tokens(text, use_stemmer=stemmer is not None)
    for name in ("rouge_scorer_test", "tokenize_test"):
        module = load(rouge_score / "rouge_score" / f"{name}.py", name)
        tests.addTests(unittest.defaultTestLoader.loadTestsFromModule(module))
    if missing:
        every = [case for group in tests for case in group]
        kept = [case for case in every if not re.search("AgainstRouge155|LsumLarge", case.id())]
        print(f"rouge_score: {len(every) - len(kept)} tests left out, whose data the source distribution lacks")
        tests = unittest.TestSuite(kept)
    count("rouge_score", tests)
    tokenize.tokenize = own_tokenize

    import pytrec_eval

    pytrec_eval.RelevanceEvaluator = RelevanceEvaluator
    source = (pytrec / "tests" / "pytrec_eval_tests.py").read_text()
    source = re.sub(r"if __name__ == '__main__':\n    assert.*?\n\n", "if True:\n", source, flags=re.S).replace("    unittest.main()\n", "")
    module = types.ModuleType("pytrec_eval_tests")
    module.__file__ = str(pytrec / "tests" / "pytrec_eval_tests.py")
    exec(compile(source, module.__file__, "exec"), module.__dict__)
    count("pytrec_eval", unittest.defaultTestLoader.loadTestsFromModule(module))


if __name__ == "__main__":
    main()
