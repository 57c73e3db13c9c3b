"""The Lessons page: all of it is the element, which follows ``lesson=``, ``part=`` and
``language=`` in the address."""

from dashboard.components.lesson.lesson import lessons
from dashboard.components.projector.projector import projector
from dashboard.navigation.address import kept
from dashboard.navigation.run_in_hand import take_along


def lessons_page() -> None:
    """Draw the page."""
    take_along()
    projector("lessons")
    lessons(kept("lesson", "part", "language"))
