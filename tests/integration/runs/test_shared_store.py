"""Two homes, one PostgreSQL, one bucket: what one trains, the other reads and goes on with."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import torch

from mnist_core.base.settings import Settings, read_settings
from mnist_core.data.mnist import load
from mnist_core.runs.artifacts.shared_mnist import share_mnist, shared_mnist
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.queue.queue import RunQueue
from mnist_core.runs.records.store import open_store
from mnist_core.runs.turns.taking_turns import take_turns
from mnist_core.runs.worker.process import start_worker
from tests.integration.runs_lab import (
    NUM_BATCHES,
    Lab,
    Result,
    assert_same_bits,
    open_lab,
    result_of,
)
from tests.servers.cut_upload import CutUpload
from tests.servers.queue_server import queue_server
from tests.servers.s3_server import S3Server
from tests.waiting import wait_until


@pytest.fixture(params=["s3", pytest.param("folder", marks=pytest.mark.slow)])
def artifacts_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a bucket, or of a folder that both homes share."""
    if request.param == "s3":
        s3: S3Server = request.getfixturevalue("s3")
        return s3.url(request.getfixturevalue("bucket"), prefix="lab")
    (tmp_path / "shared").mkdir()
    return (tmp_path / "shared").as_uri()


@pytest.fixture
def environments(tmp_path: Path, postgres_url: str, artifacts_url: str) -> list[dict[str, str]]:
    """Of two homes; the second one has no copy of MNIST."""
    return [{"MNIST_HOME": str(tmp_path / name), "MNIST_DATABASE_URL": postgres_url,
             "MNIST_ARTIFACTS_URL": artifacts_url, "MNIST_DEVICE": "cpu", "MNIST_SLOTS": "1",
             "MNIST_DATA_DIR": str(folder or "")}
            for name, folder in (("a", read_settings().data_dir), ("b", None))]


@pytest.fixture
def labs(environments: list[dict[str, str]]) -> Iterator[list[Lab]]:
    with ExitStack() as stack:
        labs = []
        for environment in environments:
            with pytest.MonkeyPatch.context() as monkeypatch:
                for name, value in environment.items():
                    monkeypatch.setenv(name, value)
                settings = read_settings()
            labs.append(Lab(settings, open_store(settings)))
            stack.callback(labs[-1].store.close)
        yield labs


def test_a_killed_run_goes_on_from_another_home_in_the_same_bits(
        labs: list[Lab], environments: list[dict[str, str]], undisturbed: Result) -> None:
    first, second = labs
    share_mnist(first.settings)
    with queue_server(**environments[0]):
        run = first.create()
        wait_until(lambda: first.store.run(run).epochs_done and
                   first.position(run) > NUM_BATCHES + 20, "it is past its first checkpoint", 120)
        worker, = first.workers(run)
        os.kill(worker.pid, signal.SIGKILL)
        first.wait_for_state(run, "interrupted", 60)
    assert second.store.run(run).position > NUM_BATCHES
    assert OwnRun(second.store, second.store.run(run)).moments == ("best", "last")

    with queue_server(**environments[1]):
        second.store.ask(run, "resume")
        second.wait_for_state(run, "finished", 120)
    results = [result_of(lab, run) for lab in labs]
    for result in results:
        assert_same_bits(undisturbed, result)
    networks = [OwnRun(lab.store, lab.store.run(run)).network().state_dict() for lab in labs]
    assert all(torch.equal(value, networks[1][name]) for name, value in networks[0].items())
    assert {first.store.artifacts.place(run), second.store.artifacts.place(run)} == {
        first.store.run(run).kept_at}
    assert not (second.settings.home / "runs").exists(), "nothing lies in a home"


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [3, 60])
def test_an_outage_of_the_bucket_neither_ends_a_run_nor_changes_its_bits(
        s3: S3Server, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        undisturbed: Result, seconds: float) -> None:
    line = CutUpload(s3.port)
    lab = open_lab(tmp_path, monkeypatch, MNIST_ARTIFACTS_URL=s3.url(bucket, port=line.port))
    queue = lab.queue()
    queue.start()
    run = lab.create()
    lab.wait_for_position(run, 60)
    line.go_down()
    # the next checkpoint waits for it
    wait_until(lambda: lab.position(run) >= NUM_BATCHES, "an epoch is trained", 60)
    time.sleep(seconds)
    line.is_down = False
    lab.wait_for_state(run, "finished", 120)
    queue.stop()
    assert lab.store.run(run).generation == 1
    assert_same_bits(undisturbed, result_of(lab, run))
    lab.store.close()
    line.close()


def test_runs_wait_while_the_artifact_store_is_away_or_refuses(
        s3: S3Server, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = CutUpload(s3.port)
    lab = open_lab(tmp_path, monkeypatch, MNIST_ARTIFACTS_URL=s3.url(bucket, port=line.port))
    wrong = lab.settings.model_copy(update={"artifacts_url": s3.url(bucket, secret="wrong")})
    run = lab.create(num_train=320, epochs=1)
    refused, queue = RunQueue(lab.store, wrong), RunQueue(lab.store, lab.settings)
    refused.start()
    wait_until(lambda: "refuses the key" in refused.last_error, "the wrong key is told", 60)
    refused.stop()
    line.go_down()
    queue.start()
    wait_until(lambda: "cannot be reached" in queue.last_error, "the outage is told", 60)
    assert lab.store.run(run).lease.number == 0
    line.is_down = False
    lab.wait_for_state(run, "finished", 180)
    assert queue.last_error == ""
    queue.stop()
    lab.store.close()
    line.close()


@pytest.mark.parametrize("is_on_cluster", [False, True])
def test_a_run_that_breaks_off_where_it_is_goes_on_by_itself_on_a_cluster_alone(
        s3: S3Server, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        is_on_cluster: bool) -> None:
    lab = open_lab(tmp_path, monkeypatch, MNIST_ARTIFACTS_URL=s3.url(bucket))
    run = lab.create(num_train=320, epochs=1)
    monkeypatch.setenv("MNIST_ARTIFACTS_URL", s3.url(bucket, secret="wrong"))
    turn, = take_turns(lab.store.engine, str(this_process()), (), lab.store.can_train, 1,
                       on_cluster=is_on_cluster)
    with (tmp_path / "said").open("wb") as said:
        assert start_worker(said, turn.lease, 1).wait(60) == 1
    ended = lab.store.run(run)
    if is_on_cluster:
        assert (ended.state, ended.error, ended.lease.number) == ("queued", None, 1)
    else:
        assert ended.state == "interrupted" and "refuses the key" in (ended.error or "")
    lab.store.close()


def test_a_machine_without_mnist_takes_it_from_the_others_checked(
        artifacts_url: str, tmp_path: Path) -> None:
    data_dir = read_settings().data_dir
    if data_dir is None:
        pytest.skip("needs the real files: set MNIST_DATA_DIR")
    has, lacks = (Settings(home=tmp_path / name, data_dir=folder, artifacts_url=artifacts_url)
                  for name, folder in (("a", data_dir), ("b", None)))
    shared = shared_mnist(lacks)
    assert shared
    assert load(lacks, shared=shared).source.is_sample
    share_mnist(has)
    name = min(shared.names())
    content = shared.read(name)
    assert content
    shared.write(name, content[:-5000])
    assert load(lacks, shared=shared).source.is_sample, "what is damaged is not taken"
    shared.write(name, content)
    share_mnist(has)
    data = load(lacks, shared=shared)
    assert (data.source.kind, data.source.folder) == ("home", lacks.home / "mnist")
    assert torch.equal(data.train.images, load(has).train.images)
