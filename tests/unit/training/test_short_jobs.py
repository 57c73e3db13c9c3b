"""What a short job gives way to: the finder's curve before the runs, a speed as a run itself."""

import io
import sys

import pytest

from mnist_core.base.machine import process_priority
from mnist_core.ladders import find_step
from mnist_core.short_jobs import __main__ as short_jobs


@pytest.mark.parametrize(("job", "niceness"), [
    ("speed", process_priority.NICENESS), ("lr", short_jobs.NICENESS["lr"])])
def test_a_speed_is_measured_behind_all_that_a_run_stands_behind(
        job: str, niceness: int, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(short_jobs, "step_back", told.append)
    monkeypatch.setattr(short_jobs, "start_logging", lambda *_: None)
    monkeypatch.setattr(short_jobs, "lines", lambda *_: iter(()))
    monkeypatch.setattr(sys, "stdin", io.StringIO(find_step("strategy-4").recipe.to_json()))
    assert short_jobs.main(job) == 0
    assert told == [niceness]
