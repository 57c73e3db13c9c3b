"""Which runs whoever asks may look at, and which are meant where none is named.

Everybody may look at everybody's of the class, unless the teacher closed that; what nobody named is
one's own. Of another class that has the same lab nobody sees anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dashboard.people.identity import allow, this_person
from dashboard.people.mode import classroom, is_looking_closed, knows_people
from dashboard.server import resources
from dashboard.server.fallback import FallbackLibrary
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import ALL_RUNS
from mnist_core.trained.trained import Trained


def allow_to_look(owner: int | None) -> None:
    """Raises:
        NotAllowed: it is another class's; or the teacher closed looking, and it is somebody else's.
    """
    if knows_people():
        allow("look at a closed run" if is_looking_closed() else "look", owner)


def of_the_class(query: RunQuery) -> RunQuery:
    """Of these runs those of the class, and of nobody."""
    return replace(query, classroom=classroom().id) if knows_people() else query


def in_sight(query: RunQuery) -> RunQuery:
    """Of these runs those that whoever asks may look at."""
    only = _only_own()
    seen = of_the_class(query)
    return seen if only is None else replace(seen, owner=only)


def library() -> FallbackLibrary:
    """Own runs and reference runs, by key, as whoever asks may look at them."""
    found = resources.library()
    person = this_person()
    if person is None:
        return found
    return PeoplesLibrary(found.store, found.root, found.problem, person.id)


def library_of(owner: int | None) -> FallbackLibrary:
    """Reference runs and one person's own ones: whoever may look at one of these may look at all;
    where nobody is known, whoever's."""
    found = resources.library()
    if owner is None:
        return found
    return _OnesOwnLibrary(found.store, found.root, found.problem, owner)


@dataclass(frozen=True, slots=True)
class PeoplesLibrary(FallbackLibrary):
    """See ``Library``. Where no run is named, ``person``'s own ones are meant."""

    person: int = 0

    def own(self, query: RunQuery = ALL_RUNS) -> Iterator[OwnRun]:
        return FallbackLibrary.own(self, in_sight(query))

    def find(self, text: str | None = None) -> Trained:
        if text is not None and (text.isdecimal() or "@" in text):
            trained = FallbackLibrary.find(self, text)
            if isinstance(trained, OwnRun):
                allow_to_look(trained.run.owner)
            return trained
        return _OnesOwnLibrary(self.store, self.root, self.problem, self.person).find(text)


@dataclass(frozen=True, slots=True)
class _OnesOwnLibrary(FallbackLibrary):
    person: int = 0

    def own(self, query: RunQuery = ALL_RUNS) -> Iterator[OwnRun]:
        return FallbackLibrary.own(self, replace(query, owner=self.person))


def _only_own() -> int | None:
    """The person whose runs are all that whoever asks may look at; None for those who see all."""
    person = this_person()
    if person is None or person.is_teacher or not is_looking_closed():
        return None
    return person.id
