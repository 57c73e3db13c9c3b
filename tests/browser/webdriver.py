"""Browsers beside Chromium, by the W3C's WebDriver protocol, as far as a smoke test needs it.

WebKitGTK's driver speaks it over HTTP. Firefox speaks the same commands over its own socket, called
Marionette; geckodriver, which would turn them into HTTP, is in no package of Debian's.
"""

import json
import os
import shutil
import socket
import subprocess
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import httpx

from tests.servers.serving import free_port
from tests.waiting import wait_until

SIZE = {"width": 1024, "height": 900}
LONGEST_SECONDS = 120


class Wire(Protocol):
    """Carries one command; ``path`` is its place in HTTP, ``name`` its name in Marionette."""

    def send(self, name: str, method: str, path: str, **body: Any) -> Any: ...


class Tab:
    """The one tab of a browser."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        wire.send("WebDriver:SetWindowRect", "POST", "window/rect", **SIZE)

    def open(self, url: str) -> None:
        self._wire.send("WebDriver:Navigate", "POST", "url", url=url)

    def run(self, script: str, *args: Any) -> Any:
        """What a script in the page returns; ``all(selector)`` finds within elements, too."""
        return self._wire.send("WebDriver:ExecuteScript", "POST", "execute/sync",
                               script=_FIND + script, args=list(args))

    def draw(self, points: Sequence[tuple[int, int]]) -> None:
        """A stroke of the mouse through these places of the window."""
        (x, y), *rest = points
        moves = [{"type": "pointerMove", "x": x, "y": y, "duration": 0}, {"type": "pointerDown",
                 "button": 0}, *({"type": "pointerMove", "x": x, "y": y, "duration": 40}
                                 for x, y in rest), {"type": "pointerUp", "button": 0}]
        self._wire.send("WebDriver:PerformActions", "POST", "actions", actions=[
            {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"},
             "actions": moves}])

    def picture(self) -> bytes:
        """What is in sight, as a PNG."""
        return b64decode(self._wire.send("WebDriver:TakeScreenshot", "GET", "screenshot"))


_FIND = """
const all = (selector, root = document) => [...root.querySelectorAll(selector),
  ...[...root.querySelectorAll("*")].flatMap(
    ({ shadowRoot }) => shadowRoot ? all(selector, shadowRoot) : [])];
"""


class _Marionette:
    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), LONGEST_SECONDS)
        self._file = self._socket.makefile("rb")
        self._num_sent = 0
        self._receive()  # its greeting

    def send(self, name: str, method: str, path: str, **body: Any) -> Any:
        self._num_sent += 1
        text = json.dumps([0, self._num_sent, name, body]).encode()
        self._socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self._receive()
        if error:
            raise RuntimeError(f"{name}: {error['message']}")
        return result.get("value") if isinstance(result, dict) else result

    def _receive(self) -> Any:
        digits = b""
        while (byte := self._file.read(1)) != b":":
            digits += byte
        return json.loads(self._file.read(int(digits)))


class _Http:
    def __init__(self, port: int, capabilities: dict[str, Any]) -> None:
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=LONGEST_SECONDS)
        self._session = ""
        answer = self.send("", "POST", "", capabilities={"alwaysMatch": capabilities})
        self._session = f"/{answer['sessionId']}/"

    def send(self, name: str, method: str, path: str, **body: Any) -> Any:
        reply = self._client.request(method, f"/session{self._session}{path}",
                                     json=body if method == "POST" else None)
        value = reply.json()["value"]
        if reply.is_error:
            raise RuntimeError(f"{path}: {value['message']}")
        return value


@contextmanager
def firefox(profile: Path) -> Iterator[Tab]:
    """A Firefox without a window."""
    port = free_port()
    profile.mkdir()
    (profile / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    assert program
    with _program([program, "--headless", "--marionette", "--no-remote", "--profile",
                   str(profile)], port):
        wire = _Marionette(port)
        wire.send("WebDriver:NewSession", "", "")
        yield Tab(wire)


@contextmanager
def webkit(profile: Path) -> Iterator[Tab]:
    """WebKitGTK's own small browser, on a display that nobody sees."""
    port, display = free_port(), f":{free_port() % 1000 + 100}"
    browser = next(Path("/usr").glob("lib*/**/webkit2gtk-4*/MiniBrowser"))
    with _program(["Xvfb", display, "-screen", "0", "1280x1000x24"], None), \
            _program(["WebKitWebDriver", f"--port={port}"], port, DISPLAY=display,
                     WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS="1", HOME=str(profile)):
        yield Tab(_Http(port, {"webkitgtk:browserOptions": {
            "binary": str(browser), "args": ["--automation"]}}))


@contextmanager
def _program(command: list[str], port: int | None, **environment: str) -> Iterator[None]:
    process = subprocess.Popen(command, env={**os.environ, **environment},
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if port:
            wait_until(lambda: _listens(port), f"{command[0]} listens")
        yield
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
