"""Arrays that were kept in one file of NumPy's, read as if a stranger had written it."""

import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

# what NumPy and its ZIP file say of bytes that they did not write, or that hold objects
_DAMAGE = (ValueError, LookupError, EOFError, OSError, BadZipFile, zlib.error, struct.error,
           NotImplementedError, RuntimeError, MemoryError, TypeError)


class DamagedArtifact(ValueError):
    """The bytes of an artifact are not what the lab wrote."""


@contextmanager
def read_arrays(data: bytes) -> Iterator[Mapping[str, NDArray[Any]]]:
    """The arrays of a file by name, for a block that makes a value of them; no objects are loaded.

    Raises:
        DamagedArtifact: it is not such a file, or the block could make nothing of its arrays.
    """
    try:
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            yield arrays
    except _DAMAGE as error:
        raise DamagedArtifact(f"{type(error).__name__}: {error}") from error
