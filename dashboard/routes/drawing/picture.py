"""``POST /api/picture``: a picture's file in; the same picture, upright and small, out.

For what a browser cannot open by itself: HEIC, TIFF, or a picture too large for it. ``POST
predict`` takes the answer's ``image``.
"""

from base64 import b64encode
from io import BytesIO

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from typing_extensions import TypedDict

from dashboard.admission.answered import answered
from dashboard.routes.answers import refused, taking
from dashboard.routes.bodies import Most, read_bytes
from dashboard.routes.contract import Media
from mnist_core.drawn.picture_file import PAGE_SIDE, open_picture, small_picture
from mnist_core.drawn.picture_limits import LIMITS, MAX_FILE_BYTES

MOST = Most(MAX_FILE_BYTES, f"send {LIMITS}")


class SmallPicture(TypedDict):
    """``image`` is a PNG as a ``data:`` address; its sides in pixels."""

    image: str
    width: int
    height: int


@taking("heavy", body=Media("application/octet-stream", f"The file as it is: {LIMITS}."),
        answer=SmallPicture)
async def shrink(request: Request) -> Response:
    """A picture's file in; the same picture, upright and small, out."""
    try:
        data = bytes(await read_bytes(request, MOST))
        return JSONResponse(await answered(request, "heavy", lambda: shrunk(data)))
    except Exception as error:
        return refused(error)


def shrunk(data: bytes) -> SmallPicture:
    """Raises:
        ValueError: one sentence: no picture that is read here, damaged, or too large.
    """
    with open_picture(data) as image:
        small = small_picture(image, PAGE_SIDE)
    if small.mode not in ("L", "LA", "RGB", "RGBA"):
        small = small.convert("RGBA" if small.has_transparency_data else "RGB")
    file = BytesIO()
    small.save(file, "PNG")
    return {"image": f"data:image/png;base64,{b64encode(file.getvalue()).decode()}",
            "width": small.width, "height": small.height}


PICTURE_ROUTES = [Route("/api/picture", shrink, methods=["POST"])]
