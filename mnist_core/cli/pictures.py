"""What ``predict`` makes of pictures: one digit each, or the rows of a page."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_core.base.settings import read_settings
from mnist_core.cli.errors import opened_store
from mnist_core.cli.output import print_json, print_table
from mnist_core.drawn.digits import Page, digit_from_image
from mnist_core.drawn.page import page_from_image
from mnist_core.drawn.picture_file import open_picture
from mnist_core.foreground.notes import note
from mnist_core.library.judge import page_judge
from mnist_core.library.library import Library
from mnist_core.trained.predict import predict

Reading = dict[str, Any]
_Read = TypeVar("_Read")


def readings_of(run: str, images: Sequence[str], *, several: bool) -> list[Reading]:
    """Of each picture ``text``, ``rows`` of digits and ``warnings``, and of a single digit
    ``digit`` and its ``probabilities``.

    Raises:
        ValueError: there is no such run or picture, or a picture shows nothing.
    """
    with opened_store(read_settings()) as store:
        found = Library(store).find(run)
        read = _page if several else _single
        pages = [_of_file(image, read) for image in images]
        network = found.network("last" if "last" in found.moments else "best")
    note(f"Read by: {found.label}.")
    digits = np.stack([digit.stages.digit for page in pages for digit in page.digits])
    shares = iter(predict(network, digits, found.recipe.normalisation))
    return [_reading(image, page, [[next(shares) for _ in row] for row in page.rows],
                     several=several) for image, page in zip(images, pages, strict=True)]


def print_readings(readings: Sequence[Reading], *, as_json: bool) -> None:
    if as_json:
        print_json(readings)
        return
    for reading in readings:
        for warning in reading["warnings"]:
            note(f"{reading['image']}: {warning}")
    print_table(["image", "digits>", "probability>"],
                [(reading["image"], " ".join(str(digit["digit"]) for digit in row),
                  f"{100 * min(digit['probability'] for digit in row):.2f} %")
                 for reading in readings for row in reading["rows"]])


def _reading(image: str, page: Page, shares: list[list[NDArray[np.float32]]], *,
             several: bool) -> Reading:
    rows = [[{"digit": int(share.argmax()), "probability": float(share.max()),
              "box": [round(side, 4) for side in digit.box]}
             for digit, share in zip(row, row_shares, strict=True)]
            for row, row_shares in zip(page.rows, shares, strict=True)]
    text = "\n".join("".join(str(digit["digit"]) for digit in row) for row in rows)
    single = {} if several else {"digit": rows[0][0]["digit"],
                                 "probabilities": shares[0][0].tolist()}
    return {"image": image, **single, "text": text, "rows": rows, "warnings": page.warnings}


def _page(image: Image.Image) -> Page:
    return page_from_image(image, page_judge())


def _single(image: Image.Image) -> Page:
    """All ink as one digit, and a word where there seem to be more."""
    digit = digit_from_image(image)
    try:
        num = len(_page(image).digits)
    except ValueError:  # it is not a page
        num = 1
    warnings = [] if num < 2 else [f"This picture seems to show {num} digits and was read as one; "
                                   "add --several to read each of them."]
    return Page([[digit]], digit.stages.canvas, warnings)


def _of_file(path: str, read: Callable[[Image.Image], _Read]) -> _Read:
    try:
        with open_picture(Path(path)) as image:
            return read(image)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror or error}).") from None
