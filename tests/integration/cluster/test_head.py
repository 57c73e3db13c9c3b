"""The head of a Ray cluster dies, and comes back with its nodes."""

from collections.abc import Iterator

import pytest

from tests.integration.cluster.conftest import SHORT, ClusterLab, open_cluster_lab
from tests.integration.runs_lab import Result, assert_same_bits, result_of
from tests.servers.postgres import Postgres
from tests.waiting import wait_until


@pytest.fixture
def own_cluster(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory,
                ) -> Iterator[ClusterLab]:
    with open_cluster_lab(tmp_path_factory.mktemp("head"), postgres) as opened:
        yield opened


@pytest.mark.slow
def test_what_trains_while_the_head_dies_is_trained_exactly_once(
        own_cluster: ClusterLab, trained_here: Result) -> None:
    lab, cluster = own_cluster.lab, own_cluster.cluster
    queue = own_cluster.serve()
    short, long = lab.create(**SHORT), lab.create(epochs=12)
    waiting = lab.create(**SHORT)
    lab.wait_for_position(long, 60)
    cluster.head.kill_gcs()
    wait_until(lambda: "does not answer" in queue.last_error, "the queue says so", 120)
    assert queue.is_alive
    # nothing of the old cluster is left once its nodes have noticed
    wait_until(lambda: all(node.is_gone() for node in cluster.nodes.values()),
               "its nodes have noticed", 120)
    assert lab.store.run(waiting).state in ("queued", "finished")
    cluster.start_again()
    for run in (short, long, waiting):
        own_cluster.wait_until_finished(run)
    for run in (short, waiting):
        # the curve has no gap and no overlap
        assert_same_bits(trained_here, result_of(lab, run))
    assert result_of(lab, long).curve.end == 12 * 188
