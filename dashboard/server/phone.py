"""A page's address as a phone in the same network opens it."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from dashboard.server.listening import HOW_TO_OPEN
from mnist_core.base.machine.addresses import is_loopback, names_for_others, network_address

CLOSED = ("No phone reaches this server: it listens for this machine alone. Start it with "
          f"{HOW_TO_OPEN}, and everybody in your network can open this page and use the lab.")


def phone_address(page: str, hosts: Sequence[str], *, is_open: bool) -> str | None:
    """``page`` with a name of this server that others know; None where it has none.

    A page that was opened by a name that others know keeps it; else the first of ``hosts``, names
    that this server was given, or its address in the network.
    """
    parts = urlsplit(page)
    if not is_loopback(parts.hostname or ""):
        return page
    own = next(iter(names_for_others(hosts)), None) or (network_address() if is_open else None)
    if own is None:
        return None
    host = f"[{own}]" if ":" in own else own
    return parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host).geturl()
