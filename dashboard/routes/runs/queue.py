"""``/api/queue``: who trains, who waits and for how long; and what the teacher changes of it."""

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated

from pydantic import ConfigDict, Field
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.people.identity import allow, this_owner
from dashboard.people.mode import knows_people
from dashboard.routes.answers import answering
from dashboard.routes.paging import NUMBER_OF_A_ROW, when_changed
from dashboard.routes.runs.seen_queue import SOON_SECONDS, SeenQueue, queue_now
from dashboard.server.resources import store
from mnist_core.base.frozen import Frozen
from mnist_core.base.shared_look import version_of
from mnist_core.runs.fair_queue.moves import hold_queue, move_run, order_fairly
from mnist_core.runs.fair_queue.view import waits_of_another

ROUNDED_SECONDS = 5
"""So that an answer stays the same while a forecast only comes true."""


class QueuedRun(TypedDict):
    """A run that waits, ``place`` from 1; ``who`` is its owner's nickname, None where nobody is
    known. One ``of_another_class`` has the same slots, and nobody here opens or moves it.

    ``takes`` in seconds; ``starts`` in UNIX seconds, None while nobody can know. ``chosen``: the
    teacher chose its place.
    """

    run: int
    step: str
    who: str | None
    mine: bool
    of_another_class: bool
    quick_try: bool
    chosen: bool
    place: int
    takes: int
    starts: int | None


class TrainingRun(TypedDict):
    """A run that trains; ``ends`` in UNIX seconds, None while nobody can know."""

    run: int
    step: str
    who: str | None
    mine: bool
    of_another_class: bool
    quick_try: bool
    epoch: int
    epochs: int
    ends: int | None


class QueueNow(TypedDict):
    """``waiting`` in the order in which they will start, as far as anybody can know."""

    paused: bool
    training: list[TrainingRun]
    waiting: list[QueuedRun]


class WaitOfAnother(TypedDict):
    """Seconds until a run would start that whoever asks queues now: a ``whole`` one, and a
    ``quick`` try; 0 where a slot is free, None while nobody can know.
    """

    whole: int | None
    quick: int | None


class Hold(Frozen):
    """Whether runs wait until the teacher lets the queue go on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"paused": False}]})

    paused: Annotated[bool, Field(strict=True)]


class Place(Frozen):
    """Where a run is to stand; 1 starts next."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"run": 1, "place": 1}]})

    run: Annotated[int, Field(strict=True), NUMBER_OF_A_ROW]
    place: Annotated[int, Field(strict=True, ge=1, le=100_000)]


def show_queue() -> QueueNow:
    """Who trains, who waits, in which order, and for about how long."""
    return _queue_json()


def show_wait() -> WaitOfAnother:
    """How long a run that is queued now would wait, by the rule that the queue follows."""
    whole, quick = waits_of_another(store(), queue_now().view, this_owner())
    return {"whole": _wait(whole), "quick": _wait(quick)}


def _wait(seconds: float | None) -> int | None:
    if seconds is None:
        return None
    return 0 if seconds < SOON_SECONDS else _rounded(seconds)


def hold(body: Hold) -> QueueNow:
    """Let no run start until the queue goes on, or let it go on; those that train are left."""
    return _changed(lambda: hold_queue(store().engine, is_paused=body.paused))


def move(body: Place) -> QueueNow:
    """Have a run that waits stand at a place; those before it keep theirs."""
    waiting = queue_now().view.waiting
    for run in waiting:
        if run.run_id == body.run:
            allow("lead the class", run.owner)
    order = [run.run_id for run in waiting]
    return _changed(lambda: move_run(store().engine, body.run, body.place - 1, order))


def order() -> QueueNow:
    """Take back all places that were chosen: the queue is fair between people again."""
    return _changed(lambda: order_fairly(store().engine))


def _changed(change: Callable[[], None]) -> QueueNow:
    if not knows_people():
        raise ValueError("Nobody leads this queue: the lab runs for one person (MNIST_MODE=alone).")
    change()
    return _queue_json(after=time.monotonic())


def _queue_json(after: float = 0.0) -> QueueNow:
    told, _ = _told(queue_now(after))
    owner = this_owner()
    return {"paused": told["paused"],
            "training": [{**run, "mine": _is(owner, by)} for run, by in told["training"]],
            "waiting": [{**run, "mine": _is(owner, by)} for run, by in told["waiting"]]}


def _is(owner: int | None, other: int | None) -> bool:
    return owner is not None and owner == other


class _Told(TypedDict):
    """The queue as it is told to anybody, each run beside whose it is."""

    paused: bool
    training: list[tuple[TrainingRun, int | None]]
    waiting: list[tuple[QueuedRun, int | None]]


@lru_cache(maxsize=2)
def _told(look: SeenQueue) -> tuple[_Told, str]:
    """What one look has to say, and the version of that: made once for all who ask."""
    view = look.view
    # a moment stays true while a list is not read again
    now = time.time() - (time.monotonic() - view.at)
    told: _Told = {
        "paused": view.is_paused,
        "training": [({
            "run": run.id, "step": run.recipe_name, "who": look.who(run.owner),
            "mine": False, "of_another_class": look.is_elsewhere(run.owner),
            "quick_try": run.is_quick_try,
            "epoch": run.epoch_in_progress, "epochs": run.num_epochs,
            "ends": _moment(now, run.seconds_left)}, run.owner) for run in view.training],
        "waiting": [({
            "run": run.run_id, "step": run.recipe_name, "who": look.who(run.owner),
            "mine": False, "of_another_class": look.is_elsewhere(run.owner),
            "quick_try": run.is_quick, "chosen": run.is_chosen, "place": place,
            "takes": round(run.takes), "starts": _moment(now, run.waits)},
            run.owner) for place, run in enumerate(view.waiting, start=1)]}
    return told, version_of(told)


def _moment(now: float, seconds: float | None) -> int | None:
    return None if seconds is None else _rounded(now + seconds)


def _rounded(seconds: float) -> int:
    return ROUNDED_SECONDS * round(seconds / ROUNDED_SECONDS)


def _version() -> str:
    _, version = _told(queue_now())
    return f"{version}-{this_owner()}"


QUEUE_ROUTES = [
    Route("/api/queue", when_changed(answering(show_queue, "light"), _version)),
    Route("/api/queue/wait", answering(show_wait, "light")),
    Route("/api/queue/hold", answering(hold, "light", body=Hold), methods=["POST"]),
    Route("/api/queue/move", answering(move, "light", body=Place), methods=["POST"]),
    Route("/api/queue/order", answering(order, "light"), methods=["POST"]),
]
