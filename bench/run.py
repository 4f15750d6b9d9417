#!/usr/bin/env python3
"""Runs the bench: every workload in a process of its own, all contenders interleaved in it, and writes what was seen.

    python bench/run.py                      all rows; writes bench/runs/<date>-<machine>/ and bench/summary.json
    python bench/run.py --only kmeans        the rows whose id holds "kmeans"; prints, and writes nothing but with --out
    python bench/run.py --only kmeans --merge   those rows, in place of what the summary's run has of them
    python bench/run.py --quick              small sizes, three samples: does everything work?

Leave the machine to it: nothing else may be running.
"""

import argparse
import csv
import datetime
import importlib.metadata
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FIELDS = ["workload", "peer", "setting", "round", "seconds", "probe_before", "probe_after", "kept", "accuracy"]
PEERS = [
    "openwork", "scikit-learn", "scikit-learn-intelex", "faiss-cpu", "scipy", "numpy", "threadpoolctl",
    "sacrebleu", "rouge_score", "pytrec_eval-terrier", "ranx", "nltk", "PyStemmer", "bm25s", "numba", "sparse_dot_topn", "torch",
]


def worker(name, quick, out, most):
    """One workload, in a fresh process; samples go to `out` as JSON."""
    sys.path.insert(0, str(HERE))
    import openwork

    openwork.set_threads(2)
    import workloads

    if name in workloads.MEMORY:
        result = memory(workloads.MEMORY[name][1], quick)
    else:
        import harness

        row = next(r for r in workloads.ROWS if r.id == name)
        row.samples = most or row.samples
        result = harness.measure(row, quick, lambda line: print(line, file=sys.stderr))
    pathlib.Path(out).write_text(json.dumps(result))


def memory(setup, quick):
    """Peak resident memory of the work with its input, as a multiple of the input."""

    def status(field):
        return int(re.search(rf"{field}:\s+(\d+) kB", pathlib.Path("/proc/self/status").read_text())[1]) * 1024

    size, work = setup(quick)
    pathlib.Path("/proc/self/clear_refs").write_text("5")  # the peak starts again from what is resident now
    before = status("VmRSS")
    work()
    return {"input": size, "extra": status("VmHWM") - before, "multiple": 1 + (status("VmHWM") - before) / size}


def run(name, quick, samples=None):
    environment = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "samples.json")
        command = [sys.executable, __file__, "--worker", name, "--out", str(out), *(["--quick"] if quick else [])]
        command += ["--samples", str(samples)] if samples else []
        done = subprocess.run(command, env=environment, check=False)
        if done.returncode:
            sys.exit(f"{name}: the run failed with status {done.returncode}")
        return json.loads(out.read_text())


def summarise(row, samples, small=""):
    """`(lines of the report, entry of the summary)` of one workload."""
    import harness

    found = harness.medians(samples)
    ours, low, high, kept, accuracy = found.pop(next(key for key in found if key[0] == "openwork"))
    best = {}
    for (peer, setting), numbers in found.items():
        if peer not in best or numbers[0] < best[peer][1][0]:
            best[peer] = (setting, numbers)
    lines = [f"| {row.title}{small} | **openwork** | {time(ours)} | {time(low)} to {time(high)} | {kept} | | {number(accuracy)} | |"]
    peers = {}
    for (peer, setting), (median, low, high, kept, accuracy_of_peer) in found.items():
        ratio = median / ours
        bar = ""
        if best[peer][0] == setting and peer != "openwork":  # our own other settings are shown, and are no peer
            peers[peer] = {"setting": setting, "seconds": median, "ratio": round(ratio, 3)}
            if accuracy_of_peer is not None:
                peers[peer]["accuracy"] = accuracy_of_peer
            if peer in row.bars:
                peers[peer]["bar"] = row.bars[peer]
                bar = f"{row.bars[peer]:g}x: {'met' if ratio >= row.bars[peer] else 'MISSED'}"
        lines.append(f"| | {peer}, {setting} | {time(median)} | {time(low)} to {time(high)} | {kept} | {ratio:.2f}x | {number(accuracy_of_peer)} | {bar} |")
    entry = {"algorithm": row.algorithm, "workload": row.title, "seconds": ours, "peers": peers}
    if accuracy is not None:
        entry |= {"accuracy_name": row.accuracy_name, "accuracy": accuracy}
    return lines, entry


def time(seconds):
    return f"{seconds * 1e3:.2f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} µs"


def number(value):
    return "" if value is None else f"{value:.8g}"


def machine():
    """What this machine is, in words and as the name of a folder."""
    text = pathlib.Path("/proc/cpuinfo").read_text() if os.path.exists("/proc/cpuinfo") else ""
    model = (re.search(r"model name\s*:\s*(.+)", text) or [None, platform.processor() or platform.machine()])[1]
    wide = next((w for w in ("avx512f", "avx2", "neon") if re.search(rf"\b{w}\b", text)), "")
    cores = os.cpu_count()
    slug = re.sub(r"[^a-z0-9]+", "-", f"{model} {cores} cores".lower()).strip("-")
    return f"{model}, {cores} cores{', ' + wide if wide else ''}, {platform.system()} {platform.release()}, Python {platform.python_version()}", slug


def versions():
    for name in PEERS:
        try:
            yield name, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield name, "in the source tree" if name == "openwork" else "not installed"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="NAME", action="append", help="rows whose id holds NAME (may be repeated)")
    parser.add_argument("--quick", action="store_true", help="small sizes and three samples")
    parser.add_argument("--list", action="store_true", help="the rows, and no more")
    parser.add_argument("--samples", type=int, metavar="N", help="so many samples a row instead of its own number")
    parser.add_argument("--merge", action="store_true", help="with --only: writes the rows into the summary and its run")
    parser.add_argument("--out", metavar="FOLDER", help="where the report goes")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.worker:
        return worker(args.worker, args.quick, args.out, args.samples)

    sys.path.insert(0, str(HERE))
    import workloads

    wanted = lambda name: not args.only or any(part in name for part in args.only)  # noqa: E731
    rows = [r for r in workloads.ROWS if wanted(r.id)]
    memories = {name: spec for name, spec in workloads.MEMORY.items() if wanted(name)}
    if args.list or not (rows or memories):
        print(*(f"{r.id:28} {r.title}" for r in workloads.ROWS), *(f"{n:28} {m[0]}" for n, m in workloads.MEMORY.items()), sep="\n")
        return None if args.list else sys.exit(f"no row's id holds {' or '.join(args.only)}")

    described, slug = machine()
    whole = not (args.only or args.quick)
    folder = merged_into(slug) if args.merge else f"{datetime.date.today()}-{slug}"
    out = pathlib.Path(args.out) if args.out else HERE / "runs" / folder if whole or args.merge else None
    raw, summary, report = kept(out, workloads.ROWS) if args.merge else ([], {}, {})
    print(*HEAD, sep="\n", flush=True)

    def note(name, lines, entry, samples=()):
        """After every row, so that a run cut short loses nothing."""
        print(*lines, sep="\n", flush=True)
        raw[:] = [sample for sample in raw if sample["workload"] != name] + list(samples)
        summary[name], report[name] = entry, lines
        if out is not None:
            write(out, raw, [line for other in order if other in report for line in report[other]], described)
            if out.parent == HERE / "runs":
                rows = {other: summary[other] for other in order if other in summary}
                (HERE / "summary.json").write_text(json.dumps({"run": out.name, "machine": described, "rows": rows}, indent=1) + "\n")

    order = [r.id for r in workloads.ROWS] + list(workloads.MEMORY)
    for row in rows:
        samples = run(row.id, args.quick, args.samples)
        note(row.id, *summarise(row, samples, " (--quick)" if args.quick else ""), samples)
    for name, (title, _, most) in memories.items():
        seen = run(name, args.quick)
        entry = {"algorithm": name.split("-")[0], "workload": title, "multiple_of_input": round(seen["multiple"], 3), "bar": most}
        note(name, memory_line(entry), entry)
    if out is not None:
        print(f"written to {out}", file=sys.stderr)
    return None


HEAD = ["| workload | who | median | quartiles | samples | openwork is faster by | accuracy | bar |", "|---|---|--:|--:|--:|--:|--:|---|"]


def memory_line(entry):
    met = "met" if entry["multiple_of_input"] <= entry["bar"] else "MISSED"
    return [f"| {entry['workload']} | **openwork** | {entry['multiple_of_input']:.3f} x the input | | | | | at most {entry['bar']}x: {met} |"]


def merged_into(slug):
    """The run of the summary, if this kind of machine made it; otherwise one of today."""
    run = json.loads((HERE / "summary.json").read_text())["run"]
    return run if run.endswith(slug) else f"{datetime.date.today()}-{slug}"


def kept(out, workloads):
    """The samples, the summary and the report of the run so far."""
    known = json.loads((HERE / "summary.json").read_text()) if (out / "raw.csv").exists() else {"run": None}
    if known["run"] != out.name:
        return [], {}, {}
    with open(out / "raw.csv", newline="") as file:
        raw = list(csv.DictReader(file))
    for sample in raw:
        sample |= {"seconds": float(sample["seconds"]), "kept": int(sample["kept"]), "accuracy": sample["accuracy"] and float(sample["accuracy"])}
    own = {row.id: [sample for sample in raw if sample["workload"] == row.id] for row in workloads}
    made = {row.id: summarise(row, own[row.id]) for row in workloads if own[row.id]}
    memories = {name: entry for name, entry in known["rows"].items() if "multiple_of_input" in entry}
    summary = {name: entry for name, (_, entry) in made.items()} | memories
    return raw, summary, {name: lines for name, (lines, _) in made.items()} | {name: memory_line(entry) for name, entry in memories.items()}


def write(out, raw, lines, described):
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "raw.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        writer.writerows(raw)
    (out / "summary.md").write_text("\n".join([*HEAD, *lines]) + "\n")
    this, merging = f"- `{' '.join(['python', 'bench/run.py', *sys.argv[1:]])}`", "--merge" in sys.argv
    before = (out / "README.md").read_text().splitlines() if merging and (out / "README.md").exists() else []
    commands = "\n".join([line for line in before if line.startswith("- `python") and line != this] + [this])
    (out / "README.md").write_text(
        f"# Bench of {out.name[:10]}\n\n{described}\n\n{commands}\n\n"
        "Two threads; interleaved; medians of the samples taken while both cores ran at full speed (`kept` in raw.csv); "
        "scikit-learn with one and with two threads, the better counts.\n\n"
        + "".join(f"- {name} {version}\n" for name, version in versions())
    )


if __name__ == "__main__":
    main()
