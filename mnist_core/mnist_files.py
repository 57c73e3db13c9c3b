"""MNIST's four original files: found in a folder, read, and proved intact before anyone uses them.

The proof is the MD5 of the unpacked content, so it does not matter who packed a file, or how.
Format: http://yann.lecun.com/exdb/mnist ("idx": a magic number, the sizes, the bytes).
"""

import gzip
import hashlib
import math
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

_UNSIGNED_BYTE = 8  # idx's code for the type of its elements


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


class DamagedFile(ValueError):
    """The content is not the file it should be; the text says how, to follow the file's name."""


def candidates(folder: Path, file: MnistFile) -> Iterator[Path]:
    """The copies of ``file`` in ``folder``: packed or not, there or where torchvision puts them."""
    for place in _places(folder):
        for name in (file.packed_name, file.name):
            # unlike Path.is_file, False where the folder may not be looked into
            if os.path.isfile(place / name):
                yield place / name


def damaged_copies(folder: Path) -> list[Path]:
    """What ``move_aside`` left in ``folder``."""
    names = (name for file in FILES for name in (file.packed_name, file.name))
    return [aside for name in names for place in _places(folder)
            if os.path.isfile(aside := _aside(place / name))]


def read(path: Path, file: MnistFile) -> Bytes:
    """The content of an intact copy, uint8 in ``file.shape``, writable.

    Raises:
        DamagedFile: it is broken, cut short, or something else.
        OSError: it cannot be read at all.
    """
    content = path.read_bytes()
    return unpack(content, file) if path.suffix == ".gz" else check(content, file)


def unpack(packed: bytes, file: MnistFile) -> Bytes:
    """As ``check``, of gzipped bytes."""
    try:
        # one byte more than it should have shows that it is too long, however long it is
        content = gzip.GzipFile(fileobj=BytesIO(packed)).read(file.num_bytes + 1)
    except EOFError:
        raise DamagedFile("is cut short (its gzip stream ends too early)") from None
    except (gzip.BadGzipFile, zlib.error):
        raise DamagedFile("is no intact gzip file") from None
    return check(content, file)


def check(content: bytes, file: MnistFile) -> Bytes:
    """The array in unpacked bytes.

    Raises:
        DamagedFile: the header, the length or the MD5 is not the one of ``file``.
    """
    header = file.header
    if content[:len(header)] != header:
        raise DamagedFile(f"does not start as an idx file of {_sizes(file)} bytes")
    if len(content) != file.num_bytes:
        raise DamagedFile(f"is not {file.num_bytes:,} bytes long unpacked")
    if hashlib.md5(content, usedforsecurity=False).hexdigest() != file.md5:
        raise DamagedFile("is not MNIST's (its content has another MD5)")
    # the copy makes the array writable, which a torch tensor must be
    return np.frombuffer(content, np.uint8, offset=len(header)).reshape(file.shape).copy()


def move_aside(path: Path) -> Path | None:
    """Rename a damaged file to ``NAME.damaged``; None where that is not possible."""
    aside = _aside(path)
    try:
        os.replace(path, aside)
    except FileNotFoundError:  # another process was quicker
        return aside
    except OSError:
        return None
    return aside


def _places(folder: Path) -> tuple[Path, Path]:
    return folder, folder / "MNIST" / "raw"


def _aside(path: Path) -> Path:
    return path.with_name(f"{path.name}.damaged")


def _sizes(file: MnistFile) -> str:
    return " x ".join(f"{size:,}" for size in file.shape)
