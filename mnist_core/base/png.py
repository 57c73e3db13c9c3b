"""A grey picture as text that a page can hold."""

from base64 import b64encode
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def png_base64(pixels: NDArray[np.uint8]) -> str:
    """The PNG file of uint8 [height, width], as base64."""
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return b64encode(file.getvalue()).decode()
