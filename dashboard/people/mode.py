"""What the mode of the lab says: whether it knows people, which class it is, who leads it."""

from functools import lru_cache

from dashboard.server.resources import settings, store
from mnist_core.base.not_found import NotFound
from mnist_core.base.shared_look import SharedLook
from mnist_core.runs.people.classrooms import (
    LOGIN_CODE,
    Classroom,
    find_classroom,
    is_closed,
    open_classroom,
    set_looking_closed,
)
from mnist_core.runs.people.people import People
from mnist_core.runs.people.tokens import Tokens
from mnist_core.runs.records.store import Store

LOOK_SECONDS = 1.0


def knows_people() -> bool:
    """Whether anybody is asked for a name; False where one person is alone with the lab."""
    return settings().mode != "alone"


def people() -> People:
    return People(store().engine)


def tokens() -> Tokens:
    return Tokens(store().engine)


def classroom() -> Classroom:
    """The class of this server, another one once it was removed; in the mode "login" that of all
    accounts."""
    return _this_classroom().now()


def forget_class() -> None:
    """Look anew which class it is."""
    _this_classroom().forget()


def this_class() -> Classroom:
    """The class of this server, for what is asked by HTTP.

    Raises:
        NotFound: there is no class where one person is alone with the lab.
    """
    if not knows_people():
        raise NotFound('There is no class: the lab runs in the mode "alone".')
    return classroom()


def is_looking_closed() -> bool:
    """Whether students see only their own runs: a second after the teacher chose it at the latest.
    """
    return _closed(store(), classroom().id).now()


def only_own_runs(wanted: bool) -> None:
    """Have students see only their own runs, or everybody's again."""
    set_looking_closed(store().engine, classroom().id, is_closed=wanted)
    _closed(store(), classroom().id).forget()


def _this_classroom() -> SharedLook[Classroom]:
    is_login = settings().mode == "login"
    return _classroom(store(), LOGIN_CODE if is_login else settings().class_code)


@lru_cache(maxsize=4)
def _closed(store: Store, classroom_id: int) -> SharedLook[bool]:
    return SharedLook(lambda: is_closed(store.engine, classroom_id), LOOK_SECONDS)


@lru_cache(maxsize=4)
def _classroom(store: Store, code: str | None) -> SharedLook[Classroom]:
    found: Classroom | None = None

    def look() -> Classroom:
        nonlocal found
        # once it was opened, another server's new class is followed, and a removed one replaced
        found = (find_classroom(store.engine, code) if found else None) or open_classroom(
            store.engine, code)
        return found
    return SharedLook(look, LOOK_SECONDS)
