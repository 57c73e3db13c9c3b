"""Where the server listens: for this machine alone, unless somebody opens it.

``python -m dashboard.server.listening HOST PORT`` is asked by ``serve`` before anything else is
started, so it imports nothing that takes time.
"""

import errno
import ipaddress
import socket
import sys

from mnist_core.base.source import IS_INSTALLED

LOCALHOST = "localhost"
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
        return (f"HOST is {host!r}, which is no address of this machine ({error}). Take "
                "localhost for this machine alone, or 0.0.0.0 for everybody who reaches it.")
    return ""


def is_open(address: str | None) -> bool:
    """Whether others than this machine reach a server that listens at ``address``.

    Streamlit's None, and nothing, stand for all addresses.
    """
    return not address or not is_loopback(address)


def is_loopback(name: str) -> bool:
    """Whether a name or an address in digits can only be this machine."""
    if name == LOCALHOST or name.endswith(f".{LOCALHOST}"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def opened_sentence(address: str | None, port: int) -> str:
    """What an open server means, and under which addresses others find it."""
    own = own_addresses() if address in (None, "", "0.0.0.0", "::") else [str(address)]
    if address == "0.0.0.0":  # which is version 4 alone
        own = [one for one in own if ":" not in one]
    urls = [f"http://{f'[{one}]' if ':' in one else one}:{port}" for one in own]
    return (f"Open to the network: everybody who reaches this machine can use the lab, and start, "
            f"stop and delete runs; nobody is asked for a password. Others open "
            f"{' or '.join(urls) or f'port {port} of this machine'}; {HOW_TO_CLOSE} "
            "closes it again.")


def own_addresses() -> list[str]:
    """This machine's addresses in its networks, then its name."""
    import psutil

    found = [entry.address for entries in psutil.net_if_addrs().values() for entry in entries
             if entry.family in (socket.AF_INET, socket.AF_INET6)]
    addresses = [ipaddress.ip_address(text) for text in found if "%" not in text]
    reached = [str(one) for one in addresses if not one.is_loopback and not one.is_link_local]
    return [*sorted(reached, key=lambda text: (":" in text, text)), *own_names()[:1]]


def own_names() -> list[str]:
    """The names by which others in its network know this machine without any setting."""
    name = socket.gethostname().lower()
    return [name] if "." in name else [name, f"{name}.local"]


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
