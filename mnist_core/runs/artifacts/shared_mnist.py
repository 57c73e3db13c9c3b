"""MNIST's files in the store of artifacts, from where machines that have none take them."""

import logging
import os
import uuid

from mnist_core.base.settings import Settings
from mnist_core.data import mnist
from mnist_core.data.shared import SharedFiles
from mnist_core.runs.artifacts.open_artifacts import open_artifacts
from mnist_core.runs.database.failures import records_sentence

PLACE = "data/mnist"
TRIED = "tried"
_log = logging.getLogger(__name__)


def shared_mnist(settings: Settings, *, is_worker: bool = False) -> SharedFiles | None:
    """Where several machines share MNIST's files; None for a lab of one machine.

    ``is_worker`` as for ``open_artifacts``.

    Raises:
        ValueError: the settings name no place that there can be.
    """
    return open_artifacts(settings, is_worker=is_worker).shared_files(PLACE)


def try_out(settings: Settings) -> None:
    """Write, read and remove a file where several machines share theirs.

    Raises:
        OSError: one of these cannot be done.
        ValueError: the settings name no place that there can be.
    """
    files = open_artifacts(settings).shared_files(TRIED)
    assert files, "one machine alone shares nothing"
    name, content = uuid.uuid4().hex, os.urandom(16)
    files.write(name, content)
    read = files.read(name)
    files.remove(name)
    if read != content:
        raise OSError("what was written is not what is read")


def refusal(settings: Settings) -> str:
    """Why the place that several machines share takes no file now; empty where it does."""
    try:
        try_out(settings)
    except ValueError as error:
        return str(error)
    except OSError as error:
        return records_sentence(settings, error)
    return ""


def share_mnist(settings: Settings) -> None:
    """Put this machine's copy where others take it, if they share files and lack it.

    Raises:
        OSError: the store of artifacts cannot be read or written.
    """
    if shared := shared_mnist(settings):
        for name in mnist.share_with(settings, shared):
            _log.info("put %s into the artifact store", name)
