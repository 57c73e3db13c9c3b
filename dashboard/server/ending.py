"""How long the server waits for its connections when it ends."""

import signal

import uvicorn

PATIENCE_SECONDS = 8


def end_in_time() -> None:
    """End at Ctrl-C also where somebody holds a connection open and reads nothing.

    Streamlit sets no limit to how long Uvicorn waits, and gives nobody its server; but while the
    server starts, what hears the signal is a method of it. Runs are saved after the waiting.
    """
    server = getattr(signal.getsignal(signal.SIGINT), "__self__", None)
    if isinstance(server, uvicorn.Server):
        server.config.timeout_graceful_shutdown = PATIENCE_SECONDS
