"""Snowball stemmers: PyStemmer's, which are Snowball's own in C, on the vocabularies of snowball-data and on made words.

`python snowball.py DATA`, snowball-data's folder `data`. Vocabularies under the BSD licence of Snowball are carried, about 300 words of
each; of the others only made words: random letters of the language, with its common endings. snowball-data's own stems are taken
for Lovins' stemmer, which PyStemmer has not, and for Finnish, whose rules for endings such as -han PyStemmer 3.1 has changed.
Where PyStemmer 3.1.0 differs from snowball-data of 2021 in other languages it is because Snowball 3 changed them.
"""

import importlib.metadata
import random
import sys
from pathlib import Path

import Stemmer

from common import Suite

BSD = """danish dutch english finnish german hungarian irish italian lovins nepali norwegian porter portuguese romanian russian spanish
swedish turkish""".split()
OWN = ["finnish", "lovins"]
# Letters, and endings that its words often have.
MADE = {
    "arabic": ("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "ة ات ون ين ها هم كم نا ان وا ي"),
    "armenian": ("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ", "ներ ները ում եր ից ով ության ական"),
    "basque": ("abdefghijklmnoprstuxz", "ak ean tik ko ren ekin tasun garri tzen"),
    "catalan": ("abcdefghijlmnoprstuvxàèéíòóúüç", "ar ava ades ment ció itat ista osos"),
    "czech": ("abcdefghijklmnoprstuvyzáčďéěíňóřšťúůýž", "ého ami ích ovi ata ost ův ejší"),
    "dutch_porter": ("abcdefghijklmnoprstuvwzë", "heden en ig lijk baar ing end"),
    "esperanto": ("abcĉdefgĝhĥijĵklmnoprsŝtuŭvz", "ojn aj anto inta u as ejo"),
    "estonian": ("abdefghijklmnoprstuvõäöü", "de tega lik mine sid ks ga"),
    "french": ("abcdefghijlmnopqrstuvxyzàâçéèêëîïôûùœ", "ement ations euses ités eraient issons ant es"),
    "greek": ("αβγδεζηθικλμνξοπρστυφχψωάέήίόύώς", "ους ματα οντας ικός ησε ων εις"),
    "hindi": ("अआइईउकखगघचछजटडतथदधनपफबभमयरलवशसह", "ों ियाँ ता ना कर ाया ेंगी"),
    "indonesian": ("abcdefghijklmnoprstuwy", "kan an i nya lah ku"),
    "lithuanian": ("abcdefghijklmnoprstuvyząčęėįšųūž", "ams uose iausias imas yti ų"),
    "polish": ("abcdefghijklmnoprstuwyząćęłńóśźż", "ami owie ach ość ego em ów"),
    "serbian": ("abcčćdđefghijklmnoprsštuvzž", "ama ima ovi osti ovanje nica абвгд"),
    "tamil": ("அஆஇஈஉஎகஙசஞடணதநபமயரலவழளறன", "கள் ில் ுக்கு ாக ில்லை ும்"),
    "yiddish": ("אבגדהוזחטיכלמנסעפצקרשת", "ען ער לעך קייט ונג סט"),
}
ODD = "the running 1990s o'neill x-rays a é 你好 слова naïve ss y yy ing aeiouy İstanbul ﬁ ʼn".split()


def read(path):
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def main():
    data = Path(sys.argv[1])
    suite = Suite("snowball", "PyStemmer (Snowball's C stemmers)", __file__)
    suite.head["version"] = importlib.metadata.version("PyStemmer")

    def add(name, language, words, stems, by):
        pairs = [(word, stem) for word, stem in zip(words, stems, strict=True)]
        words, stems = " ".join(w for w, _ in pairs), " ".join(s or "-" for _, s in pairs)
        suite.add(name=name, language=language, words=words, expected=stems, by=by, tolerance=0)

    for language in BSD:
        voc, own = read(data / language / "voc.txt"), read(data / language / "output.txt")
        every = max(len(voc) // 300, 1)
        voc, own = voc[::every], own[::every]
        if language in OWN:
            add(f"{language}, its vocabulary", language, voc, own, "snowball-data")
        else:
            voc += [word.lower() for word in ODD]
            add(f"{language}, its vocabulary", language, voc, Stemmer.Stemmer(language, 0).stemWords(voc), "PyStemmer")
    rng = random.Random(5)
    for language, (letters, endings) in MADE.items():
        endings = endings.split() + [""]
        made = ["".join(rng.choices(letters, k=rng.randint(1, 8))) + rng.choice(endings) for _ in range(120)]
        made += [word.lower() for word in ODD]
        add(f"{language}, made words", language, made, Stemmer.Stemmer(language, 0).stemWords(made), "PyStemmer")
    suite.write()


if __name__ == "__main__":
    main()
