"""What this process may use of its machine: cores and memory, as a container or scheduler allows.

Linux says so in control groups, version 1 or 2 (``man 7 cgroups``). A group has the limits of all
groups above it as well; from inside a container those above its own may not be seen, and its own
may lie at the top. Elsewhere, and without limits, it is what the machine has.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

_ROOT = Path("/")
# version 1 says "no limit" with the largest multiple of a page; no machine has half of that
_NO_LIMIT = 2**62


def num_cores() -> int:
    """How many cores this process may keep busy, at least 1.

    A quota of 2.5 cores counts as 2: a third thread would make the others wait for it.
    """
    num = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):  # Linux only
        num = min(num, len(os.sched_getaffinity(0)))
    return max(1, int(min([float(num), *_quotas(_ROOT)])))


def free_bytes() -> int:
    """What this process may still take in memory, and what it has."""
    own: int = psutil.Process().memory_info().rss
    available: int = psutil.virtual_memory().available
    return min([own + available, *_rooms(_ROOT, own)])


def total_bytes() -> int:
    """What this process may take in memory when nobody else takes any."""
    total: int = psutil.virtual_memory().total
    return min([total, *_most(_ROOT)])


def _most(root: Path) -> Iterator[int]:
    """The bytes of each group that has a limit."""
    for controller, limit in (("", "memory.max"), ("memory", "memory.limit_in_bytes")):
        for group in _groups(root, controller):
            with suppress(OSError, ValueError):
                most = int((group / limit).read_text())
                if most < _NO_LIMIT:
                    yield most


def _quotas(root: Path) -> Iterator[float]:
    """The cores of each group that has a limit."""
    for group in _groups(root, ""):
        with suppress(OSError, ValueError):
            quota, period = (group / "cpu.max").read_text().split()
            yield int(quota) / int(period)
    for group in _groups(root, "cpu"):
        with suppress(OSError, ValueError):
            micros = int((group / "cpu.cfs_quota_us").read_text())
            if micros > 0:  # -1: none
                yield micros / int((group / "cpu.cfs_period_us").read_text())


def _rooms(root: Path, own: int) -> Iterator[int]:
    """The free bytes of each group that has a limit; ``own`` is what this process has."""
    for controller, limit, used, cached in (
            ("", "memory.max", "memory.current", ("inactive_file", "active_file")),
            ("memory", "memory.limit_in_bytes", "memory.usage_in_bytes",
             ("total_inactive_file", "total_active_file"))):
        for group in _groups(root, controller):
            with suppress(OSError, ValueError):
                most = int((group / limit).read_text())
                if most < _NO_LIMIT:
                    # files that were read stay in memory until somebody needs the room
                    kept = sum(_statistics(group).get(name, 0) for name in cached)
                    left = most - int((group / used).read_text()) + kept
                    # pages shared with processes of another group are charged to that one
                    yield min(most, max(0, left) + own)


def _statistics(group: Path) -> dict[str, int]:
    with suppress(OSError, ValueError):
        lines = (group / "memory.stat").read_text().splitlines()
        return {name: int(value) for name, value in map(str.split, lines)}
    return {}


def _groups(root: Path, controller: str) -> Iterator[Path]:
    """The folders of this process's group and of those above it; "" is version 2."""
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        return
    mounted = root / "sys/fs/cgroup"
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controller not in controllers.split(","):
            continue
        # beside version 1, version 2 has a folder of its own; there it limits nothing
        top = mounted / controllers if controllers else mounted
        if controllers and not top.exists():
            top = mounted / controller
        own = top / path.lstrip("/")
        yield from [own, *(parent for parent in own.parents if parent.is_relative_to(top))]
