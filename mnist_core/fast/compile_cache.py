"""Numba's cache: where compiled loops are kept from one process to the next.

The first of these that can be written: the folder that NUMBA_CACHE_DIR names, ``__pycache__``
beside the source, a folder below MNIST_HOME. Where none can be, as in a container without any
writable folder, every process compiles its loops anew, which takes about 20 s.
"""

import tempfile
from pathlib import Path

import numba

from mnist_core.base.settings import read_settings

SOURCE = Path(__file__).parent
FOLDER = "compiled"
"""Below MNIST_HOME."""


def find_cache() -> Path | None:
    """The folder to keep compiled loops in; None where none can be written."""
    return next((folder for folder in _candidates() if _can_be_written(folder)), None)


def use_cache() -> bool:
    """Tell Numba where to keep what it compiles from now on; False if nowhere."""
    folder = find_cache()
    if folder is None:
        return False
    if folder != SOURCE / "__pycache__":
        numba.config.CACHE_DIR = str(folder)
    return True


def _candidates() -> list[Path]:
    # Numba reads the variable, and None or nothing means that it is not set
    named = [Path(numba.config.CACHE_DIR)] if numba.config.CACHE_DIR else []
    try:
        home = [read_settings().home / FOLDER]
    except ValueError:  # whoever needs the settings says what is wrong with them
        home = []
    return [*named, SOURCE / "__pycache__", *home]


def _can_be_written(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # permissions do not tell: the file system itself may be read-only, or full
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
