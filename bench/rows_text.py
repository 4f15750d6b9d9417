"""The word tokenizer beside NLTK's, from Python, on real sentences."""

import gzip
from pathlib import Path

from harness import Contender
from rows import optional, row

SENTENCES = Path(__file__).parent.parent / "parity" / "sentences" / "english.txt.gz"


@row(
    id="word-tokenize",
    algorithm="word_tokenize",
    title="word_tokenize, 42 000 sentences one by one (4.8 MB, 0.9 M words)",
    accuracy_name="sentences with other tokens",
    bars={"nltk": 30.0},
)
def word_tokenize(workload, quick):
    import openwork.text

    sentences = gzip.decompress(SENTENCES.read_bytes()).decode().splitlines() * (1 if quick else 4)
    ours = lambda _: [openwork.text.word_tokenize(sentence, preserve_line=True) for sentence in sentences]  # noqa: E731
    many = lambda _: openwork.text.word_tokenize_all(sentences, preserve_line=True)  # noqa: E731
    contenders = [Contender("openwork", "one by one", ours), Contender("openwork", "in one call", many)]
    if peer := optional("nltk.tokenize"):
        theirs = lambda _: [peer.word_tokenize(sentence, preserve_line=True) for sentence in sentences]  # noqa: E731
        contenders.append(Contender("nltk", "1 thread", theirs))
    truth = ours(None)
    workload.accuracy = lambda found: sum(a != b for a, b in zip(found, truth, strict=True))
    return contenders
