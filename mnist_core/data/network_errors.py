"""What went wrong between here and a mirror, in words that say what to do about it."""

import re
import socket
import ssl
from collections.abc import Iterable
from http.client import HTTPException, RemoteDisconnected
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

_ASKS = "asks for a name and password"
_UNTRUSTED = "its certificate is not trusted here"
_NO_NAME = "cannot be looked up"


def reason(error: Exception, url: str) -> tuple[str, bool]:
    """Why ``url`` gave nothing, and whether anybody who answers for it was reached."""
    proxy = _proxy_of(url)
    if isinstance(error, HTTPError):
        return _status(error.code, proxy), True
    if isinstance(error, HTTPException) and not isinstance(error, RemoteDisconnected):
        # what a stranger sent: one line of it, and not much
        told = " ".join(str(error).split())[:60] or type(error).__name__
        return f"an answer that is not HTTP: {told}", True
    if isinstance(error, URLError):
        error = error.reason if isinstance(error.reason, Exception) else error
    return (_refused(proxy, error) if proxy else _unreached(error, "its name")), False


def advice(failures: Iterable[str]) -> str:
    """The first step for whoever reads these reasons."""
    told = " ".join(failures)
    if _ASKS in told:
        return ("set http_proxy and https_proxy to http://NAME:PASSWORD@HOST:PORT with the "
                "proxy's name and password")
    if _UNTRUSTED in told:
        return ("set SSL_CERT_FILE to a file with your network's certificates if a proxy opens "
                "encrypted connections there")
    if _NO_NAME in told:
        return "see that this machine has internet access"
    return "try again later"


def _status(code: int, proxy: str) -> str:
    if code == 407:
        return f"the proxy {proxy or 'on the way'} {_ASKS}"
    if code == 511:
        return "the network asks for a login, in a browser"
    return f"HTTP {code}"


def _refused(proxy: str, error: Exception) -> str:
    """Why nothing came through a proxy."""
    tunnel = re.search(r"Tunnel connection failed: (\d+) ?(.*)", str(error))
    if tunnel and tunnel[1] == "407":
        return f"the proxy {proxy} {_ASKS}"
    if tunnel:
        return f"the proxy {proxy} refuses the connection: {tunnel[1]} {tunnel[2][:60]}".rstrip()
    if "unknown url type" in str(error):
        return f"the proxy {proxy} is of a kind that is not supported, only http:// ones are"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{_unreached(error, '')} (by the proxy {proxy})"
    return f"the proxy {proxy}: {_unreached(error, 'its name')}"


def _unreached(error: Exception, name: str) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, socket.gaierror):
        return f"{name} {_NO_NAME}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{_UNTRUSTED}: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"no encrypted connection: {error.reason or error}"
    if isinstance(error, RemoteDisconnected):
        return "closed without an answer"
    return str(getattr(error, "strerror", None) or error or type(error).__name__)


def _proxy_of(url: str) -> str:
    """The proxy that the environment names for this address, without its password; or empty."""
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme, "")
    if not proxy or proxy_bypass(parts.netloc):
        return ""
    return proxy.rpartition("@")[2].rpartition("://")[2].rstrip("/")
