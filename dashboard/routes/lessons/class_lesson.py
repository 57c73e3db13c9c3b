"""``/api/class/lesson``: the lesson that the class is at, for the teacher."""

from starlette.routing import Route

from dashboard.board.class_lesson import (
    ShownClassLesson,
    class_lesson_version,
    forget_class_lesson,
    show_class_lesson,
)
from dashboard.board.tiles import forget_board
from dashboard.people.mode import this_class
from dashboard.people.offers import end_the_lesson
from dashboard.routes.answers import answering
from dashboard.routes.paging import when_changed


def show_lesson_of_class() -> ShownClassLesson:
    """What the class predicted and wrote in the lesson that it is at, and what came of it."""
    return show_class_lesson()


def end_lesson() -> ShownClassLesson:
    """The class is at no lesson any more; what everybody did in it is kept."""
    this_class()
    end_the_lesson()
    forget_class_lesson()
    forget_board()
    return show_class_lesson()


CLASS_LESSON_ROUTES = [
    Route("/api/class/lesson", when_changed(
        answering(show_lesson_of_class, "light"), class_lesson_version)),
    Route("/api/class/lesson/end", answering(end_lesson, "light"), methods=["POST"]),
]
