"""TF-IDF: scikit-learn's CountVectorizer and TfidfVectorizer over their options; the textbook's form by its definition.

Texts are sentences, words drawn by Zipf's law, and random characters of many scripts. Where `max_features` cuts, the counts at the
cut differ: scikit-learn breaks ties there by an unstable sort.
"""

import math
import random
from collections import Counter

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from common import Suite

SENTENCES = """This is the first document. | This document is the second document. | And this is the third one. |
Is this the first document? | I am a cat, you're a dog; we don't know x_1, 2nd or 3.14! | The CAT sat on the mat -- the mat sat. |
Naïve café déjà-vu: Ångström ﬁnds Ω, Ñandú and Straße. | ΟΔΟΣ και οδός, İstanbul ve ISPARTA | 你好 世界，机器学习 is 机器 | नमस्ते दुनिया | | a I . ! |
the the the the and and of to in a an it for on with as is was""".split("|")
OTHERS = ["The second cat saw a naive cafe", "nothing known zzz", "", "document document this 你好 CAT cat"]

RUNS = {
    "defaults": {},
    "counts": {"kind": "count"},
    "counts, binary": {"kind": "count", "binary": True},
    "words of one letter too": {"unit": "all-words"},
    "cut at spaces": {"unit": "spaced"},
    "capitals stay": {"lowercase": False},
    "accents off": {"accents": "unicode"},
    "accents off, ASCII": {"accents": "ascii"},
    "stop words": {"stop": "english"},
    "stop words given, bigrams": {"stop": ["the", "is", "and"], "ngrams": [1, 2]},
    "bigrams and trigrams": {"ngrams": [2, 3]},
    "characters": {"unit": "char", "ngrams": [1, 2]},
    "characters within words": {"unit": "char_wb", "ngrams": [2, 3]},
    "at least two texts": {"min_df": 2},
    "at least a tenth, at most a third": {"min_df": 0.1, "max_df": 0.34},
    "at most three texts": {"max_df": 3},
    "the commonest": {"max_features": 5, "kind": "count"},
    "the commonest, binary": {"max_features": 9, "binary": True},
    "a vocabulary": {"vocabulary": ["this", "cat", "nowhere", "document", "你好"]},
    "no norm": {"norm": None},
    "norm l1": {"norm": "l1"},
    "no smoothing": {"smooth": False},
    "no idf": {"use_idf": False},
    "sublinear": {"sublinear": True},
    "sublinear, no smoothing, l1, binary": {"sublinear": True, "smooth": False, "norm": "l1", "binary": True},
    "no idf, no norm": {"use_idf": False, "norm": None},
    "the textbook's": {"kind": "textbook"},
}


def arguments(run):
    unit = run.get("unit", "words")
    options = {
        "analyzer": unit if unit.startswith("char") else "word",
        "lowercase": run.get("lowercase", True),
        "strip_accents": run.get("accents"),
        "stop_words": run.get("stop"),
        "ngram_range": tuple(run.get("ngrams", (1, 1))),
        "min_df": run.get("min_df", 1),
        "max_df": run.get("max_df", 1.0),
        "max_features": run.get("max_features"),
        "vocabulary": run.get("vocabulary"),
        "binary": run.get("binary", False),
    }
    if unit == "all-words":
        options["token_pattern"] = r"(?u)\b\w+\b"
    if unit == "spaced":
        options["tokenizer"], options["token_pattern"] = str.split, None
    return options


def flat(matrix):
    matrix = matrix.tocsr()
    matrix.sort_indices()
    return {"starts": matrix.indptr, "indices": matrix.indices, "values": np.asarray(matrix.data, np.float64)}


def textbook(texts, others):
    analyze = CountVectorizer().build_analyzer()
    words = [analyze(text) for text in texts]
    df = Counter(term for text in words for term in set(text))
    terms = sorted(df)
    place = {term: i for i, term in enumerate(terms)}

    def weighed(texts):
        starts, indices, values = [0], [], []
        for text in texts:
            counts = Counter(term for term in text if term in place)
            for term in sorted(counts):
                indices.append(place[term])
                values.append(counts[term] / len(text) * math.log(len(words) / (df[term] + 1)))
            starts.append(len(indices))
        return {"starts": starts, "indices": indices, "values": values}

    return terms, weighed(words), weighed([analyze(text) for text in others])


def expected(run, texts, others):
    kind = run.get("kind", "tfidf")
    if kind == "textbook":
        return textbook(texts, others)
    if kind == "count":
        vectorizer = CountVectorizer(**arguments(run))
    else:
        weights = {"norm": run.get("norm", "l2"), "use_idf": run.get("use_idf", True), "smooth_idf": run.get("smooth", True)}
        vectorizer = TfidfVectorizer(**arguments(run), **weights, sublinear_tf=run.get("sublinear", False))
    matrix = vectorizer.fit_transform(texts)
    if run.get("max_features"):
        everything = CountVectorizer(**{**arguments(run), "max_features": None}).fit_transform(texts)
        totals = np.sort(np.asarray(everything.sum(0)).ravel())[::-1]
        cut = run["max_features"]
        assert len(totals) <= cut or totals[cut - 1] > totals[cut], f"a tie at the cut: {totals[:cut + 1]}"
    return list(vectorizer.get_feature_names_out()), flat(matrix), flat(vectorizer.transform(others))


def main():
    suite = Suite("tfidf", "scikit-learn TfidfVectorizer, CountVectorizer", __file__)
    rng = random.Random(11)
    zipf = [" ".join(f"w{min(int(rng.paretovariate(0.7)), 150)}" for _ in range(rng.randint(0, 12))) for _ in range(36)]
    pools = ["abcXYZ019_ .,\n", "äöüßéÉİıK\u212a\u0130ñ", "你好世界²Ⅷ½", "नमस्ते ", "ΣσςΑ ", "😀👍🏽\u200d", "\t\r\u2028\u0085\x00\x1c\x1f-_", "e\u0301o\u0308ﬁ"]
    noise = ["".join(rng.choice(rng.choice(pools)) for _ in range(rng.randint(0, 30))) for _ in range(22)]
    sets = {"sentences": [t.strip("\n") for t in SENTENCES], "Zipf": zipf, "random characters": noise}
    # Not the cuts whose counts are tied.
    cuts = {"sentences": (2, 2), "Zipf": (5, 5), "random characters": (1, 1)}
    for name, texts in sets.items():
        others = OTHERS + texts[:2]
        runs = []
        for title, run in RUNS.items():
            if "max_features" in run:
                run = {**run, "max_features": cuts[name][run.get("binary", False)]}
            if name != "sentences" and title == "a vocabulary" or name == "Zipf" and "char" in title:
                continue
            try:
                terms, matrix, other = expected(run, texts, others)
            except ValueError as refused:  # no term is left: refused by both
                assert "no terms remain" in str(refused)
                nothing = {"starts": [], "indices": [], "values": []}
                terms, matrix, other = [], nothing, nothing
            runs.append({"title": title, "options": run, "terms": terms, "matrix": matrix, "others": other})
        suite.add(name=name, texts=texts, others=others, runs=runs, tolerance=1e-12)
    suite.write()


if __name__ == "__main__":
    main()
