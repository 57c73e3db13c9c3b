""""Everybody here": a step or a run that the teacher offers, as every screen says it."""

from functools import lru_cache

from typing_extensions import TypedDict

from dashboard.people.looking import library
from dashboard.people.mode import classroom, is_looking_closed, knows_people
from dashboard.people.shown_name import shown_name
from dashboard.server.resources import store
from mnist_core.base.shared_look import SharedLook
from mnist_core.base.validation import shortened
from mnist_core.ladders import STEPS
from mnist_core.ladders.labels import step_name
from mnist_core.runs.people.offer import end_offer, offer, read_offer
from mnist_core.runs.records.own_run import OwnRun
from mnist_core.runs.records.store import Store
from mnist_core.trained.trained import with_step

# with the 1.3 s after which screens ask again: two seconds, whichever server somebody is at
LOOK_SECONDS = 0.4


class ShownOffer(TypedDict):
    """``at`` in UNIX seconds tells it from an earlier one; ``address`` lies below the lab's."""

    key: str
    at: float
    words: str
    address: str


def offered() -> ShownOffer | None:
    """What is offered to everybody now."""
    return _look(store()).now() if knows_people() else None


def offer_to_all(key: str) -> None:
    """Offer this step or run.

    Raises:
        ValueError: there is none with this key, or nobody may look at it.
    """
    if _shown(key, 0.0) is None:
        raise ValueError(f"There is no step or run `{shortened(key)}` to offer.")
    if is_looking_closed() and key not in STEPS and "@" not in key:
        raise ValueError("Students see only their own runs now; a run can be offered once they may "
                         "look at others'.")
    offer(store().engine, classroom().id, key)
    _look(store()).forget()


def end_the_offer() -> None:
    end_offer(store().engine, classroom().id)
    _look(store()).forget()


def _read(store: Store) -> ShownOffer | None:
    found = read_offer(store.engine, classroom().id)
    return _shown(found.key, found.at) if found else None


def _shown(key: str, at: float) -> ShownOffer | None:
    """None where it is not there any more."""
    if key in STEPS:
        return {"key": key, "at": at, "words": step_name(STEPS[key]), "address": f"?step={key}"}
    try:
        trained = library().find(key)
    except ValueError:
        return None
    owner = trained.run.owner if isinstance(trained, OwnRun) else None
    words = " · ".join(filter(None, (with_step(trained), shown_name(owner) if owner else "")))
    page = "errors" if trained.is_reference else "train"
    return {"key": key, "at": at, "words": words, "address": f"{page}?run={key}"}


@lru_cache(maxsize=4)
def _look(store: Store) -> SharedLook[ShownOffer | None]:
    return SharedLook(lambda: _read(store), LOOK_SECONDS)
