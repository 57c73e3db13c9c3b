"""A page of the dashboard run as a script, without a browser, and what a person reads on it."""

from streamlit.testing.v1 import AppTest

from dashboard.navigation import page_list
from dashboard.server.resources import data_state
from mnist_core.base.source import ROOT

FRAME = ROOT / "dashboard" / "frame.py"


def open_script(page: str, **address: str) -> AppTest:
    """The page at an address, run once."""
    app = AppTest.from_file(str(FRAME), default_timeout=60)
    if page != page_list.LADDERS:
        app.run()
        app.switch_page(page)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def as_read(markdown: str) -> str:
    """What a person sees of escaped text."""
    return markdown.replace("\\", "").replace("\u2060", "")


def warnings_of(app: AppTest) -> list[str]:
    """Those of the page itself: where the digits are the sample, every page says so before them."""
    dataset = data_state().dataset
    told = [warning.value for warning in app.warning]
    return told[1:] if dataset and dataset.source.notice else told
