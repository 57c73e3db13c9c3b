"""A grey picture as a PNG file, and as text that a page can hold."""

from base64 import b64encode
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def png_bytes(pixels: NDArray[np.uint8]) -> bytes:
    """The PNG file of uint8 [height, width]."""
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def png_base64(pixels: NDArray[np.uint8]) -> str:
    """The PNG file of uint8 [height, width], in base64."""
    return b64encode(png_bytes(pixels)).decode()
