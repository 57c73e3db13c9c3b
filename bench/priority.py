"""The cores of a machine that does other work, too: what is measured may go before that.

Linux shares its cores between sessions first, and niceness counts only within one; a process that
every service starts in a session of its own has a share of its own.
"""

import os
from contextlib import suppress
from pathlib import Path


def go_before_others(nice: int, pid: int | None = None) -> None:
    """Let the session of a process (of this one, if not said) have the share of that niceness."""
    file = Path(f"/proc/{pid or os.getpid()}/autogroup")
    with suppress(OSError):
        if not file.read_text().endswith(f" {nice}\n"):
            file.write_text(str(nice))
