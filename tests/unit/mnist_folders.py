"""Folders with MNIST's files as people have them, whole and otherwise."""

import gzip
import shutil
from pathlib import Path

import numpy as np

from mnist_core.base.settings import Settings
from mnist_core.data.mnist_files import FILES, MnistFile

TRAIN_IMAGES = "train-images-idx3-ubyte.gz"
TEST_LABELS = "t10k-labels-idx1-ubyte.gz"
FASHION_LABELS = {60_000: (9, 0, 0, 3, 0, 2, 7, 2, 5, 5), 10_000: (9, 2, 1, 1, 6, 1, 4, 6, 5, 7)}


def settings(tmp_path: Path, data_dir: Path | None = None) -> Settings:
    return Settings(data_dir=data_dir, home=tmp_path / "home")


def copied(source: Path, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for file in FILES:
        # contents only: the source may be read-only, and a copied mode would be too
        shutil.copyfile(source / file.packed_name, folder / file.packed_name)
    return folder


def unpacked(source: Path, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for file in FILES:
        (folder / file.name).write_bytes(gzip.decompress((source / file.packed_name).read_bytes()))
    return folder


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def fashion_labels(file: MnistFile) -> bytes:
    """Labels as Fashion-MNIST has them: its first ten, and as many of each class."""
    num = file.shape[0]
    first = FASHION_LABELS[num]
    rest = np.repeat(np.arange(10), num // 10 - np.bincount(first, minlength=10))
    return file.header + bytes(first) + bytes(rest.tolist())


def other_set(folder: Path, *, fashion: bool) -> Path:
    """Four well-formed files of MNIST's sizes that are not MNIST's."""
    folder.mkdir(parents=True)
    for file in FILES:
        path = folder / file.name
        if "labels" in file.name:
            path.write_bytes(fashion_labels(file) if fashion else
                             file.header + bytes(file.shape[0]))
            continue
        with path.open("wb") as images:
            images.write(file.header)
            images.truncate(file.num_bytes)
    return folder


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All that could be changed about a folder's files."""
    return {str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
            for path in folder.rglob("*") if path.is_file()}
