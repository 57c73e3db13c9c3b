"""Which process holds a run: so that, on its own machine, its death is seen at once.

A process is named by the boot of its machine, its pid namespace, its pid and its start time, none
of which moves with the wall clock: a number that the system gave away again names another process.
"""

import os
import platform
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import psutil

Life = Literal["alive", "frozen", "dead", "unknown"]
"""``frozen`` is stopped by SIGSTOP or a debugger; ``unknown`` cannot be seen from here."""

IS_LINUX = sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """``boot`` names a machine and its time since it was switched on, as far as can be told.

    ``namespace`` is within what a pid counts (a container has its own); ``started`` is the start
    time in a unit of the platform's.
    """

    boot: str
    namespace: str
    pid: int
    started: str

    def __str__(self) -> str:
        return f"{self.place}{self.pid}/{self.started}"

    @property
    def place(self) -> str:
        """How the text of all processes begins that are seen from where this one is."""
        return f"{self.boot}/{self.namespace}/"

    @property
    def is_here(self) -> bool:
        """Of this machine since it was switched on, and among the processes seen from here."""
        return (self.boot, self.namespace) == (this_boot(), _namespace())


def read_identity(text: str | None) -> ProcessIdentity | None:
    """The inverse of ``str``; None for any other text."""
    parts = (text or "").split("/")
    if len(parts) != 4 or not parts[2].isdecimal():
        return None
    return ProcessIdentity(parts[0], parts[1], int(parts[2]), parts[3])


def identity_of(pid: int) -> ProcessIdentity | None:
    """The process of this machine that has this pid; None where there is none any more."""
    seen = _look_at(pid)
    return None if seen is None else ProcessIdentity(this_boot(), _namespace(), pid, seen[1])


def this_process() -> ProcessIdentity:
    identity = identity_of(os.getpid())
    assert identity
    return identity


def life_of(identity: ProcessIdentity) -> Life:
    """Whether the process still runs, as seen from here."""
    if not identity.is_here:
        return "unknown"
    seen = _look_at(identity.pid)
    if seen is None:
        return "unknown" if _is_hidden(identity.pid) else "dead"
    status, started = seen
    if started != identity.started or status in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD):
        return "dead"
    is_frozen = status in (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP)
    return "frozen" if is_frozen else "alive"


def _look_at(pid: int) -> tuple[str, str] | None:
    """Status, in psutil's words, and start time of a process; None where none is seen."""
    if not IS_LINUX:
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            return process.status(), f"{process.create_time():.2f}"
        return None
    # psutil reckons the start time with the wall clock; the kernel's own counts from the boot
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    # the name stands in brackets and may hold any character
    fields = text.rpartition(")")[2].split()
    return _STATUS.get(fields[0], psutil.STATUS_RUNNING), fields[19]


_STATUS = {"Z": psutil.STATUS_ZOMBIE, "X": psutil.STATUS_DEAD, "T": psutil.STATUS_STOPPED,
           "t": psutil.STATUS_TRACING_STOP}


def _is_hidden(pid: int) -> bool:
    """Whether it is there all the same: /proc may show everybody their own processes only."""
    if not IS_LINUX:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@cache
def this_boot() -> str:
    """This machine, since it was switched on."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        # a start time is then a moment of the calendar, which no two boots share
        return platform.node().replace("/", "-") or "unknown"


@cache
def _namespace() -> str:
    with suppress(OSError):
        return os.readlink("/proc/self/ns/pid")
    return ""
