"""The class's own digits as a control of the recipe: which set can be trained on now."""

from functools import lru_cache

from dashboard.people.mode import classroom, knows_people
from dashboard.server.resources import store
from mnist_core.base.format import count_of
from mnist_core.base.shared_look import SharedLook
from mnist_core.recipe.model import Recipe
from mnist_core.runs.records.store import Store
from mnist_core.runs.saved.class_digits import ClassDigit, ClassDigits
from mnist_core.runs.saved.digit_sets import is_kept, keep_set, name_of, training_set

LOOK_SECONDS = 2.0


def offered_sets() -> list[tuple[str, str]]:
    """Each as the value and the words of a choice; none where there is nothing to choose."""
    if not knows_people():
        return []
    digits = _digits()
    if not digits:
        return []
    writers = len({digit.writer for digit in digits})
    return [(name_of(digits), f"{count_of(len(digits), 'digit')} by "
                              f"{'1 writer' if writers == 1 else f'{writers} writers'}")]


def keep_set_of(recipe: Recipe) -> None:
    """Keep the set that a new run trains on, so that it stands still while the class draws on.

    Raises:
        ValueError: it is neither kept nor that of now.
    """
    name = recipe.class_digits
    if not name or is_kept(store(), name):
        return
    if not knows_people():
        raise ValueError("class_digits: this lab knows no class; take it out of the recipe.")
    _look(store(), classroom().id).forget()
    digits = _digits()
    if name_of(digits) != name:
        raise ValueError("class_digits: the class's digits have changed meanwhile; choose the set "
                         "of now, or none.")
    keep_set(store(), classroom().id, digits)


def _digits() -> list[ClassDigit]:
    return _look(store(), classroom().id).now()


@lru_cache(maxsize=4)
def _look(store: Store, classroom_id: int) -> SharedLook[list[ClassDigit]]:
    return SharedLook(lambda: training_set(ClassDigits(store, classroom_id).all()), LOOK_SECONDS)
