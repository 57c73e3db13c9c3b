"""Runs on a real Ray cluster: what they come to whatever dies, and that none is trained twice."""

import os
import signal

import pytest

from mnist_core.runs.artifacts.artifacts import WORKER_LOG
from mnist_core.runs.queue.queue import RunQueue
from tests.integration.cluster.conftest import NODES, SHORT, ClusterLab, says
from tests.integration.runs_lab import Result, assert_same_bits, result_of
from tests.servers.s3_server import S3Server
from tests.waiting import wait_until


def test_a_run_on_a_node_is_paused_stepped_and_killed_and_has_the_bits_of_any_other(
        cluster_lab: ClusterLab, trained_here: Result) -> None:
    lab = cluster_lab.lab
    cluster_lab.serve()
    run = lab.create(**SHORT)
    lab.wait_for_position(run, 60)
    lab.store.ask(run, "pause")
    paused = lab.wait_for_state(run, "paused")
    assert paused.is_attached and paused.node in cluster_lab.cluster.nodes
    lab.store.ask(run, "step")
    lab.wait_for_position(run, paused.position + 1)
    lab.store.ask(run, "resume")
    lab.wait_for_position(run, 250)
    worker, = cluster_lab.node_of(run).workers(run)
    os.kill(worker.pid, signal.SIGKILL)
    # nobody asks for it
    finished = cluster_lab.wait_until_finished(run)
    assert finished.lease.number == 2
    assert_same_bits(trained_here, result_of(lab, run))
    assert b"epoch 1" in (lab.store.artifacts.read(run, WORKER_LOG) or b"")


@pytest.mark.slow
def test_another_server_finds_what_trains_and_starts_nothing_twice(
        cluster_lab: ClusterLab) -> None:
    lab = cluster_lab.lab
    cluster_lab.stop_server()
    with cluster_lab.another_server() as process:
        run = lab.create(epochs=100)
        lab.wait_for_position(run, 60)
        process.kill()
    assert lab.store.run(run).is_attached, "it trains on without a server"
    cluster_lab.serve()
    others = [lab.create(num_train=320, epochs=1) for _ in range(2)]
    for other in others:
        lab.wait_for_state(other, "finished")
    # there was one slot for both of them: the other one still has what trained before
    assert len({lab.store.run(other).node for other in others}) == 1
    before = lab.store.run(run)
    assert before.state == "running" and before.lease.number == 1
    lab.store.ask(run, "stop")
    lab.wait_for_state(run, "stopped")


def test_a_run_whose_node_dies_goes_on_on_another_and_says_so(
        cluster_lab: ClusterLab, trained_here: Result) -> None:
    lab = cluster_lab.lab
    cluster_lab.serve()
    run = lab.create(**SHORT)
    lab.wait_for_position(run, 250)
    name, node = lab.store.run(run).node, cluster_lab.node_of(run)
    assert name
    workers = node.workers(run)
    node.kill_raylet()
    moved = cluster_lab.wait_until_finished(run)
    assert moved.moved_from == name and moved.node not in (None, "", name)
    assert moved.device_note == f"It moved from {name} to {moved.node}."
    assert_same_bits(trained_here, result_of(lab, run))
    # the run may be over elsewhere before a machine as busy as this one has ended them
    wait_until(lambda: not any(worker.is_running() for worker in workers), "no orphans", 30)
    wait_until(node.is_gone, "nothing of the node is left", 30)
    node.remove()
    del cluster_lab.cluster.nodes[name]
    # a machine that comes back is found, and has a slot
    cluster_lab.cluster.add(name)
    cluster_lab.serve()


@pytest.mark.slow
def test_a_server_with_other_cores_starts_nothing_on_slots_of_the_server_before(
        cluster_lab: ClusterLab) -> None:
    lab = cluster_lab.lab
    cluster_lab.serve()
    trains = lab.create(epochs=100)
    lab.wait_for_position(trains, 60)
    cluster_lab.stop_server()
    waits = lab.create(num_train=320, epochs=1)
    queue = RunQueue(lab.store, lab.settings.model_copy(update={"run_cores": 2}))
    queue.start()
    try:
        # one slot of two was let go, the other one has what trains
        wait_until(lambda: queue.num_slots == 1, "the idle slot is let go", 60)
        cluster_lab.cluster.add("wide", num_cpus=2)
        lab.wait_for_state(waits, "finished", 120)
        assert lab.store.run(waits).node == "wide"
        before = lab.store.run(trains)
        assert before.state == "running" and before.lease.number == 1, "it trains on"
        lab.store.ask(trains, "stop")
        lab.wait_for_state(trains, "stopped")
        # its slot was not made for this server either
        wait_until(lambda: queue.num_slots == 1, "it is let go, too", 60)
    finally:
        queue.stop()
        cluster_lab.cluster.nodes.pop("wide").remove()


def test_what_keeps_a_cluster_from_training_is_one_sentence_and_runs_wait(
        cluster_lab: ClusterLab) -> None:
    lab = cluster_lab.lab
    cluster_lab.serve()
    cluster_lab.stop_server()
    run = lab.create()
    says(lab, "No machine of the Ray cluster has 64 cores for a run; the largest has 1. Set "
         "MNIST_RUN_CORES to that, or add a larger machine. Runs wait in the queue.", run_cores=64)
    assert lab.store.run(run).lease.number == 0
    says(lab, "No Ray cluster answers at ray://127.0.0.1:9 (Connection refused): start its head, "
         "or correct MNIST_LAUNCHER. Runs wait in the queue.", launcher="ray://127.0.0.1:9")
    assert lab.store.run(run).state == "queued"
    lab.store.ask(run, "stop")


@pytest.mark.slow
def test_a_machine_with_a_wrong_key_to_the_artifact_store_takes_no_runs(
        cluster_lab: ClusterLab, s3: S3Server, bucket: str) -> None:
    lab, cluster = cluster_lab.lab, cluster_lab.cluster
    queue = cluster_lab.serve()
    cluster.add("wrong", MNIST_ARTIFACTS_URL=s3.url(bucket, secret="wrong"))
    try:
        wait_until(lambda: queue.last_error == (
            f"The machine wrong cannot take runs: the artifact store s3://{bucket} refuses the key "
            "that was given (SignatureDoesNotMatch): set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY to those of this bucket."), "it is told", 60)
        run = lab.create(num_train=320, epochs=1)
        lab.wait_for_state(run, "finished", 120)
        assert lab.store.run(run).node in NODES
    finally:
        cluster.nodes.pop("wrong").remove()


@pytest.mark.slow
@pytest.mark.parametrize("way", ["ray", "ray://"])
def test_a_wrong_token_and_another_database_are_told(
        cluster_lab: ClusterLab, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = cluster_lab.lab
    cluster_lab.stop_server()
    launcher = "ray" if way == "ray" else cluster_lab.cluster.address
    says(lab, "has another database than this server: start its part of Ray with the same "
         "MNIST_DATABASE_URL.", launcher=launcher, database_url="postgresql+psycopg://host/other")
    monkeypatch.setenv("RAY_AUTH_TOKEN", "0" * 32)
    says(lab, "does not let this server in: both need the same RAY_AUTH_MODE and RAY_AUTH_TOKEN.",
         launcher=launcher)
