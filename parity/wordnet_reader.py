"""NLTK's reader of WordNet, and its lemmatizer, over a folder of WordNet's own files and without NLTK's downloaded data.

The folder holds `index.*`, `data.*` and `*.exc` of WordNet 3.0, as `data/wordnet/make.py` says where to find them.
"""

import warnings
from pathlib import Path

import nltk
from nltk.corpus.reader.wordnet import WordNetCorpusReader
from nltk.stem.wordnet import WordNetLemmatizer


class Reader(WordNetCorpusReader):
    """The names of the lexicographers' files and the map to other versions are not needed for lemmas, nor are they in the folder."""

    def open(self, file):
        return (Path(str(self._root)) / file).open(encoding="ascii") if file != "lexnames" else iter_nothing()

    def map_wn(self, version="wordnet"):
        return None


class iter_nothing:
    def __enter__(self):
        return iter(())

    def __exit__(self, *_):
        return None


def reader(folder):
    """The reader; NLTK's lemmatizer asks it from then on."""
    folder = Path(folder).resolve()
    nltk.data.path.append(str(folder.parent))  # NLTK refuses folders that it was not told of
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that it has no other languages
        nltk.corpus.wordnet = Reader(str(folder), None)
    return nltk.corpus.wordnet


def lemmatizer(folder):
    reader(folder)
    return WordNetLemmatizer()
