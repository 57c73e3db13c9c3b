"""Navigation: the frame around every page."""

from pathlib import Path

import streamlit as st

from dashboard.status import status_line

PAGES = Path(__file__).parent.parent / "pages"

st.set_page_config(page_title="MNIST Drill-Down", page_icon=":material/stairs:", layout="wide")

page = st.navigation(
    [
        st.Page(PAGES / "ladders.py", title="Ladders", icon=":material/stairs:", default=True),
        st.Page(PAGES / "train.py", title="Train", icon=":material/show_chart:"),
        st.Page(PAGES / "network.py", title="Network", icon=":material/layers:"),
        st.Page(PAGES / "errors.py", title="Errors", icon=":material/grid_view:"),
        st.Page(PAGES / "draw.py", title="Draw", icon=":material/draw:"),
    ],
    position="top",
)
status_line()
page.run()
