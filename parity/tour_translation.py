"""What sacreBLEU answers at the tour's stops for translations: writes `tour_translation.json`."""

import json
from pathlib import Path

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER

HERE = Path(__file__).parent
TEXTS = HERE.parent / "data/translations"


def lines(name):
    return (TEXTS / f"{name}.txt").read_text().splitlines()


def main():
    assert sacrebleu.__version__.startswith("2.6.")
    references = [lines("ref"), lines("ref2")]
    answers = {
        "reference": f"sacreBLEU {sacrebleu.__version__}",
        "generator": "parity/tour_translation.py",
        "bleu": [BLEU().corpus_score(lines(system), references).score for system in ("a", "b")],
        "chrf": [CHRF(word_order=2).corpus_score(lines(system), references).score for system in ("a", "b")],
        "ter": [TER().corpus_score(lines(system), references).score for system in ("a", "b")],
    }
    (HERE / "tour_translation.json").write_text(json.dumps(answers, indent=1) + "\n")


if __name__ == "__main__":
    main()
