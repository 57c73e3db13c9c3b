"""``/api/export.zip``: several runs in one file, which is sent while it grows."""

import asyncio
from collections.abc import AsyncGenerator
from functools import partial
from io import BytesIO
from typing import Annotated
from zipfile import ZipFile

from pydantic import ConfigDict, Field, field_validator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.admission.answered import answered
from dashboard.admission.busy import Busy
from dashboard.admission.limits import EXPORTS
from dashboard.admission.seated_stream import SeatedStream
from dashboard.admission.visitors import visitor_of
from dashboard.routes.answers import refused, taking, to_be_saved
from dashboard.routes.contract import Media
from dashboard.routes.cross_site import check_own_page
from dashboard.routes.take_home.files import ZIP, exported
from dashboard.routes.trained.trained import existing_trained
from mnist_core.base.format import comma_parts
from mnist_core.base.frozen import Frozen
from mnist_core.export.archive import add_file
from mnist_core.export.bundle import bundle
from mnist_core.importing.importing import MAX_RUNS

MOST_TRIES = 30


class Chosen(Frozen):
    """The runs to be taken home."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"runs": "strategy-4@1,nets-1@1"}]})

    runs: Annotated[str, Field(max_length=4000)]
    """Their keys, with commas between: ``12``, or ``strategy-4@1`` for a reference run."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Each once."""
        return _keys(self.runs)

    @field_validator("runs")
    @classmethod
    def _a_few(cls, text: str) -> str:
        num = len(_keys(text))
        if not 1 <= num <= MAX_RUNS:
            raise ValueError(f"runs names {num}; name 1 to {MAX_RUNS} runs, such as "
                             "runs=12,strategy-4@1")
        return text


def _keys(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(comma_parts(text)))


@taking("stream", query=Chosen, answer=Media(ZIP, "A folder a run."))
async def export_several(request: Request, query: Chosen) -> Response:
    """Several runs in one ZIP file, a folder each."""
    visitor = visitor_of(request.scope)
    try:
        check_own_page(request)
        # before the first byte: later a mistake could only break the file off
        await answered(request, "light", partial(_check, query.keys))
        EXPORTS.take(visitor)
    except Exception as error:
        return refused(error)
    return SeatedStream(EXPORTS, visitor, _zipped(request, query.keys), media_type=ZIP,
                        headers=to_be_saved(f"{len(query.keys)}-runs.zip"))


def _check(keys: tuple[str, ...]) -> None:
    """Raises:
        NotFound: one of them is not there.
        ValueError: one has nothing to take home yet.
    """
    for key in keys:
        trained = existing_trained(key)
        if trained.best_epoch is None:
            raise ValueError(f"{trained.short_label} has no measured epoch yet, so there is "
                             "nothing to take home; leave it out.")


async def _zipped(request: Request, keys: tuple[str, ...]) -> AsyncGenerator[bytes, None]:
    """One run after the other, so that no more than one is held at a time."""
    parts = _Parts()
    with ZipFile(parts, "w") as archive:
        for key in keys:
            await _in_turn(request, archive, key)
            yield parts.taken()
    yield parts.taken()


async def _in_turn(request: Request, archive: ZipFile, key: str) -> None:
    """Add a run when the door has room for it: others may ask between two runs."""
    for tries in range(1, MOST_TRIES + 1):
        try:
            await answered(request, "heavy", partial(_add, archive, key))
            return
        except Busy as busy:
            if tries == MOST_TRIES:
                raise
            await asyncio.sleep(busy.retry_seconds)


def _add(archive: ZipFile, key: str) -> None:
    run = exported(key)
    for name, data in bundle(run):
        add_file(archive, f"{run.name}/{name}", data)


class _Parts(BytesIO):
    """What was written since it was last taken; a ZIP file never goes back to an earlier part."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError("what was sent is gone")

    def taken(self) -> bytes:
        part = self.getvalue()
        self.seek(0)
        self.truncate()
        return part


SEVERAL_ROUTES = [Route("/api/export.zip", export_several)]
