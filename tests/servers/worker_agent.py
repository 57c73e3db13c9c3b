"""A launcher over TCP: workers are started by an agent, as on another machine.

``python -m tests.servers.worker_agent`` is the agent: it says on standard output which port it
listens at, then answers lines of JSON, and ends with its standard input. Its workers live on
without it.
"""

import json
import os
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from mnist_core.base.settings import read_settings
from mnist_core.base.source import ROOT
from mnist_core.runs.artifacts.open_artifacts import open_artifacts
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.queue.launcher import Ending, LauncherOfThisMachine
from mnist_core.runs.queue.local_launcher import LocalHandle
from mnist_core.runs.worker.process import WORKER, start_worker, worker_threads

ANSWER_SECONDS = 5.0


class AgentLauncher(LauncherOfThisMachine):
    """Asks the agent that listens at ``port`` to run ``module`` for every lease."""

    def __init__(self, port: int, module: str = WORKER) -> None:
        self._port, self._module = port, module

    def start(self, lease: Lease, paused: Collection[int] = ()) -> "AgentHandle":
        number = self.ask("start", run=lease.run_id, lease=lease.number, module=self._module)
        return AgentHandle(self, number)

    def prepare(self) -> None:
        """Its workers import when they start."""

    def close(self) -> None:
        """There is nothing that was prepared."""

    def ask(self, what: str, **values: Any) -> Any:
        """Raises:
            OSError: the agent is out of reach.
        """
        with socket.create_connection(("127.0.0.1", self._port), ANSWER_SECONDS) as connection:
            connection.sendall(json.dumps({"do": what, **values}).encode() + b"\n")
            with connection.makefile() as lines:
                return json.loads(lines.readline())


class AgentHandle:
    """One worker of an agent, by its number there."""

    worker = machine = None

    def __init__(self, launcher: AgentLauncher, number: int) -> None:
        self._launcher, self._number = launcher, number
        self._given_up = False
        self.is_silent = False

    @property
    def name(self) -> str:
        return f"worker {self._number} of an agent"

    def poll(self) -> Ending | None:
        if self._given_up:
            return Ending("was out of reach", is_good=False)
        answer = self._ask("poll")
        return Ending(*answer) if answer else None

    def stop(self) -> None:
        self._ask("stop")

    def kill(self) -> None:
        self._ask("kill")
        self._given_up = self.is_silent

    def _ask(self, what: str) -> Any:
        try:
            answer = self._launcher.ask(what, worker=self._number)
        except OSError:
            self.is_silent = True
            return None
        self.is_silent = False
        return answer


@contextmanager
def agent() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The process of one, and its port; it ends with the block."""
    process = subprocess.Popen([sys.executable, "-m", "tests.servers.worker_agent"], cwd=ROOT,
                               text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               env=os.environ)
    assert process.stdout
    try:
        yield process, int(process.stdout.readline())
    finally:
        process.communicate()


class _Agent(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Questions)
        self._artifacts, self._slots = open_artifacts(read_settings()), read_settings().slots
        self._workers: list[LocalHandle] = []
        self._lock = threading.Lock()

    def answer(self, question: dict[str, Any]) -> Any:
        if question["do"] == "start":
            return self._start(Lease(question["run"], question["lease"]), question["module"])
        worker = self._workers[question["worker"]]
        match question["do"]:
            case "poll":
                ending = worker.poll()
                return [ending.words, ending.is_good] if ending else None
            case "stop":
                worker.stop()
            case "kill":
                worker.kill()
        return None

    def _start(self, lease: Lease, module: str) -> int:
        with self._lock, self._artifacts.open_log(lease.run_id) as log:
            self._workers.append(LocalHandle(start_worker(
                log, lease, worker_threads(self._slots), module)))
            return len(self._workers) - 1


class _Questions(socketserver.StreamRequestHandler):
    server: _Agent

    def handle(self) -> None:
        answer = self.server.answer(json.loads(self.rfile.readline()))
        with suppress(OSError):
            self.wfile.write(json.dumps(answer).encode() + b"\n")


def main() -> None:
    with _Agent() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_address[1], flush=True)
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main()
