"""The Lessons page: all of it is the element, which follows ``lesson=``, ``part=`` and
``language=`` in the address; and what only a teacher has."""

from dashboard.components.lesson.lesson import lessons
from dashboard.components.projector.projector import projector
from dashboard.lessons.lead import show_offer, show_own_lessons
from dashboard.navigation.address import asked, kept
from dashboard.navigation.run_in_hand import take_along
from dashboard.people.identity import this_owner


def lessons_page() -> None:
    """Draw the page."""
    take_along()
    projector("lessons")
    if lesson := asked("lesson"):
        show_offer(lesson, asked("language"))
    lessons(kept("lesson", "part", "language"), this_owner())
    if not lesson:
        show_own_lessons()
