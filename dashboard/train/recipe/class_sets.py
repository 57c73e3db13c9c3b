"""The class's own digits as a control of the recipe: which sets of them can be trained on now."""

from dashboard.people.class_digits import all_digits, changed, class_digits
from dashboard.people.mode import knows_people
from dashboard.server.resources import store
from mnist_core.base.format import count_of
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.saved.digit_sets import is_kept, keep_set, name_of, training_set


def offered_sets(recipe: Recipe) -> list[tuple[str, str]]:
    """Each as the value and the words of a choice: that of now, and the recipe's if it is older."""
    digits = training_set(all_digits()) if knows_people() else []
    offered = {name_of(digits): f"{count_of(len(digits), 'digit')} by "
               f"{count_of(len({digit.writer for digit in digits}), 'writer')}"} if digits else {}
    if recipe.class_digits:
        offered.setdefault(recipe.class_digits, f"{count_of(recipe.num_class_digits, 'digit')}, "
                                                "an earlier set")
    return [*offered.items()]


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
    changed()
    digits = training_set(all_digits())
    if name_of(digits) != name:
        raise ValueError("class_digits: the class's digits have changed meanwhile; choose the set "
                         "of now, or none.")
    keep_set(store(), class_digits().classroom, digits)
