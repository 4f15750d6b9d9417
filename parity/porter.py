"""The Porter stemmer: NLTK's PorterStemmer in its three modes.

The words are every so many of Porter's own vocabulary (Debian's snowball-data, not carried here; its stems are checked to be
NLTK's for the original algorithm), words that the rules disagree on, and random letters of several scripts.
`python porter.py VOC OUTPUT` also compares the whole vocabulary.
"""

import importlib.metadata
import random
import sys

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
        words, stems = (open(path, encoding="utf-8").read().splitlines() for path in sys.argv[1:])
        original = PorterStemmer(mode="ORIGINAL_ALGORITHM")
        agree = sum(original.stem(w) == stem for w, stem in zip(words, stems, strict=True))
        print(f"{len(words)} words; NLTK's original algorithm gives the vocabulary's stem for {agree}")
        sets["Porter's vocabulary, every tenth word"] = words[::10]
    for name, words in sets.items():
        for mode in MODES:
            stemmer = PorterStemmer(mode=mode)
            suite.add(name=f"{name}, {mode}", mode=mode, words=" ".join(words), expected=" ".join(stemmer.stem(w) or "-" for w in words), tolerance=0)
    suite.write()


if __name__ == "__main__":
    main()
