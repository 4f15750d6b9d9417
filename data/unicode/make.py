"""Writes the tables of Unicode's text segmentation from the Unicode Character Database (Debian's package unicode-data).

    python make.py /usr/share/unicode

`breaks.bin` holds, for each run of code points of one kind, the first of them and the kind: four bytes, little-endian,
`first << 11 | word << 5 | sentence << 1 | pictograph`, the classes by their place in the lists below. `WordBreakTest.txt.gz` and
`SentenceBreakTest.txt.gz` and `emoji-test.txt.gz` are Unicode's own, packed.
"""

import gzip
import re
import struct
import sys
from pathlib import Path

WORD = "Other CR LF Newline Extend ZWJ Regional_Indicator Format Katakana Hebrew_Letter ALetter Single_Quote Double_Quote MidNumLet MidLetter MidNum Numeric ExtendNumLet WSegSpace".split()
SENTENCE = "Other CR LF Extend Sep Format Sp Lower Upper OLetter Numeric ATerm SContinue STerm Close".split()


def classes(path, names, only=None):
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        match = re.match(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*(\w+)", line)
        if match and (only is None or match[3] == only):
            for code in range(int(match[1], 16), int(match[2] or match[1], 16) + 1):
                found[code] = names.index(match[3])
    return found


def main():
    ucd, here = Path(sys.argv[1]), Path(__file__).parent
    word = classes(ucd / "auxiliary/WordBreakProperty.txt", WORD)
    sentence = classes(ucd / "auxiliary/SentenceBreakProperty.txt", SENTENCE)
    pictograph = classes(ucd / "emoji/emoji-data.txt", ["", "Extended_Pictographic"], "Extended_Pictographic")
    table, last = bytearray(), None
    for code in range(0x110000):
        kind = word.get(code, 0) << 5 | sentence.get(code, 0) << 1 | pictograph.get(code, 0)
        if kind != last:
            table += struct.pack("<I", code << 11 | kind)
            last = kind
    (here / "breaks.bin").write_bytes(table)
    print(len(table) // 4, "runs")
    for name in ["auxiliary/WordBreakTest.txt", "auxiliary/SentenceBreakTest.txt", "emoji/emoji-test.txt"]:
        packed = gzip.compress((ucd / name).read_bytes(), mtime=0)
        (here / (Path(name).name + ".gz")).write_bytes(packed)


main()
