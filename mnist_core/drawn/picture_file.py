"""A picture's file, whatever its kind, as a small picture, in bounded memory.

A file says little of what it becomes: 127 kB of PNG can be 49 million pixels of 16 bits. So the
header is read first, and what the decoder would take is worked out and held against a limit before
there is any pixel; and what is large is reduced while it is decoded (JPEG) or strip by strip, never
copied as a whole.
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray
from pi_heif import register_heif_opener
from PIL import ExifTags, Image

from mnist_core.drawn.picture_limits import KINDS, MAX_FILE_BYTES, MAX_PIXELS, MAX_PIXELS_OF

MAX_DECODED_BYTES = 500_000_000
WORKING_SIDE = 512
"""Pixels of the longer side that are kept: 25 times the digit is fine enough."""
PAGE_SIDE = 1600
"""Pixels of a page's longer side, of which a digit may be a fiftieth."""

_FORMATS = ("PNG", "JPEG", "WEBP", "HEIF", "TIFF", "BMP", "GIF")
_NAMES = {"WEBP": "WebP", "HEIF": "HEIC", "MPO": "JPEG"}
_JPEGS = ("JPEG", "MPO")
_PASSES = "progressive"
# a second step, by the exact factor, keeps what the first, by a whole number, would blur
_GAP = 2
_STRIP_PIXELS = 1_000_000
# What a pixel takes in Pillow, by mode, and how many such copies a decoder makes on its way.
# Measured as the growth of a process (Pillow 13.0, pi-heif 1.4, x86-64): see bench/pictures.py
_PIXEL_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2, "I;16N": 2}
_COPIES = {"WEBP": 4, "HEIF": 2.1, "TIFF": 2}
_LARGE_BYTES = 100_000_000
# the decoders take no more at once than one of them may
_one_large = Lock()

_TURN = Image.Transpose
# what EXIF says of how a picture lies, and what sets it upright
_TURNS = {2: _TURN.FLIP_LEFT_RIGHT, 3: _TURN.ROTATE_180, 4: _TURN.FLIP_TOP_BOTTOM,
          5: _TURN.TRANSPOSE, 6: _TURN.ROTATE_270, 7: _TURN.TRANSVERSE, 8: _TURN.ROTATE_90}

register_heif_opener(thumbnails=False)
# the limit is ours, and comes with a sentence; Pillow's own bomb guard begins at twice as many
Image.MAX_IMAGE_PIXELS = _MAX_ANYWHERE = max(MAX_PIXELS_OF.values())
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def open_picture(source: bytes | Path) -> Image.Image:
    """A picture of which only the header is read, and which is worth decoding.

    Raises:
        ValueError: one sentence: no picture that is read here, damaged, or too large.
        OSError: there is no such file, or it cannot be read.
    """
    file = BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    try:
        num_bytes = file.seek(0, 2)
        file.seek(0)
        if num_bytes > MAX_FILE_BYTES:
            raise ValueError(f"The picture's file has {num_bytes / 1e6:.1f} MB; at most "
                             f"{MAX_FILE_BYTES // 1_000_000} MB are read: make it smaller, or save "
                             "it as JPEG.")
        image = _header(file)
        check_size(image)
    except BaseException:
        file.close()
        raise
    return image


def check_size(image: Image.Image, side: int = WORKING_SIDE) -> None:
    """Refuse what would take too much memory, before it does.

    Raises:
        ValueError: one sentence.
    """
    kind = _kind(image)
    most = MAX_PIXELS_OF.get(kind, MAX_PIXELS)
    if image.width * image.height > most:
        raise ValueError(f"The picture has {image.width:,} x {image.height:,} pixels; at most "
                         f"{most // 1_000_000} million are read of a {kind}: make it smaller"
                         + ("." if kind == "JPEG" else ", or save it as JPEG."))
    needed = needed_bytes(image, side)
    if needed > MAX_DECODED_BYTES:
        raise ValueError(f"The picture has {image.width:,} x {image.height:,} pixels, and to open "
                         f"it as {_kind(image)} would take {needed / 1e6:,.0f} MB of memory; at "
                         f"most {MAX_DECODED_BYTES // 1_000_000} MB are given to one: make it "
                         "smaller, or save it as plain JPEG.")


def needed_bytes(image: Image.Image, side: int = WORKING_SIDE) -> int:
    """About how much memory it takes to decode and reduce a picture, told by its header."""
    num = image.width * image.height
    if image.format in _JPEGS:
        width, height = _drafted_size(image, side)
        # what is sent in several passes is kept as coefficients of two bytes until the last one
        passes = 2 * round(num * _samples(image)) if image.info.get(_PASSES) else 0
        return passes + 4 * width * height + _strip_bytes(image)
    copies = _COPIES.get(image.format or "", 1)
    return int(copies * num * _PIXEL_BYTES.get(image.mode, 4)) + _strip_bytes(image)


def _samples(image: Image.Image) -> float:
    """Values a pixel, all channels together: 1.5 where colours are sent at half the size."""
    layers: list[tuple[int, ...]] = getattr(image, "layer", [])
    if not layers:
        return len(image.getbands())
    most = max(across for _, across, *_ in layers) * max(down for _, _, down, *_ in layers)
    num: int = sum(across * down for _, across, down, *_ in layers)
    return num / most


def small_picture(image: Image.Image, side: int = WORKING_SIDE) -> Image.Image:
    """Upright, at most ``side`` pixels a side, 8 bits a channel; decodes what is not yet.

    Raises:
        ValueError: one sentence: too large, or damaged.
    """
    check_size(image, side)
    one_at_a_time = _one_large if needed_bytes(image, side) > _LARGE_BYTES else nullcontext()
    with one_at_a_time, _readable():
        if image.format in _JPEGS:
            image.draft(None, _enough(image, side))
        image.load()
        # a phone's picture may lie on its side; it is turned when it is small
        turn = _TURNS.get(_orientation(image) or 1)
        small = _reduced(image, side)
        return small if turn is None else small.transpose(turn)


def _header(file: BinaryIO) -> Image.Image:
    try:
        image = Image.open(file, formats=_FORMATS)
        if image.format in _JPEGS and _has_more_scans(image, file):
            image.info[_PASSES] = 1
        return image
    except Image.DecompressionBombError:
        raise ValueError("The picture has more than "
                         f"{2 * _MAX_ANYWHERE // 1_000_000} million pixels; at most "
                         f"{MAX_PIXELS // 1_000_000} million are read: make it smaller."
                         ) from None
    except Exception:  # what is wrong with a file is told by whatever its reader trips over
        raise ValueError(f"This is not a picture that can be read; take {KINDS}, and a whole file."
                         ) from None


def _has_more_scans(image: Image.Image, file: BinaryIO) -> bool:
    """Whether the first scan, at whose head Pillow has stopped to read, leaves channels out."""
    place = file.tell()
    head = file.read(3)
    file.seek(place)
    return len(head) == 3 and head[2] < len(image.getbands())


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except MemoryError:
        raise ValueError("There is no memory left for this picture; make it smaller.") from None
    except Exception as error:  # see _header
        raise ValueError(f"The picture cannot be read ({' '.join(str(error).split())}); save it "
                         "anew, as PNG or JPEG.") from None


def _kind(image: Image.Image) -> str:
    return _NAMES.get(image.format or "", image.format) or "picture"


def _enough(image: Image.Image, side: int) -> tuple[int, int]:
    """The size that JPEG is asked for: it gives an eighth, a quarter or a half, but no less."""
    zoom = _first_side(side) / max(image.size)
    return max(1, int(image.width * zoom)), max(1, int(image.height * zoom))


def _first_side(side: int) -> int:
    return max(side, _GAP * WORKING_SIDE)


def _drafted_size(image: Image.Image, side: int) -> tuple[int, int]:
    asked = max(image.size) / _first_side(side)
    scale = next((one for one in (8, 4, 2) if one <= asked), 1)
    return -(-image.width // scale), -(-image.height // scale)


def _strip_bytes(image: Image.Image) -> int:
    # as floating-point numbers, or as RGBA, of each of which there are three copies at the most
    value_bytes = 8 if image.mode.startswith(("I", "F")) else 4
    return 3 * value_bytes * min(image.width * image.height, _STRIP_PIXELS)


def _reduced(image: Image.Image, side: int) -> Image.Image:
    to_eight_bits = _eight_bits(image)
    longest = max(image.size)
    if longest <= side:
        # which has no grey of its own
        return image.convert("RGB") if image.mode == "LAB" else to_eight_bits(image)
    factor = max(1, int(longest / _first_side(side)))
    mode = "RGBa" if image.has_transparency_data else "RGB"
    size = (-(-image.width // factor), -(-image.height // factor))
    small = Image.new(mode, size)
    rows = max(1, _STRIP_PIXELS // image.width // factor) * factor
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        strip = to_eight_bits(strip)
        if mode == "RGBa":  # a colour counts as much as it is seen
            strip = strip.convert("RGBA")
        small.paste(strip.convert(mode).reduce(factor), (0, top // factor))
    zoom = side / longest
    kept = (max(1, round(image.width * zoom)), max(1, round(image.height * zoom)))
    small = small.resize(kept, Image.Resampling.BOX,
                         box=(0, 0, image.width / factor, image.height / factor))
    return small.convert("RGBA") if mode == "RGBa" else small


def _orientation(image: Image.Image) -> int | None:
    try:
        return image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # damaged notes of a camera are not a reason to refuse its picture
        return None


def _eight_bits(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """What makes a strip of this picture one of 8 bits a channel.

    Of 16 bits and more the picture's own range is spread; Pillow would cut it off.
    """
    if not image.mode.startswith(("I", "F")):
        return lambda strip: strip
    if image.mode == "F":  # which may hold what is not a number
        ends = [_range_of(_values(strip)) for strip in _strips(image)]
        low, high = min(low for low, _ in ends), max(high for _, high in ends)
    else:
        low, high = cast(tuple[float, float], image.getextrema())
    scale = 255 / max(high - low, 1e-9)

    def spread(strip: Image.Image) -> Image.Image:
        return Image.fromarray(((_values(strip) - low) * scale).astype(np.uint8))
    return spread


def _strips(image: Image.Image) -> Iterator[Image.Image]:
    rows = max(1, _STRIP_PIXELS // image.width)
    for top in range(0, image.height, rows):
        yield image.crop((0, top, image.width, min(top + rows, image.height)))


def _values(strip: Image.Image) -> NDArray[np.float64]:
    # what is not a number is black
    return np.nan_to_num(np.asarray(strip, np.float64), nan=0, posinf=0, neginf=0)


def _range_of(values: NDArray[np.float64]) -> tuple[float, float]:
    return float(values.min()), float(values.max())
