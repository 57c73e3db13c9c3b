"""Who asks, for whatever answers a request or makes a page.

A browser says it by its cookie, a program by a bearer token. Requests pass ``web/who_asks.py``,
which notes the person; the script of a page reads the cookie that its tab was opened with.
"""

import threading
import time
from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar

import streamlit as st

from dashboard.people import cookie
from dashboard.people.account import account_of, claims_of, person_with
from dashboard.people.mode import classroom, knows_people, people
from dashboard.people.shown_name import is_of_another_class
from dashboard.server.resources import settings, store
from mnist_core.runs.people.person import Person
from mnist_core.runs.people.rights import Act, NotAllowed, check, may
from mnist_core.runs.saved.own_recipes import OwnRecipes

KNOWN_SECONDS = 2.0
"""For so long a person is not looked up again: that somebody was signed out works after that."""
MOST_KNOWN = 2_000

asking: ContextVar[Person | None] = ContextVar("asking")
"""The person whose request is answered now, None for a stranger's; not set in a page's script."""
_known: dict[Hashable, tuple[float, Person | None]] = {}
_lock = threading.Lock()


def this_person() -> Person | None:
    """Whose request is answered, or whose page is made; None for a stranger, and in the mode
    "alone"."""
    if not knows_people():
        return None
    try:
        return asking.get()
    except LookupError:
        return person_of(st.context.cookies)


def this_owner() -> int | None:
    """To whom belongs what is made now; None in the mode "alone"."""
    person = this_person()
    return person.id if person else None


def allow(act: Act, owner: int | None = None) -> None:
    """Raises:
        NotAllowed: whoever asks may not do this to what is ``owner``'s; nobody may to what is
            another class's.
    """
    if knows_people():
        check(this_person(), act, owner)
        if is_of_another_class(owner):
            raise NotAllowed("class", is_stranger=False)


def this_member() -> Person:
    """Whoever asks, for pages and routes that only people have.

    Raises:
        NotAllowed: whoever looks was removed from the class at this moment.
    """
    person = this_person()
    if person is None:
        raise NotAllowed("member", is_stranger=True)
    return person


def is_allowed(act: Act, owner: int | None = None) -> bool:
    return not knows_people() or (
        may(this_person(), act, owner) and not is_of_another_class(owner))


def own_recipes() -> OwnRecipes:
    """The own recipes of whoever asks.

    Raises:
        NotAllowed: whoever asks was removed from the class.
    """
    allow("keep a recipe")
    return OwnRecipes(store().engine, this_owner())


def person_of(cookies: Mapping[str, str]) -> Person | None:
    """Whom a browser's cookies name."""
    if settings().mode == "login":
        claims = claims_of(cookies)
        return None if claims is None else _looked_up(
            (account_of(claims), claims.get("email")), lambda: person_with(claims))
    found = cookie.read(cookies)
    return None if found is None else _looked_up(
        found, lambda: of_this_class(people().signed_in(*found)))


def of_this_class(person: Person | None) -> Person | None:
    """``person`` if of this server's class, else None: whoever is of another one is a stranger."""
    return person if person and person.classroom == classroom().id else None


def forget_everybody() -> None:
    """Look everybody up again: it is another class."""
    with _lock:
        _known.clear()


def forget(person: Person) -> None:
    """Look this person up again: the name, the role or the sign-in changed."""
    with _lock:
        for key in [key for key, (_, known) in _known.items() if known and known.id == person.id]:
            del _known[key]


def _looked_up(key: Hashable, look: Callable[[], Person | None]) -> Person | None:
    now = time.monotonic()
    with _lock:
        at, person = _known.get(key, (-KNOWN_SECONDS, None))
    if now - at < KNOWN_SECONDS:
        return person
    person = look()
    if person:
        people().seen(person)
    with _lock:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[key] = now, person
    return person
