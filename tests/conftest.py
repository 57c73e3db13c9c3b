"""Shared by all tests: the data set that this machine has, and how many threads use it."""

import os
from pathlib import Path

import pytest
import torch

from mnist_core.base.settings import read_settings
from mnist_core.data.mnist import Dataset, load

# fixtures: a real PostgreSQL, for whoever asks for one
from tests.servers.postgres import database_url, postgres, postgres_url

# and a real S3 server
from tests.servers.s3_server import bucket, s3

__all__ = ["bucket", "database_url", "postgres", "postgres_url", "s3"]

if os.environ.get("MNIST_DATA_DIR"):
    # tests start processes in folders of their own, where a relative path would lead elsewhere
    os.environ["MNIST_DATA_DIR"] = str(Path(os.environ["MNIST_DATA_DIR"]).absolute())


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The real MNIST where ``MNIST_DATA_DIR`` names it, else the offline sample."""
    return load(read_settings())


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """On batches as small as those of tests, threads only wait for each other.

    Whatever the test before has left: commands and workers choose a number for their process.
    """
    torch.set_num_threads(1)
