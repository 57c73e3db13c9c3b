"""Colours that people of every colour vision tell apart, and that stand out from their page.

Colour blindness is simulated as Machado, Oliveira and Fernandes (IEEE TVCG 15, 2009) do; distances
are those of CAM02-UCS, in which about 1 is just noticeable side by side.
"""

from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert
from numpy.typing import NDArray

from dashboard.display.colour import contrast, ink_on, mixed
from mnist_core.charts.palette import DARK, LIGHT, Palette
from mnist_core.ladders import LADDERS

THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
VISIONS = pytest.mark.parametrize("vision", ["", "deuteranomaly", "protanomaly", "tritanomaly"])
APART = 10
# WCAG 2.2, level AA: text, and what is not text but must be seen
TEXT, GRAPHICS = 4.5, 3.0


def channels(colour: str) -> NDArray[np.float64]:
    return np.array([int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)])


def seen(colour: str, vision: str) -> NDArray[np.float64]:
    """The colour as somebody without one kind of cone sees it, in CAM02-UCS."""
    shares = channels(colour)
    if vision:
        space = {"name": "sRGB1+CVD", "cvd_type": vision, "severity": 100}
        shares = np.clip(cspace_convert(shares, space, "sRGB1"), 0, 1)
    result: NDArray[np.float64] = cspace_convert(shares, "sRGB1", "CAM02-UCS")
    return result


def closest(colours: tuple[str, ...], vision: str) -> tuple[float, str, str]:
    return min((float(np.linalg.norm(seen(one, vision) - seen(other, vision))), one, other)
               for one, other in combinations(colours, 2))


@THEMES
@VISIONS
@pytest.mark.parametrize("of", ["ladders", "series", "curves"])
def test_everybody_tells_them_apart(colours: Palette, vision: str, of: str) -> None:
    groups = {"ladders": tuple(colours.ladders.values()), "series": colours.series,
              "curves": (colours.train, colours.test, colours.target, colours.reference)}
    distance, one, other = closest(groups[of], vision)
    assert distance >= APART, f"{one} and {other} look alike"


@THEMES
def test_every_ladder_has_a_colour_and_eight_runs_have(colours: Palette) -> None:
    assert list(colours.ladders) == [ladder.id for ladder in LADDERS]
    assert len(set(colours.series)) == 8


@THEMES
@pytest.mark.parametrize("ground", ["background", "surface"])
@pytest.mark.parametrize("of", ["text", "muted", "target", "published", "train", "test"])
def test_text_can_be_read(colours: Palette, ground: str, of: str) -> None:
    floor = TEXT if of in ("text", "muted", "target") else GRAPHICS
    assert contrast(getattr(colours, of), getattr(colours, ground)) >= floor


@THEMES
def test_the_numbers_of_a_ladder_can_be_read_in_its_colour(colours: Palette) -> None:
    for colour in colours.ladders.values():
        assert contrast(colour, colours.background) >= TEXT


@THEMES
def test_lines_stand_out_from_the_page(colours: Palette) -> None:
    for colour in colours.series:
        assert contrast(colour, colours.background) >= GRAPHICS


@THEMES
def test_the_targets_words_can_be_read_on_its_box(colours: Palette) -> None:
    box = mixed(colours.background, colours.target, 0.13)
    assert contrast(colours.target, box) >= TEXT


@THEMES
def test_a_letter_can_be_read_on_every_colour(colours: Palette) -> None:
    for colour in colours.series:
        assert contrast(ink_on(colour, colours), colour) >= TEXT


def test_mixing_goes_from_the_colour_to_the_background() -> None:
    assert mixed("#0072b2", "#ffffff", 0) == "#0072b2"
    assert mixed("#0072b2", "#ffffff", 1) == "#ffffff"


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == contrast("#FFFFFF", "#000000") == pytest.approx(21)
    # the lightest grey that WCAG's own examples let pass on white
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
