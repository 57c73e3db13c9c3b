"""The kept drawings as one file: pictures, strokes and an array, with a note on what is what."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
from numpy.typing import NDArray

from mnist_core.base.files.png import png_bytes
from mnist_core.runs.saved.drawings import KeptDigit, KeptDrawing

README = """Drawings of digits, kept with MNIST Drill-Down.

drawings.npz   images: uint8 [N, 28, 28], white ink 255, centred as MNIST's are; labels: int64 [N];
               ids: int64 [N]
digits/        the same images as PNG files, ID-is-LABEL.png
ink/           the ink of photographed digits before they were scaled, ID-is-LABEL.png
drawings.json  for each: id, label, created (UTC), and, where it was drawn, its strokes: lists of
               [x, y] in pixels of a canvas of width x height, y downwards, with the brush's width
"""


def zip_of(drawings: Callable[[], Iterable[KeptDrawing]]) -> bytes:
    """A ZIP file of all of them, which are read twice, one after the other."""
    file = BytesIO()
    digits: list[KeptDigit] = []
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        with archive.open("drawings.json", "w") as facts:
            facts.write(b"[")
            for place, drawing in enumerate(drawings()):
                facts.write((", " * (place > 0) + json.dumps(_facts(drawing))).encode())
            facts.write(b"]")
        for drawing in drawings():
            name = png_name(drawing)
            archive.writestr(f"digits/{name}", png_bytes(drawing.pixels))
            if drawing.picture is not None:
                archive.writestr(f"ink/{name}", drawing.picture)
            digits.append(KeptDigit(drawing.id, drawing.created, drawing.digit, drawing.pixels))
        archive.writestr("drawings.npz", arrays(digits))
    return file.getvalue()


def png_name(drawing: KeptDigit) -> str:
    return f"{drawing.id}-is-{drawing.digit}.png"


def images_of(drawings: Sequence[KeptDigit]) -> NDArray[np.uint8]:
    """uint8 [N, 28, 28]"""
    return np.array([drawing.pixels for drawing in drawings], np.uint8).reshape(-1, 28, 28)


def labels_of(drawings: Sequence[KeptDigit]) -> NDArray[np.int64]:
    """int64 [N]"""
    return np.array([drawing.digit for drawing in drawings], np.int64)


def arrays(drawings: Sequence[KeptDigit], **more: NDArray[np.int64]) -> bytes:
    """An NPZ file of images, labels and ids, and of ``more`` that is known of each drawing."""
    file = BytesIO()
    np.savez_compressed(file, images=images_of(drawings), labels=labels_of(drawings),
                        ids=np.array([drawing.id for drawing in drawings], np.int64),
                        **cast(dict[str, Any], more))
    return file.getvalue()


def _facts(drawing: KeptDrawing) -> dict[str, object]:
    created = datetime.fromtimestamp(drawing.created, UTC).isoformat(timespec="seconds")
    drawn = {} if drawing.strokes is None else json.loads(drawing.strokes)
    return {"id": drawing.id, "label": drawing.digit, "created": created, **drawn}
