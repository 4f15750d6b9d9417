"""The lemmatizer: NLTK's reader and WordNetLemmatizer over WordNet 3.0, the same files that the embedded list was made from.

`python lemmatize.py WORDNET`, the folder of `index.*`, `data.*` and `*.exc`. The words are all lemmas and irregular forms of WordNet,
Porter's vocabulary (`words/porter.tsv.gz`: the words of real texts) and words that trip implementations, each as each part of
speech. Only the answers are written that are not plain: `word lemma lemma` where a word's lemmas are others than the word itself
for a lemma and none for any other; `-` stands for the word. The lists of lemmas are held equal by their number and CRC-32.
`peer_tests_lemmatize.py` compares the tokens of a tagged corpus.
"""

import gzip
import importlib.metadata
import sys
import zlib
from pathlib import Path

from common import Suite
from wordnet_reader import lemmatizer, reader

ODD = """does was has us better best further leaves saw left men axes glasses meeting Dogs DOGS dogs' dog's s es ses ies ing ed er est
sing ring red bed her nest ss sss zzzs women firemen 's a an i ii iii iv 1 1990s 24/7 catss ice_creams hot_dogs hot dogs attorneys_general
mothers-in-law geese oxen data criteria lying dying tying lay lain lies hoping hopping hoped bigger biggest nicer wider
running ran runs been being were goes gone worse worst farther elder eldest été naïve naïves Straße слова 你好s""".split()


def main():
    wordnet, lemmatize = reader(sys.argv[1]), lemmatizer(sys.argv[1]).lemmatize
    lemmas = {pos: sorted(w for w, has in wordnet._lemma_pos_offset_map.items() if pos in has) for pos in "nvar"}
    every = sorted({w for words in lemmas.values() for w in words} | {w for pos in "nvar" for w in wordnet._exception_map[pos]})
    with gzip.open(Path(__file__).parent / "words/porter.tsv.gz", "rt") as file:
        vocabulary = [line.split("\t")[0] for line in file]
    suite = Suite("lemmatize", "NLTK WordNetLemmatizer over WordNet 3.0", __file__)
    suite.head["version"] = importlib.metadata.version("nltk")

    def answers(words, pos):
        lines = []
        for word in words:
            found = wordnet._morphy(word, pos)
            assert found == wordnet._morphy(word, "s") or pos != "a"
            assert lemmatize(word, pos) == (min(found, key=len) if found else word)
            if found != ([word] if pos in wordnet._lemma_pos_offset_map.get(word, ()) else []):
                lines.append(" ".join([word, *("-" if lemma == word else lemma for lemma in found)]))
        return "\n".join(lines)

    seen = set(every)
    sets = {"wordnet": every, "vocabulary": [word for word in vocabulary if word not in seen], "odd": ODD}
    for pos in "nvar":
        crc = zlib.crc32("\n".join(lemmas[pos]).encode())
        for name, words in sets.items():
            given = " ".join(words) if name == "odd" else ""
            suite.add(
                name=f"{name}, {pos}", pos=pos, set=name, words=given, count=len(words),
                lemmas=len(lemmas[pos]), crc=crc, expected=answers(words, pos), tolerance=0,
            )
    suite.write()


if __name__ == "__main__":
    main()
