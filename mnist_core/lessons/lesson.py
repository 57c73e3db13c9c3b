"""A lesson as a value: who it is for, and its six parts, which are always the same."""

from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import Field

from mnist_core.base.frozen import Frozen
from mnist_core.lessons.blocks.pictures import Picture
from mnist_core.lessons.blocks.predictions import Prediction
from mnist_core.lessons.blocks.training import Train
from mnist_core.lessons.blocks.words import Claim, Task

PartName = Literal["question", "predict", "train", "compare", "explain", "your-turn"]
PARTS: tuple[PartName, ...] = get_args(PartName)

Kind = TypeVar("Kind")


class Head(Frozen):
    """What stands between the two lines of ``+++`` at the top of a file."""

    title: Annotated[str, Field(min_length=1, max_length=80)]
    minutes: Annotated[int, Field(ge=1, le=60)]
    order: Annotated[int, Field(ge=1, le=99)] = 1
    """Its place in the chapter."""
    step: str | None = None
    """The published step that it is the lesson of."""
    after: Annotated[tuple[str, ...], Field(max_length=5)] = ()
    """Lessons that should come before."""


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown."""

    markdown: str


Block = Text | Picture | Prediction | Train | Claim | Task


@dataclass(frozen=True, slots=True)
class Part:
    name: PartName
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """``key`` names it in addresses and in ``after``; it is the file's name.

    Attributes:
        chapter: the key of its chapter, which is the folder's name.
        is_own: a teacher wrote it; else it came with the lab.
    """

    key: str
    language: str
    chapter: str
    head: Head
    parts: tuple[Part, ...]
    is_own: bool = False

    def part(self, name: PartName) -> Part:
        return self.parts[PARTS.index(name)]

    @property
    def train(self) -> Train:
        train, = blocks_of(self, Train)
        return train

    @property
    def task(self) -> Task:
        task, = blocks_of(self, Task)
        return task

    @property
    def predictions(self) -> tuple[Prediction, ...]:
        return blocks_of(self, get_args(Prediction))

    @property
    def claims(self) -> tuple[Claim, ...]:
        return blocks_of(self, Claim)


def blocks_of(lesson: Lesson, kind: type[Kind] | tuple[type[Kind], ...]) -> tuple[Kind, ...]:
    """Its blocks of a kind, in order."""
    return tuple(block for part in lesson.parts for block in part.blocks
                 if isinstance(block, kind))
