"""What the teacher's board shows of everybody, as its element gets it.

One look a second answers all boards. What grows with time alone, such as how long somebody has
waited, the element works out itself from a moment, so that a class that rests changes nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from typing_extensions import TypedDict

from dashboard.board.at_lesson import AtLesson, LessonAtHand, at_lesson, lesson_at_hand
from dashboard.people.mode import is_looking_closed, this_class
from dashboard.people.offers import ShownOffer, offered
from dashboard.people.presence import PRESENCE, Place
from dashboard.people.shown_name import shown_as, shown_name
from dashboard.server.resources import store
from mnist_core.base.shared_look import SharedLook, version_of
from mnist_core.ladders.labels import recipe_name
from mnist_core.lessons.outcome.everybody import PartReached
from mnist_core.runs.people.class_board import BoardRun, PersonAtWork, read_class
from mnist_core.runs.people.class_curves import ClassCurves, SmallCurve
from mnist_core.runs.people.shown_names import ShownAs
from mnist_core.runs.records.store import Store

LOOK_SECONDS = 1.0
HERE_SECONDS = 75.0
"""A tab that nobody looks at asks once a minute."""
IDLE_SECONDS = 600.0
Mark = Literal["waits", "failed", "idle"]


class Doing(TypedDict):
    """A run of somebody: ``changes`` says in words what it changed in its step, ``done`` which
    part of it is trained; accuracies in percent, moments in UNIX seconds."""

    run: int
    step: str
    changes: str
    is_quick_try: bool
    state: str
    epoch: int
    epochs: int
    done: float
    accuracy: float | None
    waits_since: float | None
    batches: tuple[float, ...]
    tests: tuple[float, ...]


class Best(TypedDict):
    run: int
    accuracy: float
    parameters: int


class Tile(TypedDict):
    """A person. ``seen`` says since when somebody is not here, ``marks`` what to look at: who
    waits long, whose runs failed twice, who does nothing."""

    person: int
    number: int
    name: str
    seen: float | None
    place: str
    doing: Doing | None
    best: Best | None
    best_try: Best | None
    num_runs: int
    num_waiting: int
    marks: list[Mark]
    lesson: PartReached | None


class Board(TypedDict):
    """``own_only``: students see only their own runs; ``lesson``: the one that the class is at,
    where a tile's ``lesson`` says in which part of it somebody is."""

    own_only: bool
    shown_as: ShownAs
    offer: ShownOffer | None
    lesson: LessonAtHand | None
    people: list[Tile]


@dataclass(frozen=True, slots=True)
class _Look:
    """A board, and what tells it from the one before."""

    board: Board
    version: str


def show_board() -> Board:
    """The class at this moment: a tile for each who joined, in that order."""
    this_class()
    return _shared(store()).now().board


def board_version() -> str:
    this_class()
    return _shared(store()).now().version


def forget_board() -> None:
    """Something was changed here: show it at once."""
    _shared(store()).forget()


@lru_cache(maxsize=4)
def _shared(store: Store) -> SharedLook[_Look]:
    return SharedLook(_reader(store), LOOK_SECONDS)


def _reader(store: Store) -> Callable[[], _Look]:
    curves = ClassCurves(store.engine)

    def read() -> _Look:
        at_work = [one for one in read_class(store.engine, this_class().id)
                   if not one.person.is_teacher]
        at_hand = at_lesson()
        small = curves.of(one.now for one in at_work if one.now)
        now = time.time()
        board: Board = {
            "own_only": is_looking_closed(), "shown_as": shown_as(), "offer": offered(),
            "lesson": lesson_at_hand(at_hand.lesson) if at_hand else None,
            "people": [_tile(one, small[one.now.id] if one.now else SmallCurve(), now, at_hand)
                       for one in at_work]}
        return _Look(board, version_of(board))
    return read


def _tile(one: PersonAtWork, curve: SmallCurve, now: float, at_hand: AtLesson | None) -> Tile:
    person = one.person
    is_here = now - person.last_seen < HERE_SECONDS
    return {
        "person": person.id, "number": person.number or 0, "name": shown_name(person.id),
        "seen": None if is_here else person.last_seen,
        "place": _in_words(PRESENCE.place_of(person.id)) if is_here else "",
        "doing": _doing(one.now, curve) if one.now else None,
        "best": _best(one.best), "best_try": _best(one.best_try),
        "num_runs": one.num_runs, "num_waiting": one.num_waiting,
        "marks": _marks(one, now, is_here=is_here),
        "lesson": at_hand.where(person.id) if at_hand else None}


def _doing(run: BoardRun, curve: SmallCurve) -> Doing:
    total = run.num_batches * run.num_epochs
    return {
        "run": run.id, "step": recipe_name(run.step_id, own_network=run.own_network),
        "changes": run.changes,
        "is_quick_try": run.is_quick_try, "state": run.state,
        "epoch": min(run.epochs_done + 1, run.num_epochs), "epochs": run.num_epochs,
        "done": round(run.position / total, 3) if total else 0.0,
        "accuracy": run.best_test_accuracy, "waits_since": run.waits_since,
        "batches": curve.batches, "tests": curve.epochs}


def _best(run: BoardRun | None) -> Best | None:
    if run is None or run.best_test_accuracy is None:
        return None
    return {"run": run.id, "accuracy": run.best_test_accuracy, "parameters": run.parameters}


def _marks(one: PersonAtWork, now: float, *, is_here: bool) -> list[Mark]:
    last = max(PRESENCE.last_deed_of(one.person.id), one.newest_run or 0.0, one.person.created)
    is_busy = one.now is not None and one.now.state in ("running", "queued")
    marks: list[tuple[Mark, bool]] = [
        ("waits", one.waits_long(now)), ("failed", one.fails),
        ("idle", is_here and not is_busy and now - last >= IDLE_SECONDS)]
    return [mark for mark, is_so in marks if is_so]


def _in_words(place: Place | None) -> str:
    if place is None:
        return ""
    shown = f"run {place.run}" if place.run.isdecimal() else place.run or place.step
    return " · ".join(filter(None, (place.page, shown)))
