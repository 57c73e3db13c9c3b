"""The dashboard as one ASGI app: ``streamlit run app.py``."""

import os
import sys

import streamlit as st
from starlette.middleware import Middleware

try:
    from dashboard.admission.requests import Admission
    from dashboard.people.opening import lifespan
    from dashboard.routes.all_routes import ROUTES
    from dashboard.routes.base_path import base_path, below
    from dashboard.web.middleware import DOORS
    from dashboard.web.request_log import RequestLog
    from dashboard.web.who_asks import WhoAsks
    from mnist_core.base.source import PACKAGES
except (ImportError, OSError) as error:
    # a package or one of its libraries is missing: without the lab there is no page to say it on
    print(f"The lab cannot start: {error}. More about this machine: {sys.executable} -m "
          "mnist_core doctor", file=sys.stderr, flush=True)
    os._exit(2)

app = st.App(PACKAGES / "dashboard" / "frame.py",
             routes=below(base_path(), ROUTES), lifespan=lifespan,
             middleware=[Middleware(RequestLog), *DOORS, Middleware(WhoAsks),
                         Middleware(Admission)])
