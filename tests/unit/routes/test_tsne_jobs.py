"""One t-SNE at a time: whoever comes second waits, unless the first has gone away."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from dashboard.admission.busy import Busy
from dashboard.routes.trained import tsne_jobs
from dashboard.routes.trained.tsne_jobs import TsneJobs

pytestmark = pytest.mark.long

VALUES = np.random.default_rng(1).normal(size=(60, 4)).astype(np.float32)


@pytest.fixture
def jobs() -> Iterator[TsneJobs]:
    jobs = TsneJobs()
    yield jobs
    if jobs._job:
        jobs._job.stop()


def test_a_plane_is_asked_for_until_it_is_there_and_then_kept(jobs: TsneJobs) -> None:
    end = time.monotonic() + 240
    while isinstance(found := jobs.plane("one", VALUES), float):
        assert 0 <= found <= 1 and time.monotonic() < end
        time.sleep(0.1)
    assert found.shape == (60, 2)
    assert jobs.plane("one", VALUES) is found


def test_a_second_one_is_told_to_wait(jobs: TsneJobs) -> None:
    assert jobs.plane("one", VALUES) == 0
    with pytest.raises(Busy, match="yours can start after it"):
        jobs.plane("two", VALUES)


def test_what_nobody_asks_about_gives_way(jobs: TsneJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.plane("one", VALUES)
    first = jobs._job
    monkeypatch.setattr(tsne_jobs, "ABANDONED_SECONDS", 0)
    assert jobs.plane("two", VALUES) == 0
    assert first and not first.is_alive
