"""The HTTP contract of the real server, with real workers behind it."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
import torch

from mnist_core.base.settings import Settings
from mnist_core.base.source import ROOT
from mnist_core.ladders import STEPS
from mnist_core.runs.records.store import open_store
from mnist_core.runs.worker.process import WORKER
from tests.servers.serving import dashboard, process_of
from tests.waiting import wait_until

# no test may fetch anything: whatever tries finds nobody here
NO_INTERNET = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9",
               "no_proxy": "localhost,127.0.0.1"}
ENVIRONMENT = {**NO_INTERNET, "MNIST_DEVICE": "cpu", "MNIST_SLOTS": "1", "MNIST_DATABASE_URL": ""}
RUN_KEYS = {"id", "step", "against_step", "state", "seed", "created", "epochs_done",
            "best_test_accuracy"}
RECIPE = {
    "layers": "conv3x3(8,s2) relu bn drop(.1) maxpool2 conv3x3(12) relu bn gap conv1x1(10) flatten",
    "num_train": 3000, "batch_size": 16, "epochs": 2, "seed": 3, "rotation": {"degrees": 7},
    "optimiser": {"kind": "sgd", "lr": 0.05},
}
BATCHES = 2 * 188
END_SECONDS = 15.0
SILENT = "The worker fell silent. Resume goes on from the last checkpoint."
NOTICE_SECONDS = 10.0

Message = dict[str, Any]
Messages = Iterator[tuple[str, Message]]


@dataclass(frozen=True)
class Server:
    """A dashboard, and how a program talks to it."""

    url: str
    home: Path
    client: httpx.Client = field(repr=False)

    def get(self, path: str) -> Any:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: object = None, expected: int = 200) -> Any:
        answer = self.client.post(path, json={} if body is None else body)
        assert answer.status_code == expected, answer.text
        assert "Traceback" not in answer.text
        return answer.json()

    def state(self, run_id: int) -> str:
        return str(self.get(f"/api/runs/{run_id}")["state"])

    def position(self, run_id: int) -> int:
        return int(self.get(f"/api/runs/{run_id}")["position"])

    @property
    def process(self) -> psutil.Process:
        return process_of(self.url)

    def worker(self, run_id: int) -> psutil.Process:
        """The process that trains a run."""
        def find() -> psutil.Process | None:
            return next((child for child in self.process.children()
                         if child.status() != psutil.STATUS_ZOMBIE
                         and f"{WORKER} {run_id} " in " ".join(child.cmdline())), None)
        return wait_until(find, f"run {run_id} has a worker")

    @contextmanager
    def stream(self, run_id: int, last: str | None = None) -> Iterator[Messages]:
        """The messages of a run with their ids, as a browser's EventSource hears them."""
        headers = {} if last is None else {"Last-Event-ID": last}
        with self.client.stream("GET", f"/api/runs/{run_id}/events", headers=headers) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["x-accel-buffering"] == "no"
            yield events(answer.iter_lines())


def events(lines: Iterator[str]) -> Messages:
    number = ""
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "id":
            number = value
        elif name == "data":
            yield number, json.loads(value)


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    with (dashboard(home, port=None, is_forked=False, **ENVIRONMENT) as url,
          httpx.Client(base_url=url, timeout=30, trust_env=False) as client):
        yield Server(url, home, client)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("http") / "home") as server:
        yield server


def test_the_server_logs_a_line_for_whatever_it_refuses(server: Server) -> None:
    server.client.get("/api/runs/987654")
    log = server.home.with_suffix(".log")
    pattern = re.compile(r"^\d{4}-\d\d-\d\d [\d:.]+ INFO server\[\d+\] from=\S+ GET "
                         r"/api/runs/987654: 404 in \d+ ms: There is no run 987654; .*"
                         r"\(dashboard\.web\.request_log\)$", re.MULTILINE)
    wait_until(lambda: pattern.search(log.read_text()), "the refusal is a line")


# -- reading ----------------------------------------------------------------------------------


def test_health_says_which_data_there_is(server: Server) -> None:
    # a load balancer may put something of its own behind it
    health = server.get("/api/health?probe=17")
    assert health["status"] == "ok"
    assert health["error"] is None
    assert "000" in health["data"]
    assert isinstance(health["running"], int)


def test_all_steps_are_listed_with_what_was_published(server: Server) -> None:
    steps = server.get("/api/steps")
    assert [step["id"] for step in steps] == list(STEPS)
    assert all({"id", "ladder", "title", "parameters"} <= step.keys() for step in steps)
    strategy_4 = next(step for step in steps if step["id"] == "strategy-4")
    assert strategy_4["parameters"] == 9436
    assert strategy_4["published_best_test_accuracy"] == 99.53


def test_plotly_comes_from_this_server(server: Server) -> None:
    answer = server.client.get("/api/assets/plotly.min.js")
    assert answer.status_code == 200
    assert "javascript" in answer.headers["content-type"]
    assert len(answer.content) > 1_000_000


@pytest.mark.parametrize("path", ["/api/runs/99", "/api/runs/99/events", "/api/runs/x",
                                  "/api/runs/-1", f"/api/runs/{10**30}", "/api/runs/1.5"])
def test_an_unknown_run_is_404_and_a_sentence(server: Server, path: str) -> None:
    answer = server.client.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"].startswith("There is no run ")
    assert server.post("/api/runs/99/pause", expected=404).keys() == {"error"}


# -- mistakes ---------------------------------------------------------------------------------


def step(**settings: object) -> dict[str, object]:
    return {"step": "strategy-2", "set": settings}


@pytest.mark.parametrize(("body", "said"), [
    ({"step": "strategy-9"}, "unknown step `strategy-9`; did you mean `strategy-"),
    ({"step": "strategy-2", "sett": {}}, "unknown key `sett`; did you mean `set`?"),
    ({"step": "strategy-2", "set": [1]}, "set is [1]; it must be an object"),
    (step(dropuot=0.1), "unknown setting `dropuot`; did you mean `dropout`?"),
    (step(dropout=1.5), "dropout is 1.5"), (step(dropout=-0.1), "dropout is -0.1"),
    (step(batch_size=0), "batch_size is 0"), (step(batch_size=60_001), "60,000"),
    (step(batch_size="many"), "batch_size"), (step(rotation=400), "400"),
    (step(lr=-1), "lr"), (step(epochs=0), "epochs is 0"),
    (step(layers=""), "empty"),
    (step(layers="conv3x3(4) conv3x3(4"), "conv3x3(4"),
    (step(layers="maxpool7 maxpool7 gap conv1x1(10) flatten"), "layer 2 `maxpool7`"),
    (step(layers="conv3x3(8) gap conv1x1(9) flatten"), "9"),
    ({}, "`layers` is missing"), ({**RECIPE, "colour_space": "rgb"}, "colour_space"),
    ({**RECIPE, "held_out": 2995}, "held_out 2,995"), ({**RECIPE, "optimiser": {"lr": 1}}, "kind"),
    ({**RECIPE, "schedule": {"kind": "cosin"}}, "cosin"), ({**RECIPE, "seed": 10**400}, "seed"),
    ({**RECIPE, "layers": 5}, "layers"),
    # what no worker here could train is refused before it is recorded, too
    (step(layers="conv3x3(8) relu gap bn conv1x1(10) flatten", num_train=2001, batch_size=1000),
     "leaves a batch of a single digit"),
    (step(layers="conv1x1(128) relu " * 60 + "gap conv1x1(10) flatten",
          batch_size=2000), "of memory with this network"),
    pytest.param(step(device="cuda"), "No CUDA GPU is available here", marks=pytest.mark.skipif(
        torch.cuda.is_available(), reason="this machine has a GPU")),
])
def test_a_wrong_recipe_is_400_and_one_sentence(server: Server, body: object, said: str) -> None:
    answer = server.post("/api/runs", body, expected=400)
    assert answer.keys() == {"error"}
    assert said in answer["error"]
    assert answer["error"].endswith((".", "?"))
    assert "\n" not in answer["error"]


@pytest.mark.parametrize(("content", "content_type", "status"), [
    (b"{", "application/json", 400), (b"[1]", "application/json", 400),
    (b"\xff\xfe", "application/json", 400), (b'{"name": "\\ud800"}', "application/json", 400),
    (b"[" * 100_000, "application/json", 400), (b"9" * 5000, "application/json", 400),
    (b'{"step": "strategy-2"}', "text/plain", 415),
    (b"step=strategy-2", "application/x-www-form-urlencoded", 415),
    (b" " * 2_000_001, "application/json", 413),
], ids=range(9))
def test_what_is_not_json_is_refused(server: Server, content: bytes, content_type: str,
                                     status: int) -> None:
    answer = server.client.post("/api/runs", content=content,
                                headers={"Content-Type": content_type})
    assert answer.status_code == status
    assert answer.json().keys() == {"error"}


def test_another_site_may_not_start_trainings(server: Server) -> None:
    for origin, expected in (("https://elsewhere.example", 403), ("null", 403),
                             (server.url, 400)):
        answer = server.client.post("/api/runs", json={"step": "none"}, headers={"Origin": origin})
        assert answer.status_code == expected
        assert answer.json().keys() == {"error"}


def test_mistakes_have_started_nothing(server: Server) -> None:
    assert server.get("/api/runs") == []


# -- a run, watched ---------------------------------------------------------------------------


@dataclass
class Watcher:
    """Somebody who watches a run until it has ended, and perhaps comes and goes."""

    server: Server
    run_id: int
    leaves_after: int | None = None
    messages: list[Message] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self.watch)
        thread.start()
        return thread

    def watch(self) -> None:
        last: str | None = None
        while not self.has_ended:
            with self.server.stream(self.run_id, last) as stream:
                for number, message in islice(stream, self.leaves_after):
                    last = number
                    self.messages.append(message)
                    self.times.append(time.monotonic())
                    if self.has_ended:
                        break

    @property
    def has_ended(self) -> bool:
        return bool(self.messages) and self.messages[-1]["state"] in ("finished", "failed")

    @property
    def curve(self) -> dict[int, tuple[float, float]]:
        """What is on the screen at the end: loss and rate of each batch."""
        shown: dict[int, tuple[float, float]] = {}
        for message in self.messages:
            if message["reset"]:
                shown = {}
            told = message["batches"]
            for at, loss, lr in zip(told["at"], told["loss"], told["lr"], strict=True):
                assert at == len(shown), "a batch is missing, or told twice"
                shown[at] = loss, lr
        return shown


@pytest.fixture(scope="module")
def watchers(server: Server) -> list[Watcher]:
    """Three people at one run: two stay, one comes and goes."""
    run = server.post("/api/runs", {**RECIPE, "name": "watched"})
    assert run.keys() == RUN_KEYS
    assert (run["step"], run["seed"], run["epochs_done"]) == (None, 3, 0)
    watchers = [Watcher(server, run["id"]), Watcher(server, run["id"]),
                Watcher(server, run["id"], leaves_after=3)]
    for thread in [watcher.start() for watcher in watchers]:
        thread.join(120)
    return watchers


def test_the_stream_tells_every_batch_exactly_once_up_to_the_end(watchers: list[Watcher]) -> None:
    first = watchers[0]
    assert first.messages[0]["reset"] is True
    assert list(first.curve) == list(range(BATCHES))
    last = first.messages[-1]
    assert (last["state"], last["error"], last["position"]) == ("finished", None, BATCHES)
    assert (last["num_batches"], last["total"], last["epochs_total"]) == (188, BATCHES, 2)
    epochs = [epoch["epoch"] for message in first.messages for epoch in message["epochs"]]
    assert epochs == [1, 2]
    assert last["best_epoch"] in (1, 2)
    states = [message["state"] for message in first.messages]
    assert states == sorted(states, key=["queued", "running", "finished"].index)
    assert len(first.messages) > 5, "it was told while it happened"


def test_two_watchers_hear_the_same(watchers: list[Watcher]) -> None:
    assert watchers[0].curve == watchers[1].curve


def test_who_comes_back_with_the_last_id_goes_on_without_gap_or_repeat(
        watchers: list[Watcher]) -> None:
    guest = watchers[2]
    assert guest.curve == watchers[0].curve
    # only the worker's start takes anything back: never a new connection
    assert sum(message["reset"] for message in guest.messages) <= 2


def test_there_are_at_most_ten_messages_a_second(watchers: list[Watcher]) -> None:
    times = watchers[0].times
    for start, end in zip(times, times[12:], strict=False):
        assert end - start > 0.9, "twelve messages within a second"


def test_the_finished_run_is_told_by_the_routes_too(
        server: Server, watchers: list[Watcher]) -> None:
    run = server.get(f"/api/runs/{watchers[0].run_id}")
    assert (run["state"], run["name"], run["position"]) == ("finished", "watched", BATCHES)
    assert run["recipe"]["rotation"]["degrees"] == 7
    assert [epoch["epoch"] for epoch in run["epochs"]] == [1, 2]
    assert run["best_test_accuracy"] == max(epoch["test_accuracy"] for epoch in run["epochs"])
    assert server.get("/api/runs")[0].keys() == RUN_KEYS
    again = server.post(f"/api/runs/{run['id']}/resume", expected=400)
    assert again["error"] == f"Run {run['id']} is finished; it cannot resume."


def test_a_finished_run_is_told_at_once_and_from_any_point(
        server: Server, watchers: list[Watcher]) -> None:
    run_id = watchers[0].run_id
    with server.stream(run_id) as stream:
        number, message = next(stream)
    assert (message["reset"], message["state"]) == (True, "finished")
    assert message["batches"]["at"] == list(range(BATCHES))
    assert len(message["epochs"]) == 2
    told, batches, epochs = number.split("/")
    assert (batches, epochs) == (str(BATCHES), "2")
    with server.stream(run_id, last=f"{told}/{BATCHES - 10}/1") as stream:
        _, message = next(stream)
    assert message["reset"] is False
    assert message["batches"]["at"] == list(range(BATCHES - 10, BATCHES))
    assert [epoch["epoch"] for epoch in message["epochs"]] == [2]


# -- a run, under orders ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_run(server: Server, watchers: list[Watcher]) -> int:
    """A run that does not end by itself, in its training."""
    run_id = int(server.post("/api/runs", {**RECIPE, "epochs": 1000})["id"])
    wait_until(lambda: server.position(run_id) > 0, "the long run trains")
    return run_id


def test_a_step_with_settings_waits_for_the_slot_and_can_be_stopped(
        server: Server, long_run: int) -> None:
    body = {"step": "strategy-4", "set": {"dropout": 0.05, "batch_size": 64, "rotation": None,
                                          "optimiser.lr": 0.02}}
    run = server.post("/api/runs", body)
    assert (run["step"], run["state"]) == ("strategy-4", "queued")
    recipe = server.get(f"/api/runs/{run['id']}")["recipe"]
    assert (recipe["dropout"], recipe["batch_size"], recipe["rotation"]) == (0.05, 64, None)
    assert recipe["optimiser"]["lr"] == 0.02
    assert recipe["layers"] == STEPS["strategy-4"].recipe.layers
    assert server.post(f"/api/runs/{run['id']}/stop")["state"] == "stopped"
    assert server.get("/api/health")["running"] == 1


def test_an_unknown_command_is_400_and_changes_nothing(server: Server, long_run: int) -> None:
    answer = server.post(f"/api/runs/{long_run}/dance", expected=400)
    assert answer == {"error": "unknown command `dance`; use pause, resume, step, stop."}
    assert server.state(long_run) == "running"


def test_a_run_is_paused_stepped_and_resumed(server: Server, long_run: int) -> None:
    server.post(f"/api/runs/{long_run}/pause")
    wait_until(lambda: server.state(long_run) == "paused", "it is paused")
    position = server.position(long_run)
    server.post(f"/api/runs/{long_run}/step")
    wait_until(lambda: server.position(long_run) == position + 1, "one batch is trained")
    assert server.state(long_run) == "paused"
    server.post(f"/api/runs/{long_run}/resume")
    wait_until(lambda: server.position(long_run) > position + 5, "it goes on")
    assert server.state(long_run) == "running"


def test_a_killed_worker_is_told_to_who_watches_and_the_server_lives(
        server: Server, long_run: int) -> None:
    with server.stream(long_run) as stream:
        assert next(stream)[1]["state"] == "running"
        server.worker(long_run).kill()
        killed = time.monotonic()
        message = next(message for _, message in stream if message["state"] != "running")
        assert time.monotonic() - killed < NOTICE_SECONDS
        assert message["state"] == "interrupted"
        # its death is seen before the queue has written down how it died
        words = "The worker was killed (signal 9). Resume goes on from the last checkpoint."
        while message["error"] != words:
            assert message["error"] == SILENT
            _, message = next(stream)
    # how it died is written down before its slot is free again
    wait_until(lambda: server.get("/api/health")["running"] == 0, "its slot is free")
    assert server.client.get("/").status_code == 200
    assert server.client.get("/_stcore/health").text == "ok"

    server.post(f"/api/runs/{long_run}/resume")
    wait_until(lambda: server.state(long_run) == "running", "it is taken up again")
    server.post(f"/api/runs/{long_run}/stop")
    wait_until(lambda: server.state(long_run) == "stopped", "it is stopped")


# -- the server itself ------------------------------------------------------------------------


def is_empty_or_gone(file: Path) -> bool:
    return not file.exists() or file.stat().st_size == 0


def test_ctrl_c_ends_the_server_and_saves_its_run_while_people_watch(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(home) as server:
        run_id = server.post("/api/runs", {**RECIPE, "epochs": 1000})["id"]
        wait_until(lambda: server.position(run_id) > 0, "it trains")
        process = server.process
        with server.stream(run_id) as stream:
            next(stream)
            asked = time.monotonic()
            process.send_signal(2)
            # the stream ends with the server; it does not hold it up
            assert [message["state"] for _, message in stream][-1:] in ([], ["running"])
            process.wait(END_SECONDS)
        assert time.monotonic() - asked < END_SECONDS
    assert is_empty_or_gone(home / "lab.db-wal")
    copy = tmp_path / "copy.db"
    shutil.copyfile(home / "lab.db", copy)
    store = open_store(Settings(home=home, database_url=f"sqlite:///{copy}"))
    run = store.run(run_id)
    assert (run.state, run.error) == ("interrupted", None)
    with serving(home) as server, server.stream(run_id) as stream:
        assert next(stream)[1]["error"].startswith("The lab was ended while it trained.")
    assert store.artifacts.read(run_id, "checkpoint.pt") is not None
    assert len(store.curve(run_id).loss) == run.position > 0


def test_ctrl_c_is_not_held_up_by_whoever_reads_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(home) as server, socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", int(server.url.rpartition(":")[2])))
        line.sendall(b"GET /api/assets/plotly.min.js HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert line.recv(9) == b"HTTP/1.1 "
        process = server.process
        process.send_signal(2)
        process.wait(END_SECONDS)
    assert "ended in good order" in home.with_suffix(".log").read_text()


def test_a_port_that_is_taken_is_one_clear_line(server: Server, tmp_path: Path) -> None:
    port = server.url.rpartition(":")[2]
    result = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", port],
        cwd=ROOT, env={**os.environ, **ENVIRONMENT, "MNIST_HOME": str(tmp_path)}, timeout=60,
        capture_output=True, text=True)
    assert result.returncode == 1
    assert f"Port {port} is not available" in result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_the_server_process_never_touches_the_gpu(tmp_path: Path) -> None:
    program = """if True:
        import torch
        from dashboard.navigation import status
        from dashboard.server import resources
        from dashboard.routes.health import look
        assert resources.data_state().dataset is not None
        status._device(), look()
        print(torch.cuda.is_initialized())
    """
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60,
                            env={**os.environ, **NO_INTERNET, "MNIST_HOME": str(tmp_path)},
                            capture_output=True, text=True)
    assert result.stdout == "False\n", result.stderr
