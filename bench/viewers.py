"""People who only watch: plain readers of a run's events, many in one process of their own.

``python -m bench.viewers URL RUN NUM`` reads until the run is over and prints JSON.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

LARGEST_EVENT = 2**23
OVER = ("finished", "stopped", "failed", "interrupted")


@dataclass(frozen=True)
class Watched:
    """What all viewers together saw of a run, and the CPU time that their process took for it."""

    viewers: int
    batches: int
    missed: int
    events: int
    cpu_seconds: float


@dataclass
class Audience:
    """Viewers that are at it; ``watched`` is known once the run is over."""

    watched: Watched | None = None


@contextmanager
def audience(url: str, run_id: int, num: int) -> Iterator[Audience]:
    """Open so many viewers of a run; leaves when the run is over."""
    watching = subprocess.Popen(
        [sys.executable, "-m", "bench.viewers", url, str(run_id), str(num)],
        stdout=subprocess.PIPE, text=True)
    found = Audience()
    try:
        yield found
        output, _ = watching.communicate(timeout=60)
        found.watched = Watched(**json.loads(output))
    finally:
        watching.kill()


async def view(url: str, run_id: int) -> list[bytes]:
    """Every event of a run until it is over, as it came."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port,
                                                   limit=LARGEST_EVENT)
    writer.write(f"GET /api/runs/{run_id}/events HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode())
    events = []
    while line := await reader.readline():
        if line.startswith(b"data: "):
            events.append(line[6:])
            if any(f'"state":"{state}"'.encode() in line[:200] for state in OVER):
                break
    writer.close()
    return events


def missed(events: list[bytes]) -> tuple[int, int]:
    """How many batches the run had, and how many of them this viewer never heard of."""
    heard: set[int] = set()
    for event in events:
        message = json.loads(event)
        if message["reset"]:
            heard.clear()
        heard.update(message["batches"]["at"])
    return message["position"], message["position"] - len(heard)


async def watch(url: str, run_id: int, num: int) -> Watched:
    began = time.process_time()
    seen = await asyncio.gather(*(view(url, run_id) for _ in range(num)))
    cpu_seconds = time.process_time() - began
    counts = [missed(events) for events in seen]
    return Watched(num, counts[0][0], sum(lost for _, lost in counts),
                   sum(len(events) for events in seen), round(cpu_seconds, 2))


def main() -> None:
    url, run_id, num = sys.argv[1:]
    print(json.dumps(asdict(asyncio.run(watch(url, int(run_id), int(num))))))


if __name__ == "__main__":
    main()
