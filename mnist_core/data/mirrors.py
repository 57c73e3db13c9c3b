"""MNIST's files from the mirrors that torchvision knows, checked before they are stored."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from urllib.request import build_opener

from mnist_core.base.files.whole_file import write_whole
from mnist_core.data.content import DamagedFile, identify
from mnist_core.data.download import Download
from mnist_core.data.mnist_files import MnistFile
from mnist_core.data.network_errors import advice, reason

_LOOK_SECONDS = 0.1

Progress = Callable[[str, float], None]
"""Called with a file's name and the share of it that has arrived, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a fetch gives up: on a mirror that is silent or slow, and on the whole."""

    silent_seconds: float = 5.0
    """Without an answer, or without a further byte."""
    slow_seconds: float = 10.0
    slow_bytes: int = 65_536
    """A mirror must send as many in ``slow_seconds``."""
    total_seconds: float = 180.0
    """For all files from all mirrors together: enough at half a megabit a second."""


class FetchError(OSError):
    """MNIST could not be fetched or stored; one sentence that names every address that failed."""


class _Slow(Exception):
    """A mirror sends too little; the text says how little."""


class _OutOfTime(Exception):
    """The whole fetch has taken too long."""


def torchvision_mirrors() -> tuple[str, ...]:
    """The base addresses, first choice first."""
    # imported here: it takes seconds, and only a fetch needs it
    return tuple(import_module("torchvision.datasets").MNIST.mirrors)


def fetch_files(files: Iterable[MnistFile], folder: Path, progress: Progress | None = None,
                mirrors: Sequence[str] | None = None, limits: Limits | None = None) -> list[Path]:
    """Store packed copies of ``files`` in ``folder``, each whole and intact or not at all.

    A mirror that cannot be reached, or is too slow, is not asked for the other files.

    Raises:
        FetchError: some file came from no mirror (those that did come are kept), the time is up,
            or the folder cannot be written.
    """
    limits = limits or Limits()
    addresses = list(torchvision_mirrors() if mirrors is None else mirrors)
    deadline = time.monotonic() + limits.total_seconds
    failures: list[str] = []
    stored = []
    for file in files:
        for mirror in tuple(addresses):
            url = f"{mirror.rstrip('/')}/{file.packed_name}"
            try:
                content = _downloaded(url, file, progress, limits, deadline)
            except _OutOfTime:
                # a whole number in sentences, a short one in tests
                failures.append(f"{url} (not done when the {limits.total_seconds:g} s were over "
                                "that a fetch may take)")
                addresses.clear()
                break
            except DamagedFile as error:
                failures.append(f"{url} ({error})")
            except _Slow as error:
                failures.append(f"{url} ({error})")
                addresses.remove(mirror)
            except Exception as error:
                words, reached = reason(error, url)
                failures.append(f"{url} ({words})")
                if not reached:
                    addresses.remove(mirror)
            else:
                stored.append(store_whole(content, folder / file.packed_name))
                break
        if not stored or stored[-1].name != file.packed_name:
            names = ", ".join(failures) or "no mirror is known"
            raise FetchError(f"MNIST's {file.packed_name} could not be fetched: {names}; "
                             f"{advice(failures)}, or set MNIST_DATA_DIR to a folder that holds "
                             "the four files.")
    return stored


def _downloaded(url: str, file: MnistFile, progress: Progress | None, limits: Limits,
                deadline: float) -> bytes:
    """The packed bytes of ``file``, proved to be it.

    Raises:
        DamagedFile: it is something else.
        _Slow, _OutOfTime: it takes too long.
        Exception: whatever the network makes of it.
    """
    # a new opener each time: proxies are read from the environment as it is now
    download = Download(build_opener(), url, limits.silent_seconds)
    download.start()
    window_start, window_bytes = time.monotonic(), 0
    while not download.wait(_LOOK_SECONDS):
        now, arrived = time.monotonic(), download.num_bytes
        if progress is not None and download.expected:
            progress(file.packed_name, min(arrived / download.expected, 1.0))
        if now > deadline:
            download.give_up()
            raise _OutOfTime
        if now - window_start > limits.slow_seconds:
            if arrived - window_bytes < limits.slow_bytes:
                download.give_up()
                raise _Slow(f"too slow: {arrived - window_bytes:,} bytes in "
                            f"{limits.slow_seconds:g} s")
            window_start, window_bytes = now, arrived
    content = download.content()
    actual, _ = identify(content, file)
    if actual is not file:
        raise DamagedFile(f"is MNIST's {actual.name}")
    if progress is not None:
        progress(file.packed_name, 1.0)
    return content


def store_whole(content: bytes, path: Path) -> Path:
    """Write a file, which is there whole or not at all.

    Raises:
        FetchError: the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise FetchError(f"MNIST cannot be stored in {path.parent} ({error.strerror}); free some "
                         "space or set MNIST_HOME to a folder that can be written.") from None
    return path
