"""``POST /api/import``: runs of another lab."""

from io import BytesIO

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.admission.answered import answered
from dashboard.people.identity import this_owner
from dashboard.routes.answers import refused, taking
from dashboard.routes.bodies import Most, read_bytes
from dashboard.routes.contract import Media
from dashboard.server.resources import data_state, settings, store
from mnist_core.importing.importing import import_runs
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.run_list.contract_json import RunJson, run_json

MOST = Most(32_000_000, "import fewer runs at once, or use the command `import`")


class ImportedJson(RunJson):
    """``title`` is what the run is called here; ``was_here``: it was before, and is not a copy."""

    title: str
    was_here: bool


class ImportedRuns(TypedDict):
    runs: list[ImportedJson]


@taking("heavy", answer=ImportedRuns, body=Media(
    "application/octet-stream",
    "A ZIP file that `export.zip` answered, or the command `export` wrote."))
async def import_bundle(request: Request) -> Response:
    """Import runs of another lab; what was imported never trains on."""
    try:
        data = bytes(await read_bytes(request, MOST))
        return JSONResponse(await answered(request, "heavy", lambda: _imported(data)))
    except Exception as error:
        return refused(error)


def _imported(data: bytes) -> ImportedRuns:
    imported = import_runs(store(), settings(), BytesIO(data), "The file", data_state().dataset,
                           this_owner())
    return {"runs": [{**run_json(one.run), "title": OwnRun(store(), one.run).title,
                      "was_here": one.was_here} for one in imported]}


IMPORT_ROUTES = [Route("/api/import", import_bundle, methods=["POST"])]
