"""What a class predicted and wrote in the lesson that it is at, and what came of it, for the
teacher's projector: nobody by name, in an order that tells nobody.

What came is measured on runs of the teacher's own, where the teacher trained in this lesson; else
on those of somebody of the class who has them all; else on the recorded ones that the lesson
replays. Only runs of the lesson's very recipes count, which begin with the same weights and see the
same batches: it matters little whose they are.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Literal

from typing_extensions import TypedDict

from dashboard.board.at_lesson import (
    AtLesson,
    LessonAtHand,
    at_lesson,
    forget_lesson,
    lesson_at_hand,
)
from dashboard.lessons.look import shown
from dashboard.people.mode import people, this_class
from dashboard.server.resources import library, store
from mnist_core.base.shared_look import SharedLook, version_of
from mnist_core.lessons.blocks.training import LessonRun
from mnist_core.lessons.figures import RunName
from mnist_core.lessons.lesson import Lesson
from mnist_core.lessons.outcome.everybody import (
    ClassPrediction,
    Explanation,
    PartReached,
    class_predictions,
    counted,
    explanations,
)
from mnist_core.lessons.outcome.outcome import outcome
from mnist_core.lessons.outcome.prediction_outcome import PredictionOutcome
from mnist_core.lessons.shown.shown_blocks import ShownBlock
from mnist_core.runs.database.failures import StoreError
from mnist_core.runs.people.person import Person
from mnist_core.runs.records.store import Store
from mnist_core.trained.trained import Trained

LOOK_SECONDS = 1.0
MeasuredOn = Literal["teacher", "class", "recorded"]
# so that the order of explanations follows from nothing that anybody knows
_SECRET = secrets.token_bytes(16)


class Predicted(TypedDict):
    """A prediction as it was asked, what everybody answered, and what came as far as it is known.
    """

    asked: ShownBlock
    answers: ClassPrediction
    came: PredictionOutcome


class ClassLesson(TypedDict):
    """``num_at`` counts who is in which part; ``measured_on`` says whose runs what came is of,
    none where there are none yet."""

    lesson: LessonAtHand
    num_people: int
    num_at: dict[PartReached, int]
    predictions: list[Predicted]
    measured_on: MeasuredOn | None
    explanations: list[Explanation]


class ShownClassLesson(TypedDict):
    """None where the class is at no lesson."""

    at: ClassLesson | None


def show_class_lesson() -> ShownClassLesson:
    """What the class predicted and wrote in the lesson that it is at, and what came of it."""
    this_class()
    return _shared(store()).now()


def class_lesson_version() -> str:
    return version_of(show_class_lesson())


def forget_class_lesson() -> None:
    """Another lesson was given here, or none."""
    forget_lesson()
    _shared(store()).forget()


@lru_cache(maxsize=4)
def _shared(store: Store) -> SharedLook[ShownClassLesson]:
    def read() -> ShownClassLesson:
        at_hand = at_lesson()
        return {"at": _class_lesson(at_hand) if at_hand else None}
    return SharedLook(read, LOOK_SECONDS)


def _class_lesson(at_hand: AtLesson) -> ClassLesson:
    lesson = at_hand.lesson
    everybody = people().of_classroom(this_class())
    students = [person for person in everybody if not person.is_teacher]
    places = [at_hand.places[person.id].place for person in students
              if person.id in at_hand.places]
    measured_on, runs = _measured(at_hand, everybody)
    came = outcome(lesson, runs)["predictions"]
    return {
        "lesson": lesson_at_hand(lesson), "num_people": len(students),
        "num_at": {**counted(at_hand.where(person.id) for person in students)},
        "predictions": [
            {"asked": asked, "answers": answers, "came": one}
            for asked, answers, one in zip(_asked(lesson), class_predictions(lesson, places), came,
                                           strict=True)],
        "measured_on": measured_on, "explanations": explanations(places, _SECRET)}


def _asked(lesson: Lesson) -> Iterator[ShownBlock]:
    predict = next(part for part in shown(lesson)["parts"] if part["name"] == "predict")
    return (block for block in predict["blocks"] if block["block"].startswith("predict-"))


def _measured(at_hand: AtLesson, everybody: list[Person]
              ) -> tuple[MeasuredOn | None, Mapping[RunName, Trained]]:
    """Whose runs, and these by their names; all that the lesson trains, each at its end."""
    lesson, places = at_hand.lesson, at_hand.places
    tried: list[tuple[MeasuredOn, Mapping[RunName, str]]] = [
        ("teacher" if person.is_teacher else "class", places[person.id].place.runs)
        for person in sorted(everybody, key=lambda person: not person.is_teacher)
        if person.id in places]
    recorded = {run.name: run.replay for run in lesson.train.run if run.replay}
    for whose, keys in (*tried, ("recorded", recorded)):
        if runs := _trained(lesson, keys):
            is_recorded = all(trained.is_reference for trained in runs.values())
            return "recorded" if is_recorded else whose, runs
    return None, {}


def _trained(lesson: Lesson, keys: Mapping[RunName, str]) -> dict[RunName, Trained] | None:
    """All runs of this lesson, by keys that anybody may have sent; None where one is missing."""
    found: dict[RunName, Trained] = {}
    for run in lesson.train.run:
        trained = _at_its_end(lesson, run, keys.get(run.name, ""))
        if trained is None:
            return None
        found[run.name] = trained
    return found


def _at_its_end(lesson: Lesson, run: LessonRun, key: str) -> Trained | None:
    if not (key.isdecimal() or (key and key == run.replay)):
        return None
    # what was deleted since, or cannot be read now, is not there
    with suppress(ValueError, StoreError):
        trained = library().find(key)
        is_of_lesson = key == run.replay or trained.recipe == lesson.train.recipe_of(run)
        # one that still trains, or was stopped, has not come to its end
        if is_of_lesson and len(trained.epochs()) >= lesson.train.epochs:
            return trained
    return None
