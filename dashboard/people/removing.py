"""Removing somebody from the class, by the teacher, for good."""

import threading
from contextlib import suppress

from dashboard.people.identity import forget
from dashboard.people.shown_name import forget_names
from dashboard.server.resources import store
from mnist_core.runs.database.failures import DatabaseError
from mnist_core.runs.people.person import Person
from mnist_core.runs.people.removal import LATE_SECONDS, Removed, remove_people


def remove_for_good(person: Person) -> Removed:
    """The person and all that is theirs; also what is begun until no server knows them any more."""
    removed = _remove(person)
    late = threading.Timer(LATE_SECONDS, _remove_quietly, [person])
    late.daemon = True
    late.start()
    return removed


def _remove(person: Person) -> Removed:
    removed = remove_people(store(), [person.id])
    forget(person)
    forget_names()
    return removed


def _remove_quietly(person: Person) -> None:
    # such as where the server ended meanwhile
    with suppress(DatabaseError, OSError):
        _remove(person)
