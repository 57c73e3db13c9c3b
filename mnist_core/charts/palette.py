"""The colours of the lab, light and dark: of text and ground, of curves, of each ladder, and eight
that tell compared runs apart.

Okabe and Ito's set, moved just so far that the colour-blind can tell them apart and that they stand
out from the page, light or dark: `tests/unit/dashboard/test_colours.py` holds them to both.
"""

from dataclasses import dataclass

from mnist_core.charts.ladder_colours import ON_DARK, ON_LIGHT


@dataclass(frozen=True, slots=True)
class Palette:
    """What a chart needs to know of the page's theme."""

    text: str
    muted: str
    grid: str
    background: str
    surface: str
    train: str
    test: str
    target: str
    published: str
    reference: str
    ladders: dict[str, str]
    series: tuple[str, ...]
    """Of compared runs, by place."""


LIGHT = Palette(
    text="#1C2126", muted="#5B6670", grid="#E2E5E9", background="#FFFFFF", surface="#F5F6F8",
    train="#0072B2", test="#D55E00", target="#00694A", published="#6B7680",
    reference="#9C2F86",
    ladders=ON_LIGHT,
    series=("#0042A5", "#B53D00", "#00815F", "#996193", "#201A0A", "#3897F2", "#CD7E00",
            "#761E41"),
)
DARK = Palette(
    text="#E6E9EC", muted="#9AA5AF", grid="#2B323A", background="#111418", surface="#1A1F25",
    train="#56B4E9", test="#FF8A3D", target="#5BE39A", published="#98A3AD",
    reference="#C050D0",
    ladders=ON_DARK,
    series=("#54A5FF", "#F68D35", "#33EA9D", "#CDA1B5", "#E9F5FA", "#3274D4", "#FFEC4A",
            "#A94E50"),
)
