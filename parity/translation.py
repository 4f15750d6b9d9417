#!/usr/bin/env python3
"""Asks sacreBLEU for BLEU, chrF and TER, and writes cases/bleu.json, cases/chrf.json and cases/ter.json.

    pip install sacrebleu==2.6.0
    python parity/translation.py
"""

import json
import os
from pathlib import Path

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest
from translation_texts import TEXTS, WORDS, random_text

VERSION = "2.6.0"
assert sacrebleu.__version__ == VERSION, f"sacreBLEU {sacrebleu.__version__}, wanted {VERSION}"

TOLERANCE = 1e-9
SMOOTHING = [("exp", None), ("floor", None), ("floor", 0.01), ("add-k", None), ("add-k", 2.5), ("none", None)]


def streams(text):
    """sacreBLEU's form: one list for each reference, None where a segment has fewer."""
    most = max(len(r) for _, r in text)
    return [h for h, _ in text], [[r[i] if i < len(r) else None for _, r in text] for i in range(most)]


def signature(metric):
    return str(metric.get_signature()).replace(f"version:{VERSION}", "version:VERSION")


def write(algorithm, reference, cases, names):
    data = {name: {"hypotheses": [h for h, _ in TEXTS[name]], "references": [r for _, r in TEXTS[name]]} for name in names}
    head = {"algorithm": algorithm, "reference": reference, "version": VERSION, "generator": "parity/translation.py"}
    lines = json.dumps(head)[:-1] + ',\n"data": {\n'
    lines += ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in data.items()) + '\n},\n"cases": [\n'
    lines += ",\n".join(json.dumps({**case, "tolerance": TOLERANCE}, separators=(",", ":")) for case in cases) + "\n]}\n"
    path = Path(__file__).parent / "cases" / f"{algorithm}.json"
    path.write_text(lines)
    print(f"{path.name}: {len(cases)} cases, {len(lines)} bytes")


def bleu_case(name, tokenize, lowercase, order):
    hypotheses, references = streams(TEXTS[name])
    made = lambda **more: BLEU(tokenize=tokenize, lowercase=lowercase, max_ngram_order=order, force=True, **more)  # noqa: E731
    whole = made().corpus_score(hypotheses, references)
    scores = []
    for method, value in SMOOTHING:
        for effective in (False, True):
            metric = made(smooth_method=method, smooth_value=value, effective_order=effective)
            corpus = metric.corpus_score(hypotheses, references)
            scores.append(
                {
                    "method": method,
                    "value": value,
                    "effective": effective,
                    "signature": signature(metric),
                    "corpus": corpus.score,
                    "precisions": None if effective else corpus.precisions,
                    "sentences": [metric.sentence_score(h, r).score for h, r in TEXTS[name]] if effective and len(TEXTS[name]) < 13 else None,
                }
            )
    return {
        "name": f"{name}, {tokenize}{', lower case' if lowercase else ''}, n up to {order}",
        "text": name, "tokenize": tokenize, "lowercase": lowercase, "order": order,
        "counts": whole.counts, "totals": whole.totals, "lengths": [whole.sys_len, whole.ref_len], "bp": whole.bp, "text_form": whole.format(), "scores": scores,
    }  # fmt: skip


def bleu():
    cases = [bleu_case(name, tokenize, False, 4) for name in TEXTS for tokenize in ("13a", "intl", "char", "zh", "none")]
    cases += [bleu_case(name, tokenize, True, 4) for name in ("sentences", "all of unicode") for tokenize in ("13a", "intl", "char")]
    cases += [bleu_case("sentences", "13a", False, order) for order in (1, 2, 3, 5, 8)]
    write("bleu", "sacreBLEU BLEU", cases, list(TEXTS))


def chrf():
    cases = []
    forms = [dict(), dict(word_order=2), dict(word_order=1, beta=3, eps_smoothing=True), dict(lowercase=True, word_order=2), dict(whitespace=True),
             dict(char_order=4, word_order=3, beta=1), dict(char_order=0, word_order=2), dict(eps_smoothing=True)]  # fmt: skip
    for name in TEXTS:
        for form in forms:
            metric = CHRF(**form)
            hypotheses, references = streams(TEXTS[name])
            corpus = metric.corpus_score(hypotheses, references)
            settings = dict(char_order=6, word_order=0, beta=2, lowercase=False, whitespace=False, eps_smoothing=False) | form
            sign = signature(metric)
            sentences = [metric.sentence_score(h, r).score for h, r in TEXTS[name]]
            cases.append({"name": f"{name}, {form}", "text": name, **settings, "signature": sign, "text_form": corpus.format(), "corpus": corpus.score, "sentences": sentences})
    write("chrf", "sacreBLEU CHRF", cases, list(TEXTS))


LONG = {
    "far shifts": random_text(5, None, 6, 90, 2, words=[f"w{i}" for i in range(30)]),
    "many equal words": random_text(6, None, 4, 120, 1, words=["a", "b", "c"]),
    "lengths far apart": [("w " * 3 + "x", [" ".join(f"v{i % 40}" for i in range(260)) + " x"]), (" ".join(f"v{i}" for i in range(200)), ["v7 v150"])],
}


def ter():
    TEXTS.update(LONG)
    cases = []
    flags = ("normalized", "no_punct", "asian_support", "case_sensitive")
    forms = [(0, 0, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (1, 0, 1, 0), (0, 1, 1, 1), (1, 1, 1, 0), (0, 0, 0, 1)]
    for name in TEXTS:
        for form in forms if name not in LONG else forms[:1]:
            settings = dict(zip(flags, map(bool, form)))
            metric = TER(**settings)
            hypotheses, references = streams(TEXTS[name])
            corpus = metric.corpus_score(hypotheses, references)
            sign = signature(metric)
            sentences = [metric.sentence_score(h, r).score for h, r in TEXTS[name]]
            named = ", ".join(k for k, v in settings.items() if v) or "as it is"
            cases.append({"name": f"{name}, {named}", "text": name, **settings, "signature": sign, "num_edits": corpus.num_edits,
                          "ref_length": corpus.ref_length, "corpus": corpus.score, "sentences": sentences})  # fmt: skip
    write("ter", "sacreBLEU TER", cases, list(TEXTS))


def significance():
    """Two systems compared, by both tests; the seed and the generator are sacreBLEU's own."""
    os.environ["SACREBLEU_SEED"] = "12345"
    text = random_text(7, None, 60, 22, 1, words=WORDS)
    other = random_text(8, None, 60, 22, 1, words=WORDS)
    first = [h if i % 3 else o for i, ((h, _), (o, _)) in enumerate(zip(text, other))]
    second = [h if i % 4 else o for i, ((h, _), (o, _)) in enumerate(zip(text, other))]
    references = [[r[0] for _, r in text]]
    out = {"first": first, "second": second, "references": references[0], "tests": []}
    for name, metric in (("bleu", BLEU), ("chrf", CHRF), ("ter", TER)):
        for test, samples in (("bs", 300), ("ar", 500)):
            _, scores = PairedTest([("first", first), ("second", second)], {name: metric()}, references, test, samples)()
            (a, b) = [v for k, v in scores.items() if k != "System"][0]
            out["tests"].append({"metric": name, "test": test, "samples": samples, "baseline": a.score, "system": b.score, "p": b.p_value, "mean": b.mean, "ci": b.ci})
        corpus = metric().corpus_score(first, references, n_bootstrap=200)
        out["tests"].append({"metric": name, "test": "ci", "samples": 200, "baseline": corpus.score, "system": 0, "p": 0, "mean": corpus._mean, "ci": corpus._ci})
    path = Path(__file__).parent / "cases" / "bleu.json"
    whole = path.read_text().removesuffix("\n]}\n") + '\n],\n"significance": ' + json.dumps(out, default=float) + "}\n"
    path.write_text(whole)
    print(f"bleu.json with significance: {len(whole)} bytes")


if __name__ == "__main__":
    bleu()
    chrf()
    ter()
    significance()
