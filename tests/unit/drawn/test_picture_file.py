"""Pictures of every kind are read in bounded memory, or refused in one sentence before that."""

import random
import subprocess
import sys
from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageOps

from mnist_core.base.source import ROOT
from mnist_core.data.mnist import Dataset
from mnist_core.drawn.drawing import stages_from_image
from mnist_core.drawn.picture_file import (
    MAX_DECODED_BYTES,
    WORKING_SIDE,
    needed_bytes,
    open_picture,
    small_picture,
)
from mnist_core.drawn.picture_limits import LIMITS, MAX_PIXELS, MAX_PIXELS_OF

pytestmark = pytest.mark.long

HEIC = ROOT / "tests" / "unit" / "seven.heic"
KINDS = ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF")
ORIENTATION = 0x0112


def seven(width: int = 400, height: int = 300) -> Image.Image:
    """A dark 7 on light paper, the one that the HEIC file shows."""
    image = Image.new("RGB", (width, height), (235, 230, 220))
    corners = [(.35, .2), (.65, .2), (.45, .833)]
    ImageDraw.Draw(image).line([(x * width, y * height) for x, y in corners], fill=(40, 40, 70),
                               width=width // 25, joint="curve")
    return image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def digit_of(data: bytes) -> NDArray[np.uint8]:
    return stages_from_image(open_picture(data)).digit


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return float(np.abs(one.astype(float) - other).sum() / one.sum())


@cache
def digit_of_seven(width: int = 400) -> NDArray[np.uint8]:
    """What a 7 of this width reads as that Pillow decodes and reduces as a whole."""
    image = seven(width, width * 3 // 4)
    image.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    return stages_from_image(np.asarray(image)).digit


# --- kinds -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_shows_the_same_digit(kind: str) -> None:
    assert difference(digit_of_seven(), digit_of(saved(seven(), kind))) < 0.05


def test_a_phones_heic_is_read() -> None:
    assert open_picture(HEIC).format == "HEIF"
    assert difference(digit_of_seven(), digit_of(HEIC.read_bytes())) < 0.1


@pytest.mark.parametrize(("kind", "mode", "options"), [
    ("JPEG", "CMYK", {}), ("JPEG", "L", {}), ("JPEG", "RGB", {"progressive": True}),
    ("PNG", "1", {}), ("PNG", "P", {}), ("PNG", "LA", {}), ("PNG", "RGBA", {}),
    ("TIFF", "CMYK", {}), ("TIFF", "1", {"compression": "group4"}), ("TIFF", "LAB", {}),
    ("TIFF", "F", {}), ("TIFF", "I", {}), ("TIFF", "L", {"compression": "tiff_lzw"}),
    ("GIF", "L", {}), ("WEBP", "RGBA", {"lossless": True})])
@pytest.mark.parametrize("width", [400, 2400])
def test_every_mode_shows_the_same_digit(kind: str, mode: str, options: dict[str, Any],
                                         width: int) -> None:
    image = seven(width, width * 3 // 4)
    if mode == "LAB":
        image = Image.merge("LAB", (image.convert("L"), *[Image.new("L", image.size, 128)] * 2))
    elif mode == "1":
        image = image.convert("1", dither=Image.Dither.NONE)
    else:
        image = (image.convert("L") if mode in ("F", "I", "LA") else image).convert(mode)
    assert difference(digit_of_seven(width), digit_of(saved(image, kind, **options))) < 0.15


@pytest.mark.parametrize("width", [400, 2400])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_spread_over_what_they_hold(kind: str, width: int) -> None:
    # a scanner's 12 bits: all of it is below a sixteenth of what 16 could hold
    deep = np.asarray(seven(width, width * 3 // 4).convert("L")).astype(np.uint16) * 16
    assert difference(digit_of_seven(width), digit_of(saved(Image.fromarray(deep), kind))) < 0.1


def test_a_float_that_is_no_number_is_black() -> None:
    values = np.asarray(seven().convert("L")).astype(np.float32)
    values[:5] = np.nan
    values[-5:] = np.inf
    assert digit_of(saved(Image.fromarray(values), "TIFF")).any()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_several_pictures_the_first_is_read(kind: str) -> None:
    other = ImageOps.mirror(seven())
    data = saved(seven(), kind, save_all=True, append_images=[other, other])
    assert difference(digit_of_seven(), digit_of(data)) < 0.1


@pytest.mark.parametrize("ink", [0, 255])
def test_a_palettes_transparent_colour_is_paper(ink: int) -> None:
    mask = seven().convert("L").point(lambda grey: 255 if grey < 128 else 0)
    image = Image.new("P", mask.size, 0)
    image.putpalette([ink] * 6)
    image.paste(1, mask=mask)
    for size in (image.size, (2400, 1800)):
        data = saved(image.resize(size, Image.Resampling.NEAREST), "PNG", transparency=0)
        assert difference(digit_of_seven(size[0]), digit_of(data)) < 0.2


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_picture_that_lies_on_its_side_is_set_upright(kind: str, orientation: int) -> None:
    turned = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}.get(orientation)
    image = seven(2400, 1800)
    image = image if turned is None else image.transpose(Image.Transpose(turned))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    assert difference(digit_of_seven(2400), digit_of(saved(image, kind, exif=exif))) < 0.1


def test_a_cameras_damaged_notes_are_passed_over() -> None:
    data = saved(seven(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff rubbish")
    assert difference(digit_of_seven(), digit_of(data)) < 0.1


# --- large ones ------------------------------------------------------------------------------


@pytest.mark.parametrize("index", range(3))
def test_a_large_jpeg_is_decoded_small_and_shows_the_same_digit(dataset: Dataset,
                                                                index: int) -> None:
    ink = Image.fromarray(255 - dataset.test.images[index].numpy())
    page = Image.new("L", (4_200, 3_100), 240)
    page.paste(ink.resize((1_400, 1_400)).point(lambda grey: grey * 240 // 255), (900, 700))
    data = saved(page.convert("RGB"), "JPEG")
    image = open_picture(data)
    assert needed_bytes(image) < 40_000_000
    small = small_picture(image)
    assert image.width < 4_200 / 2 + 1  # of the decoder's own making
    whole = Image.open(BytesIO(data))
    whole.load()
    whole.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    assert small.size == whole.size
    assert difference(stages_from_image(whole).digit, stages_from_image(small).digit) < 0.01


def test_strips_make_what_one_piece_would() -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (1_531, 2_111, 3), np.uint8)
    whole = Image.fromarray(pixels)
    small = small_picture(Image.fromarray(pixels))
    whole.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    assert np.array_equal(np.asarray(small), np.asarray(whole))


@pytest.mark.parametrize(("width", "height"), [(30_000, 40), (40, 30_000), (513, 1), (1, 2_000)])
def test_the_longest_of_shapes_are_reduced(width: int, height: int) -> None:
    small = small_picture(Image.new("RGB", (width, height)))
    assert max(small.size) <= WORKING_SIDE and min(small.size) >= 1


@pytest.mark.parametrize(("kind", "mode", "side", "words"), [
    ("PNG", "1", 8_001, "at most 64 million are read of a PNG"),
    ("PNG", "1", 16_000, "more than 240 million pixels"),
    ("GIF", "L", 8_001, "at most 64 million are read of a GIF"),
    ("TIFF", "1", 8_001, "at most 64 million are read of a TIFF"),
    ("WEBP", "RGB", 5_500, "at most 30 million are read of a WebP"),
    ("JPEG", "L", 10_960, "at most 120 million are read of a JPEG")])
def test_what_is_too_large_is_refused_before_it_has_pixels(kind: str, mode: str, side: int,
                                                           words: str) -> None:
    options: dict[str, dict[str, Any]] = {
        "TIFF": {"compression": "group4"}, "JPEG": {"quality": 1},
        "WEBP": {"method": 0, "quality": 1}}
    data = saved(Image.new(mode, (side, side)), kind, **options.get(kind, {}))
    with pytest.raises(ValueError, match=words):
        open_picture(data)


def test_a_large_file_is_refused_unread() -> None:
    with pytest.raises(ValueError, match=r"has 30\.0 MB; at most 30 MB are read"):
        open_picture(b"\x89PNG" + bytes(30_000_000))


def test_what_would_take_too_much_memory_is_refused_by_its_header() -> None:
    image = Image.new("F", (8_000, 8_000))
    image.format = "TIFF"
    assert needed_bytes(image) > MAX_DECODED_BYTES
    with pytest.raises(ValueError, match="of memory; at most 500 MB are given to one"):
        small_picture(image)


def test_a_jpeg_in_several_passes_counts_its_coefficients() -> None:
    plain, progressive = (open_picture(saved(seven(6400, 4800), "JPEG", progressive=is_one))
                          for is_one in (False, True))
    # two bytes of each of 1.5 values a pixel: colours are sent at half the size
    assert needed_bytes(progressive) - needed_bytes(plain) == 3 * 6400 * 4800


LARGE = """
import re, sys
from io import BytesIO
from PIL import Image
import numpy as np
from mnist_core.data.mnist import Dataset
from mnist_core.drawn.drawing import stages_from_image
from mnist_core.drawn.picture_file import open_picture
def status(name):
    return 1024 * int(re.search(name + r":\\s+(\\d+)", open("/proc/self/status").read())[1])
stages_from_image(np.pad(np.full((100, 20), 255, np.uint8), 100))
data = sys.stdin.buffer.read()
open("/proc/self/clear_refs", "w").write("5")
before = status("VmRSS")
print(stages_from_image(open_picture(data)).digit.sum() > 0, (status("VmHWM") - before) // 10**6)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize(("kind", "most_mb"), [("PNG", 200), ("JPEG", 100)])
def test_fifty_million_pixels_take_bounded_memory(kind: str, most_mb: int) -> None:
    if kind == "PNG":
        deep = np.zeros((7_000, 7_000), np.uint16)
        deep[1_500:5_500, 3_000:3_500] = 40_000
        data = saved(Image.fromarray(deep), kind, compress_level=1)
    else:
        data = saved(seven(8_064, 6_048), kind, quality=50)
    answer = subprocess.run([sys.executable, "-c", LARGE], input=data, capture_output=True,
                            check=True, cwd=ROOT)
    is_read, mb = answer.stdout.split()
    assert is_read == b"True"
    assert int(mb) < most_mb


# --- damaged ones ----------------------------------------------------------------------------


@pytest.mark.parametrize("data", [
    b"", b"GIF89a, or so", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\x00" * 99,
    HEIC.read_bytes()[:60]])
def test_what_is_no_picture_is_told_what_is(data: bytes) -> None:
    with pytest.raises(ValueError, match="take PNG, JPEG, WebP, HEIC, TIFF, BMP or GIF"):
        open_picture(data)


@pytest.mark.parametrize("kind", [*KINDS, "HEIF"])
def test_a_file_that_is_cut_short_or_damaged_is_one_sentence(kind: str) -> None:
    whole = HEIC.read_bytes() if kind == "HEIF" else saved(seven(), kind)
    chance = random.Random(5)
    refused = 0
    for attempt in range(60):
        data = bytearray(whole)
        if attempt % 2:
            data = data[:chance.randrange(len(data))]
        for _ in range(attempt % 5):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            stages_from_image(open_picture(bytes(data)))
        except ValueError as error:
            refused += 1
            assert "\n" not in str(error) and len(str(error)) < 300
    assert refused > 10


def test_the_limits_are_told_in_words() -> None:
    assert LIMITS == ("PNG, JPEG, WebP, HEIC, TIFF, BMP or GIF, at most 30 MB and 64 million "
                      "pixels (JPEG 120, HEIC 50, WebP 30)")
    assert MAX_PIXELS == 64_000_000 and MAX_PIXELS_OF["JPEG"] >= 100_000_000
