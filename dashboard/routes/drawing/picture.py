"""``POST /api/picture``: a picture's file in; the same picture, upright and small, out.

For what a browser cannot open by itself: HEIC, TIFF, or a picture too large for it. The body is the
file as it is. The answer holds ``image``, a PNG as a ``data:`` address that ``POST predict`` takes,
and its ``width`` and ``height`` in pixels.
"""

from base64 import b64encode
from io import BytesIO

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.routes.answers import Most, answered, costing, read_bytes, refused
from mnist_core.drawn.picture_file import open_picture, small_picture
from mnist_core.drawn.picture_limits import LIMITS, MAX_FILE_BYTES

MOST = Most(MAX_FILE_BYTES, f"send {LIMITS}")


@costing("heavy")
async def shrink(request: Request) -> Response:
    try:
        data = bytes(await read_bytes(request, MOST))
        return JSONResponse(await answered(request, "heavy", lambda: shrunk(data)))
    except Exception as error:
        return refused(error)


def shrunk(data: bytes) -> dict[str, object]:
    """Raises:
        ValueError: one sentence: no picture that is read here, damaged, or too large.
    """
    with open_picture(data) as image:
        small = small_picture(image)
    if small.mode not in ("L", "LA", "RGB", "RGBA"):
        small = small.convert("RGBA" if small.has_transparency_data else "RGB")
    file = BytesIO()
    small.save(file, "PNG")
    return {"image": f"data:image/png;base64,{b64encode(file.getvalue()).decode()}",
            "width": small.width, "height": small.height}


PICTURE_ROUTES = [Route("/api/picture", shrink, methods=["POST"])]
