"""A file that is there whole or not at all: written beside its name, synced, then renamed."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write into, which gets the name ``path`` at the end of the block.

    After a crash there is the old file or the new one; once its folder is synced, the new one.
    Until then its name begins with a dot and is nobody else's. An error leaves nothing behind.

    Raises:
        OSError: it cannot be written.
    """
    half = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with half.open("xb") as file:
            yield file
            file.flush()
            # without it a crash could leave the final name on an empty file
            os.fsync(file.fileno())
        os.replace(half, path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Write a file at once; see ``whole_file``."""
    with whole_file(path) as file:
        file.write(data)
