"""Sheets of small pictures: the channels of a layer's output, or its filters, each with its scale.
"""

from typing import Any

from dashboard.components.component import component

_map_sheets = component("map_sheets", html='<div class="sheets"></div>')


def map_sheets(key: str, data: dict[str, Any]) -> None:
    """Show ``data["sheets"]``, made by ``dashboard.network.sheets``."""
    _map_sheets(key=key, data=data)
