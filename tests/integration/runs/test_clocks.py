"""A wall clock that is set in mid-run changes nothing: the bench of clocks, for some seconds."""

import os
import shutil
from pathlib import Path

import pytest

from bench.clocks import library, one_machine, two_machines
from tests.integration.runs_lab import NOTICE_SECONDS

pytestmark = [pytest.mark.slow, pytest.mark.skipif(
    not Path(library()).exists(),
    reason="libfaketime is not installed (Debian: apt-get install faketime)")]


def assert_nothing_changed(rows: list[tuple[str, ...]]) -> None:
    for words, slots, most_at_once, _, num_called_interrupted, died in rows:
        assert most_at_once == slots, words
        assert num_called_interrupted == "0", words
        assert float(died) <= NOTICE_SECONDS, words


def test_a_clock_set_an_hour_forward_or_back_in_mid_run_changes_nothing(tmp_path: Path) -> None:
    assert_nothing_changed(one_machine(tmp_path, 2))


def test_a_minute_between_the_clocks_of_two_servers_changes_nothing(
        tmp_path: Path, postgres_url: str) -> None:
    if os.getuid() or not shutil.which("unshare"):
        pytest.skip("only root makes a pid namespace, which stands for another machine")
    assert_nothing_changed(two_machines(tmp_path, postgres_url, 20))
