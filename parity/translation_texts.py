"""What BLEU, chrF and TER are asked about: sentences written for this purpose, and random text of all of Unicode.

A text is a list of hypotheses and, for each of them, a list of references.
"""

import random
import sys
import unicodedata

SENTENCES = [
    ("The ferry to the island leaves at 7.45, not at 8 o'clock.", ["The ferry for the island leaves at 7.45 and not at 8 o'clock.", "The island ferry departs at 7:45, not at eight."]),
    ("She paid $1,299.50 (about 1.100 euros) for it - a bargain!", ["She paid $1,299.50 for it (some 1.100 euros): a bargain!", "It cost her $1,299.50, around 1.100 euros - cheap."]),
    ("In 2019-2020 there was no 5-day week, they said...", ["There was no 5-day week in 2019-2020, they said ...", "\"No 5-day week in 2019-2020\", they said."]),
    ("Die Brücke wurde gestern wegen des Sturms gesperrt.", ["Die Brücke ist gestern wegen Sturms gesperrt worden.", "Wegen des Sturms wurde die Brücke gestern gesperrt."]),
    ("the the the the the the the", ["The cat is on the mat", "There is a cat on the mat"]),
    ("Nobody knows why the old clock stopped in the spring.", ["Nobody knows why the old clock stopped in the spring.", "No one knows why the old clock stood still in spring."]),
    ("R&amp;D spending rose by 3.5% &lt;net&gt; &quot;again&quot;", ["R&D spending rose 3.5% <net> \"again\"", "Again, spending on R&D went up by 3.5 % <net>"]),
    ("Das Café öffnet um 9 Uhr; É FERMÉ le lundi?", ["Das Café öffnet um 9 Uhr. Il est fermé le lundi !", "Um 9 Uhr öffnet das Café."]),
    ("A later train , a slower train , a train .", ["A later train, a slower train: a train.", "A train that is later and slower."]),
    ("I", ["I", "We"]),
    ("What I saw in the garden this morning was a fox with a hat", ["This morning I saw a fox with a hat in the garden", "In the garden there was a fox with a hat this morning"]),
    ("ΟΔΟΣ ΣΟΦΙΑΣ 12, İstanbul – «ŒUVRES»", ["Οδός Σοφίας 12, İstanbul – « Œuvres »", "οδος σοφιας 12, istanbul"]),
]

CHINESE = [
    ("我们昨天在公园里看见了3.5米高的树。", ["昨天我们在公园里看到一棵3.5米高的树。", "我们昨天看见公园里有一棵树,高3.5米。"]),
    ("这本书很有意思,我想再读一遍!", ["这本书很有趣,我想再读一遍。", "这是一本有意思的书"]),
    ("“天气很好”(20℃)…去散步吧", ["“天气不错”(20℃),我们去散步吧", "天气好,散步去"]),
    ("りんごを3個買いました。", ["りんごを三個買った。", "リンゴを3個買いました。"]),
    ("ＡＢＣ１２３，㈱東京〒100-0001", ["ABC123、(株)東京 〒100-0001", "ＡＢＣ　１２３"]),
    ("서울의 봄은 짧다.", ["서울의 봄은 참 짧다.", "봄은 짧다, 서울에서는."]),
]

EDGES = [
    ("", ["a reference"]),
    ("a hypothesis", [""]),
    ("", [""]),
    (" \t ", ["  ", "a"]),
    ("word", ["word"]),
    ("one two three", ["four five six"]),
    ("one two three", ["one x two y three"]),
    ("...", ["..", ". . ."]),
    ("-5 5-5 5- --5 a-5 5.-", ["-5 5-5 5-", "5 - 5"]),
    (".5 5. 5.5 .,5 5,.,a ,.,", [".5 , 5.5", "5 . 5"]),
    ("a\u2003b\u001cc\u0085d\u00a0e\u3000f", ["a b c d e f"]),
    ("end \u2028 of", ["end of"]),
    ("0\x000 nul", ["0\x000 nul"]),
    ("<skipped> this <skipped>", ["this"]),
    ("'s it's 's", ["it 's"]),
    ("(hi) (x ) !", ["( hi ) ( x) !"]),
    ("a a a a b b", ["a a b b b b", "b a a a"]),
    ("only one reference here", ["only one reference", "one reference here", "just one reference here ."]),
]

UNASSIGNED = {"Cn", "Cs", "Co"}
EVERYTHING = [chr(c) for c in range(1, sys.maxunicode + 1) if unicodedata.category(chr(c)) not in UNASSIGNED and chr(c) != "\n"]
MARKS = [c for c in EVERYTHING if unicodedata.category(c)[0] in "PSNZ"]


def random_text(seed, alphabet, segments, length, most_references=1, words=None):
    """Random segments whose references are their hypotheses with parts replaced, dropped and moved."""
    rng = random.Random(seed)

    def line():
        return [rng.choice(words or alphabet) for _ in range(rng.randint(0, length))]

    def near(parts):
        parts = [rng.choice(words or alphabet) if rng.random() < 0.2 else p for p in parts if rng.random() < 0.85]
        if len(parts) > 4 and rng.random() < 0.6:
            a, b = sorted(rng.sample(range(len(parts)), 2))
            parts = parts[b:] + parts[a:b] + parts[:a]
        return parts

    glue = " " if words else ""
    text = []
    for _ in range(segments):
        hypothesis = line()
        text.append((glue.join(hypothesis), [glue.join(near(hypothesis)) for _ in range(rng.randint(1, most_references))]))
    return text


WORDS = "the a of to and in cat dog house saw runs red blue very old new .".split()

TEXTS = {
    "sentences": SENTENCES,
    "one reference": [(h, r[:1]) for h, r in SENTENCES],
    "chinese": CHINESE,
    "edges": EDGES,
    "points and digits": random_text(1, list("ab01.,-' 5&%"), 14, 40, 3),
    "marks of all scripts": random_text(2, MARKS + list("  a1") * 400, 8, 40, 2),
    "all of unicode": random_text(3, EVERYTHING + [" "] * 20000, 8, 60, 2),
    "words": random_text(4, None, 12, 30, 3, words=WORDS),
    "nothing longer than two": [("red house", ["red house now"]), ("blue", ["blue"]), ("a b", ["b a"])],
    "no match of four": [("a b c d e f g", ["a b c x e f g"]), ("a x b x c", ["a b c"])],
    "no match at all": [("p q r s t", ["u v w x y"])],
    "all empty": [("", [""]), ("", ["", ""])],
}
