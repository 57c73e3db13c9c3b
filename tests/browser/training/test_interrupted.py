"""A server and its worker die; the next server offers to go on with what they were training."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.servers.serving import call, dashboard, process_of
from tests.waiting import wait_until

RUN = {"step": "strategy-2", "set": {"num_train": 6000, "batch_size": 32, "epochs": 50}}


@pytest.fixture(scope="module")
def crash(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a server and a worker were killed in the midst of run 1."""
    home = tmp_path_factory.mktemp("crash") / "home"
    with dashboard(home) as address:
        assert call(f"{address}/api/runs", RUN)["id"] == 1
        wait_until(lambda: shown(address)["position"] > 20, "it trains", 120)
        server = process_of(address)
        for process in (*server.children(recursive=True), server):
            process.kill()
    return home


@pytest.fixture
def address(crash: Path, tmp_path: Path) -> Iterator[str]:
    """The next server on such a home."""
    home = copytree(crash, tmp_path / "home")
    with dashboard(home) as address:
        yield address
        if shown(address)["state"] != "stopped":
            call(f"{address}/api/runs/1/stop", {})
            wait_until(lambda: shown(address)["state"] == "stopped", "it is stopped")


@pytest.fixture
def page(new_page: Callable[[], Page], address: str) -> Iterator[Page]:
    """A page that may visit a server of its own, and is gone before it."""
    page = new_page()
    yield page
    page.close()


def shown(address: str) -> dict[str, Any]:
    answer: dict[str, Any] = call(f"{address}/api/runs/1")
    return answer


def offer(page: Page) -> Locator:
    return page.locator(".st-key-interrupted")


def test_after_a_crash_one_click_goes_on(page: Page, address: str) -> None:
    page.goto(address)
    # it comes by itself, as soon as the silence of the worker is sure
    expect(offer(page)).to_contain_text(re.compile(
        r"Run 1 · strategy-2 was interrupted at epoch \d+ of 50"))
    before = shown(address)["position"]
    offer(page).get_by_role("button", name="Resume").click()
    page.wait_for_url(re.compile(r"/train\?.*run=1"))
    expect(offer(page)).to_have_count(0)
    wait_until(lambda: shown(address)["position"] > before, "it goes on", 120)
    expect(page.locator(".live[data-state=running]")).to_be_visible()


def test_a_dismissed_run_is_stopped_and_never_offered_again(page: Page, address: str) -> None:
    page.goto(f"{address}/draw")
    offer(page).get_by_role("button", name="Dismiss").click()
    expect(offer(page)).to_have_count(0)
    assert shown(address)["state"] == "stopped"
    page.goto(f"{address}/train?run=1")
    expect(page.locator(".live[data-state=stopped]")).to_be_visible()
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    expect(offer(page)).to_have_count(0)
