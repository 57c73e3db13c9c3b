"""Phones are sent to an address that they can reach, or nobody is."""

import pytest

from dashboard.routes.pages.on_a_phone import QUIET_MODULES, shown
from dashboard.server import phone
from dashboard.server.phone import phone_address

LOCAL = "http://localhost:8501/train?run=12"


@pytest.fixture(autouse=True)
def in_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone, "network_address", lambda: "192.168.1.5")


@pytest.mark.parametrize(("page", "hosts", "is_open", "expected"), [
    (LOCAL, [], False, None),
    (LOCAL, [], True, "http://192.168.1.5:8501/train?run=12"),
    ("http://127.0.0.1/", [], True, "http://192.168.1.5/"),
    ("http://10.0.0.7:8501/draw", [], True, "http://10.0.0.7:8501/draw"),
    # behind a proxy of this machine the server itself is closed
    ("https://school.example/lab/train?run=12", [], False,
     "https://school.example/lab/train?run=12"),
    (LOCAL, ["*.school.example", "lab.school.example"], True,
     "http://lab.school.example:8501/train?run=12"),
])
def test_a_name_that_others_know_is_taken(page: str, hosts: list[str], is_open: bool,
                                          expected: str | None) -> None:
    assert phone_address(page, hosts, is_open=is_open) == expected


def test_the_code_is_one_and_leaves_its_border_white() -> None:
    answer = shown("http://192.168.1.5:8501/train?run=12")
    assert answer["size"] == 29 + 2 * QUIET_MODULES, "a code of version 3"
    # the corner of the finder pattern, seven modules wide
    assert answer["code"].startswith("".join(f"M{left} 4.5h1" for left in range(4, 11)))


def test_a_closed_server_says_how_it_is_opened() -> None:
    answer = shown(None)
    assert answer["address"] is None and "HOST=0.0.0.0 make run" in answer["problem"]
