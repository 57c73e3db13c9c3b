"""Lessons that can be played without a server: all of their runs were recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from typing_extensions import TypedDict

from mnist_core.data.mnist import Dataset
from mnist_core.demos.demos import ShownDemo, begun_demo
from mnist_core.ladders import STEPS, Step
from mnist_core.lessons.blocks.pictures import Demo
from mnist_core.lessons.catalogue import read_catalogue
from mnist_core.lessons.figures import RunName
from mnist_core.lessons.lesson import Lesson, blocks_of
from mnist_core.lessons.player_words import words_of
from mnist_core.lessons.shown.shown import ShownLesson, as_html, shown_lesson
from mnist_core.lessons.shown.shown_blocks import ShownBlock
from mnist_core.lessons.shown_outcome import ShownOutcome, shown_outcome
from mnist_core.recipe.overrides import Scalar
from mnist_core.reference.records import ReferenceRun, reference_runs
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
    """The lesson of a step with the recorded runs that stand in for its own."""

    step: Step
    lesson: Lesson
    runs: Mapping[RunName, ReferenceRun]

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
    """In the order of the steps."""
    catalogue, recorded = read_catalogue(), _by_key()
    found = []
    for step in STEPS.values():
        lesson = catalogue.of_step(step.id)
        if lesson is None:
            continue
        runs = {run.name: recorded[run.replay] for run in lesson.train.run
                if run.replay in recorded}
        if len(runs) == len(lesson.train.run):
            found.append(RecordedLesson(step, lesson, runs))
    return found


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
