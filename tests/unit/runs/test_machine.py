"""A run records the commit that trained it, and asking for it leaves the checkout alone."""

import os
import subprocess
from pathlib import Path

import pytest

from mnist_core.runs.database import machine


def git(folder: Path, *words: str) -> str:
    given = ["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", *words]
    return subprocess.run(given, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_the_commit_says_whether_files_were_changed_and_writes_nothing(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    ask = machine.commit.__wrapped__
    assert ask() == "unknown"
    git(tmp_path, "init", "--quiet")
    (tmp_path / "file").write_text("one")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "--quiet", "--message", "First")
    name = git(tmp_path, "rev-parse", "--short", "HEAD").strip()
    # as after a copy: git would like to note down that the content is still the same
    os.utime(tmp_path / "file", (1, 1))
    index = (tmp_path / ".git" / "index").read_bytes()
    assert ask() == name
    (tmp_path / "file").write_text("two")
    (tmp_path / "untracked").touch()
    assert ask() == f"{name}-dirty"
    assert (tmp_path / ".git" / "index").read_bytes() == index
