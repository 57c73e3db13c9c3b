"""Shared by all tests: the data set that this machine has."""

import os
from pathlib import Path

import pytest

from mnist_core.dataset import Dataset, load
from mnist_core.settings import read_settings

if os.environ.get("MNIST_DATA_DIR"):
    # tests start processes in folders of their own, where a relative path would lead elsewhere
    os.environ["MNIST_DATA_DIR"] = str(Path(os.environ["MNIST_DATA_DIR"]).absolute())


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The real MNIST where ``MNIST_DATA_DIR`` names it, else the offline sample."""
    return load(read_settings())
