"""The base path: below which address of a host the whole lab lies.

A school often has one host name and gives each program a path of it, as in
``https://school.example/lab``. Streamlit puts its own routes below ``server.baseUrlPath``; ours
follow it.
"""

from collections.abc import Iterable

import streamlit as st
from starlette.routing import Route


def base_path() -> str:
    """``/lab``, or nothing where the lab has the host for itself."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def cookie_path() -> str:
    """For which pages of the host a cookie of the lab is."""
    return base_path() or "/"


def below(base: str, routes: Iterable[Route]) -> list[Route]:
    """``routes`` below a base path."""
    return [Route(base + route.path, route.endpoint, methods=sorted(route.methods or ()))
            for route in routes]
