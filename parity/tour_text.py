"""What the references answer at the tour's stops for texts and rankings: writes `tour_text.json`."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytrec_eval
from nltk.stem.porter import PorterStemmer
from nltk.tokenize import NLTKWordTokenizer
from rouge_score import rouge_scorer

from clean import characters

ROOT = Path(__file__).parent.parent
SUMMARIES = ["the cat was found under the bed", "police killed the gunman", "prices rose sharply in the second quarter"]
REFERENCES = ["the cat was under the bed", "the gunman was shot down by police", "in the second quarter prices were rising sharply"]
LIKELIHOODS = [-2.1, -0.3, -4.2, -1.1, -0.02, -3.3, -0.9, -1.6]
WORDS = ["relational", "generalizations", "skies", "hopping", "enjoyment"]
PAGE = "<p title='a>b'>Whales &gt; fish<!-- no --> <script>if (a<b) {}</script>&mdash; 3 < 5</p>"
SENTENCE = "They'll say \"No!\" to the cannot-do list, won't they?"
MEASURES = ["map", "recip_rank", "ndcg", "ndcg_cut_10"]


def main():
    types = ["rouge1", "rouge2", "rougeL"]
    scorer = rouge_scorer.RougeScorer(types, use_stemmer=True)
    scores = [scorer.score(r, h) for r, h in zip(REFERENCES, SUMMARIES)]
    with gzip.open(ROOT / "data/trec_eval/qrels.test.gz", "rt") as judged, gzip.open(ROOT / "data/trec_eval/results.test.gz", "rt") as run:
        found = pytrec_eval.RelevanceEvaluator(pytrec_eval.parse_qrel(judged), MEASURES).evaluate(pytrec_eval.parse_run(run))
    answers = {
        "rouge": [float(np.mean([s[t].fmeasure for s in scores])) for t in types],
        "perplexity": float(np.exp(-np.mean(LIKELIHOODS))),
        "ranking": [float(np.mean([row[m] for row in found.values()])) for m in MEASURES],
        "clean": characters(PAGE),
        "word_tokenize": NLTKWordTokenizer().tokenize(SENTENCE),
        "porter": [PorterStemmer().stem(word) for word in WORDS],
    }
    (Path(__file__).parent / "tour_text.json").write_text(json.dumps(answers, indent=1) + "\n")


if __name__ == "__main__":
    main()
