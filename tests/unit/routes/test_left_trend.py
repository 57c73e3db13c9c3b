"""What is said beside the time left when it does not just count down."""

from dataclasses import replace
from pathlib import Path

from dashboard.routes.runs.left_trend import LeftTrend
from mnist_core.base.settings import Settings
from mnist_core.ladders import find_step
from mnist_core.runs.database.run import Run
from mnist_core.runs.records.store import open_store


def test_a_reason_stands_beside_a_figure_that_moves_and_not_after_a_pause(tmp_path: Path) -> None:
    store = open_store(Settings(home=tmp_path, _env_file=None))
    made = store.create(find_step("strategy-4").recipe, step_id="strategy-4", worker="test")
    store.close()
    trend = LeftTrend()

    def at(now: float, left: float | None, run: Run = made) -> str:
        trend.note(replace(run, state="running" if left is not None else "paused",
                           seconds_left=left), now)
        return trend.words

    assert [at(0, 100), at(10, 90), at(20, 81)] == ["", "", ""]
    assert at(30, 95) == "slower than before"
    assert at(200, 30) == ""
    assert at(210, 8) == "faster than before"
    assert at(220, None) == ""
    assert at(500, 8) == ""
