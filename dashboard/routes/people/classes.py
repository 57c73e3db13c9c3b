"""``POST /api/class/new`` and ``/api/class/delete``: another class, and the end of one."""

from collections.abc import Callable
from typing import Annotated

from pydantic import ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.admission.answered import answered
from dashboard.board.tiles import forget_board
from dashboard.people.classes import begin_class, delete_class
from dashboard.people.mode import classroom, people
from dashboard.routes.answers import refused, taking
from dashboard.routes.people.oneself import at_a_browser
from dashboard.routes.people.sign_in import sign_in
from dashboard.server.resources import settings
from mnist_core.base.frozen import Frozen


class Deleting(Frozen):
    """The code of the class, typed by whoever means it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "K7QM2X"}]})

    code: Annotated[str, Field(max_length=200)]


class ClassNow(TypedDict):
    """The code of the class that this server has now."""

    code: str


class Deleted(ClassNow):
    """How much is gone for good."""

    people: int
    runs: int
    drawings: int
    recipes: int


@taking("light", answer=ClassNow)
async def begin(request: Request) -> Response:
    """Begin a new class, with a new code; the one of before stays as it is."""
    return await _led(request, lambda: {"code": begin_class().code})


@taking("light", body=Deleting, answer=Deleted)
async def delete(request: Request, body: Deleting) -> Response:
    """Delete the class with its people and all that is theirs, for good."""
    def deleted() -> dict[str, object]:
        gone = delete_class(body.code)
        return {"code": classroom().code, "people": gone.people, "runs": gone.runs,
                "drawings": gone.drawings, "recipes": gone.recipes}
    return await _led(request, deleted)


async def _led(request: Request, work: Callable[[], dict[str, object]]) -> Response:
    """The answer's cookie is of the teacher of the class that there is then."""
    def led() -> Response:
        at_a_browser(request)
        response = JSONResponse(work())
        forget_board()
        if settings().mode == "class":
            sign_in(request, response, people().teacher(classroom()))
        return response
    try:
        return await answered(request, "light", led)
    except Exception as error:
        return refused(error)


CLASS_ROUTES = [Route("/api/class/delete", delete, methods=["POST"]),
                Route("/api/class/new", begin, methods=["POST"])]
