"""MNIST's four original files: what each must be, and where a folder may hold copies of them.

The proof of a file is the MD5 of its unpacked content, so it does not matter who packed it, or how.
Format: http://yann.lecun.com/exdb/mnist ("idx": a magic number, the sizes, the bytes).
"""

import math
import os
import re
import struct
from dataclasses import dataclass
from pathlib import Path

_UNSIGNED_BYTE = 8  # idx's code for the type of its elements
# where torchvision puts the files, seen from its root and from the folder MNIST in it
_PLACES = ("", "MNIST/raw", "raw")
# with dash or dot, packed or not, as a browser names a second download, and as earlier versions
# of this lab renamed what they could not use
_NAME = re.compile(r"(train|t10k)[-._](images|labels)[-._]idx[13][-._]ubyte"
                   r"( ?\(\d+\))?(\.gz|\.zip)?(\.damaged)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MnistFile:
    """One of the four: its name as published (without ``.gz``), its shape, its unpacked MD5."""

    name: str
    shape: tuple[int, ...]
    md5: str

    @property
    def packed_name(self) -> str:
        return f"{self.name}.gz"

    @property
    def header(self) -> bytes:
        num_dims = len(self.shape)
        return struct.pack(f">{num_dims + 1}I", _UNSIGNED_BYTE << 8 | num_dims, *self.shape)

    @property
    def num_bytes(self) -> int:
        """The length of the unpacked file."""
        return len(self.header) + math.prod(self.shape)


TRAIN_IMAGES = MnistFile("train-images-idx3-ubyte", (60_000, 28, 28),
                         "6bbc9ace898e44ae57da46a324031adb")
TRAIN_LABELS = MnistFile("train-labels-idx1-ubyte", (60_000,), "a25bea736e30d166cdddb491f175f624")
TEST_IMAGES = MnistFile("t10k-images-idx3-ubyte", (10_000, 28, 28),
                        "2646ac647ad5339dbf082846283269ea")
TEST_LABELS = MnistFile("t10k-labels-idx1-ubyte", (10_000,), "27ae3e4e09519cfbb04c329615203637")
FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)


def named_as(name: str) -> MnistFile | None:
    """The one of the four that a file's name promises."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    start = f"{match[1]}-{match[2]}".lower()
    return next(file for file in FILES if file.name.startswith(start))


def candidates(folder: Path) -> dict[MnistFile, list[Path]]:
    """What may be a copy of each file, the likeliest first; folders are looked into.

    A folder of such a name that holds no such file stands for itself: it is in the file's place.
    """
    found: dict[MnistFile, list[Path]] = {file: [] for file in FILES}
    for place in (folder / name for name in _PLACES):
        for path in _entries(place):
            file = named_as(path.name)
            if file is None:
                continue
            inner = [within for within in _entries(path) if named_as(within.name) is file]
            found[file] += inner or [path]
    return found


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder, plain names first; nothing where there is none to look into."""
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [folder / name for name in sorted(names, key=lambda name: (len(name), name))]
