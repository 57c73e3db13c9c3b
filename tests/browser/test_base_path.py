"""The lab below a path of a host, behind a real nginx, as schools have it."""

import re
import urllib.request
from collections.abc import Iterator
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page, expect

from tests.browser.networks.test_draw import picture_of_seven
from tests.browser.strokes import ONE, draw
from tests.servers.nginx import HOST_NAME, nginx_before
from tests.servers.serving import OPENER, call, dashboard

RECIPE = "step=strategy-4&num_train=1000&epochs=1&batch_size=20"
# what proxies do that nobody told to pass the host's name on
REWRITTEN = ("proxy_set_header Host $http_host;", "proxy_set_header X-Forwarded-Host $http_host;")
SHOWN = {"Train": "Start", "Runs": "Compare 2 to 8", "Network": "Receptive field",
         "Errors": "read wrong", "Draw": "Nothing drawn yet", "Compare": "Add a run"}
"""By page: what stands on it once it is there."""


# for the session, as Playwright's own fixtures ask for the address
@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("below") / "home"
    with dashboard(home, base_path="/lab", MNIST_HOSTS=HOST_NAME) as server:
        yield server.removesuffix("/lab")


@pytest.fixture(scope="session", params=[(), pytest.param((REWRITTEN,), marks=pytest.mark.slow)],
                ids=["the host's name is passed on", "the host's name is rewritten"])
def base_url(lab: str, tmp_path_factory: pytest.TempPathFactory,
             request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a person finds the lab: ``http://school.example:PORT/lab``."""
    with nginx_before(lab, tmp_path_factory.mktemp("nginx"), *request.param) as host:
        yield f"{host}/lab"


@pytest.fixture(autouse=True)
def no_run_is_left() -> None:
    """Only Chromium knows the host's name; the one run that is started here ends by itself."""


def test_a_run_is_started_and_followed_to_its_end(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?{RECIPE}")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile(rf"{base_url}/train\?.*run=\d+"))
    expect(page.locator(".live[data-state=finished]")).to_be_visible(timeout=150_000)
    points = page.evaluate("document.querySelector('.live .chart').data[0].x.length")
    assert points == 50


def test_a_digit_is_drawn_and_a_picture_is_read(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/draw?run=strategy-4@1")
    draw(page, ONE)
    expect(page.locator(".big")).to_have_text("1")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "seven.png", "mimeType": "image/png", "buffer": picture_of_seven()})
    expect(page.locator(".big")).to_have_text("7")


def test_every_page_opens_and_asks_nothing_in_vain(page: Page, base_url: str) -> None:
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(f"{answer.status} {answer.url}")
            if answer.status >= 400 else None)
    # without its slash, as people type it
    page.goto(base_url)
    expect(page).to_have_url(re.compile(rf"{base_url}/.*"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for name, shown in SHOWN.items():
        page.get_by_role("link", name=name, exact=True).click()
        expect(page).to_have_url(re.compile(f"{base_url}/{name.lower()}"))
        expect(page.get_by_test_id("stMain")).to_contain_text(shown)
    page.wait_for_load_state("networkidle")
    assert not failed


def test_the_routes_lie_below_the_path_and_nowhere_else(lab: str) -> None:
    assert call(f"{lab}/lab/api/health")["status"] == "ok"
    with pytest.raises(OSError, match="404"):
        call(f"{lab}/api/health")


@pytest.mark.parametrize("host", ["elsewhere.example", "elsewhere.example, 127.0.0.1"])
def test_a_forwarded_name_that_is_not_the_labs_is_refused(lab: str, host: str) -> None:
    request = urllib.request.Request(f"{lab}/lab/api/health", headers={"X-Forwarded-Host": host})
    with pytest.raises(HTTPError) as refused, OPENER.open(request):
        pass
    assert refused.value.code == 403
    assert "MNIST_HOSTS=elsewhere.example" in refused.value.read().decode()
