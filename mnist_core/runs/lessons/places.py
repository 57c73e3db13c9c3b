"""Each person's place in each lesson; without people, that of whoever uses the lab."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mnist_core.lessons.place import Place
from mnist_core.runs.database.tables.lessons import LessonPlaceRow
from mnist_core.runs.database.tables.people import PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlace:
    """``begun``, ``updated`` and ``finished`` in UNIX seconds; ``finished`` is when the lesson
    first was."""

    owner: int | None
    lesson: str
    place: Place
    begun: float
    updated: float
    finished: float | None


class Places:
    """Those of one person, or with ``owner=None`` those that belong to nobody."""

    def __init__(self, engine: Engine, owner: int | None = None) -> None:
        self._engine, self._owner = engine, owner

    def find(self, lesson: str) -> KeptPlace | None:
        with Session(self._engine) as session:
            row = session.scalar(select(LessonPlaceRow).where(
                self._mine(), LessonPlaceRow.lesson == lesson))
            return _kept(row) if row else None

    def all(self) -> Mapping[str, KeptPlace]:
        """By lesson."""
        with Session(self._engine) as session:
            return {row.lesson: _kept(row)
                    for row in session.scalars(select(LessonPlaceRow).where(self._mine()))}

    def keep(self, lesson: str, place: Place) -> KeptPlace:
        """The place from now on; the last one that was kept counts."""
        for _ in range(2):
            try:
                return self._keep(lesson, place)
            except IntegrityError:
                # another tab of theirs was first
                continue
        return self._keep(lesson, place)

    def _keep(self, lesson: str, place: Place) -> KeptPlace:
        now = time.time()
        with Session(self._engine) as session:
            row = session.scalar(select(LessonPlaceRow).where(
                self._mine(), LessonPlaceRow.lesson == lesson))
            if row is None:
                row = LessonPlaceRow(owner=self._owner, lesson=lesson, begun=now)
                session.add(row)
            row.part, row.place, row.updated = place.part, place.model_dump_json(), now
            if place.is_finished and row.finished is None:
                row.finished = now
            session.commit()
            return _kept(row)

    def _mine(self) -> ColumnElement[bool]:
        return (LessonPlaceRow.owner.is_(None) if self._owner is None
                else LessonPlaceRow.owner == self._owner)


def places_of(engine: Engine, people: Collection[int], lesson: str | None = None
              ) -> list[KeptPlace]:
    """Where these people are, the newest first; in one lesson or in all."""
    rows = select(LessonPlaceRow).where(LessonPlaceRow.owner.in_(people)).order_by(
        LessonPlaceRow.updated.desc())
    with Session(engine) as session:
        return [_kept(row) for row in session.scalars(
            rows if lesson is None else rows.where(LessonPlaceRow.lesson == lesson))]


def places_in_class(engine: Engine, classroom_id: int, lesson: str) -> dict[int, KeptPlace]:
    """Where everybody of a class is in this lesson, by person: one query."""
    with Session(engine) as session:
        return {row.owner: _kept(row) for row in session.scalars(
            select(LessonPlaceRow).join(PersonRow, PersonRow.id == LessonPlaceRow.owner)
            .where(PersonRow.classroom == classroom_id, LessonPlaceRow.lesson == lesson))
            if row.owner is not None}


def _kept(row: LessonPlaceRow) -> KeptPlace:
    return KeptPlace(owner=row.owner, lesson=row.lesson, begun=row.begun, updated=row.updated,
                     finished=row.finished, place=Place.model_validate_json(row.place))
