"""Classes: opened by their code, kept until somebody deletes them."""

import time
from dataclasses import dataclass

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables.people import ClassroomRow
from mnist_core.runs.people.class_code import new_code, normal_code

LOGIN_CODE = "LOGIN"
"""That of the class of all who log in with an account; too short to be anybody's code."""


@dataclass(frozen=True, slots=True)
class Classroom:
    """One class. ``created`` in UNIX seconds."""

    id: int
    code: str
    created: float


def open_classroom(engine: Engine, code: str | None) -> Classroom:
    """The class with this code, made where there is none yet.

    Without a code it is the class that was opened last, so that next week's lesson finds this
    week's people; where there was none, a new one with a code made up.
    """
    with Session(engine) as session:
        row = _found(session, code)
        now = time.time()
        if row is None:
            wanted = normal_code(code) if code else new_code()
            session.add(ClassroomRow(code=wanted, created=now, last_opened=now))
            try:
                session.commit()
            except IntegrityError:
                # another server was quicker
                session.rollback()
            row = _found(session, wanted)
            assert row is not None
        row.last_opened = now
        session.commit()
        return Classroom(row.id, row.code, row.created)


def is_closed(engine: Engine, classroom_id: int) -> bool:
    """Whether the students of this class see only their own runs."""
    with Session(engine) as session:
        return bool(session.scalar(select(ClassroomRow.is_closed)
                                   .where(ClassroomRow.id == classroom_id)))


def set_looking_closed(engine: Engine, classroom_id: int, *, is_closed: bool) -> None:
    """Whether the students of this class see only their own runs, or everybody's."""
    change_classroom(engine, classroom_id, is_closed=is_closed)


def change_classroom(engine: Engine, classroom_id: int, **values: object) -> None:
    """Write into the row of a class."""
    with Session(engine) as session:
        session.execute(update(ClassroomRow).where(ClassroomRow.id == classroom_id)
                        .values(values))
        session.commit()


def find_classroom(engine: Engine, code: str | None) -> Classroom | None:
    """The class with this code, or the one that was opened last; None where there is none."""
    with Session(engine) as session:
        row = _found(session, code)
        return Classroom(row.id, row.code, row.created) if row else None


def _found(session: Session, code: str | None) -> ClassroomRow | None:
    """The one with this code; without a code the one that was opened last."""
    rows = select(ClassroomRow)
    return session.scalar(
        rows.where(ClassroomRow.code == normal_code(code)) if code else
        rows.where(ClassroomRow.code != LOGIN_CODE)
        .order_by(ClassroomRow.last_opened.desc()).limit(1))
