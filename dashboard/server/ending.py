"""What lets the server end at Ctrl-C, whoever is connected: it waits for its responses."""

import signal
import threading
from functools import partial
from types import FrameType

import uvicorn

PATIENCE_SECONDS = 8

server_ends = threading.Event()
"""Set once the server was asked to end: responses that would go on for good end then."""


def end_in_time() -> None:
    """Tell ``server_ends`` of Ctrl-C, and do not wait for good for whoever reads nothing.

    Streamlit sets no limit to how long Uvicorn waits, and gives nobody its server; but while the
    server starts, what hears the signal is a method of it. Runs are saved after the waiting.
    """
    server = getattr(signal.getsignal(signal.SIGINT), "__self__", None)
    if not isinstance(server, uvicorn.Server):
        return
    server.config.timeout_graceful_shutdown = PATIENCE_SECONDS
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, partial(_on_signal, server))


def _on_signal(server: uvicorn.Server, number: int, frame: FrameType | None) -> None:
    server_ends.set()
    server.handle_exit(number, frame)
