"""Giving way: whatever computes in the background must not keep the pages waiting."""

import os
from contextlib import suppress
from pathlib import Path

import psutil

# the pages come first: a class that looks at curves must not wait for the batches behind them
NICENESS = 10


def step_back(niceness: int = NICENESS) -> None:
    """Let the pages go first on a machine whose cores both want."""
    if psutil.WINDOWS:
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        return
    os.nice(niceness)
    if os.getsid(0) != os.getpid():
        return
    # a session of its own may be a group of its own to Linux, within which niceness says nothing;
    # any other session is somebody else's; other systems have no such groups
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(niceness))
