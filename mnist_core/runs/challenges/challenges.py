"""Challenges: set by the teacher, one at a time, and readable for good."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mnist_core.challenges.halves import new_secret
from mnist_core.challenges.rules import Rules
from mnist_core.recipe.recipe import NewerVersion
from mnist_core.runs.database.row_number import is_row_number
from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.challenges import ChallengeRow
from mnist_core.runs.lease.clock import read_time

State = Literal["running", "ended", "opened", "closed"]
"""Runs can be submitted; its time is over; the second half is shown; another one can be set."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """One of them, as it was read. Times in UNIX seconds, by the clock of the database.

    ``version`` changes whenever it or anything that was submitted to it does.
    """

    id: int
    classroom: int
    rules: Rules
    secret: str
    created: float
    opened: float | None
    closed: float | None
    version: int

    @property
    def title(self) -> str:
        return self.rules.title

    @property
    def takes_runs(self) -> bool:
        """Such as finished before its end."""
        return self.opened is None and self.closed is None

    def state(self, now: float) -> State:
        if self.closed is not None:
            return "closed"
        if self.opened is not None:
            return "opened"
        return "ended" if self.rules.ends is not None and now > self.rules.ends else "running"


class Challenges:
    """Those of one class."""

    def __init__(self, engine: Engine, classroom: int) -> None:
        self._engine, self._classroom = engine, classroom

    def all(self) -> list[Challenge]:
        """The newest first."""
        with Session(self._engine) as session:
            return [_from_row(row) for row in session.scalars(
                select(ChallengeRow).where(ChallengeRow.classroom == self._classroom)
                .order_by(ChallengeRow.id.desc()))]

    def latest(self) -> Challenge | None:
        """The one that was set last: if any is open, it is that."""
        return next(iter(self.all()), None)

    def find(self, number: int) -> Challenge | None:
        """The one of this number, if it is one of this class."""
        with Session(self._engine) as session:
            row = session.get(ChallengeRow, number) if is_row_number(number) else None
            return _from_row(row) if row and row.classroom == self._classroom else None

    def now(self) -> float:
        """UNIX seconds, by the clock that ends are judged by."""
        with Session(self._engine) as session:
            return read_time(session)

    def add(self, rules: Rules) -> Challenge:
        """Set a new one.

        Raises:
            ValueError: one of the class is open, or it would end before it begins.
        """
        with Session(self._engine) as session:
            now = read_time(session)
            _check_end(rules.ends, now)
            row = ChallengeRow(classroom=self._classroom, rules=rules.model_dump_json(),
                               secret=new_secret(), created=now,
                               open_in=self._classroom)
            session.add(row)
            try:
                session.commit()
            except IntegrityError:
                session.rollback()
                raise ValueError("A challenge of this class is open; close it before you set the "
                                 "next one.") from None
            return _from_row(row)

    def end_at(self, challenge: Challenge, ends: float | None) -> Challenge:
        """Change until when runs count; None leaves it open.

        Raises:
            ValueError: that is over, or nothing is submitted to this challenge any more.
        """
        with Session(self._engine) as session:
            _check_end(ends, read_time(session))
        rules = challenge.rules.model_copy(update={"ends": ends})
        return self._change(challenge, "The second half is shown, so the end stays as it is.",
                            is_taking(), rules=rules.model_dump_json())

    def open_second_half(self, challenge: Challenge) -> Challenge:
        """Show how everybody is on the second half; nothing is submitted any more.

        Raises:
            ValueError: it is shown already.
        """
        return self._change(challenge, "The second half is shown already.",
                            (ChallengeRow.opened.is_(None),), opened=self.now())

    def close(self, challenge: Challenge) -> Challenge:
        """Make room for the next one; this one stays readable.

        Raises:
            ValueError: it is closed already.
        """
        return self._change(challenge, "This challenge is closed already.",
                            (ChallengeRow.closed.is_(None),), closed=self.now(), open_in=None)

    def _change(self, challenge: Challenge, refusal: str, conditions: tuple[Any, ...],
                **values: Any) -> Challenge:
        with Session(self._engine) as session:
            if not hits(session, update(ChallengeRow).where(
                    ChallengeRow.id == challenge.id, *conditions).values(
                    num_changes=ChallengeRow.num_changes + 1, **values)):
                raise ValueError(refusal)
            session.commit()
        found = self.find(challenge.id)
        assert found
        return found


def is_taking() -> tuple[Any, ...]:
    """For an update: ``Challenge.takes_runs``."""
    return ChallengeRow.opened.is_(None), ChallengeRow.closed.is_(None)


def _check_end(ends: float | None, now: float) -> None:
    if ends is not None and ends <= now:
        raise ValueError("The end is over already; name a later one, or none.")


def _from_row(row: ChallengeRow) -> Challenge:
    try:
        rules = Rules.model_validate_json(row.rules)
    except ValueError as error:
        raise NewerVersion(f"the challenge {row.id}", error) from None
    return Challenge(row.id, row.classroom, rules, row.secret, row.created, row.opened, row.closed,
                     row.num_changes)
