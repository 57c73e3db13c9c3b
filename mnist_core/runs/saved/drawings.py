"""The drawings that people kept with their true digits: a test set of this lab's own.

They lie in the lab's database beside its runs and go nowhere else. Those that a class draws for its
own set are apart from them (``class_digits``).
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from mnist_core.base.files.png import png_bytes
from mnist_core.drawn.digits import DrawnDigit
from mnist_core.drawn.drawing import Strokes
from mnist_core.drawn.paper import Grey
from mnist_core.runs.database.class_rows import of_class_or_nobody
from mnist_core.runs.database.row_number import is_row_number
from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.saved import DrawingRow
from mnist_core.runs.records.store import Store

MOST = 5_000
MOST_POINTS = 4_000
"""Of one drawing, which then takes 80 kB at most; a fast mouse makes a thousand a second."""
DECIMALS = 3

PAGE = 60
AT_ONCE = 200
"""Whole drawings that are in memory together, of a set that takes 400 MB at most."""


@dataclass(frozen=True, slots=True, eq=False)
class KeptDigit:
    """``digit`` is the true one, ``pixels`` what networks are given, ``created`` UNIX seconds."""

    id: int
    created: float
    digit: int
    pixels: Grey
    owner: int | None = field(default=None, kw_only=True)
    """The person who drew it, where the lab knows people."""


@dataclass(frozen=True, slots=True, eq=False)
class KeptDrawing(KeptDigit):
    """With how it was drawn: ``strokes`` is JSON of them with their canvas, or ``picture`` a PNG
    file of the ink."""

    strokes: str | None
    picture: bytes | None


@dataclass(frozen=True, slots=True)
class Drawings:
    """The set in one store; of a lab that knows people that of one class, and what nobody owns."""

    store: Store
    classroom: int | None = None

    def keep(self, drawn: DrawnDigit, digit: int, *, width: int, height: int,
             brush: float, owner: int | None = None) -> int:
        """Keep one digit, drawn on a canvas of ``width`` x ``height`` pixels; its number.

        Raises:
            ValueError: the digit is none, the drawing has too many points, or the set is full.
        """
        if not 0 <= digit <= 9:
            raise ValueError(f"The true digit is {digit}; it must be from 0 to 9.")
        if self.num() >= MOST:
            raise ValueError(f"The set holds {MOST:,} drawings, which is as many as it can; "
                             "delete some first.")
        strokes = strokes_json(drawn, width=width, height=height, brush=brush)
        row = DrawingRow(created=time.time(), digit=digit, pixels=drawn.stages.digit.tobytes(),
                         strokes=strokes, owner=owner,
                         picture=png_bytes(drawn.stages.canvas) if strokes is None else None)
        with Session(self.store.engine) as session:
            session.add(row)
            session.commit()
            return row.id

    def page(self, *, digit: int | None = None, before: int | None = None,
             limit: int | None = PAGE) -> list[KeptDigit]:
        """The newest first; only those of one digit, only those numbered below ``before``."""
        query = select(DrawingRow.id, DrawingRow.created, DrawingRow.digit, DrawingRow.pixels,
                       DrawingRow.owner).where(*self._meant())
        if digit is not None:
            query = query.where(DrawingRow.digit == digit)
        if before is not None:
            query = query.where(DrawingRow.id < before)
        with Session(self.store.engine) as session:
            return [KeptDigit(number, created, label, grey(pixels), owner=owner)
                    for number, created, label, pixels, owner in session.execute(
                        query.order_by(DrawingRow.id.desc()).limit(limit))]

    def each(self) -> Iterator[KeptDrawing]:
        """All of them, whole, the newest first."""
        before = None
        while True:
            query = select(DrawingRow).where(*self._meant()).order_by(
                DrawingRow.id.desc()).limit(AT_ONCE)
            if before is not None:
                query = query.where(DrawingRow.id < before)
            with Session(self.store.engine) as session:
                rows = [_kept(row) for row in session.scalars(query)]
            if not rows:
                return
            yield from rows
            before = rows[-1].id

    def one(self, number: int) -> KeptDrawing:
        """Raises:
            ValueError: there is none with this number.
        """
        with Session(self.store.engine) as session:
            row = session.scalar(select(DrawingRow).where(
                DrawingRow.id == number, *self._meant())) if is_row_number(number) else None
            if row is None:
                raise ValueError(f"There is no drawing {number}; somebody may have deleted it.")
            return _kept(row)

    def num(self, digit: int | None = None) -> int:
        """How many there are, of all digits or of one."""
        query = select(func.count()).select_from(DrawingRow).where(*self._meant())
        with Session(self.store.engine) as session:
            return session.scalar(query if digit is None else
                                  query.where(DrawingRow.digit == digit)) or 0

    def delete(self, number: int) -> None:
        """Raises:
            ValueError: there is none with this number.
        """
        with Session(self.store.engine) as session:
            is_deleted = hits(session, delete(DrawingRow).where(
                DrawingRow.id == number, *self._meant()))
            session.commit()
        if not is_deleted:
            raise ValueError(f"There is no drawing {number}; somebody may have deleted it.")

    def _meant(self) -> list[ColumnElement[bool]]:
        meant: list[ColumnElement[bool]] = [DrawingRow.class_state.is_(None)]
        if self.classroom is not None:
            meant.append(of_class_or_nobody(DrawingRow.owner, self.classroom))
        return meant


def strokes_json(drawn: DrawnDigit, *, width: int, height: int, brush: float) -> str | None:
    """Its strokes with the canvas that they were drawn on; None of a picture.

    Raises:
        ValueError: it has too many points.
    """
    return None if drawn.strokes is None else json.dumps(
        {"width": width, "height": height, "brush": brush,
         "strokes": _to_be_kept(drawn.strokes)})


def grey(pixels: bytes) -> Grey:
    """A digit as its row has it."""
    return np.frombuffer(pixels, np.uint8).reshape(28, 28)


def _to_be_kept(strokes: Strokes) -> list[list[list[float]]]:
    num = sum(map(len, strokes))
    if num > MOST_POINTS:
        raise ValueError(f"The digit has {num:,} points; a drawing that is kept may have "
                         f"{MOST_POINTS:,}: draw it in fewer.")
    return [[[round(value, DECIMALS) for value in point] for point in stroke]
            for stroke in strokes]


def _kept(row: DrawingRow) -> KeptDrawing:
    return KeptDrawing(row.id, row.created, row.digit, grey(row.pixels), row.strokes,
                       row.picture, owner=row.owner)
