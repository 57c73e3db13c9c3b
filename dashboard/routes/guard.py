"""What stands before every route: whether whoever asks may do there what it does."""

from collections.abc import Iterable, Mapping
from typing import cast
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard.people import cookie
from dashboard.people.identity import asking
from dashboard.people.mode import knows_people
from dashboard.people.presence import PRESENCE
from dashboard.routes.answers import Endpoint, refused
from dashboard.routes.base_path import base_path, cookie_path
from dashboard.routes.route_rights import ACTS
from mnist_core.runs.people.rights import RULES, Act, NotAllowed, check

JOIN = "join"
NOT_KEPT = {"Cache-Control": "no-store"}


def guarded(routes: Iterable[Route], acts: Mapping[str, Act] = ACTS) -> list[Route]:
    """``routes``, each behind its act.

    Raises:
        KeyError: a route has none, so that nobody has said who may ask it.
    """
    return [Route(route.path, _guarded(cast(Endpoint, route.endpoint), acts[name_of(route)]),
                  methods=sorted(route.methods or ())) for route in routes]


def name_of(route: Route) -> str:
    """As ``ACTS`` names it: ``POST /api/runs``."""
    method = "POST" if "POST" in (route.methods or ()) else "GET"
    return f"{method} {route.path}"


def _guarded(endpoint: Endpoint, act: Act) -> Endpoint:
    async def behind(request: Request) -> Response:
        if not knows_people():
            return await endpoint(request)
        person = asking.get()
        try:
            # whose it is, only the route itself can say: it asks again (``allow``)
            is_owners = RULES[act] == "owner"
            check(person, act, person.id if is_owners and person else None)
        except NotAllowed as error:
            return _to_join(request) if act == "open a page" else refused(error)
        if person and request.method == "POST":
            PRESENCE.does_something(person)
        if act == "open a page" and (page := cookie.wanted(request.cookies)):
            # back from the provider of accounts, which leads to the root
            response = RedirectResponse(f"./{page.lstrip('/')}", 303, NOT_KEPT)
            cookie.forget_wanted(response, cookie_path())
            return response
        return await endpoint(request)
    # what is said of the endpoint is true of the guarded one
    behind.__dict__.update(endpoint.__dict__)
    behind.act = act  # type: ignore[attr-defined]
    return behind  # type: ignore[return-value]


def _to_join(request: Request) -> Response:
    """Whoever opens a page joins first, and comes to that page then."""
    path = request.url.path.removeprefix(base_path())
    wanted = f"{path}?{request.url.query}" if request.url.query else path
    # from the page's own address, so that it is right below a prefix that only a proxy knows
    return RedirectResponse(f"{JOIN}?{urlencode({'to': wanted})}", 303, NOT_KEPT)
