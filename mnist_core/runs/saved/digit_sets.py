"""Sets of a class's own digits as runs train on them: what was confirmed at one moment.

A set stands still while its class draws on, so that a run that is resumed trains on what it began
with. Only digits of training writers are in it (``class_digits.is_training_writer``).
"""

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

import numpy as np
import torch
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mnist_core.data.mnist import Dataset, Split
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.tables.saved import DigitSetRow
from mnist_core.runs.records.store import Store
from mnist_core.runs.saved.class_digits import ClassDigit, is_training_writer


def training_set(digits: Sequence[ClassDigit]) -> list[ClassDigit]:
    """Those of the confirmed digits that may be trained on."""
    return [digit for digit in digits if digit.is_confirmed and is_training_writer(digit.writer)]


def name_of(digits: Sequence[ClassDigit]) -> str:
    """``140-0f1e2d3c4b5a6978``: how many, and a digest of pixels and labels; empty for none."""
    if not digits:
        return ""
    images, labels = _bytes(digits)
    return f"{len(digits)}-{blake2b(images + labels, digest_size=8).hexdigest()}"


def keep_set(store: Store, classroom: int, digits: Sequence[ClassDigit]) -> None:
    """Keep these digits for runs to train on, once."""
    name = name_of(digits)
    assert name
    images, labels = _bytes(digits)
    writers = sorted({digit.writer for digit in digits})
    with Session(store.engine) as session:
        if session.get(DigitSetRow, name) is None:
            session.add(DigitSetRow(name=name, classroom=classroom, created=time.time(),
                                    writers=json.dumps(writers), images=images, labels=labels))
            try:
                session.commit()
            except IntegrityError:
                # somebody else kept it at the same moment
                session.rollback()


def is_kept(store: Store, name: str) -> bool:
    with Session(store.engine) as session:
        return session.scalar(select(DigitSetRow.name).where(DigitSetRow.name == name)) is not None


def read_set(store: Store, name: str) -> Split | None:
    """Its digits; None where it was removed with its class, or with somebody who drew for it."""
    with Session(store.engine) as session:
        row = session.get(DigitSetRow, name)
        if row is None:
            return None
        images = np.frombuffer(row.images, np.uint8).reshape(-1, 28, 28)
        labels = np.frombuffer(row.labels, np.uint8).astype(np.int64)
        return Split(torch.from_numpy(images.copy()), torch.from_numpy(labels))


def with_digit_set(store: Store, data: Dataset, recipe: Recipe) -> Dataset:
    """The digits with those that the recipe adds to them; a training refuses to begin where these
    were removed."""
    name = recipe.class_digits
    return replace(data, added=read_set(store, name)) if name else data


def _bytes(digits: Sequence[ClassDigit]) -> tuple[bytes, bytes]:
    """In the order in which they were drawn."""
    ordered = sorted(digits, key=lambda digit: digit.id)
    return (b"".join(digit.pixels.astype(np.uint8).tobytes() for digit in ordered),
            bytes(digit.digit for digit in ordered))
