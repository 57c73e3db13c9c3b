"""What a request to read a drawing may hold, and the digits that it shows."""

from base64 import b64decode
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator

from dashboard.routes.bodies import Most
from mnist_core.base.frozen import Frozen
from mnist_core.drawn.digits import Page, digit_from_image, digit_from_strokes
from mnist_core.drawn.page import page_from_image
from mnist_core.drawn.picture_file import open_picture
from mnist_core.drawn.picture_limits import LIMITS, MAX_FILE_BYTES
from mnist_core.drawn.strokes_page import page_from_strokes
from mnist_core.library.judge import page_judge
from mnist_core.trained.trained import Moment

CANVAS = 280
BRUSH_SHARE = 1 / 14
MAX_RUNS = 4
# base64 makes four bytes of three
MOST = Most(MAX_FILE_BYTES * 4 // 3 + 100_000, "a picture's file may have "
            f"{MAX_FILE_BYTES // 1_000_000} MB: make it smaller, or save it as JPEG")

Point = tuple[float, float]
# one wrong point is one sentence, not one a point
Stroke = Annotated[list[Point], Field(fail_fast=True)]
RunName = int | str


class Drawing(Frozen):
    """Strokes, with the canvas and the pen that they were drawn with, or a picture's file in base64
    (``picture_limits.LIMITS`` says which)."""

    strokes: Annotated[list[Stroke], Field(fail_fast=True)] | None = None
    width: int = CANVAS
    height: int = CANVAS
    brush: float | None = None
    image: str | None = None

    @property
    def pen(self) -> float:
        """Width of the pen in canvas pixels."""
        return self.width * BRUSH_SHARE if self.brush is None else self.brush

    def page(self, *, several: bool) -> Page:
        """Its rows of digits; one digit that holds all the ink unless ``several`` are looked for.

        Raises:
            ValueError: one sentence: nothing is drawn, or it cannot be read.
        """
        if (self.strokes is None) == (self.image is None):
            raise ValueError("Send either `strokes`, a list of lists of [x, y] points, or `image`, "
                             f"the file of a picture in base64 ({LIMITS}).")
        if self.image is not None:
            picture = open_picture(picture_bytes(self.image))
            if several:
                return page_from_image(picture, page_judge())
            digit = digit_from_image(picture)
        else:
            drawn = self.strokes or []
            if several:
                return page_from_strokes(drawn, width=self.width, height=self.height,
                                         brush=self.pen, judge=page_judge())
            digit = digit_from_strokes(drawn, width=self.width, height=self.height,
                                       brush=self.pen)
        return Page([[digit]], digit.stages.canvas, [])


class PredictQuestion(Drawing):
    """A drawing, and who is to read it: one ``run``, or up to four ``runs``, each a number, a key
    such as ``strategy-4@1``, or a step for its newest run.

    ``raw`` skips MNIST's crop, scale and centre, ``several`` reads a page of digits one by one, in
    rows from the top, ``maps`` adds a class activation map to each reading, ``ink`` what of the
    drawing counted as ink.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"strokes": [[[90, 60], [190, 60], [120, 220]]], "run": "strategy-4"},
        {"strokes": [[[140, 40], [140, 240]]], "runs": ["strategy-4@1"], "several": True}]})

    run: RunName | None = None
    runs: Annotated[list[RunName], Field(min_length=1, max_length=MAX_RUNS)] | None = None
    raw: bool = False
    weights: Moment = "best"
    several: bool = False
    maps: bool = False
    ink: bool = False

    @model_validator(mode="after")
    def _one_way_to_name_runs(self) -> Self:
        if self.run is not None and self.runs is not None:
            raise ValueError("name either a `run` or `runs`, a list of one to four of them")
        return self

    @property
    def asks_one(self) -> bool:
        """The short form: one run, one digit."""
        return self.runs is None and not self.several

    @property
    def names(self) -> list[RunName | None]:
        return [self.run] if self.runs is None else [*self.runs]


def is_drawn(body: dict[str, Any]) -> bool:
    """Whether it is strokes, which cost next to nothing; a picture has to be decoded first."""
    return body.get("image") is None


def picture_bytes(text: str) -> bytes:
    """The bytes of a file in base64, with or without a browser's ``data:image/png;base64,``.

    Raises:
        ValueError: it is not base64.
    """
    encoded = text.partition(",")[2] if text.startswith("data:") else text
    try:
        return b64decode(encoded, validate=True)
    except ValueError:
        raise ValueError("The image is not base64; send the bytes of a picture's file in "
                         f"base64 ({LIMITS}).") from None
