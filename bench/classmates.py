"""Students who are not browsers: ``python -m bench.classmates URL CODE NUM DRAWING SECONDS RUN``.

Each speaks what a browser's tab speaks, without drawing it: HTTP, Streamlit's protocol over a real
websocket (its own protobuf messages), and the polls and feeds of the page's elements. What they do
not do is to fetch scripts and styles, which a browser has in its cache from the second page on.
They are many in one process of its own, on the same cores. Prints what they saw, as JSON.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from bench.siege import growing_seven
from bench.viewers import OVER, missed

STEP = "strategy-4"
QUICK_TRY = {"epochs": 1, "num_train": 2000}
ARRIVAL_SECONDS = 20.0
# as the status line of a class's pages asks (components/activity)
POLL_SECONDS = 1.3
PEN_PAUSE_SECONDS = 0.03
THINKING_SECONDS = 4.0
PATIENCE_SECONDS = 120.0
LOOKS, LOOK_SECONDS = 5, 0.5
LARGEST_MESSAGE = 2**25


@dataclass
class Seen:
    """What all students saw; times in milliseconds. ``said`` is, by run, after how many seconds
    the queue said that it would start, and ``asked`` when it said so, in UNIX seconds."""

    joined: list[float] = field(default_factory=list)
    settled: list[float] = field(default_factory=list)
    changed: list[float] = field(default_factory=list)
    pen: list[float] = field(default_factory=list)
    polls: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    said: dict[int, float] = field(default_factory=dict)
    asked: dict[int, float] = field(default_factory=dict)
    batches: int = 0
    batches_missed: int = 0
    feeds: int = 0
    faults: list[str] = field(default_factory=list)
    cpu_seconds: float = 0.0


class Tab:
    """The websocket of one page."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def show(self, query: Mapping[str, object]) -> float:
        """Have the page made with this address; milliseconds until its script has ended.

        Raises:
            RuntimeError: the page shows an exception.
        """
        message = BackMsg()
        message.rerun_script.query_string = urlencode(query)
        message.rerun_script.page_name = "train"
        began = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        while True:
            heard = ForwardMsg.FromString(await asyncio.wait_for(
                self._socket.recv(decode=False), PATIENCE_SECONDS))
            if (heard.WhichOneof("type") == "delta"
                    and heard.delta.new_element.WhichOneof("type") == "exception"):
                raise RuntimeError(heard.delta.new_element.exception.message)
            if heard.WhichOneof("type") == "script_finished" and (
                    heard.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY):
                return _since(began)


class Student:
    """One who joins, opens Train, changes the recipe, starts a quick try, perhaps draws, and
    follows the run on the projector."""

    def __init__(self, url: str, code: str, number: int, *, draws: bool, seconds: float,
                 watched: int, seen: Seen) -> None:
        self._url, self._code, self._number, self._draws = url, code, number, draws
        self._seconds, self._watched, self._seen = seconds, watched, seen
        # a browser keeps six connections, and so does each of these
        self._client = httpx.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS, trust_env=False,
                                         limits=httpx.Limits(max_connections=6))

    async def attend(self) -> None:
        await asyncio.sleep(random.uniform(0, ARRIVAL_SECONDS))
        async with self._client:
            try:
                await self._lesson()
            except Exception as error:
                self._seen.faults.append(f"{type(error).__name__}: {error}"[:200])

    async def _lesson(self) -> None:
        began = time.perf_counter()
        await self._ask("GET", "/join")
        await self._ask("POST", "/api/join", {
            "code": self._code, "nickname": f"Student {self._number}"})
        self._seen.joined.append(_since(began))
        feed = asyncio.create_task(self._feed())
        began = time.perf_counter()
        await self._ask("GET", "/train")
        cookies = "; ".join(f"{name}={value}" for name, value in self._client.cookies.items())
        address = f"ws{self._url.removeprefix('http')}/_stcore/stream"
        async with connect(address, subprotocols=[Subprotocol("streamlit")],
                           max_size=LARGEST_MESSAGE, additional_headers={"Cookie": cookies},
                           origin=Origin(self._url), proxy=None) as socket:
            tab = Tab(socket)
            opened = _since(began)
            self._seen.settled.append(opened + await tab.show({"step": STEP}))
            polls = asyncio.create_task(self._poll())
            await asyncio.sleep(random.uniform(1, THINKING_SECONDS))
            dropout = round(0.01 + 0.001 * self._number, 3)
            self._seen.changed.append(await tab.show({"step": STEP, "dropout": dropout}))
            await self._try(tab, dropout)
            if self._draws:
                await self._draw()
            await feed
            polls.cancel()

    async def _try(self, tab: Tab, dropout: float) -> None:
        answer = await self._ask("POST", "/api/runs", {"step": STEP, "set": {
            "dropout": dropout, **QUICK_TRY}})
        run = answer.json()["id"]
        await tab.show({"step": STEP, "run": run})
        await self._hear_wait(run)

    async def _hear_wait(self, run: int) -> None:
        """What the queue first says of it: a look that all share may be a second old."""
        for _ in range(LOOKS):
            asked = time.time()
            queue = (await self._ask("GET", "/api/queue")).json()
            found = next((one for one in queue["waiting"] if one["run"] == run), None)
            if found is not None and found["starts"] is not None:
                self._seen.said[run], self._seen.asked[run] = found["starts"] - asked, asked
                return
            if any(one["run"] == run for one in queue["training"]):
                return
            await asyncio.sleep(LOOK_SECONDS)

    async def _draw(self) -> None:
        end, bodies = time.monotonic() + self._seconds, growing_seven()
        while time.monotonic() < end:
            for body in bodies:
                began = time.perf_counter()
                await self._ask("POST", "/api/predict", body)
                self._seen.pen.append(_since(began))
                await asyncio.sleep(PEN_PAUSE_SECONDS)

    async def _poll(self) -> None:
        version = ""
        while True:
            began = time.perf_counter()
            answer = await self._ask("GET", "/api/activity",
                                     headers={"If-None-Match": version} if version else {})
            self._seen.polls.append(_since(began))
            version = answer.headers.get("ETag", "")
            await asyncio.sleep(POLL_SECONDS)

    async def _feed(self) -> None:
        events: list[bytes] = []
        async with self._client.stream("GET", f"/api/runs/{self._watched}/events",
                                       timeout=None) as answer:
            self._seen.statuses[str(answer.status_code)] += 1
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    events.append(line[6:].encode())
                    if any(f'"state":"{state}"' in line[:200] for state in OVER):
                        break
        self._seen.feeds += 1
        batches, lost = missed(events)
        self._seen.batches = max(self._seen.batches, batches)
        self._seen.batches_missed += lost

    async def _ask(self, method: str, path: str, body: object = None,
                   headers: Mapping[str, str] | None = None) -> httpx.Response:
        answer = await self._client.request(method, path, json=body, headers=headers)
        self._seen.statuses[str(answer.status_code)] += 1
        if answer.status_code >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:120]}")
        return answer


def _since(began: float) -> float:
    return 1000 * (time.perf_counter() - began)


async def attend(url: str, code: str, num: int, drawing: int, seconds: float, run: int) -> Seen:
    seen = Seen()
    began = time.process_time()
    await asyncio.gather(*(Student(
        url, code, number, draws=number <= drawing, seconds=seconds, watched=run,
        seen=seen).attend() for number in range(1, num + 1)))
    seen.cpu_seconds = time.process_time() - began
    return seen


def main() -> None:
    url, code, num, drawing, seconds, run = sys.argv[1:]
    print(json.dumps(vars(asyncio.run(attend(url, code, int(num), int(drawing), float(seconds),
                                             int(run))))))


if __name__ == "__main__":
    main()
