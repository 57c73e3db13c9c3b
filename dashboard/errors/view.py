"""What a view of the Errors page is given, and the wall that most of them end in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.components.digit_wall.digit_wall import digit_wall
from dashboard.errors.wall import LIMIT, Indices, wall_data
from dashboard.readings.readings import disputes
from mnist_core.base.format import count_of
from mnist_core.data.label_errors import LabelError
from mnist_core.data.mnist import Dataset
from mnist_core.trained.trained import Moment, Trained
from mnist_core.training.evaluate import Evaluation


@dataclass(frozen=True, slots=True)
class ErrorsView:
    """A network's answers; ``dataset`` is None where its digits are not those loaded now."""

    trained: Trained
    moment: Moment
    evaluation: Evaluation
    dataset: Dataset | None

    @property
    def images(self) -> NDArray[np.uint8] | None:
        """uint8 [N, 28, 28], where they can be shown."""
        return None if self.dataset is None else self.dataset.test.images.numpy()

    @property
    def ids(self) -> Sequence[int] | None:
        """The digits' numbers, where they are not places in the test set."""
        return None

    @property
    def disputes(self) -> Mapping[int, LabelError]:
        """What people take digits for whose published label may be wrong."""
        return disputes(self.dataset)

    @property
    def details(self) -> dict[str, str]:
        """Whom the opened digit's tray asks for all that is known of a test digit."""
        return {"key": self.trained.key, "weights": self.moment}


def show_wall(shown: ErrorsView, indices: Indices, empty: str,
              notes: Mapping[int, str] | None = None) -> None:
    """The digits in this order, each to be opened; ``empty`` is said where there are none."""
    if shown.images is None:
        return
    digit_wall({**wall_data(shown.evaluation, shown.images, indices, shown.disputes, notes=notes,
                            ids=shown.ids),
                "details": shown.details if shown.ids is None else None,
                "opened": linked_digit(), "empty": empty})


def counted(num: int, what: str) -> str:
    """``3 digits, misread by …``: how many there are, and how many of them a wall holds."""
    return f"{count_of(num, 'digit')}, {what}{held(num)}"


def held(num: int) -> str:
    """How many of them a wall holds, where it does not hold all."""
    return f" · the first {LIMIT:,} are shown" if num > LIMIT else ""


def linked_digit() -> int | None:
    """The digit that the address names."""
    text = st.query_params.get("digit", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
