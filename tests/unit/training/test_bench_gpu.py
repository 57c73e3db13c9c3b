"""What a part of the GPU bench found is kept, however the part ends."""

import sys

import pytest

from bench import gpu, gpu_parts
from bench.gpu import Part, not_measured, report, run_part

pytestmark = pytest.mark.long

TELL = "import json, time; print(json.dumps(['epoch', '0.2 s']), flush=True); "


def test_every_part_has_a_bound_and_all_of_them_a_common_one() -> None:
    assert gpu.PARTS.keys() == gpu_parts.PARTS.keys()
    assert gpu.ALL_SECONDS <= 480


@pytest.mark.parametrize(("code", "seconds", "problem"), [
    ("pass", 30, ""), ("time.sleep(60)", 3, "ended after its 3 s"),
    ("raise RuntimeError('the card is lost')", 30, "RuntimeError: the card is lost")])
def test_what_was_told_is_kept(monkeypatch: pytest.MonkeyPatch, code: str, seconds: float,
                               problem: str) -> None:
    monkeypatch.setattr(gpu, "PROGRAM", (sys.executable, "-c", TELL + code))
    part = run_part("steps", seconds, rehearse=False)
    assert part.figures == [("epoch", "0.2 s")]
    assert problem in part.problem and bool(part.problem) == bool(problem)


def test_the_report_says_what_is_not_whole_and_what_the_goals_are() -> None:
    text = report([Part("fifteen_epochs", [("median", "2.7 s")]),
                   Part("kill", [], problem="no time was left")], "NVIDIA H100", rehearse=False)
    assert "| fifteen epochs | median | 2.7 s |" in text
    assert "| kill | not whole | no time was left |" in text
    assert "at most 3 s" in text and "40 times" in text
    assert not_measured("There was no GPU.").startswith("Not measured: There was no GPU.")
