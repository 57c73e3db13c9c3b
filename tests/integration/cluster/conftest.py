"""A real Ray cluster for these tests: a head and two nodes of one slot each, with a PostgreSQL.

All use one lab, so that its nodes need not be started anew; each test has runs of its own.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from subprocess import Popen

import pytest

from mnist_core.base.settings import Settings, read_settings
from mnist_core.runs.database.run import Run
from mnist_core.runs.queue.queue import RunQueue
from mnist_core.runs.records.store import open_store
from tests.integration.runs_lab import Lab, Result, open_lab, result_of
from tests.servers.postgres import Postgres
from tests.servers.queue_server import queue_server
from tests.servers.ray_cluster import Node, RayCluster, ray_cluster
from tests.waiting import wait_until

NODES = ("a", "b")
SHORT = {"epochs": 2}


class ClusterLab:
    """A lab whose runs are trained on a cluster, and its server's queue."""

    def __init__(self, lab: Lab, cluster: RayCluster, environment: dict[str, str]) -> None:
        self.lab, self.cluster, self.environment = lab, cluster, environment
        self._queue: RunQueue | None = None

    def serve(self) -> RunQueue:
        """The queue of a server that runs, with all slots ready."""
        if self._queue is None:
            self._queue = RunQueue(self.lab.store, self.lab.settings)
            self._queue.start()
        queue, num = self._queue, len(self.cluster.nodes)
        wait_until(lambda: queue.num_slots == num, f"there are {num} slots", 90)
        return queue

    def stop_server(self) -> None:
        if self._queue:
            self._queue.stop()
            self._queue = None

    def another_server(self) -> AbstractContextManager[Popen[bytes]]:
        """The queue of a server that is a process of its own; it ends with the block."""
        return queue_server(**self.environment, MNIST_LAUNCHER="ray", MNIST_RUN_CORES="1")

    def wait_until_finished(self, run_id: int) -> Run:
        """Though it may read "interrupted" in between, until the queue takes it up."""
        def is_finished() -> Run | None:
            run = self.lab.store.run(run_id)
            assert run.state != "failed" and not run.error, run.error
            return run if run.state == "finished" else None
        return wait_until(is_finished, f"run {run_id} is finished", 120)

    def node_of(self, run_id: int) -> Node:
        name = self.lab.store.run(run_id).node
        assert name
        return self.cluster.nodes[name]


def says(lab: Lab, words: str, **settings: object) -> None:
    """A server with these settings says that this keeps it from training."""
    queue = RunQueue(lab.store, lab.settings.model_copy(update=settings))
    queue.start()
    try:
        wait_until(lambda: queue.last_error.endswith(words), f"it says: {words}", 120)
    finally:
        queue.stop()


@contextmanager
def open_cluster_lab(home: Path, postgres: Postgres) -> Iterator[ClusterLab]:
    name = postgres.create_database()
    data_dir = read_settings().data_dir
    settings = Settings(_env_file=None, home=home, data_dir=data_dir, device="cpu", run_cores=1,
                        database_url=postgres.url(name), launcher="ray")
    environment = {"MNIST_HOME": str(home), "MNIST_DEVICE": "cpu",
                   "MNIST_DATABASE_URL": settings.database_url,
                   **({"MNIST_DATA_DIR": str(data_dir)} if data_dir else {})}
    with ray_cluster(**environment) as cluster, pytest.MonkeyPatch.context() as monkeypatch:
        for node in NODES:
            cluster.add(node)
        for variable, value in cluster.variables.items():
            monkeypatch.setenv(variable, value)
        opened = ClusterLab(Lab(settings, open_store(settings)), cluster, environment)
        yield opened
        opened.stop_server()
        opened.lab.store.close()
    postgres.drop_database(name)


@pytest.fixture(scope="session")
def trained_here(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What a short run comes to that the local launcher trains."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        lab = open_lab(tmp_path_factory.mktemp("here"), monkeypatch)
        queue = lab.queue_of_processes()
        queue.start()
        try:
            run = lab.create(**SHORT)
            lab.wait_for_state(run, "finished", 180)
            return result_of(lab, run)
        finally:
            queue.stop()
            lab.store.close()


@pytest.fixture(scope="session")
def cluster_lab(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory,
                ) -> Iterator[ClusterLab]:
    with open_cluster_lab(tmp_path_factory.mktemp("cluster"), postgres) as opened:
        yield opened
