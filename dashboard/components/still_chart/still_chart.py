"""A chart that stays as it is, drawn by Streamlit, and below it what saves it as a picture."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboard.components.component import component

HTML = """<p class="save"><span>Save as</span><button type="button" class="png">PNG</button>
<button type="button" class="svg">SVG</button></p>"""
# the one setting of Plotly for all charts from Python: no toolbar, and nothing that leaves this
# server, should one ever come back
CONFIG = {"displayModeBar": False, "displaylogo": False, "showSendToCloud": False,
          "plotlyServerURL": "", "modeBarButtonsToRemove": ["toImage", "sendChartToCloud"]}

_save = component("still_chart", html=HTML)


def still_chart(figure: go.Figure, *, key: str, title: str, alt: str, **more: Any) -> None:
    """Draw it; ``title`` stands in the saved picture, and names its file."""
    with st.container(gap=None):
        st.plotly_chart(figure, key=key, config=CONFIG, alt=alt, **more)
        _save(key=f"{key}_picture", data={"chart": key, "title": title, "file": title})
