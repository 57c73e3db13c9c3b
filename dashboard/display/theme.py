"""The colours of a page as its person sees it."""

import streamlit as st

from mnist_core.charts.palette import DARK, LIGHT, Palette


def palette() -> Palette:
    """The palette of the page as the person sees it now."""
    return DARK if st.context.theme.type == "dark" else LIGHT
