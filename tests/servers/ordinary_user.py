"""Processes of an ordinary user, also where the tests run as root, as they do in containers."""

import os
import shutil
from pathlib import Path

import pytest

UID = 10_001


def as_ordinary_user(*command: str) -> list[str]:
    """The command, run by somebody who may write only what is theirs.

    Of root's powers they keep that of reading everything: the interpreter may lie in root's home.
    """
    if os.geteuid() != 0:
        return list(command)
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv is missing: it comes with util-linux.")
    return ["setpriv", f"--reuid={UID}", f"--regid={UID}", "--clear-groups",
            "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search", *command]


def give_to_ordinary_user(folder: Path) -> None:
    """Make a folder theirs to write."""
    if os.geteuid() == 0:
        os.chown(folder, UID, UID)
