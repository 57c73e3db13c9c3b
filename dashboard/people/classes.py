"""Another class for this server, and the end of one: by the teacher, from the page."""

from dashboard.people.identity import forget_everybody
from dashboard.people.mode import classroom, forget_class, people, this_class
from dashboard.people.removing import remove_once_more
from dashboard.people.shown_name import forget_names
from dashboard.server.resources import settings, store
from mnist_core.runs.people.class_code import new_code, normal_code
from mnist_core.runs.people.classrooms import Classroom, open_classroom
from mnist_core.runs.people.removal import Removed, remove_classroom


def why_no_new_class() -> str:
    """Why no new class can be begun from the page; empty where one can."""
    if settings().mode != "class":
        return "All who log in with an account are one class."
    if settings().class_code:
        return ("MNIST_CLASS_CODE says which class this server has: for a new class start it with "
                "another code.")
    return ""


def begin_class() -> Classroom:
    """A new class, which this server has from now on; the one of before stays as it is.

    Raises:
        ValueError: why there can be none.
    """
    if why := why_no_new_class():
        raise ValueError(why)
    open_classroom(store().engine, new_code())
    _forget()
    return classroom()


def delete_class(typed: str) -> Removed:
    """The class of this server with its people and all that is theirs, for good.

    Raises:
        ValueError: what was typed is not its code.
    """
    found = this_class()
    if normal_code(typed) != found.code:
        raise ValueError(f"Nothing was deleted: to delete the class, type {found.code}.")
    ids = [person.id for person in people().of_classroom(found)]
    removed = remove_classroom(store(), found.id)
    _forget()
    remove_once_more(ids)
    return removed


def _forget() -> None:
    forget_class()
    forget_everybody()
    forget_names()
