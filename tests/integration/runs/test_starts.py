"""A worker that cannot be started, while nothing can be written either, costs no run its turn."""

from collections.abc import Collection

import pytest
from sqlalchemy.exc import OperationalError

from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.worker.journal import Journal
from tests.integration.runs_lab import Lab
from tests.servers.forked_workers import ForkedHandle, ForkedWorkers


class FullDisk(ForkedWorkers):
    """Starts no worker the first time."""

    num_tries = 0

    def start(self, lease: Lease, paused: Collection[int] = ()) -> ForkedHandle:
        self.num_tries += 1
        if self.num_tries == 1:
            raise OSError(28, "No space left on device")
        return super().start(lease, paused)


def test_a_run_whose_worker_and_whose_last_word_failed_starts_later(
        lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    leave = Journal.leave
    failed: list[str] = []

    def full(self: Journal, state: str, error: str | None = None) -> None:
        if not failed:
            failed.append(state)
            raise OperationalError("UPDATE runs", {}, Exception("database or disk is full"))
        leave(self, state, error)

    monkeypatch.setattr(Journal, "leave", full)
    launcher = FullDisk(lab.store.artifacts, 1)
    run = lab.create(num_train=320, epochs=1)
    queue = lab.queue(launcher=launcher)
    queue.start()
    try:
        lab.wait_for_state(run, "finished")
    finally:
        queue.stop()
    assert failed == ["interrupted"] and launcher.num_tries == 2
