"""What screens call the people of a class: by name, by nickname, or by number alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from mnist_core.base.validation import one_of
from mnist_core.runs.database.tables.people import ClassroomRow, PersonRow
from mnist_core.runs.people.classrooms import change_classroom

ShownAs = Literal["names", "nicknames", "numbers"]
"""``names`` are those of accounts; whoever has none is shown by nickname."""
SHOWN_AS: tuple[ShownAs, ...] = get_args(ShownAs)
GONE = "somebody"
"""Whoever was removed from the class."""
ANOTHER_CLASS = "another class"
"""Whoever is of another class of the same lab: what they are called is none of this one's business.
"""


@dataclass(frozen=True, slots=True)
class ShownNames:
    """What everybody of the class is called on every screen at this moment, by person; and who is
    of another one."""

    shown_as: ShownAs
    names: Mapping[int, str]
    elsewhere: frozenset[int] = frozenset()

    def of(self, person_id: int) -> str:
        gone = ANOTHER_CLASS if person_id in self.elsewhere else GONE
        return self.names.get(person_id, gone)

    def knows(self, person_id: int) -> bool:
        return person_id in self.names or person_id in self.elsewhere


def read_shown_names(engine: Engine, classroom_id: int) -> ShownNames:
    """As the teacher of this class chose."""
    with Session(engine) as session:
        shown_as = cast(ShownAs, session.scalar(
            select(ClassroomRow.shown_as).where(ClassroomRow.id == classroom_id)) or "nicknames")
        rows = session.execute(select(
            PersonRow.id, PersonRow.nickname, PersonRow.name, PersonRow.number, PersonRow.role)
            .where(PersonRow.classroom == classroom_id)).all()
        elsewhere = session.scalars(select(PersonRow.id).where(
            PersonRow.classroom != classroom_id))
        return ShownNames(shown_as, {
            row.id: _shown(shown_as, row.nickname, row.name, row.number, row.role)
            for row in rows}, frozenset(elsewhere))


def show_as(engine: Engine, classroom_id: int, shown_as: str) -> None:
    """Raises:
        ValueError: people cannot be shown like this.
    """
    if shown_as not in SHOWN_AS:
        raise ValueError(one_of("shown_as", shown_as, SHOWN_AS))
    change_classroom(engine, classroom_id, shown_as=shown_as)


def _shown(shown_as: ShownAs, nickname: str, name: str | None, number: int | None, role: str
           ) -> str:
    if shown_as == "names":
        return name or nickname
    if shown_as == "nicknames":
        return nickname
    return "Teacher" if role == "teacher" else f"Student {number}"
