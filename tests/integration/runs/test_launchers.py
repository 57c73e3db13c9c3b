"""What every launcher promises, and that a queue trains with any: here, and through an agent.

Beside them the second store of artifacts, with a whole run in it.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import psutil
import pytest

from mnist_core.runs.artifacts.artifacts import WORKER_LOG
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.queue.launcher import Ending, Handle, Launcher
from mnist_core.runs.queue.local_launcher import LocalLauncher
from mnist_core.runs.records.store import open_store
from tests import sqlite_artifacts
from tests.integration.runs_lab import Lab, Result, assert_same_bits, result_of
from tests.servers.worker_agent import AgentLauncher, agent
from tests.waiting import wait_until

SHORT = {"num_train": 320, "epochs": 1}


@pytest.fixture(params=["local", "agent"])
def launcher(request: pytest.FixtureRequest, lab: Lab) -> Iterator[Launcher]:
    with ExitStack() as stack:
        if request.param == "local":
            yield LocalLauncher(lab.store.artifacts, threads=1)
        else:
            _, port = stack.enter_context(agent())
            yield AgentLauncher(port)


def claimed(lab: Lab, run_id: int) -> Lease:
    lease = lab.store.claim(run_id, str(this_process()))
    assert lease
    return lease


def ending_of(handle: Handle) -> Ending:
    return wait_until(handle.poll, "it has ended", 90)


@pytest.mark.slow
def test_a_worker_trains_its_run_and_ends_well(lab: Lab, launcher: Launcher) -> None:
    run = lab.create(**SHORT)
    handle = launcher.start(claimed(lab, run))
    assert handle.poll() is None and handle.name
    assert ending_of(handle).is_good
    assert lab.state(run) == "finished"
    assert b"epoch 1" in (lab.store.artifacts.read(run, WORKER_LOG) or b"")


@pytest.mark.slow
def test_a_stopped_worker_saves_and_leaves(lab: Lab, launcher: Launcher) -> None:
    run = lab.create()
    handle = launcher.start(claimed(lab, run))
    lab.wait_for_position(run, 20)
    handle.stop()
    assert ending_of(handle).is_good
    left = lab.store.run(run)
    assert (left.state, left.is_attached) == ("interrupted", False)
    assert lab.moment(run).position == left.position


def test_a_killed_worker_is_gone_and_its_ending_says_so(lab: Lab, launcher: Launcher) -> None:
    run = lab.create()
    handle = launcher.start(claimed(lab, run))
    lab.wait_for_position(run, 20)
    worker, = lab.workers(run)
    handle.kill()
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE
    assert handle.poll() == Ending("was killed (signal 9)", is_good=False)
    handle.stop()
    assert lab.state(run) == "interrupted"


@pytest.mark.slow
def test_a_run_that_an_agent_trained_has_the_bits_of_any_other(
        lab: Lab, undisturbed: Result) -> None:
    with agent() as (_, port):
        train_disturbed(lab, AgentLauncher(port), undisturbed)


@pytest.mark.slow
def test_so_has_one_whose_files_lie_in_another_store(lab: Lab, undisturbed: Result) -> None:
    artifacts = sqlite_artifacts.sqlite_artifacts(lab.settings)
    other = replace(lab, store=open_store(lab.settings, artifacts))
    with agent() as (_, port):
        run = train_disturbed(other, AgentLauncher(port, sqlite_artifacts.__name__), undisturbed)
    assert other.store.run(run).kept_at == artifacts.place(run)
    assert set(lab.store.artifacts.names(run)) <= {WORKER_LOG}, "none is in the home's folders"
    other.store.close()


def train_disturbed(lab: Lab, launcher: Launcher, undisturbed: Result) -> int:
    """Pause a run, let it go on, kill its worker, let it go on; its number."""
    queue = lab.queue(launcher=launcher)
    queue.start()
    run = lab.create()
    lab.wait_for_position(run, 60)
    lab.store.ask(run, "pause")
    lab.wait_for_state(run, "paused")
    lab.store.ask(run, "resume")
    lab.wait_for_position(run, 250)
    worker, = lab.workers(run)
    os.kill(worker.pid, signal.SIGKILL)
    interrupted = lab.wait_for_state(run, "interrupted")
    assert interrupted.error is None or "signal 9" in interrupted.error
    lab.store.ask(run, "resume")
    lab.wait_for_state(run, "finished")
    queue.stop()
    assert_same_bits(undisturbed, result_of(lab, run))
    return run


@pytest.mark.slow
def test_a_run_whose_agent_is_out_of_reach_can_go_on_elsewhere(
        lab: Lab, undisturbed: Result) -> None:
    run = lab.create()
    with agent() as (process, port):
        lost = lab.queue(launcher=AgentLauncher(port))
        lost.start()
        lab.wait_for_position(run, 60)
        worker, = lab.workers(run)
        process.kill()
        process.wait()
        worker.kill()
        # nobody beats for it any more, so that its death is seen
        lab.wait_for_state(run, "interrupted", 30)
        lab.store.ask(run, "resume")
        # the lost worker is given up, and the next one cannot be started, in one sentence
        wait_until(lambda: "could not be started" in (lab.store.run(run).error or ""),
                   "the run says so", 60)
        assert lost.is_alive
        lost.stop()
    queue = lab.queue()
    queue.start()
    lab.store.ask(run, "resume")
    lab.wait_for_state(run, "finished")
    queue.stop()
    assert_same_bits(undisturbed, result_of(lab, run))
