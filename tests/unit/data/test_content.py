"""What a file is, is told by its content: its name, and who packed it how, say nothing."""

import bz2
import gzip
import hashlib
import random
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from torchvision.datasets import KMNIST, FashionMNIST

from mnist_core.data import lookalikes
from mnist_core.data.content import DamagedFile, OtherDataSet, identify
from mnist_core.data.digests import DIGESTS, digest
from mnist_core.data.mnist_files import (
    FILES,
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
    MnistFile,
)
from tests.unit.mnist_folders import fashion_labels


@pytest.fixture(scope="session")
def packed(mnist: Path) -> dict[MnistFile, bytes]:
    return {file: (mnist / file.packed_name).read_bytes() for file in FILES}


@pytest.fixture(scope="session")
def raw(packed: dict[MnistFile, bytes]) -> dict[MnistFile, bytes]:
    return {file: gzip.decompress(content) for file, content in packed.items()}


def told(content: bytes, expected: MnistFile = TEST_LABELS) -> str:
    with pytest.raises(DamagedFile) as caught:
        identify(content, expected)
    return str(caught.value)


def flipped(content: bytes, at: int, bits: int = 1) -> bytes:
    changed = bytearray(content)
    changed[at] ^= bits
    return bytes(changed)


def zipped(*members: tuple[str, bytes]) -> bytes:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return archive.getvalue()


# --- what is read ----------------------------------------------------------------------------


@pytest.mark.parametrize("pack", [
    bytes, gzip.compress, lambda content: gzip.compress(gzip.compress(content)),
    lambda content: zipped(("anything", content)),
    lambda content: zipped(("raw/t10k-labels.idx1-ubyte", content), ("README", b"read me")),
    lambda content: gzip.compress(content)[:-5],
    lambda content: flipped(gzip.compress(content), -6),
], ids=["plain", "gzip", "gzip twice", "zip", "one of a zip", "checksum cut off",
        "checksum wrong"])
def test_content_counts_however_it_is_packed(raw: dict[MnistFile, bytes],
                                             pack: Callable[[bytes], bytes]) -> None:
    file, labels = identify(pack(raw[TEST_LABELS]), TEST_LABELS)
    assert file is TEST_LABELS
    assert labels[:5].tolist() == [7, 2, 1, 0, 4]


def test_a_file_under_the_name_of_another_is_known(raw: dict[MnistFile, bytes]) -> None:
    assert identify(raw[TEST_LABELS], TRAIN_IMAGES)[0] is TEST_LABELS


# --- what is not -----------------------------------------------------------------------------


@pytest.mark.parametrize(("content", "words"), [
    (b"", "is empty"),
    (b"<!DOCTYPE html>\n<html>Not found</html>", "is a web page"),
    (b"\xef\xbb\xbf \n<HTML><body>Log in", "is a web page"),
    (gzip.compress(b"<html>Not found</html>"), "is a web page"),
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 4542\n", "`git lfs pull`"),
    (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "a server's message"),
    (bz2.compress(b"digits"), "is packed with bzip2, which is not read here: unpack it"),
    (bytes(4542), "holds nothing but zeros"),
    (b"hello", "does not start as an idx file of 10,000 bytes"),
    (b"PK\x03\x04 cut off", "is a zip archive that cannot be unpacked"),
    (zipped(("a", b"a"), ("b", b"b")), "is a zip archive that holds no t10k-labels-idx1-ubyte"),
    (b"\x1f\x8b\x08", "is cut short: its gzip stream ends after 0 of 10,008 bytes"),
    (b"\x1f\x8b\x08\x00 not deflated", "gzip stream"),
    (b"\0\0\x08\x01", "is cut short: it ends after 4 of 10,008 bytes"),
    (TEST_LABELS.header + bytes(9), "is cut short: it ends after 17 of 10,008 bytes"),
    (TEST_LABELS.header + bytes(10_001), "is longer than the 10,008 bytes"),
    (b"\0\0\x08\x01\0\0\x51\x40" + bytes(20_800), "20,800 bytes, not of 10,000 bytes: EMNIST's"),
    (b"\0\0\x0c\x02\0\0\x27\x10\0\0\0\x08" + bytes(320_000), "10,000 x 8 elements of 4 bytes"),
    (TEST_LABELS.header + bytes(range(47)) + bytes(9_953), "has labels up to 46"),
    (TEST_LABELS.header + bytes(10_000), "is well-formed, but its content is not MNIST's"),
])
def test_what_a_file_is_instead(content: bytes, words: str) -> None:
    assert words in told(content)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_idx_headers_are_read_strictly(file: MnistFile) -> None:
    assert file.header[2:4] == bytes([8, len(file.shape)])
    assert "elements of 4 bytes each" in told(b"\0\0\x0d" + file.header[3:] + b"\0" * 8, file)
    assert "cut short" in told(file.header + b"\0" * 8, file)


def test_emnist_is_known_by_its_size_however_long_the_file() -> None:
    header = b"\0\0\x08\x03\0\x03\xa9\x80\0\0\0\x1c\0\0\0\x1c"
    assert "240,000 x 28 x 28 bytes" in told(header + bytes(1000), TRAIN_IMAGES)
    assert told(header + bytes(1000), TRAIN_IMAGES).endswith("EMNIST's")


@pytest.mark.parametrize("file", [TRAIN_LABELS, TEST_LABELS], ids=lambda file: file.name)
def test_fashion_mnist_is_known_by_its_labels(file: MnistFile) -> None:
    for content in (fashion_labels(file), gzip.compress(fashion_labels(file))):
        with pytest.raises(OtherDataSet, match=r"is Fashion-MNIST's, not MNIST's") as caught:
            identify(content, file)
        assert caught.value.name == "Fashion-MNIST"


def test_the_files_of_fashion_mnist_and_kmnist_are_known_as_torchvision_lists_them() -> None:
    names = {"Fashion-MNIST": FashionMNIST, "KMNIST": KMNIST}
    listed = {md5: name for name, data_set in names.items() for _, md5 in data_set.resources}
    assert listed == lookalikes.PACKED_MD5


def test_bytes_that_another_data_set_published_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    content = gzip.compress(TEST_LABELS.header + bytes(10_000), mtime=0)
    md5 = hashlib.md5(content).hexdigest()
    monkeypatch.setitem(lookalikes.PACKED_MD5, md5, "KMNIST")
    assert told(content) == "is KMNIST's, not MNIST's"


# --- what was MNIST's ------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_digests_are_those_of_the_real_files(raw: dict[MnistFile, bytes],
                                                 file: MnistFile) -> None:
    assert digest(raw[file], file) == DIGESTS[file]


def test_one_byte_that_differs_is_found_wherever_it_is(raw: dict[MnistFile, bytes]) -> None:
    image = 16 + 784 * 5000 + 28 * 3 + 4
    assert told(flipped(raw[TEST_IMAGES], image, 64), TEST_IMAGES) == (
        "is MNIST's, but one byte differs: image 5,000, row 3, column 4 (each counted from 0) is "
        "64 instead of 0")
    assert "label 1,234 (counted from 0) is 2 instead of 3" in told(
        flipped(raw[TRAIN_LABELS], 8 + 1234), TRAIN_LABELS)
    assert "byte 7 of its header is 17 instead of 16" in told(flipped(raw[TEST_LABELS], 7))
    assert "byte 0 of its header is 1 instead of 0" in told(flipped(raw[TEST_LABELS], 0))
    chance = random.Random(1)
    for _ in range(50):
        at, bits = chance.randrange(10_008), chance.randrange(1, 256)
        content = flipped(raw[TEST_LABELS], at, bits)
        assert f"is {content[at]} instead of {raw[TEST_LABELS][at]}" in told(content)


def test_more_bytes_that_differ_are_found_by_the_thousand(raw: dict[MnistFile, bytes]) -> None:
    lost = bytearray(raw[TEST_IMAGES])
    lost[16 + 784 * 2500:16 + 784 * 3100] = bytes(784 * 600)
    assert told(bytes(lost), TEST_IMAGES) == (
        "is MNIST's, but bytes differ in images 2,000 to 3,999 (counted from 0)")
    # two bytes whose sum is as it was
    swapped = bytearray(raw[TEST_LABELS])
    swapped[8], swapped[9] = swapped[9], swapped[8]
    assert "bytes differ in labels 0 to 999" in told(bytes(swapped))
    for at in range(8, 10_008, 2000):
        swapped[at] = 10
    assert "0 to 999 and 2,000 to 2,999 and 4,000 to 4,999 and 2 more places" in told(
        bytes(swapped))


def test_a_flipped_bit_in_a_packed_file_is_told_from_a_short_one(
        packed: dict[MnistFile, bytes]) -> None:
    whole = packed[TEST_IMAGES]
    assert "is MNIST's, but bytes differ in images" in told(
        flipped(whole, 800_000, 4), TEST_IMAGES)
    assert "is damaged: its gzip stream breaks off after 7,839," in told(
        flipped(whole, 1_648_000, 4), TEST_IMAGES)
    assert "is cut short: its gzip stream ends after 7," in told(whole[:-100_000], TEST_IMAGES)


@pytest.mark.parametrize(("change", "words"), [
    (lambda images: images.transpose(0, 2, 1), "transposed"),
    (lambda images: 255 - images, "inverted"),
    (lambda images: images[:, :, ::-1], "mirrored"),
    (lambda images: images[:, ::-1], "upside down"),
    (lambda images: images[:, ::-1, ::-1], "180 degrees"),
])
def test_turned_images_are_known(raw: dict[MnistFile, bytes], words: str,
                                 change: Callable[[np.ndarray], np.ndarray]) -> None:
    header = TEST_IMAGES.header
    images = np.frombuffer(raw[TEST_IMAGES], np.uint8, offset=len(header)).reshape(-1, 28, 28)
    sentence = told(header + change(images).tobytes(), TEST_IMAGES)
    assert sentence.startswith("is MNIST's, but its images are") and words in sentence


def test_a_gzip_bomb_is_not_unpacked(raw: dict[MnistFile, bytes]) -> None:
    bomb = zlib.compressobj(9, wbits=31)
    zeros = bytes(1 << 20)
    content = b"".join(bomb.compress(zeros) for _ in range(200)) + bomb.flush()
    assert len(content) < 1_000_000
    assert "zeros" in told(content)
