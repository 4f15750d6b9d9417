"""Measures of rankings."""

import os
from typing import NamedTuple

import numpy as np

from .._openwork import ranking_compare, ranking_of_dicts, ranking_of_files

__all__ = ["RankingComparison", "RankingResult", "compare_runs", "ranking"]


class RankingResult:
    """The measures of each query and over all of them.

    ``mean`` is a dictionary of measures: means, of counts (``num_``) sums, of ``gm_`` measures geometric means. ``per_query``
    has such a dictionary for each query. ``not_run`` and ``not_judged`` name the queries that only one side has.
    """

    def __init__(self, names, queries, values, mean, not_run, not_judged):
        self.names, self.queries, self.values = names, queries, values
        self.mean = dict(zip(names, mean))
        self.not_run, self.not_judged = not_run, not_judged

    @property
    def per_query(self):
        """A dictionary of measures for each query."""
        names = self.names
        return {query: dict(zip(names, row)) for query, row in zip(self.queries, self.values.tolist())}

    def __repr__(self):
        means = ", ".join(f"{name}={value:.4f}" for name, value in self.mean.items())
        return f"RankingResult({len(self.queries)} queries, {means})"


class RankingComparison(NamedTuple):
    """The second run against the first, over the queries that both have."""

    measure: str
    queries: int
    first: float
    second: float
    difference: float
    t: "float | None"
    t_p: float
    randomisation_p: float
    swaps: int


def ranking(
    qrels,
    run,
    measures=("map", "recip_rank", "ndcg", "ndcg_cut_10"),
    relevance_level=1,
    judged_docs_only=False,
    complete=False,
    double=False,
):
    """Judges a run: ``qrels`` and ``run`` are ``{query: {document: relevance}}`` and ``{query: {document: score}}``, or the
    paths of TREC files.

    Measures have trec_eval's names (``map``, ``P_10``, ``ndcg_cut_10``, bundles such as ``official``); values are
    pytrec_eval's: ties go by document name, last first, and scores are compared in single precision, or as they are with
    ``double=True`` (trec_eval 10).

        >>> ranking({"q": {"a": 1}}, {"q": {"b": 2.0, "a": 1.0}}, ["recip_rank"]).mean
        {'recip_rank': 0.5}
    """
    measures = [measures] if isinstance(measures, str) else list(measures)
    settings = (measures, relevance_level, bool(judged_docs_only), bool(complete), bool(double))
    paths = [isinstance(x, (str, os.PathLike)) for x in (qrels, run)]
    if all(paths):
        return RankingResult(*ranking_of_files(qrels, run, settings))
    if any(paths):
        raise TypeError("qrels and run must both be dictionaries or both be paths of TREC files")
    return RankingResult(*ranking_of_dicts(_dicts(qrels), _dicts(run), settings))


def _dicts(table):
    if type(table) is dict and all(isinstance(row, dict) for row in table.values()):
        return table
    try:
        return {query: row if isinstance(row, dict) else dict(row) for query, row in table.items()}
    except (AttributeError, TypeError, ValueError):
        raise TypeError(f"a {type(table).__name__} is given, wanted a dictionary of dictionaries: {{query: {{document: number}}}}") from None


def compare_runs(first, second, measure=None, n_swaps=10000, random_state=0):
    """Whether the second :class:`RankingResult` is better than the first or chance: a paired t-test and a randomisation test over
    the queries that both have. One :class:`RankingComparison` for each measure that both have, or for ``measure``."""
    shared = [name for name in first.names if name in second.names and not name.startswith("num_")]
    if measure is not None and measure not in shared:
        raise ValueError(f"measure = {measure!r}, wanted one that both runs have: {', '.join(shared)}")
    rows = {query: i for i, query in enumerate(second.queries)}
    pairs = [(i, rows[query]) for i, query in enumerate(first.queries) if query in rows]
    found = []
    for name in shared if measure is None else [measure]:
        a = np.ascontiguousarray(first.values[[i for i, _ in pairs], first.names.index(name)])
        b = np.ascontiguousarray(second.values[[j for _, j in pairs], second.names.index(name)])
        difference, *rest = ranking_compare(a, b, n_swaps, random_state)
        found.append(RankingComparison(name, len(pairs), float(a.mean()), float(b.mean()), difference, *rest))
    return found if measure is None else found[0]
