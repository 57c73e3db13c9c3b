"""The page's address in full: what the page chose by itself is written into it."""

from dashboard.components import component

KEY = "whole_address"

_whole_address = component(KEY, html="", scripts=("element",))


def whole_address(**parameters: str) -> None:
    """Say these parameters in the address, without a rerun and without a step for Back."""
    _whole_address(key=KEY, data=parameters)
