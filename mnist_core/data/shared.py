"""MNIST's files where several machines share them: one puts them there, the others take them.

What is taken is checked as what comes from a mirror is.
"""

import gzip
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from mnist_core.data.content import DamagedFile, identify
from mnist_core.data.mirrors import store_whole
from mnist_core.data.mnist_files import MnistFile
from mnist_core.data.search import search

_GZIP = b"\x1f\x8b"
_log = logging.getLogger(__name__)


class SharedFiles(Protocol):
    """Files by name, written whole or not at all; what is raised is an ``OSError``."""

    def names(self) -> set[str]:
        """Those that are there."""

    def read(self, name: str) -> bytes | None:
        """The bytes, or None where there is no such file."""

    def write(self, name: str, data: bytes) -> None:
        """Put a file there, or replace it."""

    def remove(self, name: str) -> None:
        """Nothing happens where there is no such file."""


def take(shared: SharedFiles, files: Iterable[MnistFile], folder: Path) -> list[Path]:
    """Store those that are there, and intact, in ``folder``; the paths that are new.

    Raises:
        OSError: they cannot be read, or ``folder`` cannot be written.
    """
    stored = []
    for file in files:
        content = shared.read(file.packed_name)
        if content is None:
            continue
        try:
            actual, _ = identify(content, file)
            if actual is not file:
                raise DamagedFile(f"is MNIST's {actual.name}")
        except DamagedFile as error:
            _log.warning("The shared copy of %s %s: it is not used.", file.packed_name, error)
            continue
        stored.append(store_whole(content, folder / file.packed_name))
    return stored


def share(shared: SharedFiles, folders: Sequence[Path]) -> list[str]:
    """Put what the folders have there, unless it is there already; the names that are new.

    Raises:
        OSError: they cannot be read or written.
    """
    there = shared.names()
    put = []
    for file, (path, _) in search(folders).found.items():
        if file.packed_name not in there:
            content = path.read_bytes()
            shared.write(file.packed_name, content if content.startswith(_GZIP) else
                         gzip.compress(content, mtime=0))
            put.append(file.packed_name)
    return put
