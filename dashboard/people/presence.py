"""Who looks at what, and who did something last: in this server's memory alone.

Each server knows this of the tabs that it serves. The board of another one shows where somebody
was seen last and their runs, which lie in the database, but no page; after a restart of the server
the tabs, which connect again by themselves, tell it anew.
"""

import threading
import time
from dataclasses import dataclass

from mnist_core.runs.people.person import Person

MOST_KNOWN = 2_000
STARTED = time.time()


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and the step or the run that it shows; empty where it shows none."""

    page: str
    step: str
    run: str


class Presence:
    """The last place and the last deed of each person; times in UNIX seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places: dict[int, Place] = {}
        self._deeds: dict[int, float] = {}

    def is_at(self, person: Person, place: Place) -> None:
        """Somebody opened a page, or did something on it."""
        self.does_something(person)
        with self._lock:
            self._places[person.id] = place

    def does_something(self, person: Person) -> None:
        with self._lock:
            if len(self._deeds) >= MOST_KNOWN and person.id not in self._deeds:
                self._places.clear()
                self._deeds.clear()
            self._deeds[person.id] = time.time()

    def place_of(self, person_id: int) -> Place | None:
        with self._lock:
            return self._places.get(person_id)

    def last_deed_of(self, person_id: int) -> float:
        """That which this server knows of; without any, when the server started."""
        with self._lock:
            return self._deeds.get(person_id, STARTED)


PRESENCE = Presence()
