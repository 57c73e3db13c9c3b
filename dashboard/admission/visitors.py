"""Who asks, as far as limits are concerned: an address, or the person where there are people."""

from contextvars import ContextVar
from ipaddress import IPv6Address, IPv6Network, ip_address

from starlette.types import Scope

from mnist_core.base.log import asked_by

# what one household or one phone is given; each of its addresses would be another visitor else
IPV6_PREFIX = 64
LOCAL = "127.0.0.1"
_NAMED = "mnist.visitor"
_visiting: ContextVar[str] = ContextVar("visitor", default="")


def visitor_of(scope: Scope) -> str:
    """The visitor of a request or a WebSocket.

    Behind a proxy on this machine the server has put the forwarded address here already.
    """
    if _NAMED in scope:
        return str(scope[_NAMED])
    client = scope.get("client")
    return named(client[0]) if client else LOCAL


def as_visitor(scope: Scope, name: str) -> None:
    """A class comes from one address: each person of it is a visitor of its own."""
    scope[_NAMED] = name
    _visiting.set(name)


def this_visitor() -> str:
    """The visitor whose request is answered by this thread."""
    return _visiting.get() or named(asked_by.get() or LOCAL)


def named(address: str) -> str:
    """One name for all addresses that one visitor may have."""
    if address == "localhost":
        return LOCAL
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        # IPv4 on a socket that takes both kinds
        return str(parsed.ipv4_mapped)
    return LOCAL if parsed.is_loopback else str(IPv6Network((parsed, IPV6_PREFIX), strict=False))
