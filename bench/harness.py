"""How a time is taken here: interleaved, warmed up, bracketed by a probe of both cores, and kept with its accuracy.

On shared machines two busy threads sometimes get exactly one core's speed, for a fraction of a second to many seconds. Each
sample therefore sits between two probes of about a millisecond, in which two threads multiply and add at once; a sample
beside a slow probe is dropped and taken again.
"""

import dataclasses
import gc
import statistics
import threading
import time
from typing import Any, Callable, Dict, List, Optional

import numpy as np
import threadpoolctl


@dataclasses.dataclass
class Contender:
    """One way to do the work."""

    peer: str  # "openwork", "scikit-learn", "faiss", ...: contenders of one peer are reported by the best of them
    setting: str  # "1 thread", "leaf 16", ...
    work: Callable[[int], Any]  # given the number of the round, does the work and returns its result
    threads: int = 2
    calls: int = 1  # calls in one sample: more than one where a call takes microseconds


@dataclasses.dataclass
class Workload:
    """One row of the bench."""

    id: str
    algorithm: str  # the id in the library's registry
    title: str
    setup: Callable[[bool], List[Contender]]  # quick -> the contenders, openwork first
    accuracy: Optional[Callable[[Any], float]] = None  # of a result, set by `setup` where it needs the data
    accuracy_name: str = ""
    bars: Dict[str, float] = dataclasses.field(default_factory=dict)  # peer -> the least ratio peer / openwork wanted
    samples: int = 11


class Probe:
    """Two threads multiplying and adding at once, against one alone."""

    SIZE = 352

    def __init__(self):
        self.blas = threadpoolctl.ThreadpoolController().select(user_api="blas")
        rng = np.random.default_rng(0)
        self.work = [[rng.random((self.SIZE, self.SIZE), dtype=np.float32) for _ in range(3)] for _ in range(2)]
        self.barrier = threading.Barrier(3)
        self.times = [(0.0, 0.0), (0.0, 0.0)]
        for i in (0, 1):
            threading.Thread(target=self._worker, args=(i,), daemon=True).start()
        with self.blas.limit(limits=1):
            self.alone = statistics.median(self._once(0)[1] for _ in range(40))

    def _once(self, i):
        a, b, out = self.work[i]
        start = time.perf_counter()
        np.dot(a, b, out=out)
        end = time.perf_counter()
        return start, end - start

    def _worker(self, i):
        while True:
            self.barrier.wait()
            self._once(i)  # wakes the core
            self.times[i] = self._once(i)
            self.barrier.wait()

    def slowdown(self):
        """How much longer two threads at once take than one alone: about 1, or 2 where they share one core."""
        settle()
        with self.blas.limit(limits=1):
            for _ in range(5):
                self.barrier.wait()
                self.barrier.wait()
                (start0, took0), (start1, took1) = self.times
                together = min(start0 + took0, start1 + took1) - max(start0, start1)
                if together > 0.5 * min(took0, took1):
                    break
        return max(took0, took1) / self.alone


def settle(patience=0.5):
    """Waits until no thread of this process is busy. The pools of OpenMP and OpenBLAS spin for tens of milliseconds after their work,
    and would take a core from whoever is measured next."""
    end = time.perf_counter() + patience
    while time.perf_counter() < end:
        before = time.process_time()
        time.sleep(0.004)
        if time.process_time() - before < 0.0004:
            return


SLOW = 1.5


def measure(workload, quick, log):
    """All samples of a workload: a list of dictionaries, one a sample."""
    contenders = workload.setup(quick)
    controller = threadpoolctl.ThreadpoolController()
    probe = Probe()
    rounds = 3 if quick else workload.samples
    samples, kept = [], {id(c): 0 for c in contenders}
    tries = 0
    for c in contenders:  # warm-up: caches, lazily made pools
        with controller.limit(limits=c.threads):
            c.work(0)
    while min(kept.values()) < rounds and tries < 4 * rounds:
        tries += 1
        order = contenders if tries % 2 else contenders[::-1]
        for c in order:
            if kept[id(c)] >= rounds:
                continue
            before = probe.slowdown()
            with controller.limit(limits=1 if c.peer == "openwork" else c.threads):  # the pools of the peers, which we do not use
                settle()
                gc.disable()  # as timeit does: a collection now and then says nothing about the work
                start = time.perf_counter()
                for _ in range(c.calls):
                    result = c.work(tries)
                seconds = (time.perf_counter() - start) / c.calls
                gc.enable()
            after = probe.slowdown()
            clean = max(before, after) < SLOW
            kept[id(c)] += clean
            samples.append(
                {
                    "workload": workload.id,
                    "peer": c.peer,
                    "setting": c.setting,
                    "round": tries,
                    "seconds": seconds,
                    "probe_before": round(before, 3),
                    "probe_after": round(after, 3),
                    "kept": int(clean),
                    "accuracy": workload.accuracy(result) if workload.accuracy else "",
                }
            )
    for c in contenders:
        if kept[id(c)] < rounds:
            log(f"  {c.peer} ({c.setting}): {kept[id(c)]} of {rounds} samples with both cores at full speed")
    return samples


def medians(samples):
    """(peer, setting) -> (median seconds, quartiles, samples kept, median accuracy)."""
    groups = {}
    for s in samples:
        groups.setdefault((s["peer"], s["setting"]), []).append(s)
    out = {}
    for key, group in groups.items():
        clean = [s for s in group if s["kept"]] or group
        times = sorted(s["seconds"] for s in clean)
        accuracies = [s["accuracy"] for s in clean if s["accuracy"] != ""]
        low, high = times[len(times) // 4], times[(3 * len(times)) // 4]
        out[key] = (statistics.median(times), low, high, sum(s["kept"] for s in group), statistics.median(accuracies) if accuracies else None)
    return out
