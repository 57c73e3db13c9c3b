"""Artifacts as objects of a bucket: the store of several machines.

``runs/<run>/lease-<number>/<name>``: each worker writes under its own lease's number, where it
begins with copies that the server itself made of its predecessor's. The object ``.adopted`` comes
last and makes them count; readers look under the highest number that has one. Nothing else is
needed of a server than that each object is written whole, and that what was written is listed.
Below ``runs/<run>/worker.log`` each machine has what its workers said.
"""

import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO

from mnist_core.runs.artifacts.artifacts import WORKER_LOG
from mnist_core.runs.artifacts.bucket import Bucket, BucketFiles, ListedObject
from mnist_core.runs.artifacts.reading_cache import ReadingCache
from mnist_core.runs.artifacts.worker_logs import WorkerLogs

RUNS = "runs"
# before all that are written later
RESTORED_LOG = f"{0:013d}-restored"
ADOPTED = ".adopted"
FRESH_SECONDS = 0.25
"""How long what is listed of a run counts where a page asks for it many times at once."""
_LEASE = re.compile(r"lease-([0-9]{1,18})")
_RUN = re.compile("[1-9][0-9]{0,17}")
# listed, but looked at no more: a store of a hundred thousand runs is asked for some of them
_MOST_LISTINGS = 1000


@dataclass(frozen=True, slots=True)
class Listing:
    """What a run has in the bucket; ``files`` are those that are read now, by name."""

    lease: int | None
    """The highest that was adopted; None where none was."""
    files: dict[str, ListedObject]
    logs: dict[str, ListedObject]
    """By the name that the file has on its machine."""
    of_leases: dict[int, list[ListedObject]]
    """All that lies under each lease's number, with what nobody reads."""
    at: float = field(default=0.0, compare=False)


class ObjectArtifacts:
    """See ``ArtifactStore`` for what each method promises.

    What was read, and the output of workers of this machine, lie below ``home``.
    """

    def __init__(self, bucket: Bucket, home: Path) -> None:
        self._bucket = bucket
        self._cache = ReadingCache(home / "cache" / "artifacts")
        self._logs = WorkerLogs(home / "logs", self._put_up_log)
        self._listings: dict[int, Listing] = {}
        self._lock = threading.Lock()

    def adopt(self, run_id: int, lease: int) -> None:
        listing = self._list(run_id)
        if listing.lease is not None and listing.lease >= lease:
            return
        for name, found in listing.files.items():
            # it is gone where a later lease has adopted it: then this one is lost
            self._bucket.copy(found.key, self._key(run_id, lease, name))
        self._bucket.put(self._key(run_id, lease, ADOPTED), b"1")
        self._forget(run_id)
        self._bucket.delete([found.key for number, objects in listing.of_leases.items()
                             if number < lease for found in objects])

    def write(self, run_id: int, name: str, data: bytes, lease: int | None = None) -> None:
        if (number := self._written(run_id, lease)) is not None:
            self._bucket.put(self._key(run_id, number, name), data)
            self._forget(run_id)

    def sync(self, run_id: int, lease: int | None = None) -> None:
        # the server has on its disk what it has answered
        self.publish_log(run_id)

    def read(self, run_id: int, name: str) -> bytes | None:
        if name == WORKER_LOG:
            return self._read_log(run_id)
        for found in self._attempts(run_id, name):
            if (data := self._read(run_id, name, found)) is not None:
                return data
        return None

    def version(self, run_id: int, name: str) -> int | None:
        listing = self._fresh(run_id)
        if name == WORKER_LOG:
            return _number(*(found.version for found in listing.logs.values()),
                           *(f"{file.stat().st_size}" for file in self._logs.files(run_id).values())
                           ) if self._has_log(run_id, listing) else None
        found = listing.files.get(name) or next(self._attempts(run_id, name), None)
        return _number(found.version) if found else None

    def names(self, run_id: int) -> list[str]:
        listing = self._agreed(run_id)
        return [*listing.files, *([WORKER_LOG] if self._has_log(run_id, listing) else [])]

    def keep(self, run_id: int, name: str, other_name: str, lease: int | None = None) -> None:
        if (number := self._written(run_id, lease)) is not None:
            self._bucket.copy(self._key(run_id, number, name),
                              self._key(run_id, number, other_name))
            self._forget(run_id)

    def remove(self, run_id: int, name: str, lease: int | None = None) -> None:
        if ((number := self._written(run_id, lease)) is not None
                and name in self._fresh(run_id).files):
            self._bucket.delete([self._key(run_id, number, name)])
            self._forget(run_id)

    def delete(self, run_id: int) -> None:
        self._logs.delete(run_id)
        while objects := self._bucket.objects(f"{RUNS}/{run_id}"):
            self._bucket.delete([found.key for found in objects])
        self._forget(run_id)

    def runs(self) -> list[int]:
        # not its folders: a server may list those that are empty by now
        numbers = {found.key.split("/")[1] for found in self._bucket.objects(RUNS)}
        return sorted({int(number) for number in numbers if _RUN.fullmatch(number)}
                      | self._logs.runs())

    def place(self, run_id: int) -> str:
        return f"{self._bucket.address}/{RUNS}/{run_id}"

    def shared_files(self, place: str) -> BucketFiles:
        return BucketFiles(self._bucket, place)

    def open_log(self, run_id: int) -> IO[bytes]:
        return self._logs.open(run_id)

    def publish_log(self, run_id: int) -> None:
        self._logs.put_up(run_id)

    def snapshot(self, run_id: int, folder: Path) -> None:
        listing: Listing | None = None
        while listing != (listing := self._agreed(run_id)):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for name, found in listing.files.items():
                if (data := self._read(run_id, name, found)) is not None:
                    (folder / name).write_bytes(data)
        if self._has_log(run_id, listing):
            (folder / WORKER_LOG).write_bytes(self._read_log(run_id) or b"")

    def is_empty(self) -> bool:
        return not self.runs()

    def restore(self, folder: Path) -> None:
        for run in folder.iterdir():
            for file in run.iterdir():
                if file.name == WORKER_LOG:
                    self._put_up_log(int(run.name), RESTORED_LOG, file.read_bytes())
                else:
                    self.write(int(run.name), file.name, file.read_bytes())

    def put_aside(self, folder: Path) -> None:
        runs = self.runs()
        for run_id in runs:
            self.snapshot(run_id, folder / str(run_id))
        for run_id in runs:
            self.delete(run_id)

    def _key(self, run_id: int, lease: int, name: str) -> str:
        return f"{RUNS}/{run_id}/lease-{lease}/{name}"

    def _written(self, run_id: int, lease: int | None) -> int | None:
        """Under which number is written; None under one whose successor has the files already."""
        current = self._list(run_id).lease
        if lease is None:
            lease = current or 0
        if current is None or current < lease:
            self.adopt(run_id, lease)
        return lease if current is None or current <= lease else None

    def _list(self, run_id: int) -> Listing:
        of_leases: dict[int, list[ListedObject]] = {}
        logs, adopted = {}, []
        for found in self._bucket.objects(f"{RUNS}/{run_id}"):
            folder, name = found.key.split("/")[-2:]
            if match := _LEASE.fullmatch(folder):
                number = int(match[1])
                of_leases.setdefault(number, []).append(found)
                if name == ADOPTED:
                    adopted.append(number)
            elif folder == WORKER_LOG:
                logs[name] = found
        lease = max(adopted, default=None)
        files = {} if lease is None else {
            name: found for found in of_leases[lease]
            if (name := found.key.rpartition("/")[2]) != ADOPTED}
        listing = Listing(lease, files, logs, of_leases, time.monotonic())
        with self._lock:
            if len(self._listings) >= _MOST_LISTINGS:
                self._listings.clear()
            self._listings[run_id] = listing
        return listing

    def _fresh(self, run_id: int) -> Listing:
        with self._lock:
            listing = self._listings.get(run_id)
        if listing and time.monotonic() - listing.at < FRESH_SECONDS:
            return listing
        return self._list(run_id)

    def _forget(self, run_id: int) -> None:
        with self._lock:
            self._listings.pop(run_id, None)

    def _agreed(self, run_id: int) -> Listing:
        """What two looks agree on: listing takes time, and a worker may take the run meanwhile."""
        seen = None
        while seen != (seen := self._list(run_id)):
            pass
        return seen

    def _attempts(self, run_id: int, name: str) -> Iterator[ListedObject]:
        """The object that is read, and again as long as the next lease adopts it meanwhile."""
        seen = None
        while seen != (listing := self._list(run_id)):
            if name in listing.files:
                yield listing.files[name]
            seen = listing

    def _read(self, run_id: int, name: str, found: ListedObject) -> bytes | None:
        kept = self._cache.read(str(self._bucket.address), str(run_id), name, found.version)
        if kept is not None:
            return kept
        got = self._bucket.get(found.key)
        if got is None:
            return None
        data, version = got
        self._cache.keep(data, str(self._bucket.address), str(run_id), name, version)
        return data

    def _has_log(self, run_id: int, listing: Listing) -> bool:
        return bool(listing.logs or self._logs.files(run_id))

    def _read_log(self, run_id: int) -> bytes | None:
        here, there = self._logs.files(run_id), self._list(run_id).logs
        parts = []
        for name in sorted({*here, *there}):
            if name in here:
                with suppress(FileNotFoundError):
                    parts.append(here[name].read_bytes())
            elif got := self._bucket.get(there[name].key):
                parts.append(got[0])
        return b"".join(parts) if parts else None

    def _put_up_log(self, run_id: int, name: str, text: bytes) -> None:
        self._bucket.put(f"{RUNS}/{run_id}/{WORKER_LOG}/{name}", text)


def _number(*versions: str) -> int:
    return int.from_bytes(sha256("\0".join(versions).encode()).digest()[:8])
