"""``/api/drawings``: the drawings that people kept with their true digits.

``POST drawings`` keeps one: ``digit``, and a drawing as ``POST predict`` takes it; where that shows
several digits, ``place`` says which of them, from the left. ``GET drawings`` lists the newest,
``GET drawings/{id}`` has the strokes of one, ``POST drawings/{id}/delete`` deletes it,
``GET drawings.zip`` is the whole set as a file and ``POST drawings/ladders/{ladder}`` what every
network of a ladder reads of it.
"""

import json
from base64 import b64encode
from typing import Any

import numpy as np
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.routes.answers import answered, answering, check_own_page, costing, refused
from dashboard.routes.drawing.predict import one_thread
from dashboard.routes.drawing.predict_question import MOST, Drawing, is_drawn
from dashboard.routes.paging import read_number
from dashboard.server.resources import library, store
from mnist_core.base.validation import sentences
from mnist_core.ladders import find_ladder
from mnist_core.library.ladder_on_digits import Score, networks_of, scores
from mnist_core.runs.database.row_number import LARGEST, row_number
from mnist_core.runs.saved.drawings import PAGE, Drawings, KeptDigit, KeptDrawing
from mnist_core.runs.saved.drawings_zip import zip_of

MOST_LISTED = 500
MOST_WRONG = 40
"""Drawings that a network misread and that are shown beside its figures."""

Json = dict[str, Any]


class Keeping(Drawing):
    """What a request to keep a drawing may hold."""

    digit: int
    several: bool = False
    place: int = 0


def drawings() -> Drawings:
    return Drawings(store())


def list_drawings(parameters: Json, _: None) -> object:
    """The newest, of one ``digit`` if that is asked for; ``cursor`` says where to go on."""
    digit = read_number(parameters, "digit", -1, 0, 9)
    wanted = None if digit < 0 else digit
    before = read_number(parameters, "cursor", LARGEST, 1, LARGEST)
    limit = read_number(parameters, "limit", PAGE, 1, MOST_LISTED)
    # one more tells whether there are any
    found = drawings().page(digit=wanted, before=before, limit=limit + 1)
    return {"num": drawings().num(), "found": drawings().num(wanted),
            "cursor": found[limit - 1].id if len(found) > limit else None,
            "drawings": [_summary(drawing) for drawing in found[:limit]]}


def keep(_: Json, body: Json) -> object:
    try:
        wish = Keeping.model_validate(body)
    except ValidationError as error:
        raise ValueError(sentences(error)) from None
    digits = wish.digits(several=wish.several)
    if not 0 <= wish.place < len(digits):
        raise ValueError(f"The drawing shows {len(digits)} digits; there is none at place "
                         f"{wish.place}, counted from 0.")
    number = drawings().keep(digits[wish.place], wish.digit, width=wish.width, height=wish.height,
                             brush=wish.pen)
    return {"id": number, "num": drawings().num()}


def show_drawing(parameters: Json, _: None) -> object:
    drawing = _existing(parameters["drawing"])
    picture = None if drawing.picture is None else b64encode(drawing.picture).decode()
    drawn = {} if drawing.strokes is None else json.loads(drawing.strokes)
    return {**_summary(drawing), **drawn, "picture": picture}


def delete_drawing(parameters: Json, _: Json) -> object:
    drawings().delete(_existing(parameters["drawing"]).id)
    return {"num": drawings().num()}


def measure_ladder(parameters: Json, _: Json) -> object:
    """Accuracies in percent; ``wrong`` lists [id of the drawing, what it was read as], and
    ``drawings`` has the first ``MOST_WRONG`` of each."""
    one_thread()
    try:
        ladder = find_ladder(parameters["ladder"])
    except ValueError as error:
        raise LookupError(str(error)) from None
    kept = drawings().page(limit=None)
    if not kept:
        raise ValueError("No drawing is kept yet; draw a digit and save it first.")
    images = np.array([drawing.pixels for drawing in kept])
    labels = np.array([drawing.digit for drawing in kept], np.int64)
    measured = list(scores(networks_of(ladder, library()), images, labels))
    told = {int(place) for score in measured for place in score.wrong[:MOST_WRONG]}
    return {"num": len(kept), "drawings": [_summary(kept[place]) for place in sorted(told)],
            "steps": [
        {"step": step.id, "title": step.title,
         "networks": [_score(score, kept) for score in measured
                      if score.trained.step_id == step.id]} for step in ladder.steps]}


@costing("heavy")
async def download(request: Request) -> Response:
    """A link, and so a GET; it is followed from this lab's own pages only."""
    try:
        check_own_page(request)
        data = await answered(request, "heavy", lambda: zip_of(drawings().each))
    except Exception as error:
        return refused(error)
    return Response(data, media_type="application/zip", headers={
        "Content-Disposition": 'attachment; filename="drawings.zip"'})


def _score(score: Score, kept: list[KeptDigit]) -> Json:
    return {"run": score.trained.key, "label": score.trained.short_label,
            "accuracy": round(score.accuracy, 2),
            "wrong": [[kept[place].id, int(score.read[place])] for place in score.wrong]}


def _existing(text: str) -> KeptDrawing:
    try:
        return drawings().one(row_number(text) or 0)
    except ValueError:
        raise LookupError(f"There is no drawing {text[:20]}; GET /api/drawings lists them all."
                          ) from None


def _summary(drawing: KeptDigit) -> Json:
    return {"id": drawing.id, "digit": drawing.digit, "created": drawing.created,
            "pixels": b64encode(drawing.pixels.tobytes()).decode()}


DRAWING_ROUTES = [
    Route("/api/drawings.zip", download),
    Route("/api/drawings", answering(list_drawings, "light")),
    Route("/api/drawings", answering(keep, "heavy", unless=is_drawn, most=MOST), methods=["POST"]),
    Route("/api/drawings/{drawing}", answering(show_drawing, "light")),
    Route("/api/drawings/{drawing}/delete", answering(delete_drawing, "light"), methods=["POST"]),
    Route("/api/drawings/ladders/{ladder}", answering(measure_ladder, "heavy"), methods=["POST"]),
]
