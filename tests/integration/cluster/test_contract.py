"""What every launcher promises (``test_launchers``), of the one that has Ray place its workers."""

from collections.abc import Iterator

import pytest

from mnist_core.runs.queue.cluster.ray_launcher import RayLauncher, open_ray_launcher
from tests.integration.cluster.conftest import NODES, ClusterLab

# these are the contract
from tests.integration.runs.test_launchers import (  # noqa: F401
    test_a_killed_worker_is_gone_and_its_ending_says_so,
    test_a_stopped_worker_saves_and_leaves,
    test_a_worker_trains_its_run_and_ends_well,
)
from tests.integration.runs_lab import Lab
from tests.waiting import wait_until

# a minute each on two cores; ``test_ray`` has the queue train over the same launcher
pytestmark = pytest.mark.slow

@pytest.fixture
def lab(cluster_lab: ClusterLab) -> Lab:
    return cluster_lab.lab


@pytest.fixture
def launcher(cluster_lab: ClusterLab) -> Iterator[RayLauncher]:
    cluster_lab.stop_server()
    # as from a machine that is none of the cluster's
    settings = cluster_lab.lab.settings.model_copy(
        update={"launcher": cluster_lab.cluster.address})
    launcher = open_ray_launcher(cluster_lab.lab.store, settings)
    wait_until(lambda: launcher.num_slots == len(NODES), "all slots are ready", 90)
    yield launcher
    launcher.close()
