"""Where somebody is in a lesson, and what they predicted, trained and wrote there."""

from typing import Annotated

from pydantic import ConfigDict, Field

from mnist_core.base.frozen import Frozen
from mnist_core.lessons.figures import RunName
from mnist_core.lessons.lesson import PartName

MOST_WORDS = 500
Answer = (Annotated[str, Field(max_length=30)] | Annotated[float, Field(ge=-10**9, le=10**9)]
          | Annotated[tuple[float | None, ...], Field(max_length=100)])
"""A choice's key; a number or the size of a field; an accuracy or loss for each epoch, with none
where nothing was drawn; or the numbers of digits."""


class Place(Frozen):
    """``predictions`` are by their order in the lesson, from 0; ``runs`` are the keys of what was
    trained or replayed. ``task_run`` solved the task."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"part": "train", "predictions": {"0": [91.0, 96.5], "1": "with"}}]})

    part: PartName = "question"
    predictions: dict[Annotated[str, Field(pattern=r"^\d{1,2}$")], Answer] = Field(
        default_factory=dict, max_length=20)
    runs: dict[RunName, Annotated[str, Field(max_length=40)]] = Field(
        default_factory=dict, max_length=3)
    explanation: Annotated[str, Field(max_length=MOST_WORDS)] = ""
    num_hints: Annotated[int, Field(ge=0, le=5)] = 0
    task_run: Annotated[str, Field(max_length=40)] | None = None
    is_finished: bool = False
