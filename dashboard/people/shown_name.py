"""What screens call somebody: names, nicknames or numbers, as the teacher chose for the class.

Whoever shows whose a thing is asks here, so that no screen tells a name where numbers were chosen.
"""

from collections.abc import Collection
from functools import lru_cache

from dashboard.people.mode import classroom
from dashboard.server.resources import store
from mnist_core.base.shared_look import SharedLook
from mnist_core.runs.people.shown_names import ShownAs, ShownNames, read_shown_names, show_as
from mnist_core.runs.records.store import Store

LOOK_SECONDS = 1.0


def shown_name(person_id: int) -> str:
    """One person's; plain text, which may hold anything that a nickname may."""
    return _names_of([person_id]).of(person_id)


def shown_names(person_ids: Collection[int]) -> dict[int, str]:
    """Those of several people; whoever was removed is "somebody"."""
    names = _names_of(person_ids)
    return {person_id: names.of(person_id) for person_id in person_ids}


def is_of_another_class(person_id: int | None) -> bool:
    """Whether what is this person's is none of this class's business; what is nobody's is."""
    if person_id is None:
        return False
    return person_id in _names_of([person_id]).elsewhere


def shown_as() -> ShownAs:
    """How the class is shown now."""
    return _look(store()).now().shown_as


def show_class_as(wanted: str) -> None:
    """From now on, on every screen; those of other servers follow within a second.

    Raises:
        ValueError: people cannot be shown like this.
    """
    show_as(store().engine, classroom().id, wanted)
    forget_names()


def forget_names() -> None:
    """Read them again: somebody joined, left, or took another nickname."""
    _look(store()).forget()


def _names_of(person_ids: Collection[int]) -> ShownNames:
    # whoever joined at this moment has a name, too
    return _look(store()).now(lambda look: all(map(look.knows, person_ids)))


@lru_cache(maxsize=4)
def _look(store: Store) -> SharedLook[ShownNames]:
    return SharedLook(lambda: read_shown_names(store.engine, classroom().id), LOOK_SECONDS)
