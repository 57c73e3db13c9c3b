"""The dashboard as one ASGI app: ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard.admission.requests import Admission
from dashboard.lab import lifespan
from dashboard.routes.all_routes import ROUTES
from dashboard.routes.base_path import base_path, below
from dashboard.web.doors import DOORS
from dashboard.web.request_log import RequestLog

app = st.App(Path(__file__).parent / "dashboard" / "main.py",
             routes=below(base_path(), ROUTES), lifespan=lifespan,
             middleware=[Middleware(RequestLog), *DOORS, Middleware(Admission)])
