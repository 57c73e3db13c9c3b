"""A real Chromium before a real dashboard."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from tests.browser.chromium import CHROMIUM, FLAGS, HOW_TO_GET_IT
from tests.servers.serving import call, dashboard
from tests.waiting import wait_until

# two cores train, serve and draw at the same time here
PATIENCE_MS = 30_000
ENDED = ("finished", "stopped", "failed")
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM:
        return
    if os.environ.get("REQUIRE_CHROMIUM"):
        pytest.exit(HOW_TO_GET_IT, returncode=1)
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.skip(reason=HOW_TO_GET_IT))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the one dashboard of all browser tests keeps its runs."""
    return tmp_path_factory.mktemp("browser") / "home"


@pytest.fixture(scope="session")
def base_url(home: Path) -> Iterator[str]:
    """One dashboard for all browser tests."""
    with dashboard(home) as address:
        yield address


@pytest.fixture(scope="session")
def profile(browser_type: BrowserType, browser_type_launch_args: dict[str, Any],
            tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """One browser for all tests, which keeps the scripts that it has compiled, as a person's does.

    Opening a page costs a third less processor time than in a window without history.
    """
    browser = browser_type.launch_persistent_context(
        tmp_path_factory.mktemp("profile"), **browser_type_launch_args, reduced_motion="reduce")
    yield browser
    browser.close()


@pytest.fixture
def new_page(profile: BrowserContext, base_url: str) -> Iterator[Callable[[], Page]]:
    """Opens tabs of a browser that remembers nothing of earlier tests; they end with the test."""
    profile.clear_cookies()
    tool = profile.new_cdp_session(profile.pages[0])
    tool.send("Storage.clearDataForOrigin", {"origin": base_url, "storageTypes": "local_storage"})
    tool.detach()

    def opened() -> Page:
        page = profile.new_page()
        page.set_default_timeout(PATIENCE_MS)
        return page
    yield opened
    for page in profile.pages[1:]:
        page.close()


@pytest.fixture
def violations() -> list[str]:
    """What the page tried and its security policy forbade; a test that means it empties this."""
    return []


@pytest.fixture
def page(new_page: Callable[[], Page], base_url: str, violations: list[str]) -> Iterator[Page]:
    """A page that fails its test when it asks any other server for anything, or would have."""
    page = new_page()
    strangers: list[str] = []
    page.on("console", lambda message: violations.append(message.text)
            if "Content Security Policy" in message.text else None)
    page.on("request", lambda request: None if request.url.startswith(
        (base_url, base_url.replace("http", "ws"), "data:", "blob:")) else
        strangers.append(request.url))
    yield page
    assert not strangers, f"the page asked the internet for {strangers}"
    assert not violations, f"the page does what its own policy forbids: {violations}"


@pytest.fixture(autouse=True)
def no_run_is_left(base_url: str) -> Iterator[None]:
    """A run that a failed test leaves behind would hold the only slot for good."""
    yield
    for run in call(f"{base_url}/api/runs"):
        if run["state"] in ENDED:
            continue
        shown = f"{base_url}/api/runs/{run['id']}"
        # it may end between the question and the command, which is refused then
        with suppress(HTTPError):
            call(f"{shown}/stop", {})
        wait_until(partial(_has_ended, shown), f"{shown} has ended")


def _has_ended(shown: str) -> bool:
    return call(shown)["state"] in ENDED
