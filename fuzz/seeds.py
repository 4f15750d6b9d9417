"""Writes the seeds that the fuzzers start from and the tests read: small valid files, made by the formats' own tools.

Made with numpy 2.4.6 and pyarrow 26.0.1 (it prints what it was run with): python3 fuzz/seeds.py
"""

import gzip
import io
import json
import pathlib
import struct
import zlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent / "seeds"
NPY_KINDS = ["f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]


def write(name, content):
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def npy(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return out.getvalue()


# Two rows, three columns; the values fit every kind of number but bool, where all but 0 become 1.
VALUES = np.array([[0, 1, 2], [3, 4, 127]])
for kind in NPY_KINDS:
    for order, letter in [("<", "little"), (">", "big")]:
        array = VALUES.astype(order + kind)
        write(f"npy/{kind}_{letter}_c.npy", npy(array))
        write(f"npy/{kind}_{letter}_fortran.npy", npy(np.asfortranarray(array)))
write("npy/negative_i2.npy", npy(np.array([-1, -32768, 32767], "<i2")))
write("npy/negative_i8_big.npy", npy(np.array([-1, -(2**40)], ">i8")))
write("npy/fractions_f4_big.npy", npy(np.array([0.1, -1e30], ">f4")))
write("npy/fractions_f8.npy", npy(np.array([0.1, -1e300, np.nan, np.inf])))
write("npy/version2.npy", npy(VALUES.astype("f8"), (2, 0)))
write("npy/version3.npy", npy(VALUES.astype("f8"), (3, 0)))
write("npy/three_dimensions.npy", npy(np.zeros((2, 2, 2))))
write("npy/scalar.npy", npy(np.array(1.0)))
write("npy/no_rows.npy", npy(np.zeros((0, 3))))
write("npy/record.npy", npy(np.zeros(2, [("a", "f8"), ("b", "i4", (2,))])))
write("npy/text.npy", npy(np.array(["a", "bc"])))
write("npy/complex.npy", npy(np.array([1j])))

for name, save in [("plain", np.savez), ("packed", np.savez_compressed)]:
    out = io.BytesIO()
    save(out, x=VALUES.astype("f8"), y=np.array([7, 8]))
    write(f"npz/{name}.npz", out.getvalue())
out = io.BytesIO()
np.savez(out, VALUES)
write("npz/one.npz", out.getvalue())
out = io.BytesIO()
np.savez(out, a=np.zeros(2), b=np.zeros(3))
write("npz/unequal.npz", out.getvalue())


def idx(code, fmt, shape, values):
    return struct.pack(f">BBBB{len(shape)}I", 0, 0, code, len(shape), *shape) + struct.pack(f">{len(values)}{fmt}", *values)


images = idx(0x08, "B", (2, 2, 3), [0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255])
write("idx/images-idx3-ubyte", images)
write("idx/images-idx3-ubyte.gz", gzip.compress(images, mtime=0))
write("idx/labels-idx1-ubyte", idx(0x08, "B", (2,), [7, 8]))
for code, fmt, values in [(0x09, "b", [-1, 2]), (0x0B, "h", [-300, 2]), (0x0C, "i", [-70000, 2]), (0x0D, "f", [0.5, -2]), (0x0E, "d", [0.1, -2])]:
    write(f"idx/{fmt}.idx", idx(code, fmt, (2,), values))

write("csv/header.csv", "length,width,kind\n5.1,3.5,setosa\n6.2,2.9,virginica\n")
write("csv/quotes.csv", '\ufeff"a, b","say ""x"""\r\n1,"two\nlines"\r\n\r\n-inf,NA\r\n')
write("csv/semicolons.csv", "a;b\n1,5;2\n;1e308\n")
write("csv/numbers.csv", "1,2\n3,4\n")
write("csv/ragged.csv", "1,2\n3\n")
write("csv/open_quote.csv", 'a,b\n1,"x\n2,y\n')
write("csv/latin1.csv", b"a,b\n1,caf\xe9\n")
write("csv/packed.csv.gz", gzip.compress(b"a,b\n1,2\n", mtime=0))

write("jsonl/objects.jsonl", '{"x": 1.5, "kind": "a", "ok": true}\n{"kind": null, "ok": false, "x": -2e3}\n')
write("jsonl/arrays.jsonl", "[1, 2]\n\n[3, null]\r\n")
write("jsonl/nested.jsonl", '{"x": [1]}\n')
write("jsonl/escapes.jsonl", '{"\\u00e9": "\\ud83d\\ude00"}\n')



def index(documents):
    """A search index as `text/search_file.rs` describes it: words are what stands between spaces."""
    settings = {"unit": "spaced", "lowercase": False, "accents": "keep", "ngrams": [1, 1], "stop_words": []}
    words = [text.split() for text in documents.values()]
    terms = sorted({word for text in words for word in text}, key=str.encode)
    lists = [[(i, text.count(term)) for i, text in enumerate(words) if term in text] for term in terms]

    def pieces(texts):
        texts = [text.encode() for text in texts]
        return [b"".join(texts), ends(map(len, texts))]

    def ends(lengths):
        total, out = 0, b""
        for length in lengths:
            total += length
            out += struct.pack("<Q", total)
        return out

    def numbers(values):
        return b"".join(struct.pack("<I", value) for value in values)

    sections = [json.dumps(settings).encode(), *pieces(documents), *pieces(documents.values()), numbers(map(len, words))]
    sections += [*pieces(terms), ends(map(len, lists))]
    sections += [numbers(entry[part] for entries in lists for entry in entries) for part in (0, 1)]
    body = b"".join(sections)
    sums = numbers(zlib.crc32(body[i : i + 65536]) for i in range(0, len(body), 65536))
    foot = b"OWindex1" + struct.pack("<3Q", len(documents), len(terms), sum(map(len, words))) + ends(map(len, sections)) + numbers([zlib.crc32(sums)])
    return body + sums + foot + numbers([zlib.crc32(foot)]) + b"OWindex1"


write("index/two.idx", index({"one": "the cat word1 the", "two": "é cat"}))
write("index/no_text.idx", index({"one": "word1", "": ""}))

table = pa.table({"x": pa.array([1.5, None]), "n": pa.array([1, -2], pa.int16()), "kind": ["a", "b"], "ok": [True, False]})
for codec in ["none", "snappy", "gzip", "brotli", "lz4"]:
    out = io.BytesIO()
    pq.write_table(table, out, compression=codec)
    write(f"parquet/{codec}.parquet", out.getvalue())

print("numpy", np.__version__, "pyarrow", pa.__version__)
