"""Whether a queue gives out runs on this machine: a server's, or that of a command.

Each leaves its name in a file of the home. A name tells whether its process lives, so what was
killed does not count as one that works.
"""

from contextlib import suppress
from pathlib import Path

from mnist_core.runs.lease.process_identity import life_of, read_identity, this_process

FOLDER = "queues"


def announce(home: Path) -> None:
    """Until ``retract``, or the end of this process, others find a queue here."""
    # a home that cannot be written has no queue
    with suppress(OSError):
        file = _file(home)
        file.parent.mkdir(exist_ok=True)
        file.write_text(str(this_process()), "utf-8")


def retract(home: Path) -> None:
    with suppress(OSError):
        _file(home).unlink(missing_ok=True)


def is_queue_here(home: Path) -> bool:
    """Whether a living process gives out runs of this home."""
    return any(_lives(file) for file in (home / FOLDER).glob("[0-9]*"))


def _file(home: Path) -> Path:
    identity = this_process()
    return home / FOLDER / f"{identity.pid}-{identity.started}"


def _lives(file: Path) -> bool:
    try:
        identity = read_identity(file.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    life = "unknown" if identity is None else life_of(identity)
    if life == "dead":
        with suppress(OSError):
            file.unlink(missing_ok=True)
    return life in ("alive", "frozen")
