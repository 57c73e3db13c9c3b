"""The class's own digits as one file: as MNIST's four files, as arrays, and as pictures."""

import gzip
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import numpy as np
from numpy.typing import NDArray

from mnist_core.base.files.png import png_bytes
from mnist_core.data.mnist_files import (
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
    MnistFile,
)
from mnist_core.runs.saved.class_digits import ClassDigit, is_training_writer
from mnist_core.runs.saved.drawings_zip import arrays, images_of, labels_of, png_name

README = """Digits that a class drew itself with MNIST Drill-Down, each confirmed by a neighbour.

class-digits.npz  images: uint8 [N, 28, 28], white ink 255, centred as MNIST's are; labels: int64
                  [N]; writers: int64 [N], from 1; ids: int64 [N]
digits/           the same images as PNG files, writer-W/ID-is-LABEL.png
*-ubyte.gz        the same once more as MNIST's four files (idx), split by writer: nobody whose
                  digits are in train-* has any in t10k-*. About 70 % of the writers are in train-*;
                  with few writers one of the two may be empty.

Writers are numbers and no names; a number means the same person within this file only.
"""


def class_digits_zip(digits: Sequence[ClassDigit]) -> bytes:
    """A ZIP file of these digits."""
    numbers = {writer: number for number, writer in enumerate(
        sorted({digit.writer for digit in digits}), start=1)}
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        archive.writestr("class-digits.npz", arrays(digits, writers=np.array(
            [numbers[digit.writer] for digit in digits], np.int64)))
        for digit in digits:
            archive.writestr(f"digits/writer-{numbers[digit.writer]}/{png_name(digit)}",
                             png_bytes(digit.pixels))
        for images, labels, is_training in ((TRAIN_IMAGES, TRAIN_LABELS, True),
                                            (TEST_IMAGES, TEST_LABELS, False)):
            part = [digit for digit in digits if is_training_writer(digit.writer) == is_training]
            for kind, values in ((images, images_of(part)),
                                 (labels, labels_of(part).astype(np.uint8))):
                archive.writestr(kind.packed_name, _packed(kind, values), ZIP_STORED)
    return file.getvalue()


def _packed(kind: MnistFile, values: NDArray[np.uint8]) -> bytes:
    return gzip.compress(replace(kind, shape=values.shape).header + values.tobytes(), mtime=0)
