"""Two workers never write one run, and no more runs train than there are slots."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import psutil
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from mnist_core.base.source import ROOT
from mnist_core.runs.artifacts.artifacts import CHECKPOINT
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.queue.queue import RunQueue
from mnist_core.runs.records.store import open_store
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.events import Checkpoint, Started
from tests.integration.runs_lab import Lab, either_database, take_next
from tests.waiting import wait_until

LONG = {"epochs": 100}

# a worker that is frozen at the worst of moments: its new checkpoint lies there, without its name
FREEZES = """
import os, signal, sys
from mnist_core.training.events import Checkpoint
from mnist_core.runs.worker.journal import Journal
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.records.store import open_store
from mnist_core.base.settings import read_settings

journal = Journal(open_store(read_settings()), Lease(1, 1))
journal.hold(str(this_process()))
rename = os.replace

def replace(source, target):
    if str(target).endswith("checkpoint.pt"):
        os.kill(os.getpid(), signal.SIGSTOP)
    rename(source, target)

os.replace = replace
journal.append(Checkpoint(5, b"late"))
"""
SERVER = """
import time
from mnist_core.runs.queue.queue import RunQueue
from mnist_core.runs.records.store import open_store
from mnist_core.base.settings import read_settings
settings = read_settings()
RunQueue(open_store(settings), settings).start()
time.sleep(600)
"""


@contextmanager
def serving(lab: Lab, **settings: object) -> Iterator[RunQueue]:
    queue = RunQueue(lab.store, lab.settings.model_copy(update=settings))
    queue.start()
    try:
        yield queue
    finally:
        queue.stop()


def silence(lab: Lab, run_id: int) -> None:
    """As if its worker had not been heard of for an hour."""
    with Session(lab.store.engine) as session:
        session.execute(update(RunRow).where(RunRow.id == run_id)
                        .values(heartbeat=RunRow.heartbeat - 3600))
        session.commit()


def states(lab: Lab, *run_ids: int) -> list[str]:
    return [lab.state(run_id) for run_id in run_ids]


def stays(what: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not what():
            return False
        time.sleep(0.02)
    return True


@either_database
def test_a_worker_frozen_before_it_renames_a_checkpoint_leaves_its_successors_alone(
        lab: Lab) -> None:
    run_id = lab.create()
    assert lab.store.claim(run_id, str(this_process()))
    first = Journal(lab.store, lab.store.run(run_id).lease)
    first.append(Started("cpu", "reference", 3000, 188, 0, 0))
    first.append(Checkpoint(3, b"early"))
    frozen = subprocess.Popen([sys.executable, "-c", FREEZES], cwd=ROOT, stderr=subprocess.PIPE)
    worker = psutil.Process(frozen.pid)
    wait_until(lambda: worker.status() == psutil.STATUS_STOPPED, "it is frozen")
    assert lab.state(run_id) == "running"
    silence(lab, run_id)
    assert lab.state(run_id) == "interrupted"
    # as a resume does, which would want a checkpoint that can be read
    with Session(lab.store.engine) as session:
        session.execute(update(RunRow).where(RunRow.id == run_id).values(state="queued",
                                                                        worker=None))
        session.commit()
    lease = lab.store.claim(run_id, str(this_process()))
    assert lease and lease.number == 2
    lab.store.artifacts.adopt(run_id, lease.number)
    assert lab.store.artifacts.read(run_id, CHECKPOINT) == b"early"
    Journal(lab.store, lease).append(Checkpoint(4, b"of the successor"))
    frozen.send_signal(signal.SIGCONT)
    _, said = frozen.communicate(timeout=60)
    assert b"belongs to another worker now" in said
    assert lab.store.artifacts.read(run_id, CHECKPOINT) == b"of the successor"


def test_a_run_that_is_resumed_waits_at_the_head_of_the_queue_and_goes_on_where_it_was(
        lab: Lab) -> None:
    with serving(lab):
        paused, second, third = (lab.create(**LONG) for _ in range(3))
        lab.wait_for_position(paused, 1)
        lab.store.ask(paused, "pause")
        lab.wait_for_state(paused, "paused")
        process, = lab.workers(paused)
        lab.wait_for_position(second, 1)
        assert lab.store.ask(paused, "resume").state == "queued"
        assert lab.store.queued() == [paused, third]
        position = lab.position(paused)
        assert stays(lambda: states(lab, paused, second) == ["queued", "running"], 1)
        # out of the queue and into it again
        assert lab.store.ask(paused, "pause").state == "paused"
        assert lab.store.queued() == [third]
        assert lab.store.ask(paused, "resume").state == "queued"
        assert lab.position(paused) == position
        lab.store.ask(second, "stop")
        lab.wait_for_position(paused, position + 1)
        assert states(lab, paused, third) == ["running", "queued"]
        assert lab.workers(paused) == [process], "its worker had waited for it"
        lab.store.ask(third, "stop")
        lab.store.ask(paused, "stop")
        lab.wait_for_state(paused, "stopped")


@pytest.mark.slow
def test_a_paused_worker_that_dies_while_its_run_waits_does_not_swallow_the_resume(
        lab: Lab) -> None:
    with serving(lab):
        paused, second = lab.create(**LONG), lab.create(**LONG)
        lab.wait_for_position(paused, 1)
        lab.store.ask(paused, "pause")
        lab.wait_for_state(paused, "paused")
        lab.wait_for_position(second, 1)
        lab.store.ask(paused, "resume")
        lab.workers(paused)[0].kill()
        assert stays(lambda: states(lab, paused, second) == ["queued", "running"], 1)
        position = lab.position(paused)
        lab.store.ask(second, "stop")
        lab.wait_for_position(paused, position + 1)


@either_database
def test_two_servers_train_as_many_as_both_have_slots_and_no_more_than_all_may(lab: Lab) -> None:
    runs = [lab.create(**LONG) for _ in range(3)]
    with serving(lab) as one, serving(lab) as other:
        assert one is not other
        wait_until(lambda: lab.store.num_running() == 2, "both train")
        assert stays(lambda: states(lab, *runs) == ["running", "running", "queued"], 1)
    for run_id in runs[:2]:
        assert lab.store.ask(run_id, "resume").state == "queued"
    with serving(lab, slots=2, max_running=1), serving(lab, max_running=1):
        wait_until(lambda: lab.store.num_running() == 1, "one trains")
        assert stays(lambda: lab.store.num_running() == 1, 2)


@either_database
def test_however_many_servers_ask_at_one_moment_no_more_runs_are_taken_than_may_train(
        lab: Lab) -> None:
    for _ in range(12):
        lab.create()
    stores = [open_store(lab.settings) for _ in range(8)]
    at_once, taken = threading.Barrier(len(stores)), []

    def take(number: int) -> None:
        at_once.wait()
        for _ in range(4):
            turn = take_next(stores[number], max_running=3)
            if turn:
                taken.append(turn.lease)
    threads = [threading.Thread(target=take, args=(number,)) for number in range(len(stores))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert sorted(lease.run_id for lease in taken) == [1, 2, 3]
    assert lab.store.num_running() == 3


@pytest.mark.slow
def test_a_silent_child_holds_its_slot_and_is_ended_once_its_run_was_taken(
        lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mnist_core.runs.queue.queue.GOODBYE_SECONDS", 0.5)
    with serving(lab):
        run_id = lab.create(**LONG)
        lab.wait_for_position(run_id, 1)
        worker, = lab.workers(run_id)
        silence(lab, run_id)
        assert lab.state(run_id) == "running", "its process lives"
        worker.suspend()
        wait_until(lambda: worker.status() == psutil.STATUS_STOPPED, "it is frozen")
        silence(lab, run_id)
        wait_until(lambda: lab.state(run_id) == "interrupted", "nobody hears of it")
        waiting = lab.create(**LONG)
        assert stays(lambda: lab.state(waiting) == "queued", 1)
        position = lab.position(run_id)
        lab.store.ask(run_id, "resume")
        wait_until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE,
                   "it was ended")
        lab.wait_for_position(run_id, position + 1)
        assert lab.state(waiting) == "queued"


@pytest.mark.slow
def test_the_worker_of_a_server_that_was_killed_holds_a_slot_of_the_next_one(lab: Lab) -> None:
    run_id, waiting = lab.create(**LONG), lab.create(**LONG)
    server = subprocess.Popen([sys.executable, "-c", SERVER], cwd=ROOT)
    lab.wait_for_position(run_id, 1)
    worker = next(child for child in psutil.Process(server.pid).children())
    server.kill()
    server.wait()
    try:
        with serving(lab):
            assert stays(lambda: states(lab, run_id, waiting) == ["running", "queued"], 1)
            # paused, it is resumed by the queue of the new server
            lab.store.ask(run_id, "pause")
            lab.wait_for_state(run_id, "paused")
            lab.store.ask(waiting, "stop")
            position = lab.position(run_id)
            lab.store.ask(run_id, "resume")
            lab.wait_for_position(run_id, position + 1)
            os.kill(worker.pid, signal.SIGKILL)
            wait_until(lambda: lab.state(run_id) == "interrupted", "its death is seen")
    finally:
        if worker.is_running():
            worker.kill()


@either_database
def test_what_was_asked_of_a_worker_that_died_before_it_heard_is_done(lab: Lab) -> None:
    elsewhere = str(replace(this_process(), namespace="another container"))
    for verb, state in (("pause resume", "queued"), ("stop", "stopped"), ("step", "queued"),
                        ("pause", "interrupted")):
        run_id = lab.create()
        assert lab.store.claim(run_id, elsewhere)
        for word in verb.split():
            assert lab.store.ask(run_id, word).state == "running", "nobody knows yet"
        lab.store.settle_unheard()
        assert lab.state(run_id) == "running"
        silence(lab, run_id)
        lab.store.settle_unheard()
        assert lab.state(run_id) == state, verb
        lab.store.settle_unheard()
        assert lab.state(run_id) == state, "it is done once"
