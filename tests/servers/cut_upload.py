"""A line to a real S3 server that is cut in the midst of what it carries."""

import socket
import threading
from contextlib import suppress
from typing import Literal

_VERBS = (b"PUT ", b"GET ", b"HEAD ", b"POST ", b"DELETE ")
Cut = Literal["upload", "answer", "download"]


class CutUpload:
    """Passes on what a lab and its S3 server say, between a port of its own and theirs.

    Armed with ``cut``, it breaks the line once: "upload" after ``num_bytes`` of a PUT, "answer" in
    place of the answer to one, "download" after ``num_bytes`` of what a GET brings. Nobody gets
    through while it ``is_down``, as it is after a cut with ``stays_down``.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.cut: Cut | None = None
        self.num_bytes = 0
        self.num_cut = 0
        self.is_down = self._stays_down = False
        self._connections: list[_Connection] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, cut: Cut, num_bytes: int = 0, *, stays_down: bool = False) -> None:
        self.num_bytes, self._stays_down, self.cut = num_bytes, stays_down, cut

    def has_cut(self) -> None:
        self.cut, self.num_cut = None, self.num_cut + 1
        if self._stays_down:
            self.go_down()

    def close(self) -> None:
        self._listener.close()
        self.hang_up()

    def go_down(self) -> None:
        """Refuse everybody, and hang up on who is connected."""
        self.is_down = True
        self.hang_up()

    def hang_up(self) -> None:
        for connection in self._connections:
            connection.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                ours, _ = self._listener.accept()
                try:
                    if self.is_down:
                        raise ConnectionRefusedError
                    theirs = socket.create_connection(("127.0.0.1", self._target))
                except ConnectionRefusedError:
                    ours.close()
                else:
                    self._connections.append(_Connection(self, ours, theirs))


class _Connection:
    def __init__(self, line: CutUpload, ours: socket.socket, theirs: socket.socket) -> None:
        self._line, self._ends = line, (ours, theirs)
        self._asked = b""
        self._carried = 0
        for way in ((ours, theirs, True), (theirs, ours, False)):
            threading.Thread(target=self._pass_on, args=way, daemon=True).start()

    def close(self) -> None:
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _pass_on(self, source: socket.socket, target: socket.socket, is_asking: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if is_asking and data.startswith(_VERBS):
                    self._asked, self._carried = data[:4].rstrip(), 0
                if (rest := self._cut(data, is_asking)) is None:
                    break
                target.sendall(rest)
        self.close()

    def _cut(self, data: bytes, is_asking: bool) -> bytes | None:
        line = self._line
        watched = {"upload": (b"PUT", True), "answer": (b"PUT", False), "download": (b"GET", False)}
        if line.cut is None or watched[line.cut] != (self._asked, is_asking):
            return data
        if self._carried + len(data) <= line.num_bytes:
            self._carried += len(data)
            return data
        rest = data[:line.num_bytes - self._carried]
        if rest:
            self._ends[1 if is_asking else 0].sendall(rest)
        line.has_cut()
        return None
