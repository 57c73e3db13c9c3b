"""What lists of runs are asked for in an address; lists that are sent only when they changed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from pydantic import Field, field_validator
from starlette.requests import Request
from starlette.responses import Response

from dashboard.admission.answered import answered
from dashboard.people.identity import this_owner
from dashboard.people.looking import in_sight
from dashboard.people.mode import is_looking_closed, knows_people
from dashboard.people.shown_name import shown_as
from dashboard.routes.answers import ApiEndpoint, declared, refused
from dashboard.server.resources import store
from mnist_core.base.frozen import Frozen
from mnist_core.base.validation import one_of
from mnist_core.runs.database.row_number import LARGEST
from mnist_core.runs.records.run_query import STATES, RunQuery
from mnist_core.runs.records.store import PAGE
from mnist_core.runs.run_list.version import list_version

MAX_PAGE = 1000
MAX_TEXT = 200
NUMBER_OF_A_ROW = Field(ge=1, le=LARGEST)


class RunFilter(Frozen):
    """Which runs an address asks for."""

    q: Annotated[str, Field(max_length=MAX_TEXT)] = ""
    """Words in a run's number, name, note, step, state or changes."""
    state: Annotated[str, Field(description="One or more of these, with commas between: "
                                f"{', '.join(STATES)}.")] = ""
    step: str = ""
    """A step's id, or ``own recipe``."""
    mine: bool = False
    """Only those of whoever asks, where people are known."""

    @field_validator("state")
    @classmethod
    def _known(cls, text: str) -> str:
        return check_states(text)

    @property
    def run_query(self) -> RunQuery:
        return in_sight(RunQuery(
            text=self.q.replace("\0", ""), states=_states(self.state),
            step=self.step.replace("\0", ""), owner=this_owner() if self.mine else None))


class RunPage(RunFilter):
    """Some of the runs, the newest first."""

    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = PAGE
    """How many, at most."""
    cursor: Annotated[int, NUMBER_OF_A_ROW] | None = None
    """Those before the run of this number: where the answer before this one ended."""


def check_states(text: str) -> str:
    """``text``, if it names states.

    Raises:
        ValueError: it names a state that no run is in.
    """
    for state in _states(text):
        if state not in STATES:
            raise ValueError(one_of("state", state, STATES))
    return text


def _states(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def runs_version() -> str:
    """One for all lists of runs, and read once a second however many people ask; where people are
    known, what each may change differs."""
    version = list_version(store())
    if not knows_people():
        return version
    return f"{version}-{this_owner()}-{is_looking_closed()}-{shown_as()}"


def when_changed(endpoint: ApiEndpoint, version_of: Callable[..., str] = runs_version
                 ) -> ApiEndpoint:
    """Answer 304, and do nothing, to whoever knows what there is to say already.

    ``version_of`` is called with the names in the path.
    """
    async def answer(request: Request) -> Response:
        try:
            version = await answered(request, "light",
                                     lambda: version_of(**request.path_params))
        except Exception as error:
            return refused(error)
        headers = {"ETag": f'W/"{version}"', "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        response = await endpoint(request)
        if response.status_code == 200:
            response.headers.update(headers)
        return response
    contract = endpoint.contract
    return declared(answer, endpoint.costs, replace(
        contract, statuses=(*contract.statuses, 304), takes_headers={
            **contract.takes_headers, "If-None-Match": "The ETag of what is known."},
        headers={**contract.headers, "ETag": "Send it back: 304 says that nothing changed."}))
