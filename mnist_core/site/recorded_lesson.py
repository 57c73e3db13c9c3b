"""Lessons as they are played without a server: on runs that were recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from typing_extensions import TypedDict

from mnist_core.data.mnist import Dataset
from mnist_core.demos.demos import ShownDemo, begun_demo
from mnist_core.ladders import STEPS, Step, find_step
from mnist_core.lessons.blocks.pictures import Demo
from mnist_core.lessons.blocks.training import Train
from mnist_core.lessons.catalogue import FIRST_LANGUAGE, Catalogue, Chapter, read_catalogue
from mnist_core.lessons.figures import RunName
from mnist_core.lessons.lesson import Lesson, blocks_of
from mnist_core.lessons.player_words import words_of
from mnist_core.lessons.shown.shown import ShownLesson, as_html, shown_lesson
from mnist_core.lessons.shown.shown_blocks import ShownBlock
from mnist_core.lessons.shown_outcome import ShownOutcome, shown_outcome
from mnist_core.recipe.overrides import Scalar
from mnist_core.reference.lesson_tries import recorded_runs
from mnist_core.reference.records import ReferenceRun, reference_runs
from mnist_core.trained.trained import History
from mnist_core.training.epoch_record import EpochRecord

ONLY_IN_THE_LAB = "This thing to touch is only in the lab, which measures networks for it."


class HeldDemo(TypedDict):
    """A thing to touch with its data, and the block of the lesson that asks for it."""

    kind: str
    run: str | None
    settings: dict[str, Scalar]
    shown: ShownDemo


class HeldLesson(TypedDict):
    """All that the page of a lesson holds, since there is nobody to ask; ``next`` is the key of
    the lesson after it."""

    lesson: ShownLesson
    words: Mapping[str, str]
    next: str | None
    outcome: ShownOutcome
    demos: list[HeldDemo]


@dataclass(frozen=True, slots=True)
class RecordedLesson:
    """A lesson with the recorded runs that stand in for its own, whose keys it names.

    ``step`` is the one that it is the lesson of; a lesson of a ``chapter`` has none.
    """

    lesson: Lesson
    runs: Mapping[RunName, History]
    chapter: Chapter

    @property
    def step(self) -> Step | None:
        return find_step(self.lesson.head.step) if self.lesson.head.step else None

    def held(self, dataset: Dataset | None, following: str | None) -> HeldLesson:
        """``dataset`` are the digits at hand; what they are needed for is left out without."""
        demos = _demos(self.lesson, dataset)
        shown = shown_lesson(self.lesson, dataset, self._recorded)
        for part in shown["parts"]:
            part["blocks"] = [_held(block, demos) for block in part["blocks"]]
        return {"lesson": shown, "words": words_of(self.lesson.language), "next": following,
                "outcome": shown_outcome(self.lesson, self.runs, dataset), "demos": demos}

    def _recorded(self, key: str) -> Sequence[EpochRecord]:
        return next((run.epochs() for run in self.runs.values() if run.key == key), ())


def recorded_lessons() -> list[RecordedLesson]:
    """Chapter by chapter for whoever begins, then in the order of the steps.

    Of a step's lesson the reference runs are shown where there is one for each of its runs: they
    are of the published length. Of all others it is the try that the lesson itself makes.
    """
    catalogue = read_catalogue()
    found = (_recorded(catalogue, lesson) for lesson in _in_order(catalogue))
    return [one for one in found if one]


def _in_order(catalogue: Catalogue) -> list[Lesson]:
    chapters = [lesson for chapter in catalogue.chapters[FIRST_LANGUAGE]
                for lesson in catalogue.of_chapter(chapter.key) if lesson.head.step is None]
    of_steps = (catalogue.of_step(step.id) for step in STEPS.values())
    return [*chapters, *(lesson for lesson in of_steps if lesson)]


def _recorded(catalogue: Catalogue, lesson: Lesson) -> RecordedLesson | None:
    """None where something of it was never recorded."""
    runs = recorded_runs(lesson)
    if not runs:
        return None
    chapter = next(chapter for chapter in catalogue.chapters[FIRST_LANGUAGE]
                   if chapter.key == lesson.chapter)
    return RecordedLesson(_replaying(lesson, runs), runs, chapter)


def _replaying(lesson: Lesson, runs: Mapping[RunName, History]) -> Lesson:
    """The lesson with the keys of these runs as the recordings of its own."""
    train = lesson.train
    told = train.model_copy(update={"run": tuple(
        run.model_copy(update={"replay": runs[run.name].key}) for run in train.run)})
    return replace(lesson, parts=tuple(replace(part, blocks=tuple(
        told if isinstance(block, Train) else block for block in part.blocks))
        for part in lesson.parts))


def _held(block: ShownBlock, demos: Sequence[HeldDemo]) -> ShownBlock:
    """The block, or a sentence for a thing to touch that is not held."""
    if block["block"] != "demo" or any(
            (demo["kind"], demo["run"], demo["settings"])
            == (block["kind"], block["run"], block["settings"]) for demo in demos):
        return block
    return {"block": "text", "html": as_html(ONLY_IN_THE_LAB)}


def _by_key() -> Mapping[str | None, ReferenceRun]:
    return {run.key: run for run in reference_runs()}


def _demos(lesson: Lesson, dataset: Dataset | None) -> list[HeldDemo]:
    """Those whose data are at hand at once: some measure a network for minutes."""
    found: list[HeldDemo] = []
    if dataset is None:
        return found
    runs = _by_key()
    for block in blocks_of(lesson, Demo):
        begun = begun_demo(block.kind, block.settings, runs.__getitem__, dataset, run=block.run,
                           language=lesson.language)
        if begun.growing is None:
            found.append({"kind": block.kind, "run": block.run, "settings": dict(block.settings),
                          "shown": begun.shown})
    return found
