"""The part of the Me page for after the lesson."""

from dashboard.components.after_lesson.after_lesson import after_lesson
from dashboard.me.lesson import lesson_days, students
from dashboard.people.shown_name import shown_names
from mnist_core.runs.people.person import Person


def show_after_lesson(person: Person) -> None:
    """A student's own pages; for the teacher those of everybody."""
    those = students() if person.is_teacher else []
    names = shown_names([one.id for one in those])
    days = lesson_days(None if person.is_teacher else person)
    after_lesson(is_teacher=person.is_teacher, days=[day.isoformat() for day in days],
                 students=[{"person": one.id, "name": names[one.id]} for one in those])
