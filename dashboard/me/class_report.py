"""Whose class report is made: one's own, another's, or everybody's of the class."""

from datetime import date

from dashboard.people.mode import people, this_class
from dashboard.people.shown_name import shown_name
from dashboard.server.lessons import catalogue
from dashboard.server.resources import store
from mnist_core.export.class_report.learner import Learner, day_of, read_learner
from mnist_core.runs.people.person import Person
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.run_list.listing import run_entries


def learner_of(person: Person, day: date | None) -> Learner:
    """A person as screens call them at this moment, with their runs."""
    return read_learner(store(), person.id, shown_name(person.id), _titles(), day)


def _titles() -> dict[str, str]:
    found = catalogue()
    return {lesson.key: found.find(lesson.key).head.title for lesson in found.lessons.values()}


def students() -> list[Person]:
    """Those of this class, in the order in which they joined."""
    return [person for person in people().of_classroom(this_class()) if not person.is_teacher]


def learners(day: date | None) -> list[Learner]:
    return [learner_of(person, day) for person in students()]


def report_days(person: Person | None = None) -> list[date]:
    """The days on which a person, or anybody of the class, began a run, the last one first."""
    those = [person] if person else students()
    return sorted({day_of(run) for one in those for run in run_entries(
        store(), RunQuery(owner=one.id), limit=None)}, reverse=True)
