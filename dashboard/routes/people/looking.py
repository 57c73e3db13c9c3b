"""``POST /api/class/looking``: whether students see each other's runs."""

from typing import Annotated

from pydantic import ConfigDict, Field
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.board.tiles import forget_board
from dashboard.people.mode import only_own_runs, this_class
from dashboard.routes.answers import answering
from mnist_core.base.frozen import Frozen


class Looking(Frozen):
    """Whether students see only their own runs."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"own_only": False}]})

    own_only: Annotated[bool, Field(strict=True)]


class LookingNow(TypedDict):
    own_only: bool


def look_at_own_only(body: Looking) -> LookingNow:
    """Have students see only their own runs, or everybody's again."""
    this_class()
    only_own_runs(body.own_only)
    forget_board()
    return {"own_only": body.own_only}


LOOKING_ROUTES = [
    Route("/api/class/looking", answering(look_at_own_only, "light", body=Looking),
          methods=["POST"])]
