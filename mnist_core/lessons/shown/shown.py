"""A lesson as a browser gets it, for the dashboard's page and for the static site."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10

from markdown_it import MarkdownIt
from typing_extensions import TypedDict

from mnist_core.data.mnist import Dataset
from mnist_core.ladders import find_step
from mnist_core.ladders.labels import step_name
from mnist_core.lessons.blocks.pictures import Curves, Demo, Digits, Layers
from mnist_core.lessons.blocks.predictions import (
    CurveMeasure,
    PredictChoice,
    PredictCurve,
    PredictDigits,
    PredictField,
    Prediction,
    PredictNumber,
)
from mnist_core.lessons.blocks.training import LessonRun, Train
from mnist_core.lessons.blocks.words import Claim
from mnist_core.lessons.figures import Measure
from mnist_core.lessons.lesson import Block, Lesson, PartName, Text
from mnist_core.lessons.player_words import words_of
from mnist_core.lessons.shown.often_wrong import pointed_at
from mnist_core.lessons.shown.shown_blocks import ShownBlock, ShownCurve, ShownLayer
from mnist_core.lessons.shown.shown_digits import shown_digits
from mnist_core.network.geometry import Description, describe
from mnist_core.network.notation import parse
from mnist_core.training.epoch_record import EpochRecord

FIELD_DIGIT = 0
"""The test digit, a 7, on which a receptive field's size is set."""
MOST_FIELD = 64
_LOW_AND_HIGH: Mapping[str, tuple[float, float]] = {
    "test_accuracy": (80.0, 100.0), "train_accuracy": (80.0, 100.0),
    "test_loss": (0.0, 1.0), "train_loss": (0.0, 1.0)}
_WHOLE: frozenset[Measure] = frozenset(("num_wrong", "epochs", "parameters", "receptive_field"))
_BEFORE_IT_IS_KNOWN: frozenset[PartName] = frozenset(("question", "predict"))
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")

Recorded = Callable[[str], Sequence[EpochRecord]]
"""The epochs of a recorded run by its key; empty where there is none."""


class ShownPart(TypedDict):
    name: PartName
    title: str
    blocks: list[ShownBlock]


class ShownRun(TypedDict):
    """``replay``: the key of a recorded run that can be shown in its place."""

    name: str
    label: str
    parameters: int
    replay: str | None


class ShownLesson(TypedDict):
    """``step``: the published step that it is the lesson of; ``is_own``: a teacher wrote it."""

    key: str
    language: str
    title: str
    minutes: int
    chapter: str
    step: str | None
    is_own: bool
    parts: list[ShownPart]
    runs: list[ShownRun]


def shown_lesson(lesson: Lesson, dataset: Dataset | None = None,
                 recorded: Recorded = lambda key: ()) -> ShownLesson:
    """The lesson with the digits of ``dataset``; those that it does not have are left out."""
    words = words_of(lesson.language)
    make = _Blocks(lesson, dataset, recorded)
    return {
        "key": lesson.key, "language": lesson.language, "title": lesson.head.title,
        "minutes": lesson.head.minutes, "chapter": lesson.chapter, "step": lesson.head.step,
        "is_own": lesson.is_own,
        "parts": [{"name": part.name, "title": words[f"part.{part.name}"],
                   "blocks": [make.shown(block, part.name) for block in part.blocks]}
                  for part in lesson.parts],
        "runs": [{"name": run.name, "label": run.label, "replay": run.replay,
                  "parameters": lesson.train.recipe_of(run).describe().parameters}
                 for run in lesson.train.run]}


def as_html(markdown: str) -> str:
    """Safe to be shown as it is; its headings stand below that of a part."""
    tokens = _MARKDOWN.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
    html: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return html


@dataclass(frozen=True, slots=True)
class _Blocks:
    lesson: Lesson
    dataset: Dataset | None
    recorded: Recorded

    def shown(self, block: Block, part: PartName) -> ShownBlock:
        if isinstance(block, Text):
            return {"block": "text", "html": as_html(block.markdown)}
        if isinstance(block, Digits):
            return {"block": "digits", "digits": shown_digits(self.dataset, block.indices),
                    "caption": block.caption}
        if isinstance(block, Layers):
            return self._layers(block, is_open=part not in _BEFORE_IT_IS_KNOWN)
        if isinstance(block, Curves):
            return {"block": "curves", "measure": block.measure, "caption": block.caption,
                    "curves": [_published(step, block.measure) for step in block.steps]}
        if isinstance(block, Demo):
            return {"block": "demo", "kind": block.kind, "run": block.run,
                    "settings": dict(block.settings), "caption": block.caption}
        if isinstance(block, Train):
            return {"block": "train", "epochs": block.epochs, "num_train": block.num_train,
                    "seed": block.seed, "same_weights": block.has_same_weights,
                    "same_batches": block.has_same_batches}
        if isinstance(block, Claim):
            return {"block": "claim", "order": self.lesson.claims.index(block)}
        if isinstance(block, Prediction):
            return self._prediction(block)
        return {"block": "task", "text": block.text, "counts": block.counts, "step": block.step,
                "set": dict(block.set), "hints": [*block.hints]}

    def _prediction(self, block: Prediction) -> ShownBlock:
        order = self.lesson.predictions.index(block)
        if isinstance(block, PredictCurve):
            return self._curve(block, order)
        if isinstance(block, PredictChoice):
            return {"block": "predict-choice", "order": order, "question": block.question,
                    "choices": [{"key": choice.key, "text": choice.text}
                                for choice in block.choices]}
        if isinstance(block, PredictDigits):
            return {"block": "predict-digits", "order": order, "question": block.question,
                    "run": block.run, "than": block.than,
                    "digits": shown_digits(self.dataset, pointed_at(block))}
        if isinstance(block, PredictField):
            return {"block": "predict-field", "order": order, "question": block.question,
                    "layer": block.layer, "most": MOST_FIELD,
                    "layers": _rows(block.description, is_open=False)[:block.layer],
                    "digit": next(iter(shown_digits(self.dataset, (FIELD_DIGIT,))), None)}
        return {"block": "predict-number", "order": order, "question": block.question,
                "run": block.run, "measure": block.measure, "low": block.low,
                "high": block.high, "increment": _increment(block), "unit": block.unit}

    def _curve(self, block: PredictCurve, order: int) -> ShownBlock:
        given = self._given(block)
        low, high = _LOW_AND_HIGH[block.measure]
        return {"block": "predict-curve", "order": order, "question": block.question,
                "run": block.run, "given": block.given, "given_values": given,
                "measure": block.measure, "epochs": self.lesson.train.epochs,
                "low": block.low if block.low is not None else min((low, *map(floor, given))),
                "high": block.high if block.high is not None else max((high, *given))}

    def _given(self, block: PredictCurve) -> list[float]:
        run = next((run for run in self.lesson.train.run if run.name == block.given), None)
        if run is None:
            return []
        return [getattr(epoch, block.measure)
                for epoch in self._epochs(run)[:self.lesson.train.epochs]]

    def _epochs(self, run: LessonRun) -> Sequence[EpochRecord]:
        return self.recorded(run.replay) if run.replay else ()

    def _layers(self, block: Layers, *, is_open: bool) -> ShownBlock:
        if block.step is not None:
            step = find_step(block.step)
            name, found = step_name(step), step.recipe.describe()
        else:
            assert block.layers is not None
            name, found = block.layers, describe(parse(block.layers))
        return {"block": "layers", "name": name, "layers": _rows(found, is_open=is_open),
                "parameters": found.parameters, "caption": block.caption}


def _rows(description: Description, *, is_open: bool) -> list[ShownLayer]:
    return [{"token": layer.token, "channels": layer.out_channels, "size": layer.size_out,
             "parameters": layer.parameters,
             "receptive_field": layer.receptive_field if is_open else None}
            for layer in description.layers]


def _published(step_id: str, measure: CurveMeasure) -> ShownCurve:
    step = find_step(step_id)
    return {"name": step_name(step), "values": [*getattr(step.log, measure)]}


def _increment(block: PredictNumber) -> float:
    """A hundredth of the way, rounded to a power of ten; of what is counted at least 1."""
    increment: float = 10.0 ** floor(log10((block.high - block.low) / 50))
    return max(1.0, increment) if block.measure in _WHOLE else increment
