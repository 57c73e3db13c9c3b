"""Under which addresses others in the network find this machine."""

import ipaddress
import socket
from collections.abc import Iterable

LOCALHOST, EVERYWHERE = "localhost", "0.0.0.0"
# of those that documentation may name: nothing is sent there, the system only says which of this
# machine's addresses would be asked from
_ELSEWHERE = ("192.0.2.1", 9)


def default_host(mode: str) -> str:
    """Where the lab listens if nobody says so: a class that nobody reaches is none."""
    return EVERYWHERE if mode == "class" else LOCALHOST


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


def network_address() -> str | None:
    """That of the network that this machine reaches others by: containers have more of them."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(_ELSEWHERE)
            return str(asking.getsockname()[0])
        except OSError:
            return next(iter(own_addresses()), None)


def listened_at(address: str | None) -> list[str]:
    """Under which addresses a server that listens at ``address`` is found, the likeliest first."""
    if address not in (None, "", EVERYWHERE, "::"):
        return [str(address)]
    own = own_addresses()
    if address == EVERYWHERE:  # which is version 4 alone
        own = [one for one in own if ":" not in one]
    likeliest = network_address()
    return sorted(own, key=lambda one: one != likeliest)


def names_for_others(hosts: Iterable[str]) -> list[str]:
    """Of a server's names those that others can type: no patterns, and not this machine's own."""
    return [name for name in hosts if "*" not in name and not is_loopback(name)]


def roots_of(hosts: Iterable[str], address: str | None, port: int | str,
             base_path: str = "") -> list[str]:
    """Where others find a server: by the names that it was given, then by what it listens at."""
    known = dict.fromkeys([*names_for_others(hosts), *listened_at(address)])
    return [root_of(one, port, base_path) for one in known]


def root_of(host: str, port: int | str, base_path: str = "") -> str:
    """``http://192.168.1.5:8501/lab``, without a slash behind it."""
    path = base_path.strip("/")
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{f'/{path}' if path else ''}"
