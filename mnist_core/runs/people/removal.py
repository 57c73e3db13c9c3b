"""Removing people for good: in one step, with everything that is theirs.

Rows go in one transaction, then files; where these cannot be deleted at once, the queue tries again
(``left_files``). A worker that trains one of the runs meanwhile finds no row
to write to, ends, and clears away what it wrote since (``Journal.clear_if_removed``).
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete, select
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables.base import Base
from mnist_core.runs.database.tables.people import ClassroomRow, PersonRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.database.tables.saved import DigitSetRow, DrawingRow, RecipeRow
from mnist_core.runs.records.left_files import delete_left_files, note_files
from mnist_core.runs.records.store import Store

LATE_SECONDS = 3.0
"""After so long no server takes the person for one of the lab any more: what was begun meanwhile
is removed by removing once again."""
_OF_A_PERSON = ("owner", "person")
"""The columns that say whose a row is, in whichever table."""
_OF_A_CLASSROOM = "classroom"


@dataclass(frozen=True, slots=True)
class Removed:
    """How much is gone."""

    people: int
    runs: int
    drawings: int
    recipes: int

    def __add__(self, other: "Removed") -> "Removed":
        return Removed(self.people + other.people, self.runs + other.runs,
                       self.drawings + other.drawings, self.recipes + other.recipes)


def remove_people(store: Store, person_ids: Collection[int]) -> Removed:
    """Remove these people with all that is theirs: runs, also those that train now, with their
    files, drawings, recipes, tokens.

    Raises:
        OSError: the people are removed, but some files could not be deleted yet.
    """
    with Session(store.engine) as session:
        removed = _remove(session, person_ids)
        session.commit()
    delete_left_files(store)
    return removed


def remove_classroom(store: Store, classroom_id: int) -> Removed:
    """Remove a class with its people and all that is theirs.

    Raises:
        OSError: the class is removed, but some files could not be deleted yet.
    """
    with Session(store.engine) as session:
        removed = _remove(session, session.scalars(
            select(PersonRow.id).where(PersonRow.classroom == classroom_id)).all())
        for table in _tables(_OF_A_CLASSROOM):
            session.execute(delete(table).where(table.c[_OF_A_CLASSROOM] == classroom_id))
        session.execute(delete(ClassroomRow).where(ClassroomRow.id == classroom_id))
        session.commit()
    delete_left_files(store)
    return removed


def _remove(session: Session, person_ids: Collection[int]) -> Removed:
    _remove_digit_sets(session, person_ids)
    note_files(session, session.scalars(
        select(RunRow.id).where(RunRow.owner.in_(person_ids))).all())
    num: dict[str, int] = {}
    for name in _OF_A_PERSON:
        for table in _tables(name):
            gone = session.execute(delete(table).where(table.c[name].in_(person_ids)))
            num[table.name] = cast(CursorResult[Any], gone).rowcount
    gone = session.execute(delete(PersonRow).where(PersonRow.id.in_(person_ids)))
    return Removed(cast(CursorResult[Any], gone).rowcount, num[RunRow.__tablename__],
                   num[DrawingRow.__tablename__], num[RecipeRow.__tablename__])


def _remove_digit_sets(session: Session, person_ids: Collection[int]) -> None:
    """Those that have a digit of theirs: what was trained on one stays as it is."""
    gone = set(person_ids)
    for row in session.execute(select(DigitSetRow.name, DigitSetRow.writers)).all():
        if gone & set(json.loads(row.writers)):
            session.execute(delete(DigitSetRow).where(DigitSetRow.name == row.name))


def _tables(column: str) -> list[Table]:
    """All that have it, those first that others do not refer to."""
    return [table for table in reversed(Base.metadata.sorted_tables) if column in table.c]
