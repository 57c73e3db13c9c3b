"""Those who besiege a server: ``python -m bench.attackers URL RUN SECONDS``.

Each asks again as soon as it is answered, and where the server is busy after the time that it
names. They come from eight addresses of this machine, in a process of their own. Prints what was
answered, as JSON.
"""

import asyncio
import json
import socket
import sys
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from time import process_time
from urllib.parse import urlsplit

import numpy as np
from PIL import Image

ADDRESSES = [f"127.0.0.{number}" for number in range(2, 10)]
NUM_FIELDS, NUM_PICTURES, NUM_PROBES, NUM_STREAMS, NUM_HALF_SENT = 60, 8, 40, 1_500, 300
PICTURE_SIDE = 7_000
PATIENCE_SECONDS = 60.0
# opened over the first seconds, as a crowd comes in
ARRIVAL_SECONDS = 5.0


@dataclass
class Answers:
    """By kind: how often each status came, or ``lost`` where the connection ended without one."""

    by_kind: dict[str, Counter[str]] = field(default_factory=dict)

    def note(self, kind: str, status: str) -> None:
        self.by_kind.setdefault(kind, Counter())[status] += 1


class Siege:
    """All of them, at one server."""

    def __init__(self, url: str, run_id: int, seconds: float) -> None:
        where = urlsplit(url)
        self._host, self._port = where.hostname or "localhost", where.port or 80
        self._run_id, self._seconds = run_id, seconds
        self._numbers = count()
        self.answers = Answers()

    async def last(self) -> None:
        """Come, stay for the time, and go."""
        picture = json.dumps({"run": "strategy-4@1", "image": large_picture()}).encode()
        people = [
            *(self._ask_again("field", "/api/field", self._field) for _ in range(NUM_FIELDS)),
            *(self._ask_again("large picture", "/api/predict", lambda: picture)
              for _ in range(NUM_PICTURES)),
            *(self._ask_again("probe", "/api/probe", self._recipe) for _ in range(NUM_PROBES)),
            *(self._ask_again("event stream", f"/api/runs/{self._run_id}/events", None)
              for _ in range(NUM_STREAMS)),
            *(self._ask_again("half-sent body", "/api/predict", self._half)
              for _ in range(NUM_HALF_SENT))]
        tasks = [asyncio.create_task(person) for person in people]
        await asyncio.sleep(self._seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _field(self) -> bytes:
        """Of another layer and place each time, some of them of the most costly network."""
        number = next(self._numbers)
        relus = 60 if number % 6 == 0 else 4
        layers = f"conv1x1(1024) {'relu ' * relus}gap conv1x1(10) flatten"
        shown = {"layers": layers, "layer": relus} if number % 2 else {
            "step": "strategy-4", "layer": 1 + number % 20}
        return json.dumps({**shown, "row": 1 + number // 7 % 5, "column": 1 + number % 5,
                           "digit": b64encode(bytes(784)).decode()}).encode()

    def _recipe(self) -> bytes:
        channels = 8 + next(self._numbers) % 50
        return json.dumps({"layers": f"conv3x3({channels}) relu gap conv1x1(10) flatten",
                           "batch_size": 64}).encode()

    def _half(self) -> bytes:
        return b'{"strokes": [[[1, 2'

    async def _ask_again(self, kind: str, path: str, body: object) -> None:
        number = next(self._numbers)
        await asyncio.sleep(ARRIVAL_SECONDS * (number % 97) / 97)
        address = ADDRESSES[number % len(ADDRESSES)]
        while True:
            wait = 1.0
            try:
                # wait_for of Python 3.11 may swallow the end of the siege
                async with asyncio.timeout(PATIENCE_SECONDS):
                    status, wait = await self._ask(address, kind, path, body)
                self.answers.note(kind, status)
            except (OSError, EOFError, TimeoutError, ValueError):
                self.answers.note(kind, "lost")
            await asyncio.sleep(wait)

    async def _ask(self, address: str, kind: str, path: str, body: object) -> tuple[str, float]:
        """The status, and how many seconds to wait before the next question."""
        reader, writer = await asyncio.open_connection(
            self._host, self._port, family=socket.AF_INET, local_addr=(address, 0), limit=2**24)
        try:
            data = body() if callable(body) else b""
            method = "POST" if callable(body) else "GET"
            length = 10_000 if kind == "half-sent body" else len(data)
            writer.write(
                f"{method} {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n".encode()
                + data)
            await writer.drain()
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            status = head.split(" ", 2)[1]
            after = head.partition("retry-after: ")[2].partition("\r\n")[0]
            if kind == "event stream" and status == "200":
                self.answers.note(kind, status)
                while await reader.read(2**16):
                    pass
                return "ended", 1.0
            # the answer is read to its end as a browser would
            length_text = head.partition("content-length: ")[2].partition("\r\n")[0]
            await reader.readexactly(int(length_text or 0))
            return status, float(after or 0.0)
        finally:
            writer.close()


def large_picture() -> str:
    """7,000 x 7,000 pixels of 16 bits that take 127 kB: 98 MB once decoded."""
    pixels = np.full((PICTURE_SIDE, PICTURE_SIDE), 60_000, np.uint16)
    pixels[2_000:5_000, 3_300:3_700] = 1_000
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return b64encode(file.getvalue()).decode()


def main() -> None:
    url, run_id, seconds = sys.argv[1:]
    siege = Siege(url, int(run_id), float(seconds))
    asyncio.run(siege.last())
    print(json.dumps({"answers": siege.answers.by_kind, "cpu_seconds": process_time()}))


if __name__ == "__main__":
    main()
