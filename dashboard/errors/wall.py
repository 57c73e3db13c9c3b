"""Which digits the wall shows, in which order, and what it is sent: pure functions of values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NotRequired

import numpy as np
from numpy.typing import NDArray
from typing_extensions import TypedDict

from mnist_core.base.files.png import png_base64
from mnist_core.data.label_errors import LabelError
from mnist_core.training.evaluate import Evaluation

Indices = NDArray[np.int64]
Order = Literal["worst", "closest", "class", "index"]
"""By loss, by the margin between the two most probable classes, or by what the digit is."""
Labels = Literal["all", "disputed", "undisputed"]

SIZE = 28
COLUMNS = 25
LIMIT = 4_000
"""Digits sent at once: all errors of any network that learned something; about 1.5 MB."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a person wants to see. Confidence in whole percent, both ends included."""

    true: int | None = None
    read: int | None = None
    confidence: tuple[int, int] = (0, 100)
    labels: Labels = "all"
    order: Order = "worst"

    @property
    def shows_right(self) -> bool:
        """The diagonal of the confusion matrix was asked for: digits that were read right."""
        return self.true is not None and self.true == self.read


def pool(evaluation: Evaluation, selection: Selection) -> Indices:
    """The digits that the selection is taken from: all errors, or one class read right."""
    if selection.shows_right:
        return np.flatnonzero(evaluation.correct & (evaluation.labels == selection.true))
    return np.flatnonzero(~evaluation.correct)


def selected(evaluation: Evaluation, selection: Selection,
             disputed: Collection[int] = ()) -> Indices:
    """Indices of the digits to show, in order; ``disputed`` are those with a doubtful label."""
    indices = pool(evaluation, selection)
    labels, predicted = evaluation.labels[indices], evaluation.predicted[indices]
    percent = confidence_percent(evaluation, indices)
    low, high = selection.confidence
    keep = (percent >= low) & (percent <= high)
    if selection.true is not None:
        keep &= labels == selection.true
    if selection.read is not None:
        keep &= predicted == selection.read
    if selection.labels != "all":
        keep &= np.isin(indices, list(disputed)) == (selection.labels == "disputed")
    return in_order(evaluation, indices[keep], selection.order)


def in_order(evaluation: Evaluation, indices: Indices, order: Order) -> Indices:
    """Sorted; equals keep the order of the test set."""
    worst = -evaluation.losses[indices]
    match order:
        case "worst":
            keys: tuple[NDArray[Any], ...] = (worst,)
        case "closest":
            two = np.sort(evaluation.probabilities[indices], axis=1)[:, -2:]
            keys = (two[:, 1] - two[:, 0],)
        case "class":
            keys = (worst, evaluation.predicted[indices], evaluation.labels[indices])
        case "index":
            keys = (indices,)
    # the last key is the first to sort by
    ranks: Indices = np.lexsort((indices, *keys))
    return indices[ranks]


def confidence_percent(evaluation: Evaluation, indices: Indices) -> Indices:
    """The share of the class that was read, in the whole percent that the page shows."""
    percent = np.rint(100 * evaluation.probabilities[indices].max(axis=1))
    return np.asarray(percent, np.int64)


def sprite_sheet(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """uint8 [N, 28, 28] as one picture, 25 digits a row, row by row; the rest is black."""
    num_rows = max(1, -(-len(images) // COLUMNS))
    cells = np.zeros((num_rows * COLUMNS, SIZE, SIZE), np.uint8)
    cells[:len(images)] = images
    grid = cells.reshape(num_rows, COLUMNS, SIZE, SIZE).swapaxes(1, 2)
    return grid.reshape(num_rows * SIZE, COLUMNS * SIZE)


class DigitRow(TypedDict):
    """A test digit and what a network made of it.

    ``percent`` are its ten probabilities, ``loss`` is in nats; ``badge`` and ``votes`` say what
    people read where they dispute the class. ``what`` is told of a digit of another set, and
    ``index`` is then its number.
    """

    index: int
    true: int
    read: int
    loss: float
    percent: list[float]
    badge: NotRequired[str]
    votes: NotRequired[str]
    what: NotRequired[str]


def digit_rows(evaluation: Evaluation, indices: Sequence[int] | Indices,
               disputes: Mapping[int, LabelError]) -> list[DigitRow]:
    """The facts of digits: classes, ten probabilities in percent, loss, people's votes."""
    shown = np.asarray(indices, np.int64)
    percents = 100 * evaluation.probabilities[shown].astype(float)
    rows = zip(shown.tolist(), evaluation.labels[shown].tolist(),
               evaluation.predicted[shown].tolist(), evaluation.losses[shown].tolist(),
               percents.round(2).tolist(), strict=True)
    told: list[DigitRow] = [
        {"index": index, "true": true, "read": read, "loss": round(loss, 3), "percent": percent}
        for index, true, read, loss, percent in rows]
    for row in told:
        if dispute := disputes.get(row["index"]):
            row["badge"], row["votes"] = dispute.badge, dispute.text
    return told


def wall_data(evaluation: Evaluation, images: NDArray[np.uint8], indices: Sequence[int] | Indices,
              disputes: Mapping[int, LabelError], others: Mapping[str, Evaluation] | None = None,
              notes: Mapping[int, str] | None = None,
              ids: Sequence[int] | None = None) -> dict[str, Any]:
    """What the wall's script needs: one sprite sheet, and the facts of every digit on it.

    ``images`` is the whole test set, uint8 [N, 28, 28]; probabilities are percents. ``others``
    are other runs by name, measured on the same digits: what they read is told beside. ``notes``
    by index stand under their digits instead of the confidence. ``ids`` are the numbers of
    drawings of the class, where they are not test digits.
    """
    shown = np.asarray(indices, np.int64)[:LIMIT]
    also = [[name, other.predicted[shown].tolist()] for name, other in (others or {}).items()]
    told = notes or {}
    return {
        "columns": COLUMNS,
        "others": also,
        "sprite": png_base64(sprite_sheet(images[shown])),
        "digits": [{**row, **({"note": told[row["index"]]} if row["index"] in told else {}),
                    **({"index": ids[row["index"]], "what": "Class digit"} if ids else {})}
                   for row in digit_rows(evaluation, shown, disputes)],
    }
