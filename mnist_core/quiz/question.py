"""A question of the quiz as a value: what is asked, what there is to look at, and what is right."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from mnist_core.base.frozen import Frozen

Topic = Literal["field", "fitting", "rate"]
TOPICS: Mapping[Topic, str] = {
    "field": "Receptive field", "fitting": "Overfitting", "rate": "Learning rate"}
"""The topics in order, in words."""

Sentence = Annotated[str, Field(min_length=1, max_length=600)]
Pixels = Annotated[str, Field(max_length=1100)]
"""A digit's 28 x 28 bytes in base64, 0 for black."""


class Square(Frozen):
    """``size`` x ``size`` pixels of a digit, from column ``left`` and row ``top``, from 0."""

    left: int
    top: int
    size: int

    @property
    def words(self) -> str:
        """``columns 8 to 13, rows 4 to 9``, counted from 1 as people do."""
        return (f"columns {self.left + 1} to {self.left + self.size}, "
                f"rows {self.top + 1} to {self.top + self.size}")


class Table(Frozen):
    """Rows of words and figures under their heads."""

    shows: Literal["table"] = "table"
    caption: Sentence
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Line(Frozen):
    """One line of a chart, a point for each x; ``has_dots`` marks each of them."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    has_dots: bool = False


class Chart(Frozen):
    """Lines over a common axis; ``told`` says what they show to those who hear the page."""

    shows: Literal["chart"] = "chart"
    caption: Sentence
    x_name: str
    y_name: str
    lines: tuple[Line, ...]
    told: Annotated[str, Field(min_length=1, max_length=2000)]


class Digit(Frozen):
    """One digit; ``label`` is what it is, which its picture is called by."""

    shows: Literal["digit"] = "digit"
    caption: Sentence
    pixels: Pixels
    label: int | None = None


Picture = Annotated[Table | Chart | Digit, Field(discriminator="shows")]


class Choice(Frozen):
    """An answer to pick. ``mistake`` says how one comes to it, empty for the right one."""

    text: Annotated[str, Field(min_length=1, max_length=120)]
    square: Square | None = None
    mistake: Annotated[str, Field(max_length=200)] = ""


class Question(Frozen):
    """``right`` is the place of the right one among ``choices``, from 0; ``explanation`` says why,
    by the figures that it was computed from."""

    kind: Annotated[str, Field(max_length=30)]
    topic: Topic
    text: Sentence
    picture: Picture
    choices: tuple[Choice, ...]
    right: int
    explanation: Sentence

    @model_validator(mode="after")
    def _has_one_right_answer(self) -> Self:
        assert len({choice.text for choice in self.choices}) == len(self.choices) == 4
        assert [not choice.mistake for choice in self.choices].count(True) == 1
        assert not self.choices[self.right].mistake
        return self
