"""What Ray says becomes one sentence, and how many runs a cluster has room for."""

import platform

import pytest
import ray
from ray._private.utils import check_version_info

from mnist_core.runs.queue.cluster.messages import Wanted
from mnist_core.runs.queue.cluster.ray_words import no_room, not_hosted, refused
from mnist_core.runs.queue.cluster.room import room_of

NO_MODULE = """The actor died because of an error raised in its creation task, ray::SlotHost()
RuntimeError: The actor with name SlotHost failed to import on the worker.
ModuleNotFoundError: No module named 'mnist_core'
"""


def wanted(*, cores: int = 2, share: float = 0.25, gpu: bool = True,
           most: int | None = None) -> Wanted:
    return Wanted("ray", "server", "lab", cores, share, gpu, most)


def test_another_version_is_named() -> None:
    with pytest.raises(RuntimeError) as mismatch:
        check_version_info({"ray_version": "2.10.0", "python_version": "3.10.1"}, "Ray Client")
    assert refused("ray://head:10001", mismatch.value) == (
        "The Ray cluster at ray://head:10001 has Ray 2.10.0 on Python 3.10.1, and this server Ray "
        f"{ray.__version__} on Python {platform.python_version()}: install the same on both.")


def test_a_wrong_token_and_a_machine_without_the_lab_are_told() -> None:
    assert "RAY_AUTH_TOKEN" in refused("ray://head:10001", ConnectionError(
        "ray client connection timeout"))
    assert not_hosted(RuntimeError(NO_MODULE)) == (
        "A machine of the Ray cluster cannot load the lab (it has no mnist_core): install there "
        "what this server has.")
    assert not_hosted(RuntimeError("first\nlast words.")) == (
        "A machine of the Ray cluster cannot start workers (last words).")


@pytest.mark.parametrize(("machines", "words"), [
    ([], "no machine that trains yet"), ([{"node:head": 1.0}], "start one beside its head"),
    ([{"CPU": 0.0}, {"CPU": 2.0}], "has 4 cores for a run; the largest has 2")])
def test_a_cluster_without_room_says_what_to_do(machines: list[dict[str, float]],
                                                words: str) -> None:
    said = no_room([{"Resources": machine} for machine in machines], cores=4)
    assert words in said and said.endswith("Runs wait in the queue.")


def test_cores_are_not_added_up_over_machines() -> None:
    assert room_of([{"CPU": 3.0}, {"CPU": 5.0}, {}], wanted()) == {"gpu": 0, "cpu": 3}


def test_runs_share_a_gpu_and_the_cores_that_are_left_train_too() -> None:
    machine = {"CPU": 16.0, "GPU": 1.0}
    assert room_of([machine], wanted()) == {"gpu": 4, "cpu": 4}
    assert room_of([machine], wanted(share=0.3)) == {"gpu": 3, "cpu": 5}
    assert room_of([machine], wanted(share=0.1, cores=1)) == {"gpu": 10, "cpu": 6}
    assert room_of([machine], wanted(gpu=False)) == {"gpu": 0, "cpu": 8}
    assert room_of([machine], wanted(most=5)) == {"gpu": 4, "cpu": 1}
