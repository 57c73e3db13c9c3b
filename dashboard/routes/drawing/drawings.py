"""``/api/drawings``: the drawings that people kept with their true digits."""

import json
from base64 import b64encode
from typing import Annotated, NotRequired, cast

import numpy as np
from pydantic import ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.admission.answered import answered
from dashboard.people.identity import allow, is_allowed, this_owner
from dashboard.people.looking import library
from dashboard.people.mode import classroom, knows_people
from dashboard.routes.answers import answering, refused, taking, to_be_saved
from dashboard.routes.contract import Media
from dashboard.routes.cross_site import check_own_page
from dashboard.routes.drawing.predict_question import MOST, Drawing, is_drawn
from dashboard.routes.paging import NUMBER_OF_A_ROW
from dashboard.server.one_thread import one_thread
from dashboard.server.resources import store
from mnist_core.base.format import shortened
from mnist_core.base.frozen import Frozen
from mnist_core.base.not_found import NotFound
from mnist_core.ladders import find_ladder
from mnist_core.library.ladder_on_digits import Score, networks_of, scores
from mnist_core.runs.database.row_number import row_number
from mnist_core.runs.saved.drawings import PAGE, Drawings, KeptDigit, KeptDrawing
from mnist_core.runs.saved.drawings_zip import zip_of

MOST_LISTED = 500
MOST_WRONG = 40
"""Drawings that a network misread and that are shown beside its figures."""

class Keeping(Drawing):
    """A drawing with its true ``digit``; where it shows ``several``, ``place`` says which of them,
    from 0 in reading order."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"digit": 7, "strokes": [[[90, 60], [190, 60], [120, 220]]]}]})

    digit: int
    several: bool = False
    place: int = 0


class DrawingPage(Frozen):
    """Some of the drawings, the newest first."""

    digit: Annotated[int, Field(ge=0, le=9)] | None = None
    """Only those of this digit."""
    limit: Annotated[int, Field(ge=1, le=MOST_LISTED)] = PAGE
    """How many, at most."""
    cursor: Annotated[int, NUMBER_OF_A_ROW] | None = None
    """Those before the drawing of this number: the ``cursor`` of the answer before."""


class Summary(TypedDict):
    """``created`` in UNIX seconds; ``pixels``, 784 bytes in base64, is what networks are given;
    ``changeable``: whoever asks may delete it."""

    id: int
    digit: int
    created: float
    pixels: str
    changeable: bool


class DrawingList(TypedDict):
    """``found`` of ``num`` drawings in all; ``cursor`` says where to go on."""

    num: int
    found: int
    cursor: int | None
    drawings: list[Summary]


class Kept(TypedDict):
    id: int
    num: int


class NumKept(TypedDict):
    num: int


class WholeDrawing(Summary):
    """With its strokes and their canvas, or the ``picture`` of its ink, a PNG in base64."""

    width: NotRequired[int]
    height: NotRequired[int]
    brush: NotRequired[float]
    strokes: NotRequired[list[list[list[float]]]]
    picture: str | None


class NetworkScore(TypedDict):
    """``wrong`` lists [id of the drawing, what it was read as]; accuracy in percent."""

    run: str
    label: str
    accuracy: float
    wrong: list[list[int]]


class StepScores(TypedDict):
    step: str
    title: str
    networks: list[NetworkScore]


class LadderScores(TypedDict):
    """``drawings`` has the first 40 that each network misread; what was saved after the one with
    the id ``newest`` was not read."""

    num: int
    newest: int
    drawings: list[Summary]
    steps: list[StepScores]


def drawings() -> Drawings:
    return Drawings(store(), classroom().id if knows_people() else None)


def list_drawings(query: DrawingPage) -> DrawingList:
    """The newest drawings; ``cursor`` says where to go on."""
    # one more tells whether there are any
    found = drawings().page(digit=query.digit, before=query.cursor, limit=query.limit + 1)
    return {"num": drawings().num(), "found": drawings().num(query.digit),
            "cursor": found[query.limit - 1].id if len(found) > query.limit else None,
            "drawings": [_summary(drawing) for drawing in found[:query.limit]]}


def keep(body: Keeping) -> Kept:
    """Keep a drawing, or one digit of it."""
    digits = body.page(several=body.several).digits
    if not 0 <= body.place < len(digits):
        raise ValueError(f"The drawing shows {len(digits)} digits; there is none at place "
                         f"{body.place}, counted from 0.")
    number = drawings().keep(digits[body.place], body.digit, width=body.width, height=body.height,
                             brush=body.pen, owner=this_owner())
    return {"id": number, "num": drawings().num()}


def show_drawing(drawing: str) -> WholeDrawing:
    """One drawing, with its strokes or its picture."""
    kept = _existing(drawing)
    picture = None if kept.picture is None else b64encode(kept.picture).decode()
    drawn = {} if kept.strokes is None else json.loads(kept.strokes)
    return cast(WholeDrawing, {**_summary(kept), **drawn, "picture": picture})


def delete_drawing(drawing: str) -> NumKept:
    """Delete a drawing for good."""
    kept = _existing(drawing)
    allow("delete a drawing", kept.owner)
    drawings().delete(kept.id)
    return {"num": drawings().num()}


def measure_ladder(ladder: str) -> LadderScores:
    """What every network of a ladder reads of the drawings."""
    one_thread()
    try:
        found = find_ladder(ladder)
    except ValueError as error:
        raise NotFound(str(error)) from None
    kept = drawings().page(limit=None)
    if not kept:
        raise ValueError("No drawing is kept yet; draw a digit and save it first.")
    images = np.array([drawing.pixels for drawing in kept])
    labels = np.array([drawing.digit for drawing in kept], np.int64)
    measured = list(scores(networks_of(found, library()), images, labels))
    told = {int(place) for score in measured for place in score.wrong[:MOST_WRONG]}
    return {"num": len(kept), "newest": max(drawing.id for drawing in kept),
            "drawings": [_summary(kept[place]) for place in sorted(told)], "steps": [
        {"step": step.id, "title": step.title,
         "networks": [_score(score, kept) for score in measured
                      if score.trained.step_id == step.id]} for step in found.steps]}


# a link, and so a GET; it is followed from this lab's own pages only
@taking("heavy", answer=Media(
    "application/zip", "`drawings.npz` holds images and labels, `drawings.json` the strokes."))
async def download(request: Request) -> Response:
    """All drawings as one file."""
    try:
        check_own_page(request)
        data = await answered(request, "heavy", lambda: zip_of(drawings().each))
    except Exception as error:
        return refused(error)
    return Response(data, media_type="application/zip", headers=to_be_saved("drawings.zip"))


def _score(score: Score, kept: list[KeptDigit]) -> NetworkScore:
    return {"run": score.trained.key, "label": score.trained.short_label,
            "accuracy": round(score.accuracy, 2),
            "wrong": [[kept[place].id, int(score.read[place])] for place in score.wrong]}


def _existing(text: str) -> KeptDrawing:
    try:
        return drawings().one(row_number(text) or 0)
    except ValueError:
        raise NotFound(f"There is no drawing {shortened(text)}; GET /api/drawings lists them "
                       "all.") from None


def _summary(drawing: KeptDigit) -> Summary:
    return {"id": drawing.id, "digit": drawing.digit, "created": drawing.created,
            "changeable": is_allowed("delete a drawing", drawing.owner),
            "pixels": b64encode(drawing.pixels.tobytes()).decode()}


DRAWING_ROUTES = [
    Route("/api/drawings.zip", download),
    Route("/api/drawings", answering(list_drawings, "light", query=DrawingPage)),
    Route("/api/drawings", answering(keep, "heavy", body=Keeping, unless=is_drawn, most=MOST),
          methods=["POST"]),
    Route("/api/drawings/{drawing}", answering(show_drawing, "light")),
    Route("/api/drawings/{drawing}/delete", answering(delete_drawing, "light"), methods=["POST"]),
    Route("/api/drawings/ladders/{ladder}", answering(measure_ladder, "heavy"), methods=["POST"]),
]
