"""``GET /api/health``: whether the lab can do its work; 503 with the reasons where it cannot.

It is looked at once a second however many ask, and nobody waits for a look that somebody else has
begun: a disk that hangs would hold up all who ask.
"""

import shutil
import threading
import time
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.admission.answered import answered
from dashboard.routes.answers import refused, taking
from dashboard.routes.contract import Ignored
from dashboard.server.resources import data_state, queue, settings, store
from mnist_core.base.settings import Settings
from mnist_core.runs.database.failures import (
    StoreError,
    full_sentence,
    is_full,
    read_only_sentence,
    records_sentence,
)
from mnist_core.runs.records.health import num_queued, write_a_little

FRESH_SECONDS = 1.0
PATIENCE_SECONDS = 5.0
"""How long a look may take before it is itself a reason."""


class HealthFacts(TypedDict):
    """Which digits there are, and how many runs train and wait."""

    data: str | None
    running: int | None
    queued: int | None
    free_bytes: int | None


class HealthJson(HealthFacts):
    """``reasons`` why the lab cannot do its work, in sentences; ``error`` is the first."""

    status: Literal["ok", "failing"]
    error: str | None
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Health:
    """``reasons`` why the lab cannot do its work, in sentences; ``facts`` beside them."""

    reasons: tuple[str, ...]
    facts: HealthFacts

    @property
    def as_json(self) -> HealthJson:
        return {"status": "failing" if self.reasons else "ok",
                "error": self.reasons[0] if self.reasons else None,
                "reasons": list(self.reasons), **self.facts}


class Looks:
    """The last look, and the one that is being taken."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._health: Health | None = None
        self._at = self._began = 0.0

    def health(self) -> Health:
        now = time.monotonic()
        if self._health and now - self._at < FRESH_SECONDS:
            return self._health
        # only the very first look is waited for
        if not self._lock.acquire(blocking=self._health is None):
            assert self._health
            return _late(self._health) if now - self._began > PATIENCE_SECONDS else self._health
        try:
            if self._health is None or time.monotonic() - self._at >= FRESH_SECONDS:
                self._began = time.monotonic()
                self._health, self._at = look(), time.monotonic()
            return self._health
        finally:
            self._lock.release()


def look() -> Health:
    """Try everything that a training needs."""
    state = data_state()
    reasons = [state.error] if state.error else []
    running = queued = None
    try:
        opened = store()
        running, queued = opened.num_running(), num_queued(opened)
        if opened.is_read_only:
            reasons.append(read_only_sentence(settings()))
        else:
            write_a_little(opened)
    except (StoreError, OSError, ValueError) as error:
        reasons.append(records_sentence(settings(), error))
    if is_full(settings().home):
        reasons.append(full_sentence(settings().home))
    if queue().problem:
        reasons.append(queue().problem)
    return Health(tuple(dict.fromkeys(reasons)), {
        "data": state.dataset.source.description if state.dataset else None,
        "running": running, "queued": queued, "free_bytes": _free_bytes()})


def _late(health: Health) -> Health:
    return replace(health, reasons=(*health.reasons, "The disk or the database has not answered "
                                    f"for more than {PATIENCE_SECONDS:g} s."))


def _free_bytes() -> int | None:
    try:
        return shutil.disk_usage(settings().home).free
    except OSError:
        return None


@lru_cache(maxsize=1)
def _looks(_: Settings) -> Looks:
    """Of the server; its settings say what is looked at."""
    return Looks()


@taking("light", query=Ignored, answer=HealthJson, statuses=(200, 503))
async def health(request: Request) -> Response:
    """Whether the lab can do its work; 503 with the reasons where it cannot."""
    try:
        found = await answered(request, "light", _looks(settings()).health)
    except Exception as error:
        return refused(error)
    return JSONResponse(found.as_json, 503 if found.reasons else 200,
                        headers={"Cache-Control": "no-store"})


HEALTH_ROUTES = [Route("/api/health", health)]
