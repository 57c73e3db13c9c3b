"""The teacher's board: everybody at once, and what the teacher does for the class."""

from typing import Annotated

from pydantic import ConfigDict, Field
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.board.class_lesson import forget_class_lesson
from dashboard.board.tiles import Board, board_version, forget_board, show_board
from dashboard.people.mode import people, this_class
from dashboard.people.offers import ShownOffer, end_the_offer, offer_to_all, offered
from dashboard.people.removing import remove_for_good
from dashboard.people.shown_name import show_class_as
from dashboard.routes.answers import answering
from dashboard.routes.paging import when_changed
from dashboard.routes.runs.seen_queue import queue_changed
from dashboard.server.resources import store
from mnist_core.base.format import shortened
from mnist_core.base.frozen import Frozen
from mnist_core.base.not_found import NotFound
from mnist_core.runs.database.row_number import row_number
from mnist_core.runs.people.person import Person
from mnist_core.runs.people.shown_names import ShownAs
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.run_list.listing import run_ids

MAX_KEY = 140


class Offered(Frozen):
    """A step by its id, a run by its key, or a lesson: ``lesson/en/dropout``."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"key": "strategy-4"}]})

    key: Annotated[str, Field(max_length=MAX_KEY)]


class Shown(Frozen):
    """What screens call people; names are those of accounts, in the mode "login"."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"shown_as": "numbers"}]})

    shown_as: ShownAs


class Offer(TypedDict):
    """What is offered to everybody now."""

    offer: ShownOffer | None


class NowShown(TypedDict):
    shown_as: ShownAs


class Paused(TypedDict):
    """The runs that were asked to pause."""

    paused: list[int]


class RemovedPerson(TypedDict):
    """How much of theirs is gone."""

    runs: int
    drawings: int


class NewWords(TypedDict):
    """They are said once; the ones of before come back no more."""

    words: str


def show_class() -> Board:
    """The class at this moment: who is here, what each is doing, and the best of each."""
    return show_board()


def offer_to_everybody(body: Offered) -> Offer:
    """Offer a step, a run or a lesson to everybody: within two seconds it is on every screen,
    until it is ended or 15 minutes later. A lesson is the one that the class is at from then on.
    """
    this_class()
    offer_to_all(body.key)
    forget_class_lesson()
    forget_board()
    return {"offer": offered()}


def end_offer() -> Offer:
    """Offer it no longer."""
    this_class()
    end_the_offer()
    forget_board()
    return {"offer": offered()}


def show_people_as(body: Shown) -> NowShown:
    """Call people by name, by nickname or by number alone, on every screen."""
    this_class()
    show_class_as(body.shown_as)
    forget_board()
    return {"shown_as": body.shown_as}


def pause_runs_of(person: str) -> Paused:
    """Pause whatever one person has in training or in the queue."""
    found = person_of_this_class(person)
    paused = []
    for run in run_ids(store(), RunQuery(states=("running", "queued"), owner=found.id)):
        try:
            store().ask(run, "pause")
        except ValueError:
            # it ended at this moment
            continue
        paused.append(run)
    forget_board()
    queue_changed()
    return {"paused": paused}


def give_new_words(person: str) -> NewWords:
    """Three new words for somebody who cannot come back."""
    found = person_of_this_class(person)
    if found.is_teacher:
        raise ValueError("A teacher comes back by the teacher's link.")
    return {"words": people().renew_words(found)}


def remove_person(person: str) -> RemovedPerson:
    """Remove somebody from the class for good, with all that is theirs: runs, also those that
    train, drawings, recipes, tokens."""
    found = person_of_this_class(person)
    if found.is_teacher:
        raise ValueError("A teacher cannot be removed from the board; `python -m mnist_core people "
                         "remove` does it.")
    removed = remove_for_good(found)
    forget_board()
    return {"runs": removed.runs, "drawings": removed.drawings}


def person_of_this_class(text: str) -> Person:
    """Raises:
        NotFound: nobody of this class has this number.
    """
    classroom = this_class()
    found = people().person(row_number(text) or 0)
    if found is None or found.classroom != classroom.id:
        raise NotFound(f"Nobody of this class is person {shortened(text)}.")
    return found


BOARD_ROUTES = [
    Route("/api/board", when_changed(answering(show_class, "light"), board_version)),
    Route("/api/class/offer", answering(offer_to_everybody, "light", body=Offered),
          methods=["POST"]),
    Route("/api/class/offer/end", answering(end_offer, "light"), methods=["POST"]),
    Route("/api/class/names", answering(show_people_as, "light", body=Shown), methods=["POST"]),
    Route("/api/people/{person}/pause", answering(pause_runs_of, "light"), methods=["POST"]),
    Route("/api/people/{person}/remove", answering(remove_person, "light"), methods=["POST"]),
    Route("/api/people/{person}/words", answering(give_new_words, "light"), methods=["POST"]),
]
