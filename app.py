"""The dashboard as one ASGI app: ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st

from dashboard.lab import lifespan
from dashboard.routes.all_routes import ROUTES

app = st.App(Path(__file__).parent / "dashboard" / "main.py", routes=ROUTES, lifespan=lifespan)
