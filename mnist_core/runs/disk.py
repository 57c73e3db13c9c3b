"""What a disk or a database that fails means to the person whose it is, in one sentence."""

import shutil
from pathlib import Path

LITTLE_BYTES = 1_000_000


def is_full(home: Path) -> bool:
    """Whether too little is left to write an epoch down."""
    return shutil.disk_usage(home).free < LITTLE_BYTES


def full_sentence(home: Path) -> str:
    return (f"The disk of {home} is full: free some space; an interrupted run then goes on from "
            "its last checkpoint.")


def write_sentence(home: Path, error: Exception) -> str:
    """Why a write to the records in ``home`` failed, and what to do."""
    cause = str(getattr(error, "orig", error))
    if "full" in cause or "No space left" in cause:
        return full_sentence(home)
    return f"The records in {home} cannot be written ({cause}); try again once they can."
