"""``/api/class-digits``: the digits that a class draws, and what neighbours take them for."""

from typing import Annotated

from pydantic import ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.admission.answered import answered
from dashboard.class_digits.digit_round import DigitRound, round_of
from dashboard.people.class_digits import changed, class_digits, confirmed_digits
from dashboard.people.identity import allow, this_member
from dashboard.routes.answers import answering, refused, taking, to_be_saved
from dashboard.routes.contract import Media
from dashboard.routes.cross_site import check_own_page
from dashboard.routes.drawing.predict_question import CANVAS, Drawing, Stroke
from dashboard.routes.paging import when_changed
from mnist_core.base.format import shortened
from mnist_core.base.frozen import Frozen
from mnist_core.base.not_found import NotFound
from mnist_core.base.shared_look import version_of
from mnist_core.runs.database.row_number import row_number
from mnist_core.runs.saved.class_digits import ClassDigit
from mnist_core.runs.saved.class_digits_zip import class_digits_zip

Digit = Annotated[int, Field(ge=0, le=9)]


class DrawnForTheClass(Frozen):
    """One of the ten ``asked`` digits, drawn on a canvas of ``width`` x ``height`` pixels."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"digit": 7, "strokes": [[[90, 60], [190, 60], [120, 220]]]}]})

    digit: Digit
    strokes: Annotated[list[Stroke], Field(fail_fast=True)]
    width: int = CANVAS
    height: int = CANVAS
    brush: float | None = None


class Reading(Frozen):
    """What one reads who was not told; null where it is not a digit."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"digit": 7}]})

    digit: Digit | None


def show_round() -> DigitRound:
    """What one draws next and has drawn, and somebody else's digit to say what it is."""
    class_digits()
    return round_of(this_member())


def add_digit(body: DrawnForTheClass) -> DigitRound:
    """Keep one of one's ten digits; it waits for a neighbour who says what it is."""
    digits, person = class_digits(), this_member()
    drawing = Drawing(strokes=body.strokes, width=body.width, height=body.height,
                      brush=body.brush)
    drawn, = drawing.page(several=False).digits
    digits.add(person.id, drawn, body.digit, width=body.width, height=body.height,
               brush=drawing.pen)
    return _round_anew()


def read_digit(drawing: str, body: Reading) -> DigitRound:
    """Say what somebody else's digit is: its own digit confirms it, any other answer refuses it."""
    found, person = _existing(drawing), this_member()
    try:
        class_digits().answer(found, person.id, body.digit)
    finally:
        changed()
    return show_round()


def confirm_digit(drawing: str) -> DigitRound:
    """The teacher says that a digit is what it was meant to be."""
    allow("lead the class")
    class_digits().confirm(_existing(drawing))
    return _round_anew()


def delete_digit(drawing: str) -> DigitRound:
    """Take a digit out of the class's set; its writer is asked to draw it once more."""
    found = _existing(drawing)
    allow("delete a drawing", found.owner)
    class_digits().delete(found)
    return _round_anew()


# a link, and so a GET; it is followed from this lab's own pages only
@taking("heavy", answer=Media(
    "application/zip", "As MNIST's four files, as `class-digits.npz`, and as PNG files."))
async def download(request: Request) -> Response:
    """The confirmed digits as one file; writers are numbers."""
    try:
        check_own_page(request)
        data = await answered(request, "heavy", lambda: class_digits_zip(confirmed_digits()))
    except Exception as error:
        return refused(error)
    return Response(data, media_type="application/zip", headers=to_be_saved("class-digits.zip"))


def _round_anew() -> DigitRound:
    changed()
    return show_round()


def _existing(text: str) -> ClassDigit:
    if found := class_digits().find(row_number(text) or 0):
        return found
    raise NotFound(f"There is no digit {shortened(text)} in the class's set; somebody may have "
                   "deleted it.")


def _version() -> str:
    return version_of(show_round())


CLASS_DIGIT_ROUTES = [
    Route("/api/class-digits.zip", download),
    Route("/api/class-digits", when_changed(answering(show_round, "light"), _version)),
    Route("/api/class-digits", answering(add_digit, "light", body=DrawnForTheClass),
          methods=["POST"]),
    Route("/api/class-digits/{drawing}/answer", answering(read_digit, "light", body=Reading),
          methods=["POST"]),
    Route("/api/class-digits/{drawing}/confirm", answering(confirm_digit, "light"),
          methods=["POST"]),
    Route("/api/class-digits/{drawing}/delete", answering(delete_digit, "light"),
          methods=["POST"])]
