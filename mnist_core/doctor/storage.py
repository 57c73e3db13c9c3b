"""Where things are kept: MNIST itself, the home with its disk, the database."""

import os
import shutil
import tempfile
import time
from pathlib import Path

from mnist_core.doctor.check import Answer, bad, good, missing

LITTLE_BYTES = 200_000_000
_IN_MEMORY = ("tmpfs", "ramfs")
_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "lustre")


def data() -> Answer:
    from mnist_core.base.settings import read_settings
    from mnist_core.data.mnist import inspect

    report = inspect(read_settings())
    if not report.trains_on:
        return bad(report.notice)
    if report.notice:
        return missing(f"Training uses {report.trains_on}. {report.notice}")
    folders = sorted({str(Path(file.path).parent) for file in report.files if file.path})
    return good(f"{report.trains_on}, from {' and '.join(folders)}.")


def home() -> Answer:
    """Whether it can be written, keeps what is synced, and is not a place that forgets."""
    from mnist_core.base.settings import read_settings
    from mnist_core.runs.database.failures import is_sqlite

    settings = read_settings()
    folder = _existing(settings.home)
    made = "" if folder == settings.home else " (it will be made)"
    try:
        began = time.perf_counter()
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"doctor")
            file.flush()
            os.fsync(file.fileno())
        millis = 1000 * (time.perf_counter() - began)
    except OSError as error:
        return bad(f"{settings.home} cannot be written ({error.strerror or error}): set MNIST_HOME "
                   "to a folder that can be.")
    kind = file_system(folder)
    if kind in _IN_MEMORY:
        return bad(f"{settings.home} lies in memory ({kind}) and is gone when this machine "
                   "restarts: set MNIST_HOME to a folder on a disk.")
    if kind in _NETWORK and is_sqlite(settings.database_url):
        return bad(f"{settings.home} lies on a network drive ({kind}), on which SQLite cannot "
                   "lock: set MNIST_HOME to a local folder, or MNIST_DATABASE_URL to PostgreSQL.")
    words = f"{settings.home}{made} can be written; to put it on the disk took {millis:.0f} ms."
    if kind == "overlay":
        words += (" It lies in a container's own layer and goes with the container; a volume "
                  "keeps it.")
    return good(words)


def disk() -> Answer:
    from mnist_core.base.settings import read_settings

    folder = read_settings().home
    free = shutil.disk_usage(_existing(folder)).free
    words = f"{free / 1e9:.1f} GB is free where {folder} lies."
    return good(words) if free >= LITTLE_BYTES else bad(f"{words} Free some space: runs that "
                                                        "cannot save are interrupted.")


def database() -> Answer:
    """Whether it opens, is whole and takes a write; nothing in it is changed."""
    from mnist_core.base.settings import read_settings
    from mnist_core.runs.database.diagnosis import DatabaseFault, diagnose

    try:
        return good(diagnose(read_settings().database_url))
    except DatabaseFault as fault:
        return bad(str(fault))


def artifacts() -> Answer:
    """Whether files of runs can be written and read where several machines share them."""
    from mnist_core.base.settings import read_settings
    from mnist_core.runs.artifacts.open_artifacts import artifacts_place
    from mnist_core.runs.artifacts.shared_mnist import refusal

    settings = read_settings()
    place = artifacts_place(settings)
    if settings.artifacts_url is None:
        return good(f"Files of runs lie in {place}, on this machine alone.")
    began = time.perf_counter()
    if sentence := refusal(settings):
        return bad(sentence)
    millis = 1000 * (time.perf_counter() - began)
    return good(f"Files of runs lie in {place}: to write, read and remove one took {millis:.0f} "
                "ms.")


def _existing(folder: Path) -> Path:
    """The folder itself, or the nearest above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def file_system(folder: Path) -> str:
    """Its kind, such as ext4; empty where this system does not tell."""
    import psutil

    place = folder.resolve()
    try:
        found = [partition for partition in psutil.disk_partitions(all=True)
                 if place.is_relative_to(partition.mountpoint)]
    except OSError:
        return ""
    # of two at the same place the later one hides the other
    return max(reversed(found), key=lambda one: len(one.mountpoint)).fstype if found else ""
