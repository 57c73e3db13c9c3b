"""Short jobs of a dashboard (a probe, a learning-rate search), forked instead of started anew.

The page of a recipe whose speed nobody knows asks for a probe, which imports for five seconds of a
core and measures for one and a half; tests open many such pages.
"""

import asyncio
import os
import signal
import sys
from asyncio import StreamReader, StreamReaderProtocol
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mnist_core.base.settings import read_settings
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.worker.process import worker_environment, worker_threads
from tests.servers.fork_server import ForkServer, settle


@dataclass(frozen=True)
class ForkedJob:
    """As much of ``asyncio.subprocess.Process`` as a route uses."""

    stdout: StreamReader


def forked_jobs(server: ForkServer) -> Callable[[str, Recipe],
                                                AbstractAsyncContextManager[ForkedJob]]:
    """What stands in for the ``_job`` of ``dashboard.routes.networks.short_jobs``."""

    @asynccontextmanager
    async def job(name: str, recipe: Recipe) -> AsyncGenerator[ForkedJob, None]:
        with TemporaryDirectory() as folder:
            answers = Path(folder) / "answers"
            os.mkfifo(answers)
            pid = server.fork(
                job=name, recipe=recipe.to_json(), answers=str(answers), cwd=os.getcwd(),
                log=f"/proc/{os.getpid()}/fd/2",
                environment=worker_environment(worker_threads(read_settings().slots)))
            # waits until the job opens it, too
            file = await asyncio.to_thread(answers.open, "rb")
            reader = StreamReader()
            transport, _ = await asyncio.get_running_loop().connect_read_pipe(
                lambda: StreamReaderProtocol(reader), file)
            try:
                yield ForkedJob(reader)
            finally:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                transport.close()
                await asyncio.to_thread(server.wait, pid)
    return job


def answer_as_asked(asked: dict[str, Any]) -> int:
    """In a forked process: what ``forked_jobs`` asks for."""
    from mnist_core.short_jobs.__main__ import main

    os.setsid()
    settle(asked["cwd"], asked["environment"], asked["log"])
    os.dup2(os.open(asked["answers"], os.O_WRONLY), 1)
    sys.stdin = StringIO(asked["recipe"])
    return main(asked["job"])
