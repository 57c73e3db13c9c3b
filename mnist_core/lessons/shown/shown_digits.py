"""Test digits as a browser gets them."""

from base64 import b64encode
from collections.abc import Iterable

from mnist_core.data.mnist import Dataset
from mnist_core.lessons.shown.shown_blocks import ShownDigit


def shown_digits(dataset: Dataset | None, indices: Iterable[int]) -> list[ShownDigit]:
    """Those of these numbers that the set has."""
    if dataset is None:
        return []
    test = dataset.test
    return [{"index": index, "digit": int(test.labels[index]),
             "pixels": b64encode(test.images[index].numpy().tobytes()).decode()}
            for index in indices if index < len(test)]
