"""The real dashboard for a benchmark: in a home of its own, with real runs in it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import psutil

from tests.servers.serving import dashboard, process_of

LOOK_SECONDS = 0.2
MEGABYTE = 2**20


@dataclass(frozen=True)
class Server:
    """A running dashboard."""

    url: str
    home: Path
    process: psutil.Process
    client: httpx.Client

    def start_run(self, step: str, **settings: object) -> int:
        """Queue a run of a step; its number."""
        answer = self.client.post("/api/runs", json={"step": step, "set": settings})
        answer.raise_for_status()
        return int(answer.json()["id"])

    def run(self, run_id: int) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.get(f"/api/runs/{run_id}").raise_for_status().json()
        return answer

    def wait(self, run_id: int, until: Callable[[dict[str, Any]], bool],
             look_seconds: float = LOOK_SECONDS) -> None:
        """Wait for a run to come so far.

        Raises:
            RuntimeError: it ended otherwise.
        """
        while not until(run := self.run(run_id)):
            if run["state"] in ("failed", "interrupted", "stopped"):
                raise RuntimeError(f"Run {run_id} is {run['state']}: {run['error']}")
            time.sleep(look_seconds)

    def stop_run(self, run_id: int) -> None:
        self.client.post(f"/api/runs/{run_id}/stop", json={}).raise_for_status()
        while self.run(run_id)["state"] == "running":
            time.sleep(LOOK_SECONDS)

    @property
    def megabytes(self) -> float:
        """Memory of the server's process alone, without its workers."""
        return float(self.process.memory_info().rss) / MEGABYTE

    @property
    def cpu_seconds(self) -> float:
        """CPU time that the server's process alone has taken, without its workers."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


@contextmanager
def server(home: Path | None = None, database_url: str = "") -> Iterator[Server]:
    """Start a dashboard, and end it and forget its runs afterwards; those in ``home`` are kept."""
    with (TemporaryDirectory(prefix="mnist-bench-") as folder,
          dashboard(home := home or Path(folder) / "home", is_forked=False,
                    MNIST_DATABASE_URL=database_url) as url,
          httpx.Client(base_url=url, timeout=60, trust_env=False) as client):
        yield Server(url, home, process_of(url), client)
