"""Runs in real worker processes: stopped, killed and resumed, they end in the same bits."""

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Generator, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
import torch
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from dashboard.routes.runs.feed import Feed
from dashboard.routes.runs.feed_message import Cursor
from mnist_core.base.machine.devices import DeviceState
from mnist_core.base.source import ROOT
from mnist_core.cli import app
from mnist_core.data.mnist import Dataset, Split
from mnist_core.runs.artifacts.artifacts import (
    BEST_WEIGHTS,
    CHECKPOINT,
    FIRST_CHECKPOINT,
    LAST_PREDICTIONS,
    PAUSED_PREDICTIONS,
    PREVIOUS_CHECKPOINT,
    WORKER_LOG,
)
from mnist_core.runs.artifacts.folder_artifacts import FolderArtifacts
from mnist_core.runs.artifacts.resumption import last_checkpoint
from mnist_core.runs.database.run import Run
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.own_runs.own_weights import trained_network
from mnist_core.runs.records.deleted import delete_run
from mnist_core.runs.records.paused_evaluation import paused_evaluator
from mnist_core.runs.records.store import Store
from mnist_core.runs.turns.queue_order import HeldRun, held_runs
from mnist_core.runs.worker.fenced_writes import LostRun
from mnist_core.runs.worker.journal import Journal
from mnist_core.runs.worker.recorder import Recorder
from mnist_core.runs.worker.worker import Signals, train_run
from mnist_core.training import engine
from mnist_core.training.checkpoint import from_bytes
from mnist_core.training.engine import train
from mnist_core.training.evaluate import evaluate
from mnist_core.training.events import (
    Batches,
    Checkpoint,
    EpochDone,
    Event,
    Finished,
    Measuring,
    Request,
    Started,
)
from tests.integration.runs_lab import (
    EPOCHS,
    NUM_BATCHES,
    Lab,
    Result,
    assert_same_bits,
    either_database,
    recipe_of,
    result_of,
)
from tests.waiting import wait_until

# -- worker processes -------------------------------------------------------------------------


def test_three_runs_at_once_are_recorded_whole_and_are_the_same_bits(undisturbed: Result) -> None:
    loss = undisturbed.curve.loss
    assert len(loss) == EPOCHS * NUM_BATCHES
    assert loss[-NUM_BATCHES:].mean() < loss[:NUM_BATCHES].mean() / 2
    assert [epoch.epoch for epoch in undisturbed.epochs] == list(range(1, EPOCHS + 1))


def test_a_run_is_paused_stepped_resumed_stopped_and_resumed_and_ends_in_the_same_bits(
        lab: Lab, undisturbed: Result) -> None:
    queue = lab.queue()
    queue.start()
    try:
        run_id = lab.create()
        lab.wait_for_position(run_id, 5)
        lab.store.ask(run_id, "pause")
        paused = lab.wait_for_state(run_id, "paused")
        assert paused.is_attached
        assert lab.moment(run_id).position == paused.position

        lab.store.ask(run_id, "step")
        wait_until(lambda: lab.moment(run_id).position == paused.position + 1, "one batch is over")
        lab.store.ask(run_id, "step")
        lab.store.ask(run_id, "step")
        wait_until(lambda: lab.moment(run_id).position == paused.position + 3, "two more are over")
        stepped = lab.wait_for_state(run_id, "paused")
        assert stepped.position == paused.position + 3
        look = lab.store.batch_look(stepped)
        assert look is not None
        assert look.position == paused.position + 2
        assert look.before.loss == pytest.approx(lab.store.curve(run_id).loss[-1], rel=1e-6)
        assert lab.store.batch_look(paused) is None, "it was not trained by itself"

        lab.store.ask(run_id, "resume")
        lab.wait_for_position(run_id, paused.position + 8)
        assert lab.state(run_id) == "running"
        lab.store.ask(run_id, "stop")
        stopped = lab.wait_for_state(run_id, "stopped")
        assert not stopped.is_attached
        assert lab.moment(run_id).position == stopped.position < stopped.total_batches

        assert lab.store.ask(run_id, "resume").state == "queued"
        lab.wait_for_state(run_id, "finished")
    finally:
        queue.stop()
    assert_same_bits(result_of(lab, run_id), undisturbed)


def test_a_server_that_ends_saves_its_run_and_the_next_server_goes_on(
        lab: Lab, undisturbed: Result) -> None:
    first = lab.queue()
    first.start()
    run_id = lab.create()
    lab.wait_for_position(run_id, 10)
    first.stop()
    interrupted = lab.store.run(run_id)
    assert interrupted.state == "interrupted"
    assert not interrupted.is_attached
    assert interrupted.error is None
    assert lab.moment(run_id).position == interrupted.position == len(
        lab.store.curve(run_id).loss)
    assert lab.workers(run_id) == []

    second = lab.queue()
    second.start()
    try:
        lab.store.ask(run_id, "resume")
        lab.wait_for_state(run_id, "finished")
    finally:
        second.stop()
    assert_same_bits(result_of(lab, run_id), undisturbed)


def test_with_one_slot_the_second_run_waits_until_the_first_has_failed(lab: Lab) -> None:
    queue = lab.queue()
    queue.start()
    try:
        diverging = lab.create(layers="conv5x5(8) relu conv5x5(8) relu flatten linear(10)",
                               optimiser={"kind": "sgd", "lr": 10, "weight_decay": 1})
        waiting = lab.create(epochs=1)
        lab.wait_for_state(diverging, "running")
        first_seen = None
        while (state := lab.state(diverging)) == "running":
            first_seen = first_seen or lab.state(waiting)
            time.sleep(0.02)
        assert first_seen == "queued"
        assert state == "failed"
        assert lab.store.run(diverging).error is not None
        assert str(lab.store.run(diverging).error).startswith(
            "The loss is no longer a number since epoch 1, batch ")
        lab.wait_for_state(waiting, "running")
        assert lab.wait_for_state(waiting, "finished").epochs_done == 1
    finally:
        queue.stop()
    log = lab.store.artifacts.read(diverging, WORKER_LOG)
    assert log is not None
    assert " ERROR worker[" in log.decode() and f"run={diverging} failed: The loss" in log.decode()
    assert b"Traceback" not in log, "nothing of ours broke"
    log = lab.store.artifacts.read(waiting, WORKER_LOG)
    assert log is not None
    assert f"run={waiting} trains on cpu from batch 0 on" in log.decode()
    assert f"run={waiting} epoch 1: test " in log.decode()


def test_a_queue_whose_database_is_away_says_so_once_and_goes_on(
        lab: Lab, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "mnist_core")
    monkeypatch.setattr("mnist_core.runs.queue.queue.BEAT_SECONDS", 0.05)
    tries = iter(range(4))

    def away_at_first(engine: Engine, some: Collection[int]) -> dict[int, HeldRun]:
        if next(tries, None) is not None:
            raise RuntimeError("the database is away")
        return held_runs(engine, some)
    monkeypatch.setattr("mnist_core.runs.queue.queue.held_runs", away_at_first)
    queue = lab.queue()
    queue.start()
    try:
        wait_until(lambda: "works again" in caplog.text, "the queue goes on")
    finally:
        queue.stop()
    first, *others = (record for record in caplog.records if record.name.endswith("queue.queue"))
    assert first.exc_info and "the database is away" in first.getMessage()
    assert [record.getMessage() for record in others] == [
        "the run queue works again; it failed 4 times"]


def test_a_run_stopped_and_deleted_at_once_does_not_end_the_queue(lab: Lab) -> None:
    queue = lab.queue()
    queue.start()
    deleted = lab.create()
    lab.wait_for_position(deleted, 1)
    lab.store.ask(deleted, "stop")
    lab.wait_for_state(deleted, "stopped")
    delete_run(lab.store, deleted)
    after = lab.create()
    assert after != deleted, "a link to the deleted run would show this one"
    lab.wait_for_state(after, "running")
    # it is still importing, and could not save or say anything
    queue.stop()
    assert lab.state(after) == "interrupted"
    assert not lab.store.run(after).is_attached
    assert not (lab.settings.home / "runs" / str(deleted)).exists()


def start_worker_alone(lab: Lab, run_id: int) -> subprocess.Popen[bytes]:
    lease = lab.store.claim(run_id, "alone")
    assert lease
    return subprocess.Popen([sys.executable, "-m", "mnist_core.runs.worker", str(run_id),
                             str(lease.number)], cwd=ROOT)


def test_a_worker_that_nobody_watches_is_missed_at_once_and_its_run_resumed(lab: Lab) -> None:
    run_id = lab.create()
    process = start_worker_alone(lab, run_id)
    lab.wait_for_position(run_id, 5)
    process.kill()
    process.wait()
    seen = lab.position(run_id)
    assert lab.state(run_id) == "interrupted"
    assert len(lab.store.curve(run_id).loss) == seen
    assert lab.store.num_running() == 0
    assert lab.store.ask(run_id, "resume").state == "queued"


def test_a_worker_whose_run_was_taken_writes_nothing_more_and_leaves(lab: Lab) -> None:
    run_id = lab.create()
    process = start_worker_alone(lab, run_id)
    lab.wait_for_position(run_id, 5)
    take(lab.store, run_id)
    lab.store.ask(run_id, "step")
    position, num_told = lab.position(run_id), len(lab.store.curve(run_id).loss)
    assert process.wait(30) == 0
    assert (lab.position(run_id), len(lab.store.curve(run_id).loss)) == (position, num_told)
    assert lab.state(run_id) == "running"
    assert Journal(lab.store, lab.store.run(run_id).lease).take_commands() == ["step"]


# -- the store --------------------------------------------------------------------------------


def take(store: Store, run_id: int) -> None:
    """Give a run to another worker behind the back of the one that has it."""
    with Session(store.engine) as session:
        session.execute(update(RunRow).where(RunRow.id == run_id).values(
            worker="another", lease=RunRow.lease + 1))
        session.commit()


def silence(store: Store, run_id: int) -> None:
    """As if its worker had not been heard of for an hour."""
    with Session(store.engine) as session:
        session.execute(update(RunRow).where(RunRow.id == run_id)
                        .values(heartbeat=RunRow.heartbeat - 3600))
        session.commit()


def held(lab: Lab, worker: str = "a") -> tuple[int, Journal]:
    """A run that a worker has begun."""
    run_id = lab.create()
    assert lab.store.claim(run_id, worker)
    journal = Journal(lab.store, lab.store.run(run_id).lease)
    journal.append(Started("cpu", "reference", 3000, NUM_BATCHES, 0, 0))
    return run_id, journal


def left(lab: Lab, state: str) -> int:
    run_id, journal = held(lab)
    journal.leave(state)
    return run_id


@either_database
def test_an_unknown_run_and_an_unknown_command_are_named(lab: Lab) -> None:
    with pytest.raises(ValueError, match=r"^There is no run 99; `python -m mnist_core runs` lists "
                                         r"them all\.$"):
        lab.store.ask(99, "pause")
    with pytest.raises(ValueError, match=r"^There is no run 99"):
        delete_run(lab.store, 99)
    with pytest.raises(ValueError, match=r"^unknown command `dance`; use pause, resume, step, "
                                         r"stop\.$"):
        lab.store.ask(lab.create(), "dance")


@either_database
@pytest.mark.parametrize(("state", "refused"), [
    ("finished", "pause resume step stop"), ("failed", "pause stop"), ("stopped", "pause stop"),
    ("interrupted", "pause"), ("paused", "pause")])
def test_a_command_that_makes_no_sense_is_refused_in_a_sentence(
        lab: Lab, state: str, refused: str) -> None:
    for verb in refused.split():
        run_id = left(lab, state)
        with pytest.raises(ValueError, match=rf"^Run {run_id} is {state}; it cannot {verb}\.$"):
            lab.store.ask(run_id, verb)
        assert lab.state(run_id) == state


@either_database
def test_a_queued_run_can_be_paused_or_stopped_and_is_then_not_started(lab: Lab) -> None:
    run_id = lab.create()
    for verb in ("resume", "step"):
        with pytest.raises(ValueError, match=rf"^Run {run_id} is queued; it cannot {verb}\.$"):
            lab.store.ask(run_id, verb)
    assert lab.store.ask(run_id, "pause").state == "paused"
    assert lab.store.next_queued() is None
    assert lab.store.ask(run_id, "resume").state == "queued"
    assert lab.store.ask(run_id, "stop").state == "stopped"
    assert not lab.store.claim(run_id, "a")


@either_database
@pytest.mark.parametrize("state", ["paused", "interrupted"])
def test_a_run_without_a_worker_is_stopped_by_a_word(lab: Lab, state: str) -> None:
    assert lab.store.ask(left(lab, state), "stop").state == "stopped"


@either_database
def test_what_was_asked_of_one_worker_never_reaches_the_next(lab: Lab) -> None:
    run_id, first = held(lab)
    lab.store.ask(run_id, "pause")
    first.leave("stopped")
    lab.store.ask(run_id, "step")
    assert lab.store.claim(run_id, "b")
    assert first.take_commands() == []
    assert Journal(lab.store, lab.store.run(run_id).lease).take_commands() == ["step"]


@either_database
def test_a_run_is_claimed_by_one_worker_only(lab: Lab) -> None:
    run_id = lab.create()
    assert lab.store.claim(run_id, "a")
    assert not lab.store.claim(run_id, "b")
    assert not lab.store.requeue(run_id), "a living worker has it"


@either_database
def test_a_worker_that_was_given_up_finds_its_run_lost_when_it_wakes(lab: Lab) -> None:
    for verb, state in (("stop", "stopped"), ("resume", "queued")):
        run_id, journal = held(lab)
        silence(lab.store, run_id)
        assert lab.state(run_id) == "interrupted"
        assert lab.store.ask(run_id, verb).state == state
        with pytest.raises(LostRun, match=rf"^Run {run_id} belongs to another worker now\.$"):
            journal.append(Batches(0, (1.0,), (10.0,), (0.1,)))
        assert lab.state(run_id) == state
        assert len(lab.store.curve(run_id).loss) == 0


@either_database
def test_a_name_is_kept_short(lab: Lab) -> None:
    assert len(lab.store.create(recipe_of(), name="x" * 1000).name) == 80


# -- under orders -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def digits(dataset: Dataset) -> Dataset:
    return Dataset(Split(dataset.train.images[:3000], dataset.train.labels[:3000]),
                   Split(dataset.test.images[:200], dataset.test.labels[:200]), dataset.source)


@dataclass
class Orders:
    """Commands that arrive one after the other, at the moments that a test chooses."""

    lab: Lab
    digits: Dataset
    patience_seconds: float = 60.0
    looks: bool = False

    def obeyed(self, *orders: str) -> tuple[Run, list[Event]]:
        """Train, giving one order (or several, with spaces) after each event."""
        run_id = self.lab.create(num_train=200, epochs=2)
        assert self.lab.store.claim(run_id, "a")
        journal = Journal(self.lab.store, self.lab.store.run(run_id).lease)
        coming = iter(orders)
        recipe = self.lab.store.run(run_id).recipe
        training = train(recipe, self.digits, torch.device("cpu"))
        look = (paused_evaluator(recipe, self.digits.test, torch.device("cpu"))
                if self.looks else None)
        recorder = Recorder(journal, training, lambda: next(coming, "").split(), look=look,
                            patience_seconds=self.patience_seconds)
        self.states: list[str] = []
        events: list[Event] = []
        for event in recorder.events():
            events.append(event)
            self.states.append(self.lab.state(run_id))
        return self.lab.store.run(run_id), events


@pytest.fixture
def orders(lab: Lab, digits: Dataset) -> Orders:
    return Orders(lab, digits)


def test_a_run_resumed_during_its_one_batch_is_shown_as_running(orders: Orders) -> None:
    run, _ = orders.obeyed("pause", "step", "resume")
    assert run.state == "finished"
    assert orders.states[:2] == ["running", "paused"]
    assert set(orders.states[2:]) == {"running", "finished"}


def test_the_last_word_counts(orders: Orders) -> None:
    assert orders.obeyed("stop resume")[0].state == "finished"
    assert orders.obeyed("pause stop")[0].state == "stopped"
    run, events = orders.obeyed("stop step", "stop")
    assert (run.state, run.position) == ("stopped", 1)
    assert sum(isinstance(event, Batches) for event in events) == 1


def test_a_pause_that_nobody_ends_gives_the_worker_free(orders: Orders) -> None:
    orders.patience_seconds = 0.05
    run, _ = orders.obeyed("step")
    assert (run.state, run.is_attached, run.position) == ("paused", False, 1)
    assert orders.lab.moment(run.id).position == 1


def test_a_paused_run_is_still_paused_when_its_machine_ends(orders: Orders) -> None:
    assert orders.obeyed("interrupt")[0].state == "interrupted"
    run, _ = orders.obeyed("pause", "interrupt")
    assert (run.state, run.is_attached) == ("paused", False)


def test_a_run_paused_in_its_first_epoch_has_read_the_test_digits(orders: Orders) -> None:
    orders.looks = True
    # while it pauses it is asked once a slice
    run, _ = orders.obeyed("step", *[""] * 5, "stop")
    assert (run.state, run.position, run.epochs_done) == ("stopped", 1, 0)
    paused = orders.lab.store.paused_evaluation(run)
    assert paused is not None
    assert paused.position == 1
    network = trained_network(orders.lab.store, run)
    test = orders.digits.test
    expected = evaluate(network, test.images, test.labels, run.recipe.normalisation)
    assert np.array_equal(paused.evaluation.labels, expected.labels)
    assert np.allclose(paused.evaluation.log_probabilities, expected.log_probabilities, atol=1e-5)


def test_a_run_paused_at_an_epochs_end_measures_it_and_stays_paused(orders: Orders) -> None:
    num_batches = orders.obeyed()[0].num_batches
    # once the last batch of the epoch is trained, the test digits are one slice
    run, events = orders.obeyed("pause", *["step"] * num_batches, "", "", "stop")
    assert (run.state, run.position, run.epochs_done) == ("stopped", num_batches, 1)
    assert set(orders.states[1:-1]) == {"paused"}
    assert isinstance(events[-1], EpochDone)
    assert orders.lab.moment(run.id).epochs_done == 1


def test_a_look_while_paused_changes_no_bit_and_is_old_after_the_epoch(orders: Orders) -> None:
    undisturbed, _ = orders.obeyed()
    before = orders.lab.moment(undisturbed.id)
    orders.looks = True
    run, _ = orders.obeyed("", *["step", *[""] * 5] * 5, "resume")
    assert run.state == "finished"
    after = orders.lab.moment(run.id)
    assert all(torch.equal(value, after.model[name]) for name, value in before.model.items())
    assert np.array_equal(orders.lab.store.curve(run.id).loss,
                          orders.lab.store.curve(undisturbed.id).loss)
    assert orders.lab.store.artifacts.version(run.id, PAUSED_PREDICTIONS) is not None
    assert orders.lab.store.paused_evaluation(run) is None


def test_a_slow_batch_does_not_look_like_a_death(lab: Lab) -> None:
    run_id = lab.create()
    assert lab.store.claim(run_id, "a")

    def heartbeat() -> float:
        with Session(lab.store.engine) as session:
            return session.scalars(select(RunRow.heartbeat).where(RunRow.id == run_id)).one() or 0

    def slow() -> Generator[Event, Request | None, None]:
        yield Started("cpu", "reference", 3000, NUM_BATCHES, 0, 0)
        yield Checkpoint(0, b"bytes")
        before = heartbeat()
        wait_until(lambda: heartbeat() > before + 1, "the worker was heard", 5)
        yield Finished(5.0)
    list(Recorder(Journal(lab.store, lab.store.run(run_id).lease), slow(), list).events())
    assert lab.state(run_id) == "finished"


@either_database
def test_a_lost_run_keeps_the_files_of_its_new_worker(lab: Lab, digits: Dataset) -> None:
    run_id, first = held(lab)
    training = train(recipe_of(num_train=10), digits, torch.device("cpu"))
    epoch = next(event for event in training if isinstance(event, EpochDone))
    for name in (LAST_PREDICTIONS, BEST_WEIGHTS, CHECKPOINT):
        lab.store.artifacts.write(run_id, name, b"of the new worker")
    take(lab.store, run_id)
    with pytest.raises(LostRun):
        first.append(epoch)
    for name in (LAST_PREDICTIONS, BEST_WEIGHTS, CHECKPOINT):
        assert lab.store.artifacts.read(run_id, name) == b"of the new worker"


# -- resuming ---------------------------------------------------------------------------------


@pytest.fixture
def signals() -> Iterator[Signals]:
    """Signals as a worker hears them; afterwards they are this process's again."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield Signals("interrupt")
    for number, handler in before.items():
        signal.signal(number, handler)


def train_here(lab: Lab, run_id: int, data: Dataset, signals: Signals) -> list[Event]:
    """What a worker process does once it has imported everything."""
    lab.store.requeue(run_id)
    lease = lab.store.claim(run_id, "here")
    assert lease
    return list(train_run(lab.store, lab.settings, data, lab.store.run(run_id), lease,
                          signals.wishes))


@pytest.mark.parametrize(("order", "state", "epochs_done"), [
    ("pause", "paused", 1), ("stop", "stopped", 0), ("interrupt", "interrupted", 0)])
def test_a_run_obeys_in_the_midst_of_measuring_and_goes_on_with_the_same_bits(
        orders: Orders, signals: Signals, monkeypatch: pytest.MonkeyPatch, order: str,
        state: str, epochs_done: int) -> None:
    monkeypatch.setattr(engine, "REPORT_SECONDS", 0.0)
    monkeypatch.setattr(orders, "patience_seconds", 0.05)
    calm, undisturbed = orders.obeyed()
    kinds = [type(event) for event in undisturbed]
    num_heard = kinds.index(Measuring) + 1
    run, told = orders.obeyed(*[""] * (num_heard - 1), order)
    # only a paused run has the time to measure to the end, and to keep that
    assert [type(event) for event in told] == kinds[:num_heard + epochs_done]
    assert (run.state, run.position, run.epochs_done) == (state, run.num_batches, epochs_done)
    train_here(orders.lab, run.id, orders.digits, signals)
    assert_same_bits(result_of(orders.lab, run.id), result_of(orders.lab, calm.id))


def test_a_gpu_lost_in_mid_run_leaves_a_run_that_goes_on(
        lab: Lab, digits: Dataset, signals: Signals, monkeypatch: pytest.MonkeyPatch) -> None:
    undisturbed, lost = lab.create(epochs=2), lab.create(epochs=2)
    train_here(lab, undisturbed, digits, signals)

    def losing(*given: Any, **named: Any) -> Generator[Event, Any, None]:
        training = train(*given, **named)
        request = yield next(training)
        while True:
            event = training.send(request)
            request = yield event
            # not the first one, of before the first batch
            if isinstance(event, Checkpoint) and event.position:
                raise RuntimeError("CUDA error: an illegal memory access was encountered")
    with monkeypatch.context() as broken:
        broken.setattr("mnist_core.runs.worker.worker.train", losing)
        with pytest.raises(OSError, match="The GPU failed"):
            train_here(lab, lost, digits, signals)
    run = lab.store.run(lost)
    assert (run.state, run.epochs_done) == ("interrupted", 1)
    assert run.error and "does not answer as it should" in run.error and "Resume" in run.error
    train_here(lab, lost, digits, signals)
    assert_same_bits(result_of(lab, lost), result_of(lab, undisturbed))


def test_a_run_says_why_the_cpu_trained_it(lab: Lab, digits: Dataset, signals: Signals,
                                           monkeypatch: pytest.MonkeyPatch) -> None:
    run_id = lab.create(epochs=1, device="auto")
    state = DeviceState("cpu", problem="The NVIDIA driver is too old: update the driver.")
    with monkeypatch.context() as old_driver:
        old_driver.setattr("mnist_core.runs.worker.worker.device_state", lambda *_: state)
        train_here(lab, run_id, digits, signals)
    run = lab.store.run(run_id)
    assert (run.device, run.state) == ("cpu", "finished")
    assert run.device_note == f"The CPU trains: {state.problem}"
    _, message = Feed(lab.store, run).message(Cursor())
    assert message["device_note"] == run.device_note
    assert f"Run {run_id}: The CPU trains" in CliRunner().invoke(app, ["runs"]).stderr


def test_a_damaged_checkpoint_gives_way_to_the_one_before(
        lab: Lab, digits: Dataset, signals: Signals, caplog: pytest.LogCaptureFixture) -> None:
    undisturbed, damaged = lab.create(epochs=3), lab.create(epochs=3)
    train_here(lab, undisturbed, digits, signals)
    train_here(lab, damaged, digits, signals)
    put_back(lab.store, damaged)
    data = lab.store.artifacts.read(damaged, CHECKPOINT)
    assert data is not None
    lab.store.artifacts.write(damaged, CHECKPOINT, data[:-7])

    events = train_here(lab, damaged, digits, signals)
    assert isinstance(events[0], Started)
    assert events[0].position == 2 * NUM_BATCHES
    assert f"Run {damaged}: checkpoint.pt cannot be used" in caplog.text
    assert_same_bits(result_of(lab, damaged), result_of(lab, undisturbed))


@either_database
def test_without_a_good_checkpoint_a_run_keeps_what_it_recorded_and_says_so(
        lab: Lab, digits: Dataset, signals: Signals) -> None:
    run_id = lab.create(epochs=2)
    train_here(lab, run_id, digits, signals)
    before = result_of(lab, run_id)
    put_back(lab.store, run_id)
    for name in (CHECKPOINT, PREVIOUS_CHECKPOINT):
        lab.store.artifacts.write(run_id, name, b"nothing")
    refused = (rf"^Run {run_id} cannot go on here\. The checkpoint is damaged: .* Put .*:"
               rf"{lab.settings.home}/runs/{run_id} back from a backup\. What it recorded stays")
    for verb in ("resume", "step"):
        with pytest.raises(ValueError, match=refused):
            lab.store.ask(run_id, verb)
    assert lab.state(run_id) == "interrupted"
    # nor does a worker that has it in spite of that
    force(lab.store, run_id, "queued")
    lease = lab.store.claim(run_id, "here")
    assert lease
    with pytest.raises(ValueError, match=refused):
        list(train_run(lab.store, lab.settings, digits, lab.store.run(run_id), lease,
                       signals.wishes))
    assert lab.state(run_id) == "failed"
    force(lab.store, run_id, "finished")
    after = lab.store.curve(run_id)
    assert np.array_equal(after.loss, before.curve.loss)
    assert len(lab.store.epochs(run_id)) == 2


@either_database
def test_a_run_of_another_machine_is_neither_taken_nor_resumed_here(
        lab: Lab, digits: Dataset, signals: Signals, tmp_path_factory: pytest.TempPathFactory
        ) -> None:
    run_id = lab.create(epochs=2)
    train_here(lab, run_id, digits, signals)
    put_back(lab.store, run_id)
    before = lab.store.curve(run_id)
    elsewhere = replace(lab, store=Store(lab.store.engine, FolderArtifacts(
        tmp_path_factory.mktemp("elsewhere") / "runs")))
    with pytest.raises(ValueError, match=rf"^Run {run_id} cannot go on here\. The files of run "
                       rf"{run_id} are where it was trained, in \S+:{lab.settings.home}/runs/"
                       rf"{run_id}: copy that folder to \S+/elsewhere\d+/runs/{run_id}\. What"):
        elsewhere.store.ask(run_id, "resume")
    with pytest.raises(ValueError, match="are where it was trained"):
        trained_network(elsewhere.store, elsewhere.store.run(run_id))
    assert lab.store.ask(run_id, "resume").state == "queued"
    assert elsewhere.store.next_queued() is None
    new = lab.create()
    assert elsewhere.store.next_queued() == new
    assert lab.store.next_queued() == run_id
    assert np.array_equal(lab.store.curve(run_id).loss, before.loss)
    # a folder that somebody copied is as good as the one that it was copied from
    elsewhere.store.artifacts.write(run_id, CHECKPOINT, b"copied")
    assert elsewhere.store.next_queued() == run_id


def test_a_run_killed_in_its_first_seconds_goes_on_from_its_beginning(
        lab: Lab, digits: Dataset) -> None:
    run_id = lab.create(epochs=1, num_train=200)
    assert lab.store.claim(run_id, "a")
    journal = Journal(lab.store, lab.store.run(run_id).lease)
    training = train(lab.store.run(run_id).recipe, digits, torch.device("cpu"))
    events = Recorder(journal, training, list).events()
    next(event for event in events if isinstance(event, Batches))
    assert trained_moments(lab, run_id) == ()
    data = last_checkpoint(lab.store.artifacts, lab.store.run(run_id))
    assert data is not None and from_bytes(data).position == 0
    list(events)
    # a later one has taken its place
    assert lab.store.artifacts.version(run_id, FIRST_CHECKPOINT) is None
    data = last_checkpoint(lab.store.artifacts, lab.store.run(run_id))
    assert data is not None and from_bytes(data).position > 0


def trained_moments(lab: Lab, run_id: int) -> tuple[str, ...]:
    return OwnRun(lab.store, lab.store.run(run_id)).moments


def force(store: Store, run_id: int, state: str) -> None:
    """Put a run into another state, with nobody asked."""
    with Session(store.engine) as session:
        session.execute(update(RunRow).where(RunRow.id == run_id)
                        .values(state=state, worker=None))
        session.commit()


def put_back(store: Store, run_id: int) -> None:
    """As if the worker had died before it could say that it was finished."""
    force(store, run_id, "interrupted")


def test_a_run_does_not_go_on_with_other_digits(
        lab: Lab, digits: Dataset, signals: Signals) -> None:
    run_id = lab.create(epochs=1)
    train_here(lab, run_id, digits, signals)
    put_back(lab.store, run_id)
    other = replace(digits, source=replace(digits.source, description="Other digits 1 + 1"))
    with pytest.raises(ValueError, match=r"but here is Other digits 1 \+ 1: it can only go on "
                                         r"with the same digits\.$"):
        train_here(lab, run_id, other, signals)
    assert lab.state(run_id) == "failed"


def test_a_run_is_resumed_with_as_many_threads_as_it_began_with(
        lab: Lab, digits: Dataset, signals: Signals) -> None:
    run = lab.store.create(recipe_of(epochs=1, num_train=100))
    assert run.threads is None
    train_here(lab, run.id, digits, signals)
    assert lab.store.run(run.id).threads == torch.get_num_threads()
