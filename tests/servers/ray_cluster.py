"""A real Ray cluster on this machine for the tests: a head and nodes, each its own processes.

All of it is children of the process that tests, and ends with it.
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from mnist_core.base.machine.parent_death import end_with_parent
from mnist_core.base.source import ROOT
from mnist_core.cluster.ray_nodes import head_command, node_command
from tests.servers.serving import free_port
from tests.waiting import wait_until

HOST = "127.0.0.1"
START_SECONDS = 60.0
# what a cluster of a department does within a minute
QUICKLY = {"RAY_gcs_rpc_server_reconnect_timeout_s": "5", "RAY_health_check_period_ms": "1000",
           "RAY_health_check_timeout_ms": "1000", "RAY_health_check_failure_threshold": "3"}


class Node:
    """One machine's part of Ray, with all that runs in it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def raylet(self) -> psutil.Process:
        return self._find("raylet")

    def workers(self, run_id: int) -> list[psutil.Process]:
        return [process for process in self._all()
                if f"mnist_core.runs.worker {run_id} " in _words(process)]

    def kill_raylet(self) -> None:
        """As when the kernel ends it: nothing is told to anybody."""
        self.raylet.kill()

    def kill_gcs(self) -> None:
        self._find("gcs_server").kill()

    def is_gone(self) -> bool:
        return not self._all()

    def remove(self) -> None:
        everything = self._all()
        for process in [*everything, psutil.Process(self._process.pid)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait(START_SECONDS)

    def _find(self, name: str) -> psutil.Process:
        return wait_until(lambda: next((process for process in self._all()
                                        if process.name() == name), None), f"{name} runs")

    def _all(self) -> list[psutil.Process]:
        with suppress(psutil.NoSuchProcess):
            return [process for process
                    in psutil.Process(self._process.pid).children(recursive=True)
                    if process.status() != psutil.STATUS_ZOMBIE]
        return []


def _words(process: psutil.Process) -> str:
    with suppress(psutil.NoSuchProcess):
        return " ".join(process.cmdline()) + " "
    return ""


class RayCluster:
    """A head without room for runs, and as many nodes as are started."""

    def __init__(self, environment: dict[str, str]) -> None:
        # short: the path of a socket has an end
        self._folder = Path(tempfile.mkdtemp(prefix="mnist-ray-"))
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MNIST_")},
            **QUICKLY, "RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": secrets.token_hex(16), "PYTHONPATH": str(ROOT), **environment}
        self.port, self.client_port = free_port(), free_port()
        self.nodes: dict[str, Node] = {}
        self.head = self._start_head()

    @property
    def address(self) -> str:
        return f"ray://{HOST}:{self.client_port}"

    @property
    def variables(self) -> dict[str, str]:
        """What whoever connects needs in the environment."""
        return {name: value for name, value in self._environment.items()
                if name.startswith("RAY_AUTH")} | {"RAY_ADDRESS": f"{HOST}:{self.port}"}

    def add(self, name: str, num_cpus: int = 1, **environment: str) -> Node:
        node = self.nodes[name] = self._start(
            node_command(HOST, f"{HOST}:{self.port}", num_cpus), MNIST_MACHINE_NAME=name,
            **environment)
        return node

    def start_again(self) -> None:
        """A new head at the old address, and the nodes by their names."""
        for node in [*self.nodes.values(), self.head]:
            node.remove()
        self.head = self._start_head()
        for name in list(self.nodes):
            self.add(name)

    def remove(self) -> None:
        for node in [*self.nodes.values(), self.head]:
            node.remove()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start_head(self) -> Node:
        return self._start(head_command(HOST, self.port, self.client_port, self._folder))

    def _start(self, command: tuple[str, ...], **environment: str) -> Node:
        log = (self._folder / f"{environment.get('MNIST_MACHINE_NAME', 'head')}.log").open("wb")
        process = subprocess.Popen(
            command, env={**self._environment, **environment}, start_new_session=True,
            # however the tests end, even by SIGKILL: it takes its processes along
            preexec_fn=lambda: end_with_parent(signal.SIGTERM),
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        # two that start at one moment on one machine wait for each other for ever
        wait_until(lambda: b"runtime started" in Path(log.name).read_bytes(),
                   "a part of Ray has started", START_SECONDS)
        return Node(process)


@contextmanager
def ray_cluster(**environment: str) -> Iterator[RayCluster]:
    """A head, and nothing of it afterwards."""
    cluster = RayCluster(environment)
    try:
        yield cluster
    finally:
        cluster.remove()
