"""The colours of a page as its person sees it, and the Plotly layout that charts start from."""

from typing import Any

import streamlit as st

from mnist_core.charts.palette import DARK, LIGHT, Palette


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
