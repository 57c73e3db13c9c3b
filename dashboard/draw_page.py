"""The Draw page: a pad, and what a trained network takes the drawing for."""

from base64 import b64encode
from io import BytesIO

import streamlit as st
from PIL import Image, ImageOps

from dashboard.components.draw_pad import draw_pad
from dashboard.run_choice import choose_run
from mnist_core.pictures import NOTHING_DRAWN, ink_of
from mnist_core.trained import Trained

# what the drawing pipeline reduces a picture to itself; more would only travel
PICTURE_SIDE = 512
FILE_TYPES = ["png", "jpg", "jpeg", "webp", "bmp", "gif"]
LOOK_SECONDS = 3


def draw_page() -> None:
    st.title("Draw a digit", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=420):
            trained = choose_run(lambda trained: bool(trained.moments))
        if trained is None:
            return
        weights = st.segmented_control("Weights", trained.moments, default=trained.moments[0],
                                       required=True,
                                       key="weights", bind="query-params",
                                       help="Those of the best epoch, or as they are now.")
        picture = _picture()
    # only a run that goes on can have newer weights by itself
    every = LOOK_SECONDS if trained.is_active else None
    st.fragment(_pad, run_every=every)(trained, weights, picture)


def _picture() -> dict[str, str] | None:
    """What a person uploaded, for the pad."""
    with st.popover("Read a picture instead", icon=":material/image:"):
        file = st.file_uploader("A picture of one digit", FILE_TYPES, key="picture",
                                help="Dark on light or light on dark; it stays on this server.")
    if file is None:
        return None
    try:
        return picture_for_pad(file.getvalue())
    except ValueError as error:
        st.error(str(error), icon=":material/broken_image:")
        return None


def _pad(trained: Trained, weights: str, picture: dict[str, str] | None) -> None:
    draw_pad({"run": trained.key, "weights": weights, "picture": picture,
              "version": trained.version})


def picture_for_pad(data: bytes) -> dict[str, str]:
    """A picture file as ``image``, to be read, and as ``ink``, to be seen: base64 of PNG files.

    ``image`` is upright and not larger than the pipeline makes it anyway; ``ink`` is white on
    black.

    Raises:
        ValueError: one sentence: it cannot be read, or shows nothing.
    """
    try:
        image = ImageOps.exif_transpose(Image.open(BytesIO(data)))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValueError("This picture cannot be read; save it anew, as PNG or JPEG.") from None
    try:
        ink = Image.fromarray(ink_of(image))
    except ValueError as error:
        empty = str(error) == NOTHING_DRAWN
        raise ValueError("There is no digit in this picture: it has hardly any contrast."
                         if empty else str(error)) from None
    if image.mode.startswith(("I", "F")):
        # more than 8 bits a pixel: ink_of scales them, a PNG would cut them
        image = ink
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((PICTURE_SIDE, PICTURE_SIDE), Image.Resampling.BOX)
    return {"image": _png(image), "ink": _png(ink)}


def _png(image: Image.Image) -> str:
    file = BytesIO()
    image.save(file, "PNG")
    return b64encode(file.getvalue()).decode()
