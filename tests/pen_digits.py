"""600 digits as people's pens wrote them, where somebody has them: they are not in this project.

Taken from UNIPEN train_r01_v07 (doi 10.5281/zenodo.1195803, CC BY 4.0), as strokes whose longer
side is 1000. ``MNIST_PEN_DIGITS`` names the folder; else it is looked for beside MNIST's own.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnist_core.base.settings import read_settings

FILE = "pen_digits.json"
CANVAS = 280
WHY_NOT = (f"{FILE} is not here: 600 digits of real pens, which are not part of the project; "
           "MNIST_PEN_DIGITS names the folder that has it")

Strokes = list[list[list[float]]]


@dataclass(frozen=True, slots=True)
class PenDigit:
    """One digit as it would be drawn on the pad, with a brush of ``brush`` pixels."""

    digit: int
    strokes: Strokes
    brush: float


def pen_digits(seed: int = 0) -> list[PenDigit] | None:
    """All of them, each with a size, place and brush of its own; None where they are not."""
    file = _file()
    if file is None:
        return None
    random = np.random.default_rng(seed)
    digits = []
    for record in json.loads(file.read_text()):
        size = random.uniform(90, 230)
        paths = [np.array(stroke, float) * size / 1000 for stroke in record["strokes"]]
        room = CANVAS - 24 - np.concatenate(paths).max(0)
        corner = 12 + random.uniform(0, 1, 2) * room
        digits.append(PenDigit(record["digit"], [(path + corner).tolist() for path in paths],
                               float(random.uniform(8, 28))))
    return digits


def _file() -> Path | None:
    named = os.environ.get("MNIST_PEN_DIGITS")
    data_dir = read_settings().data_dir
    folder = Path(named) if named else data_dir.parent / "pen_digits" if data_dir else None
    return folder / FILE if folder and (folder / FILE).exists() else None
