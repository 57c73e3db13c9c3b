"""The part of the Me page for after class."""

from dashboard.components.class_report.class_report import LedClass, class_report
from dashboard.me.class_report import report_days, students
from dashboard.people.classes import why_no_new_class
from dashboard.people.mode import classroom
from dashboard.people.shown_name import shown_names
from mnist_core.runs.people.person import Person


def show_class_report(person: Person) -> None:
    """A student's own pages; for the teacher those of everybody."""
    days = report_days(None if person.is_teacher else person)
    class_report(days=[day.isoformat() for day in days], led=_led() if person.is_teacher else None)


def _led() -> LedClass:
    those = students()
    names = shown_names([one.id for one in those])
    return {"code": classroom().code, "fixed": why_no_new_class(),
            "students": [{"person": one.id, "name": names[one.id]} for one in those]}
