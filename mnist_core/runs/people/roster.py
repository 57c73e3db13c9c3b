"""All people of the lab in one list, for whoever looks after it."""

from dataclasses import dataclass

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from mnist_core.runs.database.tables.people import ClassroomRow, PersonRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.database.tables.saved import DrawingRow
from mnist_core.runs.people.person import Person, folded, person_from


@dataclass(frozen=True, slots=True)
class Entry:
    """A person, the code of the class (None for whoever logged in), and how much is theirs."""

    person: Person
    class_code: str | None
    num_runs: int
    num_drawings: int


def roster(engine: Engine) -> list[Entry]:
    """By class, then in the order in which they joined."""
    with Session(engine) as session:
        runs, drawings = (_counts(session, owner) for owner in (RunRow.owner, DrawingRow.owner))
        rows = session.execute(
            select(PersonRow, ClassroomRow.code)
            .outerjoin(ClassroomRow, ClassroomRow.id == PersonRow.classroom)
            .order_by(PersonRow.classroom, PersonRow.id))
        return [Entry(person_from(row), code, runs.get(row.id, 0), drawings.get(row.id, 0))
                for row, code in rows]


def _counts(session: Session, owner: InstrumentedAttribute[int | None]) -> dict[int, int]:
    """By person, how many are theirs."""
    rows = session.execute(select(owner, func.count()).where(owner.is_not(None)).group_by(owner))
    return {person_id: num for person_id, num in rows if person_id is not None}


def named(entries: list[Entry], name: str) -> Entry:
    """The one with this number, or else with this nickname.

    Raises:
        ValueError: there is none, or more than one.
    """
    found = ([entry for entry in entries if str(entry.person.id) == name]
             or [entry for entry in entries
                 if folded(entry.person.nickname) == folded(name)])
    if not found:
        raise ValueError(f"There is nobody called {name}; `python -m mnist_core people list` has "
                         "them all.")
    if len(found) > 1:
        numbers = " or ".join(str(entry.person.id) for entry in found)
        raise ValueError(f"{len(found)} people are called {name}; say the number instead, "
                         f"{numbers}.")
    return found[0]
