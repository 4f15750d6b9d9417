"""What the references answer at the tour's stops for weighing and finding texts: writes `tour_search.json`.

The texts are the twenty proverbs of the command, taken from its source.
"""

import json
import re
from pathlib import Path

import bm25s
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

ROOT = Path(__file__).parent.parent
QUERY = "a bird and a stone"


def main():
    source = (ROOT / "crates/openwork-cli/src/text_documents.rs").read_text()
    proverbs = re.search(r'PROVERBS: &str = "\\\n(.*?)";', source, re.S)[1].splitlines()
    vectorizer = TfidfVectorizer()
    matrix = vectorizer.fit_transform(proverbs)
    first = matrix[0].toarray().ravel()
    terms = vectorizer.get_feature_names_out()
    cosines = cosine_similarity(vectorizer.transform([QUERY]), matrix).ravel()
    analyze = vectorizer.build_analyzer()
    model = bm25s.BM25(method="lucene", k1=1.5, b=0.75, dtype="float64")
    model.index([analyze(p) for p in proverbs], show_progress=False)
    scores = model.get_scores(analyze(QUERY))

    def best(values):
        order = np.lexsort((np.arange(len(values)), -np.round(values, 12)))[:3]
        return [[int(i), float(values[i])] for i in order]

    answers = {
        "tfidf": {"terms": len(terms), "weights": matrix.nnz, "first": {terms[i]: float(first[i]) for i in np.flatnonzero(first)}},
        "similarity": best(cosines),
        "bm25": best(scores),
    }
    (Path(__file__).parent / "tour_search.json").write_text(json.dumps(answers, indent=1) + "\n")


if __name__ == "__main__":
    main()
