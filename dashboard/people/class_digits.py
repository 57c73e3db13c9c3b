"""The class's own digits as they stand: one look a second for all that shows or offers them."""

from functools import lru_cache

from dashboard.people.mode import classroom, knows_people
from dashboard.server.resources import store
from mnist_core.base.not_found import NotFound
from mnist_core.base.shared_look import SharedLook
from mnist_core.runs.records.store import Store
from mnist_core.runs.saved.class_digits import ClassDigit, ClassDigits

LOOK_SECONDS = 1.0
NO_PEOPLE = "This lab knows no people: start it with `MNIST_MODE=class` to draw digits of a class."


def class_digits() -> ClassDigits:
    """Raises:
        NotFound: there is no class.
    """
    if not knows_people():
        raise NotFound(NO_PEOPLE)
    return ClassDigits(store(), classroom().id)


def all_digits() -> tuple[ClassDigit, ...]:
    """Those of the class, whatever their state, at most a second old."""
    return _look(store(), class_digits().classroom).now()


def confirmed_digits() -> tuple[ClassDigit, ...]:
    """The class set."""
    return tuple(digit for digit in all_digits() if digit.is_confirmed)


def changed() -> None:
    """It changed here, so the next look is a new one."""
    _look(store(), class_digits().classroom).forget()


@lru_cache(maxsize=4)
def _look(store: Store, classroom_id: int) -> SharedLook[tuple[ClassDigit, ...]]:
    return SharedLook(lambda: tuple(ClassDigits(store, classroom_id).all()), LOOK_SECONDS)
