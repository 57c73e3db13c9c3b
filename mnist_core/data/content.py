"""What a file is, told by its content: one of MNIST's four, or a sentence about what it is instead.

Gzip and zip are unpacked, however often they were packed and whatever the file is called.
"""

import gzip
import hashlib
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.digests import DIGESTS, difference
from mnist_core.data.lookalikes import by_labels, by_packed_bytes, by_shape
from mnist_core.data.mnist_files import FILES, MnistFile, named_as

Bytes = NDArray[np.uint8]

MAX_BYTES = 64_000_000  # the largest of the four has 47 MB unpacked
_NESTING = 3  # packed twice happens where a server packs what is packed; more does not
_SALVAGE_STEP = 256
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_BY_MD5 = {file.md5: file for file in FILES}
_ELEMENT_BYTES = {8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8}  # by idx's code for their type
_OTHER_PACKERS = {b"BZh": "bzip2", b"\xfd7zXZ\0": "xz", b"7z\xbc\xaf\x27\x1c": "7-Zip",
                  b"\x28\xb5\x2f\xfd": "zstd", b"Rar!": "RAR"}
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"


class DamagedFile(ValueError):
    """The content is not MNIST's; the text says what it is, to follow the file's name."""


class OtherDataSet(DamagedFile):
    """It is a well-formed file of another data set; ``name`` is empty where it is not known."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


def read(path: Path, expected: MnistFile) -> tuple[MnistFile, Bytes]:
    """Which of the four a file is, and its content: uint8 in that file's shape, writable.

    Raises:
        DamagedFile: it is none of them; the sentence compares it with ``expected``.
        OSError: it cannot be read at all.
    """
    if path.is_dir():
        raise DamagedFile(f"is a folder and holds no {expected.name}")
    if path.exists() and not path.is_file():
        raise DamagedFile("is a pipe or a device, not a file")
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    # an idx file says in its first bytes what it is, but of a packed one a part is nothing
    if len(content) > MAX_BYTES and content.startswith((_GZIP, _ZIP)):
        raise DamagedFile(f"is larger than {MAX_BYTES:,} bytes, which none of MNIST's files is")
    return identify(content, expected)


def identify(content: bytes, expected: MnistFile) -> tuple[MnistFile, Bytes]:
    """As ``read``, of a file's bytes.

    Raises:
        DamagedFile: they are none of the four.
    """
    unpacked, fault = _unpacked(content, expected)
    file = _BY_MD5.get(hashlib.md5(unpacked, usedforsecurity=False).hexdigest())
    # a packed copy whose end is lost may still have yielded all of it, which the MD5 proves
    if file is None:
        raise _diagnosis(content, unpacked, fault, expected)
    # the copy makes the array writable, which a torch tensor must be
    array = np.frombuffer(unpacked, np.uint8, offset=len(file.header))
    return file, array.reshape(file.shape).copy()


def _unpacked(content: bytes, expected: MnistFile) -> tuple[bytes, str]:
    """What is in it, and what went wrong on the way in words; at most ``MAX_BYTES``."""
    for _ in range(_NESTING):
        fault = ""
        if content.startswith(_GZIP):
            content, fault = _gunzipped(content)
        elif content.startswith(_ZIP):
            content, fault = _unzipped(content, expected)
        else:
            return content, ""
        if fault:
            return content, fault
    return content, ""


def _gunzipped(packed: bytes) -> tuple[bytes, str]:
    try:
        with gzip.GzipFile(fileobj=BytesIO(packed)) as file:
            return file.read(MAX_BYTES), ""
    except EOFError:
        return _salvaged(packed), "is cut short: its gzip stream ends"
    except (gzip.BadGzipFile, zlib.error):
        return _salvaged(packed), "is damaged: its gzip stream breaks off"


def _salvaged(packed: bytes) -> bytes:
    """What a broken gzip stream yields before it breaks, its checksum unread."""
    inflate, unpacked = zlib.decompressobj(-zlib.MAX_WBITS), bytearray()
    try:
        start = _gzip_header(packed)
        for at in range(start, len(packed), _SALVAGE_STEP):
            unpacked += inflate.decompress(packed[at:at + _SALVAGE_STEP])
            if inflate.eof or len(unpacked) > MAX_BYTES:
                break
    except (zlib.error, ValueError, IndexError):
        pass
    return bytes(unpacked[:MAX_BYTES])


def _gzip_header(packed: bytes) -> int:
    """How long the header of a gzip stream is (RFC 1952, 2.3)."""
    flags, end = packed[3], 10
    if flags & 4:
        end += 2 + int.from_bytes(packed[end:end + 2], "little")
    for flag in (8, 16):  # a name and a comment, each up to a zero
        if flags & flag:
            end = packed.index(b"\0", end) + 1
    return end + 2 if flags & 2 else end


def _unzipped(packed: bytes, expected: MnistFile) -> tuple[bytes, str]:
    """The file of that name in a zip archive, or its only one."""
    try:
        with zipfile.ZipFile(BytesIO(packed)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            named = [info for info in members
                     if named_as(Path(info.filename).name) is expected] or members
            if len(named) != 1 and named is members:
                return packed, f"is a zip archive that holds no {expected.name}"
            with archive.open(named[0]) as file:
                return file.read(MAX_BYTES), ""
    # encrypted ones raise RuntimeError, unknown methods NotImplementedError
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        return packed, f"is a zip archive that cannot be unpacked ({error})"


def _diagnosis(content: bytes, unpacked: bytes, fault: str, expected: MnistFile) -> DamagedFile:
    if not content:
        return DamagedFile("is empty")
    if fault.startswith("is a zip"):
        return DamagedFile(fault)
    if fault and len(unpacked) != expected.num_bytes:
        return DamagedFile(f"{fault} after {len(unpacked):,} of {expected.num_bytes:,} bytes")
    if len(unpacked) == expected.num_bytes and (differs := difference(unpacked, expected)):
        return DamagedFile(f"is MNIST's, but {differs}")
    header = _idx_header(unpacked)
    if header is None:
        return DamagedFile(_no_idx(unpacked, expected))
    kind, shape = header
    if (kind, shape) != (8, expected.shape):
        return _other_shape(kind, shape, unpacked, expected)
    return _same_shape(content, unpacked, expected)


def _no_idx(content: bytes, expected: MnistFile) -> str:
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_LFS_POINTER):
        return "is a Git LFS pointer, not the file itself: `git lfs pull` fetches that"
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<script")) or (
            start.startswith(b"<") and b"<html" in start):
        return "is a web page, such as a login or error page that was saved in its place"
    if start.startswith((b"<?xml", b"<error", b"{")):
        return "is a server's message, saved in its place"
    for magic, packer in _OTHER_PACKERS.items():
        if content.startswith(magic):
            return f"is packed with {packer}, which is not read here: unpack it"
    if not content.strip(b"\0"):
        return "holds nothing but zeros, as a download that never ended may leave it"
    if len(content) < len(expected.header) and expected.header.startswith(content):
        return f"is cut short: it ends after {len(content):,} of {expected.num_bytes:,} bytes"
    return f"does not start as an idx file of {_sizes(expected.shape)} bytes"


def _idx_header(content: bytes) -> tuple[int, tuple[int, ...]] | None:
    """The code of an idx file's elements, and its shape; None if it is none."""
    if len(content) < 8 or content[:2] != b"\0\0" or content[2] not in _ELEMENT_BYTES:
        return None
    num_dims = content[3]
    if not 1 <= num_dims <= 4 or len(content) < 4 + 4 * num_dims:
        return None
    return content[2], struct.unpack_from(f">{num_dims}I", content, 4)


def _other_shape(kind: int, shape: tuple[int, ...], content: bytes,
                 expected: MnistFile) -> DamagedFile:
    elements = "bytes" if kind == 8 else f"elements of {_ELEMENT_BYTES[kind]} bytes each"
    text = f"is an idx file of {_sizes(shape)} {elements}, not of {_sizes(expected.shape)} bytes"
    if kind == 8 and (name := by_shape(shape)):
        return OtherDataSet(f"{text}: {name}'s", name)
    num_bytes = 4 + 4 * len(shape) + _ELEMENT_BYTES[kind] * int(np.prod(shape, dtype=object))
    return (OtherDataSet(text, "") if len(content) == num_bytes or num_bytes > MAX_BYTES
            else DamagedFile(text))


def _same_shape(packed: bytes, content: bytes, expected: MnistFile) -> DamagedFile:
    """What has MNIST's header, but not its content."""
    too_many = len(content) - expected.num_bytes
    if too_many < 0:
        return DamagedFile(
            f"is cut short: it ends after {len(content):,} of {expected.num_bytes:,} bytes")
    if too_many > 0:
        return DamagedFile(f"is longer than the {expected.num_bytes:,} bytes of MNIST's")
    body = content[len(expected.header):]
    if name := by_packed_bytes(packed) or (by_labels(body) if len(expected.shape) == 1 else ""):
        return OtherDataSet(f"is {name}'s, not MNIST's", name)
    if len(expected.shape) == 1 and (most := max(body)) > 9:
        return OtherDataSet(f"has labels up to {most}: it is not MNIST's", "")
    if len(expected.shape) == 3 and (turned := _turned(body, expected)):
        return DamagedFile(f"is MNIST's, but {turned}")
    return OtherDataSet("is well-formed, but its content is not MNIST's", "")


def _turned(body: bytes, expected: MnistFile) -> str:
    """Which simple change to every image would make them MNIST's; empty if none does."""
    images = np.frombuffer(body, np.uint8).reshape(expected.shape)
    total = int(images.sum(dtype=np.int64))
    right = DIGESTS[expected].total - sum(expected.header)
    changes = {"its images are transposed (rows are columns)": images.transpose(0, 2, 1),
               "its images are mirrored": images[:, :, ::-1],
               "its images are upside down": images[:, ::-1],
               "its images are turned by 180 degrees": images[:, ::-1, ::-1]}
    if total == 255 * len(body) - right:
        changes = {"its images are inverted (black on white)": 255 - images}
    elif total != right:  # none of them changes the sum
        return ""
    for words, changed in changes.items():
        md5 = hashlib.md5(expected.header, usedforsecurity=False)
        md5.update(np.ascontiguousarray(changed).data)
        if md5.hexdigest() == expected.md5:
            return words
    return ""


def _sizes(shape: tuple[int, ...]) -> str:
    return " x ".join(f"{size:,}" for size in shape)
