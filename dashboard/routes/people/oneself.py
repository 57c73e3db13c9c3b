"""What somebody asks and changes about oneself: name, three words, other devices, tokens."""

from collections.abc import Callable
from typing import Annotated

from pydantic import ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.admission.answered import answered
from dashboard.people.identity import forget, this_person
from dashboard.people.mode import people, tokens
from dashboard.routes.answers import answering, refused, taking
from dashboard.routes.contract import Nothing, Refusal
from dashboard.routes.cross_site import check_own_page
from dashboard.routes.people.sign_in import sign_in
from dashboard.server.resources import settings
from mnist_core.base.format import shortened
from mnist_core.base.frozen import Frozen
from mnist_core.base.not_found import NotFound
from mnist_core.runs.database.row_number import row_number
from mnist_core.runs.people.person import Person
from mnist_core.runs.people.tokens import MAX_NAME

MAX_TEXT = 200


class Me(TypedDict):
    """In the mode "alone" nobody has a name, and everybody may do everything."""

    mode: str
    nickname: str | None
    role: str | None


class NewNickname(Frozen):
    """What others see from now on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"nickname": "Anna"}]})

    nickname: Annotated[str, Field(max_length=MAX_TEXT)]


class NewToken(Frozen):
    """What it is for, to tell it from others."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "my notebook"}]})

    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME)]


class NewWords(TypedDict):
    """Those of before bring nobody back any more."""

    words: str


class KnownToken(TypedDict):
    """Times in UNIX seconds."""

    id: int
    name: str
    created: float
    last_used: float | None


class MadeToken(TypedDict):
    """Shown this once: the lab keeps none."""

    token: str


class OwnTokens(TypedDict):
    """The newest first."""

    tokens: list[KnownToken]


def me() -> Me:
    """Who asks."""
    person = this_person()
    return {"mode": settings().mode, "nickname": person.nickname if person else None,
            "role": person.role if person else None}


def rename(body: NewNickname) -> Me:
    """Take another nickname."""
    person = _oneself()
    renamed = people().rename(person, body.nickname)
    forget(person)
    return {"mode": settings().mode, "nickname": renamed.nickname, "role": renamed.role}


@taking("light", answer=NewWords)
async def renew_words(request: Request) -> Response:
    """Get three new words to come back with; a program cannot, only who sits at the browser."""
    def renewed(person: Person) -> NewWords:
        _check_class()
        if person.is_teacher:
            raise ValueError("A teacher comes back by the teacher's link, without words.")
        return NewWords(words=people().renew_words(person))
    return await _by_browser(request, renewed)


@taking("light", answer=Nothing)
async def sign_out_others(request: Request) -> Response:
    """Sign this person out on all devices but in this browser, which gets a new cookie."""
    def signed_out(person: Person) -> Person | None:
        _check_class()
        people().sign_out_everywhere(person)
        forget(person)
        return people().person(person.id)
    try:
        person = await answered(request, "light", lambda: signed_out(at_a_browser(request)))
    except Exception as error:
        return refused(error)
    response = JSONResponse({})
    if person:
        sign_in(request, response, person)
    return response


def own_tokens() -> OwnTokens:
    """One's own bearer tokens, without the tokens themselves."""
    return {"tokens": [{"id": one.id, "name": one.name, "created": one.created,
                        "last_used": one.last_used} for one in tokens().of(_oneself())]}


@taking("light", body=NewToken, answer=MadeToken)
async def make_token(request: Request, body: NewToken) -> Response:
    """Make a bearer token, with which a program acts for this person; a program makes none."""
    return await _by_browser(request, lambda person: MadeToken(
        token=tokens().add(person, body.name)))


def delete_token(token: str) -> OwnTokens:
    """Delete one of one's own tokens; whatever uses it is a stranger from then on."""
    if not tokens().delete(_oneself(), row_number(token) or 0):
        raise NotFound(f"You have no token {shortened(token)}.")
    return own_tokens()


async def _by_browser(request: Request, work: Callable[[Person], object]) -> Response:
    try:
        return JSONResponse(await answered(request, "light",
                                           lambda: work(at_a_browser(request))))
    except Exception as error:
        return refused(error)


def at_a_browser(request: Request) -> Person:
    """Who sits there: a token that was found must not make others, nor sign its owner out."""
    check_own_page(request)
    person = _oneself()
    if "authorization" in request.headers:
        raise Refusal(403, "A token may not do this; open the page Me in a browser.")
    return person


def _check_class() -> None:
    if settings().mode != "class":
        raise ValueError("Whoever logs in with an account comes back with it; look there.")


def _oneself() -> Person:
    person = this_person()
    if person is None:
        raise ValueError('Nobody has a name here: the lab does not run in the mode "class" or '
                         '"login".')
    return person


ONESELF_ROUTES = [
    Route("/api/me", answering(me, "light")),
    Route("/api/me/nickname", answering(rename, "light", body=NewNickname), methods=["POST"]),
    Route("/api/me/words", renew_words, methods=["POST"]),
    Route("/api/me/sign-out-others", sign_out_others, methods=["POST"]),
    Route("/api/me/tokens", answering(own_tokens, "light")),
    Route("/api/me/tokens", make_token, methods=["POST"]),
    Route("/api/me/tokens/{token}/delete", answering(delete_token, "light"),
          methods=["POST"]),
]
