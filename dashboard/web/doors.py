"""What every request passes before any page or route, from the outside in."""

from starlette.middleware import Middleware

from dashboard.lab import settings
from dashboard.web.hosts import AllowedHosts
from dashboard.web.opened import is_server_open
from dashboard.web.security_headers import SecurityHeaders

DOORS = [
    Middleware(SecurityHeaders),
    Middleware(AllowedHosts, named=lambda: settings().hosts, is_open=is_server_open),
]
