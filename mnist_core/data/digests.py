"""What MNIST's content can be compared with where its MD5 is wrong: which bytes differ.

Two sums of a file's bytes find a single wrong byte: the first says by how much it is wrong, the
second, in which a byte counts as often as its position says, then says where it is. A CRC-32 of
every thousand images or labels finds what is larger. Whatever they find is proved by the MD5.
"""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_core.data.mnist_files import (
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
    MnistFile,
)

BLOCK = 1000  # images or labels
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Digest:
    """Of the whole unpacked file: sum of b, sum of i*b (i from 0); of its blocks: CRC-32 in hex."""

    total: int
    moment: int
    blocks: str


DIGESTS = {
    TRAIN_IMAGES: Digest(
        1_567_298_942, 36_724_533_432_145_461,
        "edb3d0b33ff7eb9f2db9078ace6453ab90608ebdbf7de26d0bfea8938ec8f20a26efaac4c19907a1"
        "0264efddc9670987f0a7e051e399b1b3f77d59f3d734ce588fdd77c93f6e810859a555c05c775d25"
        "6ae1b2a32c12c79c3e8df25013bc3a3859e1eb9cf63bd7a350b84c9252444551ff269c644e9fe1f2"
        "21d959f0f6dde34827172ad54334fa07c4cf16f5e0432721001fa60ff2863410379a5295f6e3ad3a"
        "59007b23f35823f293b6a6affc3a5cf38900e69cd2153b450a35943fe0da065c4fed2b942855aee2"
        "9a54c561b78ee7641d9a189cb36a7c5d0d7ce75f430773ee139a95f0b59cd37282c3adaf30676d19"),
    TRAIN_LABELS: Digest(
        267_575, 8_024_878_695,
        "5eb60182aeb29c7f7659414a12daf3d092dd54a4d935aa0e0dfe4e49e1ed29e38949358a31731c25"
        "f561e1006c482b23035f98d5ad41270eb4dc895a0614286a17dd739779b1183bd794f2ebfe6c0aa4"
        "1add95aa7139bc75ab2290dd763be8bf3790f2ea810ba4c27eab6509920c5ad7eb44ddc44333f9ef"
        "f154cac266fb62ddef5e3beba583767dc1319752deacf059194ee4d8b5f5366aaeb57fd827e28fb6"
        "d3696ebc9349646f7ab43253281c7a6a8fa734b65e2ca609964002f0aa3b1d2dfefd675bafbfb14a"
        "ee9c061c9da7765f960280e3f7987d19c53c01027dc5eb2877c8148a169beea889774eb6d9c7d57e"),
    TEST_IMAGES: Digest(
        264_923_322, 1_079_696_209_417_658,
        "87ab9190c7ab7eba231a7e3dfdf8cb1e1f21714164a65ddc73afad27d24ae19330df77bdc1412f08"),
    TEST_LABELS: Digest(
        44_498, 222_213_220,
        "ec5a05584c49c2964904d351bd4de6ec49587f035e1d53ed05ea6ad1596436ffeecfdc0f98c5e01c"),
}


def digest(content: bytes, file: MnistFile) -> Digest:
    """The digest of unpacked bytes that are as long as ``file``."""
    total = moment = 0
    for start in range(0, len(content), _CHUNK):
        part = np.frombuffer(content, np.uint8, min(_CHUNK, len(content) - start), start)
        # a position is below 2^26 and a byte below 2^8: no chunk's sum comes near 2^63
        total += int(part.sum(dtype=np.int64))
        moment += int(np.dot(part.astype(np.int64), np.arange(start, start + len(part))))
    return Digest(total, moment, "".join(_blocks(content, file)))


def difference(content: bytes, file: MnistFile) -> str:
    """How bytes of the right length differ from MNIST's, to follow "is MNIST's, but "; or empty.

    Empty where no block is MNIST's: then it is something else altogether.
    """
    here, right = digest(content, file), DIGESTS[file]
    by = here.total - right.total
    at, rest = divmod(here.moment - right.moment, by) if by else (0, 1)
    if not rest and 0 <= at < len(content) and 0 <= (byte := content[at] - by) <= 255:
        mended = content[:at] + bytes([byte]) + content[at + 1:]
        if hashlib.md5(mended, usedforsecurity=False).hexdigest() == file.md5:
            return f"one byte differs: {_place(at, file)} is {content[at]} instead of {byte}"
    wrong = [number for number, (is_, should) in enumerate(
        zip(_split(here.blocks), _split(right.blocks), strict=True)) if is_ != should]
    if len(wrong) == len(_split(right.blocks)):
        return ""
    if not wrong:
        return "its header differs"
    items = "images" if len(file.shape) == 3 else "labels"
    return f"bytes differ in {items} {_ranges(wrong)} (counted from 0)"


def _blocks(content: bytes, file: MnistFile) -> list[str]:
    header, size = len(file.header), file.num_bytes - len(file.header)
    step = size // file.shape[0] * BLOCK
    view = memoryview(content)
    return [f"{zlib.crc32(view[start:start + step]):08x}"
            for start in range(header, header + size, step)]


def _split(blocks: str) -> list[str]:
    return [blocks[start:start + 8] for start in range(0, len(blocks), 8)]


def _place(at: int, file: MnistFile) -> str:
    at -= len(file.header)
    if at < 0:
        return f"byte {at + len(file.header)} of its header"
    if len(file.shape) == 1:
        return f"label {at:,} (counted from 0)"
    image, pixel = divmod(at, 28 * 28)
    row, column = divmod(pixel, 28)
    return f"image {image:,}, row {row}, column {column} (each counted from 0)"


def _ranges(blocks: Sequence[int]) -> str:
    """Blocks as stretches of images or labels: "3,000 to 4,999 and 9,000 to 9,999"."""
    starts = [block for block in blocks if block - 1 not in blocks]
    ends = [block for block in blocks if block + 1 not in blocks]
    told = [f"{start * BLOCK:,} to {(end + 1) * BLOCK - 1:,}"
            for start, end in zip(starts, ends, strict=True)]
    more = len(told) - 3
    return " and ".join(told[:3]) + (f" and {more} more places" if more > 0 else "")
