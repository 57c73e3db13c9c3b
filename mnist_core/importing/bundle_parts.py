"""The files of a bundle as values: what each must hold, and how they fit one another."""

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from io import StringIO
from typing import Annotated, Any, Literal, get_type_hints

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, ConfigDict, Field, ValidationError, create_model
from safetensors import SafetensorError

from mnist_core.base.format import count_of
from mnist_core.base.frozen import Frozen
from mnist_core.base.validation import checked, sentences
from mnist_core.export.lab_file import CURVE, LAB, LABELS, curve_of, log_probabilities
from mnist_core.export.records import EVIDENCE, FORMAT, RECIPE
from mnist_core.export.tables import EPOCHS
from mnist_core.export.weights import WEIGHTS
from mnist_core.network.geometry import NUM_CLASSES
from mnist_core.recipe.recipe import NUM_TEST, NUM_TRAIN, Recipe, read_recipe
from mnist_core.runs.records.new_run import MAX_NAME
from mnist_core.runs.records.store import MAX_NOTE
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.trained.evidence import Evidence
from mnist_core.training.epoch_record import Amount, EpochRecord

BYTES_A_WEIGHT = 4
HEADER_BYTES = 1_000_000
# of rounding: the logarithm of a probability that is 1
SLACK = 1e-3


def _printable(text: str) -> str:
    """Without what a terminal or a database would take for more than text."""
    return "".join(letter for letter in text
                   if letter in "\n\t" or unicodedata.category(letter) != "Cc")


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


Text = Annotated[str, Field(max_length=300), AfterValidator(_printable)]
Word = Annotated[Text, Field(min_length=1)]
Digits = NDArray[np.uint8]


class EvidencePart(Frozen):
    """See ``Evidence``."""

    date: Annotated[str, AfterValidator(_day)]
    commit: Text
    device: Word
    processor: Text
    threads: Annotated[int, Field(ge=1, le=100_000)]
    path: Word
    python: Text
    torch: Text
    seconds: Amount
    source: Word
    moved_from: Word | None = None


class RunPart(Frozen):
    """``evidence.json``, as far as it is not told by another file."""

    model_config = ConfigDict(extra="ignore")

    format: Annotated[int, Field(ge=1)]
    run: Text
    step: Text | None
    name: Annotated[str, Field(max_length=MAX_NAME), AfterValidator(_printable)]
    note: Annotated[str, Field(max_length=MAX_NOTE), AfterValidator(_printable)]
    parameters: Annotated[int, Field(ge=0)]
    batches_per_epoch: Annotated[int, Field(ge=1, le=NUM_TRAIN)]
    weights_of: Literal["best", "last"] | None
    digits: Text | None
    evidence: EvidencePart | None

    def evidence_value(self) -> Evidence | None:
        return Evidence(**self.evidence.model_dump()) if self.evidence else None


def _epoch_part() -> type[Frozen]:
    kinds = get_type_hints(EpochRecord, include_extras=True)
    parts: dict[str, Any] = {
        field.name: (kinds[field.name], ... if field.default is MISSING else field.default)
        for field in fields(EpochRecord)}
    return create_model("EpochPart", __base__=Frozen, **parts)


EpochPart = _epoch_part()
"""A row of ``epochs.csv``: the fields of an ``EpochRecord``."""


def read_run_part(data: bytes) -> RunPart:
    try:
        return RunPart.model_validate_json(data)
    except ValidationError as error:
        raise ValueError(f"{EVIDENCE} is not what a lab writes: "
                         f"{sentences(error, RunPart)}") from None


def check_format(part: RunPart) -> None:
    if part.format > FORMAT:
        raise ValueError("a newer version of the lab wrote it, so update this one to import it")


def read_recipe_part(data: bytes) -> Recipe:
    try:
        return read_recipe(data.decode())
    except UnicodeDecodeError:
        raise ValueError(f"{RECIPE} is not text") from None
    except ValueError as error:
        raise ValueError(f"{RECIPE} is not a recipe that this lab knows, where a newer one may: "
                         f"{error}") from None


def read_epochs(data: bytes, recipe: Recipe) -> tuple[EpochRecord, ...]:
    """At least one, and no more than the recipe asks for, counted from 1.

    An older lab measured less, and what a newer one measures besides is left out.
    """
    try:
        head, *rows = csv.reader(StringIO(data.decode(), newline=""), strict=True)
    except (ValueError, csv.Error):
        raise ValueError(f"{EPOCHS} is not a table") from None
    required = [name for name, field in EpochPart.model_fields.items() if field.is_required()]
    if (not set(required) <= set(head) or len(set(head)) != len(head)
            or any(len(row) != len(head) for row in rows)):
        raise ValueError(f"{EPOCHS} must have the columns {', '.join(required)} in every row, and "
                         "none twice")
    if not 1 <= len(rows) <= recipe.epochs:
        raise ValueError(f"{EPOCHS} has {count_of(len(rows), 'epoch')}, and the recipe asks for "
                         f"{recipe.epochs:,}")
    epochs = []
    for number, row in enumerate(rows, start=1):
        figures = {name: text or None for name, text in zip(head, row, strict=True)
                   if name in EpochPart.model_fields}
        try:
            epoch = EpochRecord(**checked(EpochPart, figures).model_dump())
        except ValueError as error:
            raise ValueError(f"{EPOCHS}, epoch {number}: {error}") from None
        if epoch.epoch != number or bool(recipe.held_out) != (epoch.held_out_loss is not None):
            raise ValueError(f"{EPOCHS} does not count its epochs from 1, or its held-out digits "
                             "are not the recipe's")
        epochs.append(epoch)
    return tuple(epochs)


def read_lab_arrays(data: bytes) -> dict[str, NDArray[np.generic]]:
    """The arrays of ``lab.safetensors`` by name, not yet checked.

    Raises:
        ValueError: it is not a whole file.
    """
    from safetensors.numpy import load

    try:
        arrays = load(data)
    except (SafetensorError, ValueError, KeyError, TypeError, AttributeError):
        raise ValueError(f"{LAB} is not a whole safetensors file") from None
    return dict(arrays)


def curve_from(arrays: Mapping[str, NDArray[np.generic]], num_batches: int, num_epochs: int,
               recipe: Recipe) -> BatchCurve:
    """The whole curve, of at least the batches of its measured epochs."""
    loss, correct, lr = (_floats(arrays, curve_of(name), 1) for name in CURVE)
    num = len(loss)
    if not (num == len(correct) == len(lr)
            and num_epochs * num_batches <= num <= recipe.epochs * num_batches):
        raise ValueError(f"{LAB} has {num:,} batches, which does not fit {num_epochs} of "
                         f"{recipe.epochs} epochs of {num_batches:,}")
    if not ((loss >= 0).all() and (lr >= 0).all()
            and (correct >= 0).all() and (correct <= 100).all()):
        raise ValueError(f"{LAB} has a loss, an accuracy or a learning rate that cannot be")
    return BatchCurve.of_all(0, loss, correct, lr)


def labels_from(arrays: Mapping[str, NDArray[np.generic]]) -> Digits | None:
    """The labels of the test digits, uint8 [digits]; None where there are none.

    Raises:
        ValueError: they cannot be labels of test digits.
    """
    if LABELS not in arrays:
        return None
    found = arrays[LABELS]
    labels = found.astype(np.uint8)
    if (found.dtype != np.uint8 or labels.ndim != 1 or not 1 <= len(labels) <= NUM_TEST
            or labels.max() >= NUM_CLASSES):
        raise ValueError(f"{LAB}: the labels must be 1 to {NUM_TEST:,} digits from 0 to 9")
    return labels


def answers_from(arrays: Mapping[str, NDArray[np.generic]], moment: str,
                 labels: Digits | None) -> NDArray[np.float32] | None:
    """Log-probabilities float32 [digits, 10] of the best or last epoch; None where not known."""
    name = log_probabilities(moment)
    if name not in arrays:
        return None
    answers = _floats(arrays, name, 2)
    if labels is None or answers.shape != (len(labels), NUM_CLASSES) or (answers > SLACK).any():
        raise ValueError(f"{LAB}: {name} must hold the logarithms of ten probabilities a label")
    return answers


def checked_weights(data: bytes, recipe: Recipe) -> bytes:
    """The weights of the recipe's network as a safetensors file of their own."""
    from safetensors.torch import load, save

    from mnist_core.network.build import build
    from mnist_core.network.notation import parse

    # before a network is built that may be larger than the memory
    if recipe.describe().parameters * BYTES_A_WEIGHT > len(data):
        raise ValueError(f"{WEIGHTS} is too small for the layers of the recipe")
    try:
        state = load(data)
    except (SafetensorError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
        raise ValueError(f"{WEIGHTS} is not a whole safetensors file") from None
    expected = build(parse(recipe.layers)).state_dict()
    if ({name: (one.shape, one.dtype) for name, one in state.items()}
            != {name: (one.shape, one.dtype) for name, one in expected.items()}):
        raise ValueError(f"{WEIGHTS} does not fit the layers of the recipe")
    if not all(bool(one.isfinite().all()) for one in state.values()):
        raise ValueError(f"{WEIGHTS} holds values that are not numbers")
    return save(state)


def weights_limit(recipe: Recipe) -> int:
    # running means of batch norm are not parameters, and come twice a channel
    return 3 * recipe.describe().parameters * BYTES_A_WEIGHT + HEADER_BYTES


def _floats(arrays: Mapping[str, NDArray[np.generic]], name: str,
            num_axes: int) -> NDArray[np.float32]:
    array = arrays.get(name)
    if array is None or array.dtype != np.float32 or array.ndim != num_axes:
        shape = "[batches]" if num_axes == 1 else "[digits, 10]"
        raise ValueError(f"{LAB}: {name} must be float32 {shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{LAB}: {name} holds values that are not numbers")
    return array.astype(np.float32)
