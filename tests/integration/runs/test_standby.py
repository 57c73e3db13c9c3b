"""A worker that waits for a run trains it as any other would, and never outlives its server."""

import subprocess
import sys

import psutil
import pytest

from mnist_core.base.source import ROOT
from mnist_core.runs.artifacts.artifacts import WORKER_LOG
from mnist_core.runs.worker.process import WORKER
from tests.integration.runs_lab import Lab, Result, assert_same_bits, result_of
from tests.waiting import wait_until

SERVER = """
import time
from mnist_core.runs.queue.standby_worker import StandbyWorker
standby = StandbyWorker(threads=1)
standby.prepare()
print(standby._process.pid, flush=True)
time.sleep(600)
"""


def waiting(seconds: float = 60) -> psutil.Process:
    """The one worker that has no run yet."""
    def find() -> psutil.Process | None:
        return next((child for child in psutil.Process().children()
                     if child.status() != psutil.STATUS_ZOMBIE
                     and child.cmdline()[-1] == WORKER), None)
    return wait_until(find, "a worker is on standby", seconds)


def test_a_run_by_a_standby_has_the_bits_of_any_other(lab: Lab, undisturbed: Result) -> None:
    queue = lab.queue_of_processes(standby=True)
    queue.start()
    process = waiting()
    run = lab.create()
    wait_until(lambda: lab.position(run) > 0, "it trains")
    assert [worker.pid for worker in lab.workers(run)] == [process.pid]
    lab.wait_for_state(run, "finished")
    assert_same_bits(undisturbed, result_of(lab, run))
    # the slot is free again, so the next one gets ready
    assert waiting() != process
    queue.stop()
    assert not [child for child in psutil.Process().children() if WORKER in child.cmdline()]


@pytest.mark.slow
def test_a_run_does_without_a_standby_that_died(lab: Lab) -> None:
    queue = lab.queue_of_processes(standby=True)
    queue.start()
    waiting().kill()
    run = lab.create()
    lab.wait_for_state(run, "finished")
    queue.stop()


def test_what_a_standby_says_of_its_run_is_in_the_log_of_the_run(lab: Lab) -> None:
    queue = lab.queue_of_processes(standby=True)
    queue.start()
    waiting()
    run = lab.create(layers="gap bn conv1x1(10) flatten", num_train=17)
    wait_until(lambda: lab.state(run) == "failed", "it fails")
    wait_until(lambda: b"a batch of a single digit" in (
        lab.store.artifacts.read(run, WORKER_LOG) or b""), "the log says why")
    queue.stop()


def test_a_standby_goes_when_its_server_is_killed() -> None:
    server = subprocess.Popen([sys.executable, "-c", SERVER], cwd=ROOT, stdout=subprocess.PIPE,
                              text=True)
    assert server.stdout
    standby = psutil.Process(int(server.stdout.readline()))
    assert standby.is_running()
    server.kill()
    server.communicate()
    wait_until(lambda: not standby.is_running(), "it is gone")
