"""A photographed digit is the digit, whatever the light on its paper."""

from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import gaussian_filter

from mnist_core.drawn.drawing import stages_from_image, stages_from_strokes
from mnist_core.drawn.paper import is_dark_on_light

SIDE = 280
SEVEN = [[[90., 60.], [190., 60.], [125., 220.]], [[110., 140.], [180., 140.]]]
INK = stages_from_strokes(SEVEN, width=SIDE, height=SIDE, brush=12).canvas / 255
ACROSS = np.linspace(0, 1, SIDE)
DISTANCE = np.hypot(*(np.indices((SIDE, SIDE)) / SIDE - 0.5))
LIGHTS = {
    "even": np.ones((SIDE, SIDE)),
    "from the side": np.tile(1 - 0.7 * ACROSS, (SIDE, 1)),
    "from above": np.tile(1 - 0.7 * ACROSS, (SIDE, 1)).T,
    "darker at the corners": 1 - 0.9 * DISTANCE**2,
    "with the edge of a shadow": gaussian_filter(
        np.where(np.tile(ACROSS, (SIDE, 1)) > 0.6, 0.45, 1), 4),
}


def photo(light: NDArray[np.float64], *, dark: bool) -> Image.Image:
    """A JPEG photograph with grain: ink on paper, or chalk on a board."""
    reflected = 0.9 - 0.7 * INK if dark else 0.15 + 0.7 * INK
    grain = np.random.default_rng(0).normal(0, 4, INK.shape)
    grey = np.clip(255 * reflected * light + grain, 0, 255).astype(np.uint8)
    file = BytesIO()
    Image.fromarray(grey).convert("RGB").save(file, "JPEG", quality=85)
    return Image.open(file)


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("light", LIGHTS.values(), ids=LIGHTS)
def test_a_photograph_is_the_drawing_in_any_light(light: NDArray[np.float64], dark: bool) -> None:
    drawn = stages_from_strokes(SEVEN, width=SIDE, height=SIDE, brush=12).digit.astype(float)
    image = photo(light, dark=dark)
    assert is_dark_on_light(np.asarray(image.convert("L"))) == dark
    digit = stages_from_image(image).digit
    # half a pixel here or there at the edges of the strokes, but the same strokes
    assert np.abs(drawn - digit).sum() / drawn.sum() < 0.5
