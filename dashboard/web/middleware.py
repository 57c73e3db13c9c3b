"""What every request passes before any page or route, from the outside in."""

from starlette.middleware import Middleware

from dashboard.server.exposure import is_server_open
from dashboard.server.resources import settings
from dashboard.web.forwarded_host import ForwardedHost
from dashboard.web.hosts import AllowedHosts
from dashboard.web.security_headers import SecurityHeaders

_ALLOWED_HOSTS = Middleware(AllowedHosts, named=lambda: settings().hosts, is_open=is_server_open)
# the host that reached this server, then the one that a proxy says it was asked for
DOORS = [Middleware(SecurityHeaders), _ALLOWED_HOSTS, Middleware(ForwardedHost), _ALLOWED_HOSTS]
