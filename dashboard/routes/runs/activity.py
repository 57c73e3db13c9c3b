"""``GET /api/activity``: what trains, waits and is paused, in words: the status line of every page.

One look a second answers everybody who asks, however many pages are open.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NotRequired

from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.people.identity import this_person
from dashboard.people.looking import of_the_class
from dashboard.people.mode import knows_people
from dashboard.people.offers import ShownOffer, offered
from dashboard.people.shown_name import is_of_another_class, shown_name
from dashboard.routes.answers import answering
from dashboard.routes.paging import when_changed
from dashboard.routes.runs.seen_queue import ordinal, queue_now, wait_words
from dashboard.server.resources import queue, store
from mnist_core.base.format import rough_duration
from mnist_core.base.shared_look import SharedLook, version_of
from mnist_core.runs.database.run import Run
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import Store
from mnist_core.runs.run_list.listing import num_runs, run_ids

LOOK_SECONDS = 1.0
MAX_NAMED = 2


class ActivityPart(TypedDict):
    """A part of the status line; ``run`` is the one that it is about, if it is about one."""

    words: str
    run: int | None


class Activity(TypedDict):
    """``offer``, where the lab knows people, is what the teacher offers to everybody."""

    parts: list[ActivityPart]
    offer: NotRequired[ShownOffer | None]


def show_activity() -> Activity:
    """What trains, what is paused and how many runs wait, in words; of whoever asks also the place
    in the queue."""
    told = _shared(store()).now()
    person = this_person()
    return told if person is None else {
        "parts": [*_own_place(person.id), *told["parts"]], "offer": offered()}


def _own_place(owner: int) -> list[ActivityPart]:
    """``you are 3rd in the queue · in about 4 min``: one's first run that waits."""
    look = queue_now()
    found = look.view.first_of(owner)
    if found is None:
        return []
    place, run = found
    words = wait_words(run, is_paused=look.view.is_paused)
    return [_of(run.run_id, f"you are {ordinal(place + 1)} in the queue · {words}")]


def activity(store: Store, problem: str = "") -> Activity:
    """Read now: runs that train, the oldest first; the newest of those that are paused.

    ``problem`` is why none of those that wait would be started now.
    """
    training = [*reversed(store.runs(RunQuery(states=("running",))))]
    paused = run_ids(store, of_the_class(RunQuery(states=("paused",))))
    waiting = num_runs(store, RunQuery(states=("queued",)))
    parts = [_of(_to_open(run), line_of(run)) for run in training[:MAX_NAMED]]
    parts += _more(training, "training")
    if waiting:
        parts.append(_of(None, f"{waiting:,} waiting{f': {problem}' if problem else ''}"))
    parts += [_of(run_id, f"run {run_id} is paused") for run_id in paused[:MAX_NAMED]]
    parts += _more(paused, "paused")
    return {"parts": parts or [_of(None, "nothing in the queue")]}


def forget_activity(store: Store) -> None:
    """A run starts, tests or ends: whoever asks next is told so."""
    _shared(store).forget()


def line_of(run: Run) -> str:
    """What the status line says of a run that a worker has; of any other nothing."""
    return training_words(run, _who(run)) if run.state == "running" else ""


def training_words(run: Run, who: str = "") -> str:
    """``training run 3 · strategy-4 · epoch 2 of 5 · about 40 s left``; ``who``: whose it is."""
    name = f"run {run.id} of {who}" if who else f"run {run.id}"
    told = [f"{run.phase} {name} · {run.recipe_name}"]
    if run.total_batches:
        told.append(f"epoch {run.epoch_in_progress} of {run.num_epochs}")
    if run.seconds_left is not None:
        told.append(f"about {rough_duration(run.seconds_left)} left")
    return " · ".join(told)


def _who(run: Run) -> str:
    # for everybody alike: one look is shown to all
    return shown_name(run.owner) if run.owner is not None and knows_people() else ""


def _to_open(run: Run) -> int | None:
    return None if knows_people() and is_of_another_class(run.owner) else run.id


@lru_cache(maxsize=4)
def _shared(store: Store) -> SharedLook[Activity]:
    return SharedLook(lambda: activity(store, queue().problem), LOOK_SECONDS)


def _version() -> str:
    return version_of(show_activity())


def _of(run_id: int | None, words: str) -> ActivityPart:
    return {"words": words, "run": run_id}


def _more(found: Sequence[object], what: str) -> list[ActivityPart]:
    num = len(found) - MAX_NAMED
    return [_of(None, f"{num:,} more {what}")] if num > 0 else []


ACTIVITY_ROUTES = [
    Route("/api/activity", when_changed(answering(show_activity, "light"), _version))]
