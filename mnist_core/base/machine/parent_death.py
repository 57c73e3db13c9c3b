"""Ending with the process that started this one, however that ends."""

import ctypes
import sys

_PR_SET_PDEATHSIG = 1
# loaded here: it also is called between fork and exec, where nothing may be loaded
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(number: int) -> None:
    """Have the system send this signal here as soon as the parent has ended; on Linux alone."""
    if _LIBC:
        _LIBC.prctl(_PR_SET_PDEATHSIG, number)
