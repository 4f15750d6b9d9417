"""Writes the HTML standard's named character references, as Python's `html.entities` carries them, to `entities.tsv.gz`:
`name<TAB>code points in hexadecimal` a line."""

import gzip
import html.entities
from pathlib import Path

lines = (f"{name}\t{' '.join(f'{ord(c):x}' for c in means)}\n" for name, means in sorted(html.entities.html5.items()))
(Path(__file__).parent / "entities.tsv.gz").write_bytes(gzip.compress("".join(lines).encode(), mtime=0))
