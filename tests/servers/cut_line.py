"""A line to a real database that is cut at the worst moment: after a commit, before its answer."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress


class CutLine:
    """Passes on what a lab and its PostgreSQL say, between a port of its own and theirs.

    As often as ``num_to_cut`` says it lets a commit through and cuts the line in place of passing
    on the answer; ``num_cut`` says how often it has.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.num_to_cut = self.num_cut = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                ours, _ = self._listener.accept()
                try:
                    theirs = socket.create_connection(("127.0.0.1", self._target))
                except ConnectionRefusedError:
                    ours.close()
                else:
                    _Connection(self, ours, theirs)


class _Connection:
    def __init__(self, line: CutLine, ours: socket.socket, theirs: socket.socket) -> None:
        self._line, self._is_committing = line, False
        for way in ((ours, theirs, self._sees), (theirs, ours, self._hears)):
            threading.Thread(target=self._pass_on, args=way, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket,
                 may_pass: Callable[[bytes], bool]) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if not may_pass(data):
                    break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _sees(self, asked: bytes) -> bool:
        self._is_committing = b"COMMIT" in asked and self._line.num_cut < self._line.num_to_cut
        return True

    def _hears(self, answer: bytes) -> bool:
        if not self._is_committing:
            return True
        self._line.num_cut += 1
        return False
