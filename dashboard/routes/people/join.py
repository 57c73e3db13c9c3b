"""``POST /api/join``: from a class code and a nickname to a cookie, and back with three words."""

from functools import partial
from hmac import compare_digest
from typing import Annotated

from pydantic import ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.admission.answered import answered
from dashboard.admission.visitors import visitor_of
from dashboard.people import cookie
from dashboard.people.identity import forget, this_person
from dashboard.people.mode import classroom, people
from dashboard.people.tries import TRIES
from dashboard.routes.answers import refused, taking
from dashboard.routes.base_path import cookie_path
from dashboard.routes.cross_site import check_own_page
from dashboard.routes.people.sign_in import sign_in
from dashboard.server.resources import settings, store
from mnist_core.base.frozen import Frozen
from mnist_core.runs.people.class_code import normal_code
from mnist_core.runs.people.people import NicknameTaken
from mnist_core.runs.people.person import Person
from mnist_core.runs.people.secrets import teacher_key

MAX_TEXT = 200


class Joining(Frozen):
    """A new person of the class."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"code": "K7QM2X", "nickname": "Anna"}]})

    code: Annotated[str, Field(max_length=MAX_TEXT)]
    nickname: Annotated[str, Field(max_length=MAX_TEXT)]


class ComingBack(Frozen):
    """A person of the class on another device, or after the cookie was lost."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"words": "river lemon carbon"}]})

    words: Annotated[str, Field(max_length=MAX_TEXT)]


class Teaching(Frozen):
    """The class's teacher; ``teacher`` is the key in the teacher's link."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"teacher": "TnP2r8Zk0_qL5vXw3aBcDeFg"}]})

    teacher: Annotated[str, Field(max_length=MAX_TEXT)]


class Joined(TypedDict):
    """``words`` bring the person back on another device; they are said once, and empty for whoever
    came back."""

    nickname: str
    role: str
    words: str


class Left(TypedDict):
    """Who was signed in here, if anybody was."""

    left: str | None


class AtField(ValueError):
    """What is wrong with one field of the form; ``free`` is a nickname that nobody has."""

    def __init__(self, sentence: str, field: str, free: str = "") -> None:
        super().__init__(sentence)
        self.field, self.free = field, free


class Wrong(AtField):
    """A code, words or a key that are not right: too many of them are refused."""


@taking("light", body=Joining | ComingBack | Teaching, answer=Joined)
async def join(request: Request, body: Joining | ComingBack | Teaching) -> Response:
    """Join the class, or come back to it; the answer's cookie says who asks from then on."""
    try:
        check_own_page(request)
        person, words = await answered(
            request, "light", partial(_tried, body, visitor_of(request.scope)))
    except AtField as error:
        return JSONResponse({"error": str(error), "field": error.field, "free": error.free}, 400)
    except Exception as error:
        return refused(error)
    response = JSONResponse(Joined(nickname=person.nickname, role=person.role, words=words))
    sign_in(request, response, person)
    return response


@taking("light", answer=Left)
async def leave(request: Request) -> Response:
    """Have this browser forget who asks."""
    person = this_person()
    response = JSONResponse(Left(left=person.nickname if person else None))
    cookie.take(response, cookie_path())
    return response


def _tried(body: Joining | ComingBack | Teaching, visitor: str) -> tuple[Person, str]:
    # asked by the thread that looks: many that ask together are not all let through
    TRIES.check(visitor)
    try:
        return _person(body)
    except Wrong:
        TRIES.was_wrong(visitor)
        raise


def _person(body: Joining | ComingBack | Teaching) -> tuple[Person, str]:
    if settings().mode != "class":
        raise ValueError('Nobody joins this lab: it does not run in the mode "class".')
    match body:
        case Joining():
            if not compare_digest(normal_code(body.code).encode(), classroom().code.encode()):
                raise Wrong("This is not the code of the class; it stands on the teacher's "
                            "screen.", "code")
            try:
                return people().join(classroom(), body.nickname)
            except NicknameTaken as error:
                free = people().free_nickname(classroom(), body.nickname)
                raise AtField(str(error), "nickname", free) from None
            except ValueError as error:
                raise AtField(str(error), "nickname") from None
        case ComingBack():
            try:
                return people().come_back(classroom(), body.words), ""
            except ValueError as error:
                raise Wrong(str(error), "words") from None
        case Teaching():
            key = teacher_key(store().engine, settings())
            if not compare_digest(body.teacher.encode(), key.encode()):
                raise Wrong("This is not the teacher's link; it stands in the terminal in which "
                            "the lab was started.", "teacher")
            person = people().teacher(classroom())
            forget(person)
            return person, ""


PEOPLE_ROUTES = [Route("/api/join", join, methods=["POST"]),
                 Route("/api/leave", leave, methods=["POST"])]
