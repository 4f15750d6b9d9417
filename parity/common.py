"""What the generators share: data, exact arithmetic, and the form of a case file.

A case file is one JSON document: which algorithm, which reference in which version, which generator wrote it, named
matrices (`data`), and one case a line. A matrix is named by its key in `data`, or as `dataset:NAME` for an embedded set;
`NAME/FROM..TO` takes those of its rows.
Numbers are written with the fewest digits that read back as the same number of the case's kind.
"""

import gzip
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn import datasets

VERSION = "1.9.1"
assert sklearn.__version__ == VERSION, f"scikit-learn {sklearn.__version__}, wanted {VERSION}: pip install -r requirements.txt"


class Suite:
    """The cases of one algorithm, to be written to `cases/<algorithm>.json`."""

    def __init__(self, algorithm, reference, generator):
        self.head = {"algorithm": algorithm, "reference": reference, "version": VERSION, "generator": f"parity/{Path(generator).name}"}
        self.data, self.cases = {}, []

    def matrix(self, name, dtype):
        """The values of a named matrix, as the library will see them in that kind of number."""
        name, _, rows = name.partition("/")
        values = embedded(name.removeprefix("dataset:")) if name.startswith("dataset:") else self.data[name]
        if rows:
            first, last = rows.split("..")
            values = values[int(first) : int(last)]
        return values.astype(dtype)

    def add(self, **case):
        assert case["name"] not in {c["name"] for c in self.cases}, case["name"]
        self.cases.append(case)

    def write(self):
        path = Path(__file__).parent / "cases" / f"{self.head['algorithm']}.json"
        text = json.dumps(self.head)[:-1]
        text += ',\n"data": {\n' + ",\n".join(f"{json.dumps(k)}: {dump(v)}" for k, v in self.data.items()) + "\n}"
        text += ',\n"cases": [\n' + ",\n".join(dump(c) for c in self.cases) + "\n]}\n"
        path.write_text(text)
        print(f"{path.name}: {len(self.cases)} cases, {len(text)} bytes")


def embedded(name):
    """The values of an embedded data set, as `data/make.py` takes them."""
    if name == "mnist":
        packed = (Path(__file__).parent.parent / "data" / "mnist-images-idx3-ubyte.gz").read_bytes()
        return np.frombuffer(gzip.decompress(packed), np.uint8, offset=16).reshape(6000, 784).astype(np.float64)
    return getattr(datasets, f"load_{name}")(**({"scaled": False} if name == "diabetes" else {})).data.astype(np.float64)


def mnist_labels():
    """The digit of each image of the embedded part of MNIST."""
    packed = (Path(__file__).parent.parent / "data" / "mnist-labels-idx1-ubyte.gz").read_bytes()
    return np.frombuffer(gzip.decompress(packed), np.uint8, offset=8).astype(int)


def dump(value):
    """Compact JSON; float32 by the shortest decimal that reads back as that float32."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{dump(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple, np.ndarray)) and not (isinstance(value, np.ndarray) and value.ndim == 0):
        return "[" + ",".join(dump(v) for v in value) + "]"
    if isinstance(value, (np.floating, float)):
        assert np.isfinite(value), value
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else str(np.float64(value) if isinstance(value, float) else value)
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, np.integer):
        return str(int(value))
    return json.dumps(value)


def rounded(values, digits=3):
    """Random data with few digits: short to write, and exactly what the reader sees."""
    return np.round(np.asarray(values, np.float64), digits)


def blobs(seed, n, d, k, spread=1.0):
    """n points around k random middles."""
    rng = np.random.default_rng(seed)
    middles = rng.uniform(-10, 10, (k, d))
    return rounded(middles[rng.integers(0, k, n)] + rng.normal(0, spread, (n, d)))
