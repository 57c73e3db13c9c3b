"""The cookie by which a browser is known again: signed, so that nobody can make one up."""

from collections.abc import Mapping
from urllib.parse import quote, unquote

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.responses import Response

from dashboard.server.resources import store
from mnist_core.runs.people.person import Person
from mnist_core.runs.people.secrets import COOKIE_KEY, shared_secret

NAME = "mnist_person"
WANTED = "mnist_wanted"
"""The page that was wanted before one had to log in elsewhere."""
# a term; whoever comes back later has three words
KEPT_SECONDS = 180 * 24 * 3600
WANTED_SECONDS = 600


def signed(person: Person) -> str:
    return _serializer().dumps([person.id, person.sign_in])


def read(cookies: Mapping[str, str]) -> tuple[int, int] | None:
    """A person's number and the sign-in that the cookie is of; None without a true cookie."""
    text = cookies.get(NAME)
    if not text:
        return None
    try:
        match _serializer().loads(text):
            case [int(person_id), int(sign_in)]:
                return person_id, sign_in
    except BadSignature:
        pass
    return None


def give(response: Response, person: Person, path: str, *, is_secure: bool) -> None:
    """Have the browser keep it for pages below ``path``."""
    response.set_cookie(NAME, signed(person), max_age=KEPT_SECONDS, path=path, httponly=True,
                        samesite="lax", secure=is_secure)


def take(response: Response, path: str) -> None:
    """Have the browser forget it."""
    response.delete_cookie(NAME, path=path, httponly=True, samesite="lax")


def remember_wanted(response: Response, page: str, path: str) -> None:
    """Have the browser keep which page of this server it came for."""
    if _is_own(page):
        response.set_cookie(WANTED, quote(page), max_age=WANTED_SECONDS, path=path, httponly=True,
                            samesite="lax")


def wanted(cookies: Mapping[str, str]) -> str | None:
    page = unquote(cookies.get(WANTED, ""))
    return page if _is_own(page) else None


def forget_wanted(response: Response, path: str) -> None:
    response.delete_cookie(WANTED, path=path, httponly=True, samesite="lax")


def _is_own(page: str) -> bool:
    # the server's own pages begin with one slash, other servers' addresses with two or none
    return page.startswith("/") and not page.startswith(("//", "/\\"))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(shared_secret(store().engine, COOKIE_KEY), salt=NAME)
