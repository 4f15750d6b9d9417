"""Stemmers and the lemmatizer beside NLTK and PyStemmer, from Python: a list of words in, a list of words out.

The lemmatizer's peer reads WordNet's files; the folder of `index.*`, `data.*` and `*.exc` is named by the variable WORDNET, and the peer is
left out where it is not.
"""

import gzip
import os
import random
import sys
from pathlib import Path

from harness import Contender
from rows import optional, row

PARITY = Path(__file__).parent.parent / "parity"


def zipf(n):
    """n words, drawn from Porter's vocabulary as often as their rank says; each a string of its own, as a tokenizer makes them."""
    with gzip.open(PARITY / "words/porter.tsv.gz", "rt") as file:
        types = [line.split("\t")[0] for line in file][:30000]
    rng = random.Random(1)
    rng.shuffle(types)
    return " ".join(rng.choices(types, weights=[1 / (i + 1) for i in range(len(types))], k=n)).split()


def differing(truth):
    return lambda found: float(sum(a != b for a, b in zip(found, truth, strict=True)))


def stemming(workload, quick, ours, language):
    words = zipf(100_000 if quick else 1_000_000)
    contenders = [Contender("openwork", "2 threads", lambda _: ours(words))]
    if peer := optional("Stemmer"):
        cached, plain = peer.Stemmer(language), peer.Stemmer(language, 0)
        contenders.append(Contender("PyStemmer", "its cache, 1 thread", lambda _: cached.stemWords(words)))
        contenders.append(Contender("PyStemmer", "no cache, 1 thread", lambda _: plain.stemWords(words)))
    return words, contenders


@row(
    id="porter-1m",
    algorithm="porter",
    title="Porter stemmer, 1 million words (Zipf, 30 000 types)",
    accuracy_name="stems that differ",
    bars={"NLTK": 50.0, "PyStemmer": 1.0},
    samples=3,
)
def porter(workload, quick):
    import openwork.text

    words, contenders = stemming(workload, quick, openwork.text.PorterStemmer(mode="ORIGINAL_ALGORITHM").stem_all, "porter")
    if peer := optional("nltk.stem.porter"):
        stemmer = peer.PorterStemmer(mode="ORIGINAL_ALGORITHM")
        contenders.append(Contender("NLTK", "1 thread", lambda _: [stemmer.stem(word) for word in words]))
    workload.accuracy = differing(contenders[0].work(None))
    return contenders


@row(
    id="snowball-1m",
    algorithm="snowball",
    title="Snowball's English stemmer, 1 million words (Zipf, 30 000 types)",
    accuracy_name="stems that differ",
    bars={"PyStemmer": 1.0},
)
def snowball(workload, quick):
    import openwork.text

    _, contenders = stemming(workload, quick, openwork.text.SnowballStemmer("english").stem_all, "english")
    workload.accuracy = differing(contenders[0].work(None))
    return contenders


@row(
    id="lemmatize-1m",
    algorithm="lemmatize",
    title="WordNet lemmatizer, 1 million words as verbs (Zipf, 30 000 types)",
    accuracy_name="lemmas that differ",
    bars={"NLTK": 10.0},
    samples=3,
)
def lemmatize(workload, quick):
    import openwork.text

    words = zipf(100_000 if quick else 1_000_000)
    ours = openwork.text.WordNetLemmatizer()
    contenders = [Contender("openwork", "2 threads", lambda _: ours.lemmatize_all(words, "v"))]
    if "WORDNET" not in os.environ:
        print("  without NLTK: WORDNET names no folder", file=sys.stderr)
    elif optional("nltk"):
        sys.path.insert(0, str(PARITY))
        from wordnet_reader import lemmatizer

        theirs = lemmatizer(os.environ["WORDNET"])
        contenders.append(Contender("NLTK", "1 thread", lambda _: [theirs.lemmatize(word, "v") for word in words]))
    workload.accuracy = differing(contenders[0].work(None))
    return contenders
