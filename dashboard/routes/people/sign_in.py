"""Signing somebody in: the answer's cookie says who asks from then on."""

from starlette.requests import Request
from starlette.responses import Response

from dashboard.people import cookie
from dashboard.routes.base_path import cookie_path
from mnist_core.runs.people.person import Person


def sign_in(request: Request, response: Response, person: Person) -> None:
    cookie.give(response, person, cookie_path(), is_secure=request.url.scheme == "https")
