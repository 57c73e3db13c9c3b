"""Dashboards that are forked from a process that has imported PyTorch, Streamlit and their pages.

A dashboard imports for six seconds of a core, and its worker on standby for four more whenever one
was used. One of these begins at once, and so do its workers and its short jobs, which are forked as
well. Tests of how a dashboard is started, and of its worker on standby, start a real one.
"""

import os
import signal
import subprocess
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any
from unittest.mock import patch

from mnist_core.base.source import ROOT
from tests.servers.fork_server import ForkServer, fork_what_is_asked, settle
from tests.servers.forked_jobs import answer_as_asked, forked_jobs
from tests.servers.forked_workers import ForkedWorkers, import_what_trains, train_as_asked

# a script of Streamlit's, which is run for every page and imported by nobody
FRAME = "dashboard.frame"


class ForkedDashboard:
    """One such process, with as much of ``subprocess.Popen`` as its tests use."""

    def __init__(self, words: list[str], log: Path, environment: dict[str, str]) -> None:
        """``words`` are those of ``python -m``."""
        self._server = shared_server()
        self.pid = self._server.fork(words=words, cwd=str(ROOT), log=str(log.absolute()),
                                     environment=environment)

    def poll(self) -> int | None:
        return self._server.code(self.pid)

    def wait(self, timeout: float | None = None) -> None:
        if not self._server.wait(self.pid, timeout):
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


@cache
def shared_server() -> ForkServer:
    return ForkServer.of_module("tests.servers.forked_dashboard")


def import_everything() -> None:
    import_what_trains()
    import streamlit.web.bootstrap
    import streamlit.web.cli

    import dashboard
    assert streamlit.web.bootstrap and streamlit.web.cli
    for module in walk_packages(dashboard.__path__, "dashboard."):
        if module.name != FRAME:
            import_module(module.name)


def serve_as_asked(asked: dict[str, Any]) -> int:
    """In a forked process: what ``ForkedDashboard`` asks for."""
    import setproctitle
    from streamlit.web.cli import main

    from mnist_core.base.settings import Settings
    from mnist_core.runs.records.store import Store

    module, *words = asked["words"]
    assert module == "streamlit"
    # before this process has threads
    workers = _another_fork_server()
    setproctitle.setproctitle(" ".join(("python -m streamlit", *words)))
    settle(asked["cwd"], asked["environment"], asked["log"])
    server = ForkServer(*workers)

    def open_launcher(store: Store, settings: Settings, *, standby: bool) -> ForkedWorkers:
        return ForkedWorkers(store.artifacts, settings.slots, server)
    with (patch("mnist_core.runs.queue.queue.open_launcher", open_launcher),
          patch("dashboard.routes.networks.short_jobs._job", forked_jobs(server))):
        main(words, prog_name="streamlit")
    return 0


def _another_fork_server() -> tuple[Any, Any]:
    """For the workers and short jobs of this process: the streams to it and from it.

    It ends with this one.
    """
    listens, to = os.pipe()
    answers, tells = os.pipe()
    if os.fork() == 0:
        os.dup2(listens, 0)
        os.dup2(tells, 1)
        for stream in (listens, to, answers, tells):
            os.close(stream)
        fork_what_is_asked(
            lambda asked: answer_as_asked(asked) if "job" in asked else train_as_asked(asked))
        os._exit(0)
    os.close(listens)
    os.close(tells)
    return os.fdopen(to, "w"), os.fdopen(answers)


if __name__ == "__main__":
    import_everything()
    fork_what_is_asked(serve_as_asked)
