"""Shared by the tests of real runs: an empty lab, and what a run comes to when nobody disturbs it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.runs_lab import Lab, Result, assert_same_bits, open_lab, result_of
from tests.waiting import wait_until


@pytest.fixture
def lab(request: pytest.FixtureRequest, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    """With SQLite, or with the database that ``either_database`` names."""
    environment = {}
    if getattr(request, "param", "sqlite") == "postgresql":
        environment["MNIST_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    lab = open_lab(tmp_path, monkeypatch, **environment)
    yield lab
    lab.store.engine.dispose()


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The recipe trained three times at once, beside people who ask and look all the time."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        lab = open_lab(tmp_path_factory.mktemp("undisturbed"), monkeypatch, MNIST_SLOTS="3")
        queue = lab.queue()
        queue.start()
        runs = [lab.create() for _ in range(3)]

        def are_finished() -> bool:
            # writes that compete with those of the three workers and of the queue
            lab.store.rename(runs[0], "busy")
            return all(lab.store.run(run_id).state == "finished" for run_id in runs)
        try:
            wait_until(are_finished, "three runs at once are finished", 120)
        finally:
            queue.stop()
    first, *others = (result_of(lab, run_id) for run_id in runs)
    for other in others:
        assert_same_bits(first, other)
    return first
