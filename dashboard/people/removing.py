"""Removing people of the class, by the teacher, for good."""

import threading
from collections.abc import Collection
from contextlib import suppress

from dashboard.people.identity import forget
from dashboard.people.shown_name import forget_names
from dashboard.server.resources import store
from mnist_core.runs.database.failures import StoreError
from mnist_core.runs.people.person import Person
from mnist_core.runs.people.removal import LATE_SECONDS, Removed, remove_people


def remove_for_good(person: Person) -> Removed:
    """The person and all that is theirs; also what is begun until no server knows them any more."""
    removed = remove_people(store(), [person.id])
    forget(person)
    forget_names()
    remove_once_more([person.id])
    return removed


def remove_once_more(person_ids: Collection[int]) -> None:
    """In a moment: what was begun until no server knew these people any more."""
    late = threading.Timer(LATE_SECONDS, _remove_quietly, [person_ids])
    late.daemon = True
    late.start()


def _remove_quietly(person_ids: Collection[int]) -> None:
    # such as where the server ended meanwhile
    with suppress(StoreError, OSError):
        remove_people(store(), person_ids)
