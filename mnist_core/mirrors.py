"""MNIST's files from the mirrors that torchvision knows, checked before they are stored."""

import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from http.client import HTTPException
from importlib import import_module
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from mnist_core.mnist_files import DamagedFile, MnistFile, unpack

TIMEOUT = 5.0  # seconds without an answer, or without a further byte
MAX_BYTES = 64_000_000  # the largest file has 10 MB: beyond this it is something else
_CHUNK = 1 << 16

Progress = Callable[[str, float], None]
"""Called with a file's name and the share of it that has arrived, 0 to 1."""


class FetchError(OSError):
    """MNIST could not be fetched or stored; one sentence that names every address that failed."""


def torchvision_mirrors() -> tuple[str, ...]:
    """The base addresses, first choice first."""
    # imported here: it takes seconds, and only a fetch needs it
    return tuple(import_module("torchvision.datasets").MNIST.mirrors)


def fetch_files(files: Iterable[MnistFile], folder: Path, progress: Progress | None = None,
                mirrors: Sequence[str] | None = None, timeout: float = TIMEOUT) -> list[Path]:
    """Store packed copies of ``files`` in ``folder``, each whole and intact or not at all.

    A mirror that cannot be reached is not asked for the other files.

    Raises:
        FetchError: some file came from no mirror (those that did come are kept), or the folder
            cannot be written.
    """
    addresses = list(torchvision_mirrors() if mirrors is None else mirrors)
    failures: list[str] = []
    stored = []
    for file in files:
        for mirror in tuple(addresses):
            url = f"{mirror.rstrip('/')}/{file.packed_name}"
            try:
                content = _download(url, file, progress, timeout)
            except (HTTPError, HTTPException, DamagedFile) as error:
                failures.append(f"{url} ({_reason(error)})")
            except OSError as error:
                failures.append(f"{url} ({_reason(error)})")
                addresses.remove(mirror)
            else:
                stored.append(_store(content, folder / file.packed_name))
                break
        else:
            names = ", ".join(failures) or "no mirror is known"
            raise FetchError(f"MNIST's {file.packed_name} could not be fetched: {names}; try again "
                             "later, or set MNIST_DATA_DIR to a folder that holds the four files.")
    return stored


def _download(url: str, file: MnistFile, progress: Progress | None, timeout: float) -> bytes:
    request = Request(url, headers={"User-Agent": "mnist-drilldown"})
    content = bytearray()
    with urlopen(request, timeout=timeout) as response:
        length = response.headers.get("Content-Length") or ""
        expected = int(length) if length.isdecimal() else 0
        while chunk := response.read(_CHUNK):
            content += chunk
            if len(content) > MAX_BYTES:
                raise DamagedFile(f"is larger than {MAX_BYTES:,} bytes")
            if progress is not None and expected:
                progress(file.packed_name, min(len(content) / expected, 1.0))
    unpack(bytes(content), file)
    if progress is not None:
        progress(file.packed_name, 1.0)
    return bytes(content)


def _store(content: bytes, path: Path) -> Path:
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                # without it a crash could leave the final name on an empty file
                os.fsync(file.fileno())
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise FetchError(f"MNIST cannot be stored in {path.parent} ({error.strerror}); free some "
                         "space or set MNIST_HOME to a folder that can be written.") from None
    return path


def _reason(error: Exception) -> str:
    if isinstance(error, HTTPError):
        return f"HTTP {error.code}"
    if isinstance(error, URLError):
        error = error.reason if isinstance(error.reason, Exception) else error
    if isinstance(error, TimeoutError):
        return "no answer in time"
    strerror = getattr(error, "strerror", None)
    return str(strerror or error or type(error).__name__)
