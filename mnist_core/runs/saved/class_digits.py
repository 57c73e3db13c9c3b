"""The class's own digits: everybody draws ten, and a neighbour who is not told says what each is.

They are drawings that lie apart from those that people keep for themselves: nobody may learn from a
list what a digit was meant to be before it is confirmed.
"""

import time
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal, cast

from sqlalchemy import Select, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mnist_core.drawn.digits import DrawnDigit
from mnist_core.runs.database.row_number import is_row_number
from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.people import PersonRow
from mnist_core.runs.database.tables.saved import DrawingRow
from mnist_core.runs.records.store import Store
from mnist_core.runs.saved.drawings import KeptDigit, grey, strokes_json

State = Literal["waiting", "confirmed", "refused"]
"""Drawn; a neighbour or the teacher said that it is what it was meant to be; another digit was
read, or none, and its writer draws it anew."""
TRAINING_SHARE = 0.7
# never changed; under it small classes have writers on both sides (the first held back: 4, 9, 11)
_SALT = b"training or measuring"


@dataclass(frozen=True, slots=True, eq=False)
class ClassDigit(KeptDigit):
    """``digit`` is the one that its writer was asked to draw, ``read_as`` what was read instead."""

    state: State = field(kw_only=True)
    read_as: int | None = field(kw_only=True)

    @property
    def writer(self) -> int:
        """The person who drew it."""
        assert self.owner is not None
        return self.owner

    @property
    def is_confirmed(self) -> bool:
        return self.state == "confirmed"


def is_training_writer(writer: int) -> bool:
    """Whether this person's digits are for training; those of all others are for measuring.

    It hangs on the person alone, so that nobody changes sides as others join.
    """
    digest = blake2b(writer.to_bytes(8, "big"), digest_size=8, key=_SALT).digest()
    return int.from_bytes(digest, "big") < TRAINING_SHARE * 2 ** 64


@dataclass(frozen=True, slots=True)
class ClassDigits:
    """The set of one class."""

    store: Store
    classroom: int

    def all(self) -> list[ClassDigit]:
        """Whatever their state, in the order in which they were drawn."""
        with Session(self.store.engine) as session:
            return [_digit(row) for row in session.scalars(
                self._rows().order_by(DrawingRow.id))]

    def find(self, number: int) -> ClassDigit | None:
        with Session(self.store.engine) as session:
            row = session.scalar(self._rows().where(DrawingRow.id == number)
                                 ) if is_row_number(number) else None
            return _digit(row) if row else None

    def add(self, writer: int, drawn: DrawnDigit, digit: int, *, width: int, height: int,
            brush: float) -> int:
        """Keep a digit as its writer was asked to draw it, in place of one that was refused.

        Raises:
            ValueError: the digit is none, it has too many points, or the writer has drawn it.
        """
        if not 0 <= digit <= 9:
            raise ValueError(f"The digit is {digit}; it must be from 0 to 9.")
        row = DrawingRow(created=time.time(), digit=digit, pixels=drawn.stages.digit.tobytes(),
                         strokes=strokes_json(drawn, width=width, height=height, brush=brush),
                         owner=writer, class_state="waiting")
        with Session(self.store.engine) as session:
            session.execute(delete(DrawingRow).where(
                DrawingRow.owner == writer, DrawingRow.digit == digit,
                DrawingRow.class_state == "refused"))
            session.add(row)
            try:
                session.commit()
            except IntegrityError:
                raise ValueError(f"You have drawn your {digit} already.") from None
            return row.id

    def answer(self, found: ClassDigit, reader: int, read_as: int | None) -> bool:
        """What somebody reads who was not told (None: no digit); whether that confirms it.

        Raises:
            ValueError: it is the reader's own, or somebody has answered already.
        """
        if found.writer == reader:
            raise ValueError("This is your own digit; a neighbour says what it is.")
        is_right = read_as == found.digit
        with Session(self.store.engine) as session:
            is_first = hits(session, update(DrawingRow).where(
                DrawingRow.id == found.id, DrawingRow.class_state == "waiting").values(
                    class_state="confirmed" if is_right else "refused",
                    read_as=None if is_right else read_as))
            session.commit()
        if not is_first:
            raise ValueError("Somebody else was quicker with this one; here is the next.")
        return is_right

    def confirm(self, found: ClassDigit) -> None:
        """It is what its writer was asked for, whatever others read."""
        with Session(self.store.engine) as session:
            session.execute(update(DrawingRow).where(
                DrawingRow.id == found.id, DrawingRow.class_state.is_not(None)).values(
                    class_state="confirmed", read_as=None))
            session.commit()

    def delete(self, found: ClassDigit) -> None:
        """Its writer is asked for this digit once more."""
        with Session(self.store.engine) as session:
            session.execute(delete(DrawingRow).where(
                DrawingRow.id == found.id, DrawingRow.class_state.is_not(None)))
            session.commit()

    def _rows(self) -> Select[DrawingRow]:
        return select(DrawingRow).join(PersonRow, PersonRow.id == DrawingRow.owner).where(
            PersonRow.classroom == self.classroom, DrawingRow.class_state.is_not(None))


def _digit(row: DrawingRow) -> ClassDigit:
    return ClassDigit(row.id, row.created, row.digit, grey(row.pixels), owner=row.owner,
                      state=cast(State, row.class_state), read_as=row.read_as)
