"""Colours of the charts: one colour a ladder everywhere.

Okabe and Ito's set, which the colour-blind can tell apart, lightened where the page is dark.
"""

from dataclasses import dataclass
from typing import Any

import streamlit as st

LADDERS = ("strategy", "drilldown", "models", "nets", "finetune")


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
    ladders: dict[str, str]


LIGHT = Palette(
    text="#1C2126", muted="#5B6670", grid="#E2E5E9", background="#FFFFFF", surface="#F5F6F8",
    train="#0072B2", test="#D55E00", target="#00805D", published="#6B7680",
    ladders=dict(zip(LADDERS, ("#0072B2", "#B87700", "#008A66", "#B4558E", "#D55E00"),
                     strict=True)),
)
DARK = Palette(
    text="#E6E9EC", muted="#9AA5AF", grid="#2B323A", background="#111418", surface="#1A1F25",
    train="#56B4E9", test="#FF8A3D", target="#35C79A", published="#98A3AD",
    ladders=dict(zip(LADDERS, ("#56B4E9", "#F0B43C", "#35C79A", "#E29AC7", "#FF8A3D"),
                     strict=True)),
)


def palette() -> Palette:
    """The palette of the page as the person sees it now."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def layout(colours: Palette, **extra: Any) -> dict[str, Any]:
    """A Plotly layout that every still chart starts from."""
    axis = {"gridcolor": colours.grid, "zeroline": False, "linecolor": colours.grid}
    return {
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": colours.text, "size": 13},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8}, "xaxis": {**axis}, "yaxis": {**axis},
        "hoverlabel": {"bgcolor": colours.surface, "font": {"color": colours.text}},
        **extra,
    }
