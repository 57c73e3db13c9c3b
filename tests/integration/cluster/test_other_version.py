"""A Ray cluster of another version than the server's: it is told, and runs wait."""

import os
import platform
from collections.abc import Iterator
from pathlib import Path

import pytest
import ray

from mnist_core.base.source import ROOT
from tests.integration.cluster.conftest import says
from tests.integration.runs_lab import Lab
from tests.servers.other_ray import VERSION, make_other_ray
from tests.servers.ray_cluster import RayCluster, ray_cluster


@pytest.fixture
def other_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RayCluster]:
    folder = make_other_ray(tmp_path / "other")
    with ray_cluster(PYTHONPATH=os.pathsep.join(map(str, (folder, ROOT)))) as cluster:
        for variable, value in cluster.variables.items():
            monkeypatch.setenv(variable, value)
        yield cluster


@pytest.mark.slow
def test_another_version_of_ray_is_told_and_runs_wait(lab: Lab, other_cluster: RayCluster) -> None:
    run = lab.create()
    for launcher, shown in (("ray", other_cluster.variables["RAY_ADDRESS"]),
                            (other_cluster.address, other_cluster.address)):
        says(lab, f"The Ray cluster at {shown} has Ray {VERSION} on Python "
             f"{platform.python_version()}, and this server Ray {ray.__version__} on Python "
             f"{platform.python_version()}: install the same on both.", launcher=launcher)
    assert lab.store.run(run).state == "queued"
