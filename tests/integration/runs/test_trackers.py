"""TensorBoard and MLflow hear of a run while it trains, and whatever becomes of them the run is the
same in every bit.
"""

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from mnist_core.base.source import ROOT
from mnist_core.data.mnist import Dataset, Split
from mnist_core.runs.worker.worker import train_run
from mnist_core.trackers import live
from mnist_core.trackers.tracker import Tracker
from mnist_core.training.events import Batches, EpochDone, Event
from tests.integration.runs_lab import Lab, Result, assert_same_bits, open_lab, result_of
from tests.waiting import wait_until

# the quickest run with two epochs and a curve
QUICK = {"epochs": 2, "num_train": 640}


@pytest.fixture(scope="module")
def digits(dataset: Dataset) -> Dataset:
    return Dataset(Split(dataset.train.images[:1000], dataset.train.labels[:1000]),
                   Split(dataset.test.images[:100], dataset.test.labels[:100]), dataset.source)


@pytest.fixture(autouse=True)
def every_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Points as they come: the run is over within a second."""
    monkeypatch.setattr(live, "BATCH_SECONDS", 0.0)


def trained(lab: Lab, digits: Dataset,
            between: Callable[[Event], None] = lambda _: None) -> tuple[int, Result]:
    """``between`` is called after each event that the trackers heard."""
    run_id = lab.create(**QUICK)
    lease = lab.store.claim(run_id, "here")
    assert lease
    for event in train_run(lab.store, lab.settings, digits, lab.store.run(run_id), lease, list):
        between(event)
    return run_id, result_of(lab, run_id)


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, digits: Dataset) -> Result:
    """The run without trackers."""
    home = tmp_path / "alone"
    home.mkdir()
    lab = open_lab(home, monkeypatch)
    with closing(lab.store):
        return trained(lab, digits)[1]


@dataclass
class Server:
    """A tracking server as MLflow's client speaks to it, until it hangs for good."""

    num_logs_answered: int
    num_logs: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str) -> object:
        name = path.partition("?")[0].rpartition("2.0/mlflow/")[2]
        info = {"run_id": "a" * 32, "run_uuid": "a" * 32, "experiment_id": "1",
                "status": "RUNNING", "artifact_uri": "", "lifecycle_stage": "active"}
        if name == "runs/log-batch":
            self.num_logs += 1
            if self.num_logs > self.num_logs_answered:
                self.is_over.wait()
        return {"experiments/get-by-name": {"experiment": {
                    "experiment_id": "1", "name": "x", "lifecycle_stage": "active"}},
                "runs/create": {"run": {"info": info, "data": {}}}}.get(name, {})


@pytest.fixture(params=[0, 2], ids=["at its first word", "in the midst of the run"])
def hanging(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server = Server(request.param)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = json.dumps(server.answer(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    # or the run would be over before this process knows MLflow
    import_module("mnist_core.trackers.mlflow_runs")
    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://127.0.0.1:{listener.server_port}")
    yield server
    server.is_over.set()
    listener.shutdown()
    listener.server_close()


def test_both_hear_of_a_run_and_change_no_bit_of_it(
        alone: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, digits: Dataset) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    # a machine under load makes MLflow's tables in its own time
    monkeypatch.setattr(live, "LAST_SECONDS", 60.0)
    lab = open_lab(tmp_path, monkeypatch, MNIST_TRACKERS="tensorboard, mlflow")
    with closing(lab.store):
        run_id, result = trained(lab, digits)
    assert_same_bits(result, alone)
    accuracies = [epoch.test_accuracy for epoch in result.epochs]
    name = f"run-{run_id}-own-recipe"
    read = EventAccumulator(str(tmp_path / "tensorboard" / name)).Reload()
    points = read.Scalars("epoch/test_accuracy")
    assert [point.step for point in points] == [1, 2]
    assert [point.value for point in points] == pytest.approx(accuracies)
    losses = {point.step: point.value for point in read.Scalars("batch/loss")}
    assert losses and all(value == pytest.approx(result.curve.loss[step])
                          for step, value in losses.items())
    from mlflow import MlflowClient

    client = MlflowClient(tracking_uri=f"sqlite:///{tmp_path / 'mlflow.db'}")
    experiment = client.get_experiment_by_name("MNIST Drill-Down")
    assert experiment is not None
    run, = client.search_runs([experiment.experiment_id])
    assert (run.info.run_name, run.info.status) == (name, "FINISHED")
    assert run.data.params["rotation.degrees"] == "7.0"
    assert (run.data.tags["run"], run.data.tags["seed"]) == (str(run_id), "1")
    history = client.get_metric_history(run.info.run_id, "epoch/test_accuracy")
    assert [(point.step, point.value) for point in history] == list(enumerate(accuracies, start=1))


def test_a_server_that_hangs_costs_the_run_nothing_and_the_log_a_line(
        alone: Result, hanging: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        digits: Dataset, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(live, "LAST_SECONDS", 0.5)
    num_heard = 0

    def let_it_come_to_that(event: Event) -> None:
        nonlocal num_heard
        num_heard += isinstance(event, Batches | EpochDone)
        wait_until(lambda: hanging.num_logs >= min(num_heard, hanging.num_logs_answered + 1),
                   "the server was told")
    lab = open_lab(tmp_path, monkeypatch, MNIST_TRACKERS="mlflow")
    with closing(lab.store), caplog.at_level(logging.WARNING):
        _, result = trained(lab, digits, let_it_come_to_that)
    assert_same_bits(result, alone)
    assert hanging.num_logs == hanging.num_logs_answered + 1
    said = [record.message for record in caplog.records if "trains on" in record.message]
    assert said == ["mlflow gets no more of this run, which trains on: it does not answer"]


@pytest.mark.parametrize(("why", "sentence"), [
    (ImportError("No module named 'mlflow'"),
     "it is not installed here (pip install tensorboard mlflow-skinny)"),
    (OSError("http://anna:hush@host/x is down"), "OSError: http://…@host/x is down")])
def test_a_tracker_that_fails_is_given_up_with_a_line(
        why: Exception, sentence: str, caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> Tracker:
        raise why

    with caplog.at_level(logging.WARNING), live.follow({"mlflow": fails}, 12):
        deadline = time.monotonic() + 10
        while not caplog.records and time.monotonic() < deadline:
            time.sleep(0.01)
    assert [record.message for record in caplog.records] == [
        f"mlflow gets no more of this run, which trains on: {sentence}"]


def test_whoever_trains_never_waits_for_a_full_queue(
        monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(live, "QUEUE_POINTS", 4)
    monkeypatch.setattr(live, "LAST_SECONDS", 0.0)
    is_over = threading.Event()

    def never() -> Tracker:
        is_over.wait()
        raise OSError

    batch = Batches(0, (1.0,), (1.0,), (0.1,))
    with caplog.at_level(logging.WARNING), live.follow({"mlflow": never}, 12) as hear:
        for _ in range(10):
            hear(batch)
    is_over.set()
    assert [record.message.rpartition(": ")[2] for record in caplog.records] == ["it is too slow"]


def test_where_none_is_asked_for_none_is_imported() -> None:
    code = ("import sys; import mnist_core.runs.worker.worker as worker; "
            "from types import SimpleNamespace as Settings\n"
            "with worker.tracked(Settings(trackers=()), None) as hear: hear(None)\n"
            "print([name for name in ('tensorboard', 'mlflow', 'mnist_core.trackers') "
            "if name in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
