"""Shared by all tests: the data set that this machine has."""

import pytest

from mnist_core.dataset import Dataset, load
from mnist_core.settings import read_settings


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The real MNIST where ``MNIST_DATA_DIR`` names it, else the offline sample."""
    return load(read_settings())
