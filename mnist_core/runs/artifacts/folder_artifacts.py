"""Artifacts in folders: the store of a home, or one that several machines share.

Each worker writes into a folder of its own lease's number, which begins with links to its
predecessor's files. Files of before there were leases lie beside those folders, as those of
number 0.
"""

import errno
import os
import re
import shutil
import socket
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from mnist_core.base.files.whole_file import write_whole
from mnist_core.runs.artifacts.artifacts import WORKER_LOG
from mnist_core.runs.database.failures import sync_folder

_LEASE = re.compile(r"lease-([0-9]{1,18})")


class FolderArtifacts:
    """A folder a run below ``root``; see ``ArtifactStore`` for what each method promises."""

    def __init__(self, root: Path, *, is_shared: bool = False) -> None:
        """``is_shared``: other machines have it at the same place."""
        self._root, self._is_shared = root, is_shared

    def adopt(self, run_id: int, lease: int) -> None:
        folder = self._made_folder(run_id) / f"lease-{lease}"
        if folder.exists():
            return
        before = {number: path for number, path in self._leases(run_id) if number < lease}
        temporary = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}")
        temporary.mkdir()
        for file in _files(before[max(before)]) if before else ():
            # it is gone where a later lease has adopted it: then this one is lost
            with suppress(FileNotFoundError):
                _link(file, temporary / file.name)
        sync_folder(temporary)
        temporary.rename(folder)
        sync_folder(folder.parent)
        for number, path in before.items():
            if number:
                shutil.rmtree(path, ignore_errors=True)
            else:
                for file in _files(path):
                    file.unlink(missing_ok=True)

    def write(self, run_id: int, name: str, data: bytes, lease: int | None = None) -> None:
        write_whole(self._written_folder(run_id, lease) / name, data)

    def sync(self, run_id: int, lease: int | None = None) -> None:
        sync_folder(self._written_folder(run_id, lease))

    def read(self, run_id: int, name: str) -> bytes | None:
        for file in self._attempts(run_id, name):
            with suppress(FileNotFoundError):
                return file.read_bytes()
        return None

    def version(self, run_id: int, name: str) -> int | None:
        for file in self._attempts(run_id, name):
            with suppress(FileNotFoundError):
                status = file.stat()
                # two writes may come between two ticks of the file system's clock
                return status.st_mtime_ns + status.st_ino
        return None

    def keep(self, run_id: int, name: str, other_name: str, lease: int | None = None) -> None:
        folder = self._written_folder(run_id, lease)
        if not (folder / name).exists():
            return
        link = folder / f".{other_name}.link"
        link.unlink(missing_ok=True)
        _link(folder / name, link)
        os.replace(link, folder / other_name)

    def names(self, run_id: int) -> list[str]:
        return [file.name for file in self._files(run_id)]

    def snapshot(self, run_id: int, folder: Path) -> None:
        # a worker that takes the run at this moment moves them into a folder of its own, so that
        # only what two looks agree on was all that there is
        files: list[Path] | None = None
        while files != (files := self._files(run_id)):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for file in files:
                with suppress(FileNotFoundError):
                    _link(file, folder / file.name)

    def is_empty(self) -> bool:
        return not any(self._root.glob("*"))

    def restore(self, folder: Path) -> None:
        _move(folder, self._root)
        sync_folder(self._root.parent)

    def put_aside(self, folder: Path) -> None:
        if self._root.exists():
            _move(self._root, folder)

    def remove(self, run_id: int, name: str, lease: int | None = None) -> None:
        (self._written_folder(run_id, lease) / name).unlink(missing_ok=True)

    def place(self, run_id: int) -> str:
        folder = self._folder(run_id).as_posix()
        return folder if self._is_shared else f"{socket.gethostname()}:{folder}"

    def shared_files(self, place: str) -> "FolderFiles | None":
        return FolderFiles(self._root.parent / place) if self._is_shared else None

    def runs(self) -> list[int]:
        return [int(folder.name) for folder in self._root.glob("[1-9]*")
                if folder.name.isascii() and folder.name.isdecimal()]

    def delete(self, run_id: int) -> None:
        shutil.rmtree(self._folder(run_id), ignore_errors=True)

    def open_log(self, run_id: int) -> IO[bytes]:
        return (self._made_folder(run_id) / WORKER_LOG).open("ab")

    def publish_log(self, run_id: int) -> None:
        """Whoever sees the folder sees the log in it."""

    def _made_folder(self, run_id: int) -> Path:
        folder = self._folder(run_id)
        for made in (self._root, folder):
            if not made.exists():
                # not the home above: one that vanished while the lab runs is not made anew
                made.mkdir(exist_ok=True)
                sync_folder(made.parent)
        return folder

    def _files(self, run_id: int) -> list[Path]:
        """All that are read now, and the worker's log; none that is half written."""
        log = self._folder(run_id) / WORKER_LOG
        seen = None
        while (folder := self._current(run_id)) != seen:
            with suppress(FileNotFoundError):
                return [*_files(folder), *([log] if log.exists() else [])]
            seen = folder
        return []

    def _folder(self, run_id: int) -> Path:
        return self._root / str(run_id)

    def _leases(self, run_id: int) -> Iterator[tuple[int, Path]]:
        """Numbers and folders of all leases that have files; 0 is of before there were any."""
        folder = self._folder(run_id)
        with suppress(FileNotFoundError):
            for name in os.listdir(folder):
                if match := _LEASE.fullmatch(name):
                    yield int(match[1]), folder / name
            yield 0, folder

    def _current(self, run_id: int) -> Path:
        """Where readers look."""
        return max(self._leases(run_id), default=(0, self._folder(run_id)))[1]

    def _written_folder(self, run_id: int, lease: int | None) -> Path:
        if lease is not None:
            self.adopt(run_id, lease)
            return self._folder(run_id) / f"lease-{lease}"
        self._made_folder(run_id)
        return self._current(run_id)

    def _attempts(self, run_id: int, name: str) -> Iterator[Path]:
        """The file that is read, and again as long as the next lease adopts it meanwhile."""
        if name == WORKER_LOG:
            yield self._folder(run_id) / name
            return
        seen = None
        while (folder := self._current(run_id)) != seen:
            yield folder / name
            seen = folder


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
        write_whole(self._folder / name, data)
        sync_folder(self._folder)

    def remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    """The artifacts in it, without what is half written, and without the log."""
    return [path for path in folder.iterdir()
            if path.is_file() and not path.name.startswith(".") and path.name != WORKER_LOG]


def _link(file: Path, other: Path) -> None:
    try:
        os.link(file, other)
    except FileNotFoundError:
        raise
    except OSError:
        # a file system without hard links
        shutil.copy2(file, other)


def _move(folder: Path, other: Path) -> None:
    """Whole or not at all, from one file system to another too."""
    try:
        os.replace(folder, other)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = other.with_name(f".{other.name}.{uuid.uuid4().hex}")
        shutil.copytree(folder, beside)
        os.replace(beside, other)
        shutil.rmtree(folder)
