"""A real Chromium before a real dashboard."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.serving import dashboard

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which(
    "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--no-first-run"]
HOW_TO_GET_IT = ("Chromium is missing: install it with `apt-get install -y chromium` (Debian, "
                 "Ubuntu), `dnf install chromium` (Fedora) or `brew install --cask chromium` "
                 "(macOS), so that `chromium` is on the path.")


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
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One dashboard for all browser tests, with a home of its own."""
    with dashboard(tmp_path_factory.mktemp("browser") / "home") as address:
        yield address


@pytest.fixture
def page(page: Page, base_url: str) -> Iterator[Page]:
    """A page that fails its test when it asks any other server for anything."""
    strangers: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(
        (base_url, base_url.replace("http", "ws"), "data:", "blob:")) else
        strangers.append(request.url))
    page.set_default_timeout(20_000)
    yield page
    assert not strangers, f"the page asked the internet for {strangers}"
