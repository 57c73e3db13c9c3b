"""MNIST's files in the store of artifacts, from where machines that have none take them."""

import logging
import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_core.base.settings import Settings, shared_folder
from mnist_core.data import mnist
from mnist_core.data.shared import SharedFiles
from mnist_core.runs.artifacts.folder_artifacts import replace_file
from mnist_core.runs.artifacts.open_artifacts import open_bucket
from mnist_core.runs.database.failures import sync_folder

if TYPE_CHECKING:
    from mnist_core.runs.artifacts.bucket import Bucket

PLACE = "data/mnist"
TRIED = "tried"
_log = logging.getLogger(__name__)


class FolderFiles:
    """In a folder that machines share; see ``SharedFiles``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> set[str]:
        with suppress(FileNotFoundError):
            return {name for name in os.listdir(self._folder) if not name.startswith(".")}
        return set()

    def read(self, name: str) -> bytes | None:
        with suppress(FileNotFoundError):
            return (self._folder / name).read_bytes()
        return None

    def write(self, name: str, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_file(self._folder / name, data)
        sync_folder(self._folder)

    def remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)


class BucketFiles:
    """In a bucket; see ``SharedFiles``."""

    def __init__(self, bucket: "Bucket", prefix: str) -> None:
        self._bucket, self._prefix = bucket, prefix

    def names(self) -> set[str]:
        return {found.key.rpartition("/")[2] for found in self._bucket.objects(self._prefix)}

    def read(self, name: str) -> bytes | None:
        got = self._bucket.get(f"{self._prefix}/{name}")
        return got and got[0]

    def write(self, name: str, data: bytes) -> None:
        self._bucket.put(f"{self._prefix}/{name}", data)

    def remove(self, name: str) -> None:
        self._bucket.delete([f"{self._prefix}/{name}"])


def shared_files(settings: Settings, *, is_worker: bool = False) -> SharedFiles | None:
    """Where several machines share MNIST's files; None for a lab of one machine.

    ``is_worker`` as for ``open_artifacts``.
    """
    return _opened(settings, PLACE, is_worker=is_worker)


def _opened(settings: Settings, place: str, *,
            is_worker: bool) -> "FolderFiles | BucketFiles | None":
    if settings.artifacts_url is None:
        return None
    if folder := shared_folder(settings):
        return FolderFiles(folder / place)
    return BucketFiles(open_bucket(settings.artifacts_url, is_worker=is_worker), place)


def try_out(settings: Settings) -> None:
    """Write, read and remove a file where several machines share theirs.

    Raises:
        OSError: one of these cannot be done.
        ValueError: the settings name no place that there can be.
    """
    files = _opened(settings, TRIED, is_worker=False)
    assert files, "one machine alone shares nothing"
    name, content = uuid.uuid4().hex, os.urandom(16)
    files.write(name, content)
    read = files.read(name)
    files.remove(name)
    if read != content:
        raise OSError("what was written is not what is read")


def share_mnist(settings: Settings) -> None:
    """Put this machine's copy where others take it, if they share files and lack it.

    Raises:
        OSError: the store of artifacts cannot be read or written.
    """
    if shared := shared_files(settings):
        for name in mnist.share_with(settings, shared):
            _log.info("put %s into the artifact store", name)
