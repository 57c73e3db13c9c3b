"""The banner about the data is short, and a folder's name is text in it, whatever it is."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation import status
from dashboard.server.resources import DataState

REFUSED = ("MNIST_DATA_DIR=/data/_x_[a](b) holds Fashion-MNIST, not MNIST; run "
           "`python -m mnist_core data` to fetch it.")
SHOWN = (r"MNIST\_DATA\_DIR\=/data/\_x\_\[a\](b) holds Fashion\-MNIST, not MNIST; run "
         "`python -m mnist_core data` to fetch it.")
DETAIL = "MNIST could not be fetched: https://mirror.example/ (HTTP 404); try again later."


@pytest.fixture(autouse=True)
def idle_lab(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "_device", lambda: "CPU")


def shown(monkeypatch: pytest.MonkeyPatch, state: DataState) -> AppTest:
    monkeypatch.setattr(status, "data_state", lambda: state)

    def page() -> None:
        from dashboard.navigation.status import status_line
        status_line()
    return AppTest.from_function(page).run()


def test_why_nothing_is_trained_is_short_and_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    page = shown(monkeypatch, DataState(error=f"{REFUSED} {DETAIL}", detail=DETAIL))
    assert [error.value for error in page.error] == [SHOWN]
    assert [expander.label for expander in page.expander] == ["Why MNIST could not be fetched"]
    assert page.expander[0].code[0].value == DETAIL


def test_a_notice_without_a_fetch_has_no_more_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    source = SimpleNamespace(description="Offline sample 4,000 + 1,000", notice=REFUSED)
    state = DataState(SimpleNamespace(source=source))  # type: ignore[arg-type]
    page = shown(monkeypatch, state)
    assert [warning.value for warning in page.warning] == [SHOWN]
    assert not page.expander
