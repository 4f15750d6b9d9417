"""What the references answer at the tour's stops for stemmers and the lemmatizer: `python tour_words.py WORDNET` writes `tour_words.json`."""

import json
import sys
from pathlib import Path

import Stemmer

from wordnet_reader import lemmatizer

STEMMED = [
    ("english", "generously"),
    ("german", "aufeinanderfolgenden"),
    ("spanish", "torneadas"),
    ("russian", "важнейшими"),
    ("turkish", "kitaplarda"),
]
LEMMATIZED = [("wolves", "n"), ("does", "n"), ("does", "v"), ("better", "a"), ("hoping", "v")]


def main():
    wordnet = lemmatizer(sys.argv[1])
    answers = {
        "snowball": [Stemmer.Stemmer(language).stemWord(word) for language, word in STEMMED],
        "lemmatize": [wordnet.lemmatize(word, pos) for word, pos in LEMMATIZED],
    }
    (Path(__file__).parent / "tour_words.json").write_text(json.dumps(answers, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
