"""Where the server listens: for this machine alone, unless somebody opens it.

``python -m dashboard.server.listening HOST PORT`` is asked by ``serve`` before anything else is
started, so it imports nothing that takes time.
"""

import errno
import socket
import sys

from mnist_core.base.machine.addresses import LOCALHOST, listened_at, root_of
from mnist_core.base.source import IS_INSTALLED

HOW_TO_OPEN, HOW_TO_CLOSE, ANOTHER_PORT = (
    ("mnist-lab serve --host 0.0.0.0", "mnist-lab serve", "mnist-lab serve --port 8600")
    if IS_INSTALLED else
    ("HOST=0.0.0.0 make run", "HOST=localhost make run", "make run PORT=8600"))


def problem(host: str, port_text: str) -> str:
    """Why nothing can listen there, in one sentence; empty where it can."""
    if not port_text.isdecimal() or not 1 <= (port := int(port_text)) <= 65_535:
        return f"PORT is {port_text!r}; it must be a whole number from 1 to 65,535."
    if _answers(port) or (error := _bind_error(host, port)) == "taken":
        return f"Port {port} is in use: end what runs there, or take another: {ANOTHER_PORT}"
    if error:
        # HOST is also what some shells and Conda call this machine or its kind
        return (f"HOST is {host!r}, which is not an address of this machine ({error}). Take "
                "localhost for this machine alone, or 0.0.0.0 for everybody who reaches it.")
    return ""


def opened_sentence(address: str | None, port: int) -> str:
    """What an open server means where nobody is asked for a name, and under which addresses
    others find it."""
    urls = [root_of(one, port) for one in listened_at(address)]
    return (f"Open to the network: everybody who reaches this machine can use the lab, and start, "
            f"stop and delete runs; nobody is asked for a password. Others open "
            f"{' or '.join(urls) or f'port {port} of this machine'}; {HOW_TO_CLOSE} "
            "closes it again.")


def _answers(port: int) -> bool:
    # on macOS a port that another program listens at can be bound at one address beside it
    with socket.socket() as asking:
        asking.settimeout(1)
        return asking.connect_ex((LOCALHOST, port)) == 0


def _bind_error(host: str, port: int) -> str:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            return "taken" if error.errno == errno.EADDRINUSE else str(error.strerror or error)
    return ""


if __name__ == "__main__":
    if sentence := problem(sys.argv[1], sys.argv[2]):
        sys.exit(sentence)
