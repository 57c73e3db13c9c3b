"""The drawings that people kept with their true digits: a test set of this lab's own.

They lie in the lab's database beside its runs and go nowhere else.
"""

import json
import time
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from mnist_core.drawn.digits import DrawnDigit
from mnist_core.drawn.drawing import Strokes
from mnist_core.drawn.paper import Grey
from mnist_core.runs.row_number import is_row_number
from mnist_core.runs.store import Store
from mnist_core.runs.tables import DrawingRow, hits

MOST = 5_000
MOST_POINTS = 4_000
"""Of one drawing, which then takes 80 kB at most; a fast mouse makes a thousand a second."""
DECIMALS = 3


@dataclass(frozen=True, slots=True, eq=False)
class KeptDrawing:
    """``digit`` is the true one, ``pixels`` what networks are given, ``created`` UNIX seconds.

    ``strokes`` is JSON of the strokes with their canvas, or ``picture`` a PNG file of the ink.
    """

    id: int
    created: float
    digit: int
    pixels: Grey
    strokes: str | None
    picture: bytes | None


@dataclass(frozen=True, slots=True)
class Drawings:
    """The set in one store."""

    store: Store

    def keep(self, drawn: DrawnDigit, digit: int, *, width: int, height: int,
             brush: float) -> int:
        """Keep one digit, drawn on a canvas of so many pixels; its number.

        Raises:
            ValueError: the digit is none, the drawing has too many points, or the set is full.
        """
        if not 0 <= digit <= 9:
            raise ValueError(f"The true digit is {digit}; it must be from 0 to 9.")
        if self.num() >= MOST:
            raise ValueError(f"The set holds {MOST:,} drawings, which is as many as it can; "
                             "delete some first.")
        strokes = None if drawn.strokes is None else json.dumps(
            {"width": width, "height": height, "brush": brush,
             "strokes": _to_be_kept(drawn.strokes)})
        row = DrawingRow(created=time.time(), digit=digit, pixels=drawn.stages.digit.tobytes(),
                         strokes=strokes,
                         picture=png(drawn.stages.canvas) if strokes is None else None)
        with Session(self.store.engine) as session:
            session.add(row)
            session.commit()
            return row.id

    def all(self) -> list[KeptDrawing]:
        """The newest first."""
        with Session(self.store.engine) as session:
            return [_kept(row) for row in session.scalars(
                select(DrawingRow).order_by(DrawingRow.id.desc()))]

    def one(self, number: int) -> KeptDrawing:
        """Raises:
            ValueError: there is none with this number.
        """
        with Session(self.store.engine) as session:
            row = session.get(DrawingRow, number) if is_row_number(number) else None
            if row is None:
                raise ValueError(f"There is no drawing {number}; somebody may have deleted it.")
            return _kept(row)

    def num(self) -> int:
        with Session(self.store.engine) as session:
            return session.scalar(select(func.count()).select_from(DrawingRow)) or 0

    def delete(self, number: int) -> None:
        """Raises:
            ValueError: there is none with this number.
        """
        with Session(self.store.engine) as session:
            is_deleted = hits(session, delete(DrawingRow).where(DrawingRow.id == number))
            session.commit()
        if not is_deleted:
            raise ValueError(f"There is no drawing {number}; somebody may have deleted it.")


def _to_be_kept(strokes: Strokes) -> list[list[list[float]]]:
    num = sum(map(len, strokes))
    if num > MOST_POINTS:
        raise ValueError(f"The digit has {num:,} points; a drawing that is kept may have "
                         f"{MOST_POINTS:,}: draw it in fewer.")
    return [[[round(value, DECIMALS) for value in point] for point in stroke]
            for stroke in strokes]


def png(grey: Grey) -> bytes:
    """A grey picture as a PNG file."""
    file = BytesIO()
    Image.fromarray(grey).save(file, "PNG")
    return file.getvalue()


def _kept(row: DrawingRow) -> KeptDrawing:
    pixels = np.frombuffer(row.pixels, np.uint8).reshape(28, 28)
    return KeptDrawing(row.id, row.created, row.digit, pixels, row.strokes, row.picture)
