"""The Porter stemmer: NLTK's PorterStemmer in its three modes.

The words are the whole of Porter's own vocabulary, as snowball-data carries it, in `words/porter.tsv.gz` with their stems in the
three modes (checked to be the vocabulary's own stems for the original algorithm); words that the rules disagree on; and random
letters of several scripts. `python porter.py VOC OUTPUT` writes the vocabulary too, from snowball-data's `porter/voc.txt` and `output.txt`.
"""

import gzip
import importlib.metadata
import io
import random
import sys
from pathlib import Path

from nltk.stem.porter import PorterStemmer

from common import Suite

MODES = ["NLTK_EXTENSIONS", "MARTIN_EXTENSIONS", "ORIGINAL_ALGORITHM"]
ODD = """a as is sky skies dying lying tying news innings inning outings outing cannings canning howe proceed exceed succeed
die dies died tie ties spied flies fly try enjoy enjoyment say saying yyyy syzygy toy boy by y oy ay eeed ied ies ing ed s ss
sses bli abli alli fulli logi geology theology archaeology apology agreed feed bleed hopping fizzed falling hissing filing
failing probate rate cease controll roll generalizations oscillators aeiou rhythm ion tion adoption Relational HOPEFULNESS
İstanbul Straße naïve éééing Ελληνικός слова 你好ing 1990s 2nd x-rays o'neill don't e ee ate ize""".split()


def main():
    suite = Suite("porter", "NLTK PorterStemmer", __file__)
    suite.head["version"] = importlib.metadata.version("nltk")
    rng = random.Random(3)
    letters = "aeiouybcdlmnrstz" * 3 + "éßИжα你"
    endings = "s es ed ing ation ational izer ness ful alli bli logi ement ion ate y ied ies eed ll e".split()
    made = ["".join(rng.choices(letters, k=rng.randint(1, 9))) + rng.choice(endings + [""]) for _ in range(800)]
    sets = {"odd words": ODD, "made words": made}
    if len(sys.argv) == 3:
        vocabulary(*sys.argv[1:])
    for name, words in sets.items():
        for mode in MODES:
            stemmer = PorterStemmer(mode=mode)
            suite.add(name=f"{name}, {mode}", mode=mode, words=" ".join(words), expected=" ".join(stemmer.stem(w) or "-" for w in words), tolerance=0)
    for mode in MODES:
        suite.add(name=f"Porter's vocabulary, {mode}", mode=mode, words="words/porter.tsv.gz", expected="", tolerance=0)
    suite.write()


def vocabulary(words, stems):
    """Each word and its stem in the three modes, with tabs between; `-` where nothing is left."""
    words, stems = (open(path, encoding="utf-8").read().splitlines() for path in (words, stems))
    by = [[PorterStemmer(mode=mode).stem(word) or "-" for word in words] for mode in MODES]
    assert [stem.strip("-") for stem in by[2]] == [stem.strip("-") for stem in stems], "NLTK's original algorithm is not the vocabulary's"
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write("".join("\t".join(row) + "\n" for row in zip(words, *by, strict=True)).encode("ascii"))
    (Path(__file__).parent / "words/porter.tsv.gz").write_bytes(out.getvalue())
    print(f"words/porter.tsv.gz: {len(words)} words, {len(out.getvalue())} bytes")


if __name__ == "__main__":
    main()
