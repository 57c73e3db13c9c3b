"""What a person sees when something goes wrong: one sentence, and nothing lost."""

import re

import psutil
import pytest
from playwright.sync_api import Page, expect

from mnist_core.runs.worker.process import WORKER
from tests.servers.serving import call


@pytest.mark.slow
def test_a_killed_worker_reads_interrupted_and_the_curve_stays(page: Page, base_url: str) -> None:
    run = call(f"{base_url}/api/runs", {
        "step": "strategy-2", "set": {"num_train": 6000, "batch_size": 32, "epochs": 50}})["id"]
    page.goto(f"{base_url}/train?run={run}")
    page.wait_for_function("document.querySelector('.live .chart')?.data?.[0].x.length > 20",
                           timeout=120_000)
    worker_of(run).kill()
    expect(page.locator(".live[data-state=interrupted]")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("alert").filter(has_text="Resume goes on")).to_be_visible()
    points = page.evaluate("document.querySelector('.live .chart').data[0].x.length")
    assert points > 20
    # the server lives on, and so does the run
    assert call(f"{base_url}/api/health")["status"] == "ok"
    page.get_by_role("button", name="Resume").click()
    expect(page.locator(".live[data-state=running]")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".live[data-state=stopped]")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize(("link", "sentence"), [
    ("step=strategy-9", "unknown step `?strategy-9"),
    ("run=" + 23 * "9", "There is no run `?999"),
    ("step=strategy-4&dropout=1.5", "dropout is 1.5; it must be"),
    ("step=strategy-4&layers=maxpool14%20conv3x3(10)%20flatten", "its input is 2x2"),
])
def test_a_bad_link_gets_one_sentence(page: Page, base_url: str, link: str, sentence: str) -> None:
    page.goto(f"{base_url}/train?{link}")
    expect(page.get_by_role("alert").filter(has_text=re.compile(sentence))).to_be_visible()
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_a_wrong_network_gets_its_sentence_while_it_is_edited(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?step=strategy-4")
    page.locator("[data-group=network] > summary").click()
    layers = page.get_by_role("textbox", name="Layers")
    layers.fill("conv3x3(12) relu gap conv1x1(9) flatten")
    layers.press("Tab")
    row = page.locator(".form [data-name=layers]")
    expect(row.locator(".note")).to_contain_text("ends in 9 values")
    expect(page.get_by_role("button", name="Start")).to_be_disabled()
    layers.fill("conv3x3(12) relu gap conv1x1(10) flatten")
    layers.press("Tab")
    expect(row.locator(".note")).to_be_empty()
    expect(page.get_by_role("button", name="Start")).to_be_enabled()
    expect(page.get_by_text("9,436 → 228 parameters")).to_be_visible()


def worker_of(run: int) -> psutil.Process:
    for process in psutil.process_iter(["cmdline"]):
        if f"{WORKER} {run} " in " ".join(process.info["cmdline"] or []):
            return process
    raise AssertionError(f"no worker trains run {run}")


@pytest.mark.parametrize("path", ["train", "runs", "compare", "errors"])
def test_nothing_that_a_page_asks_for_is_missing(page: Page, base_url: str, path: str) -> None:
    missing: list[str] = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status == 404 else None)
    page.goto(f"{base_url}/{path}")
    chosen = page.locator("[data-testid=stTopNavLink][aria-current=page]")
    expect(chosen.or_(page.get_by_role("link", name=path.capitalize()))).to_be_visible()
    page.get_by_role("link", name="Draw", exact=True).click()
    # the address of a page is not put below that of another
    page.wait_for_url(f"{base_url}/draw*")
    expect(page.locator(".pad canvas").first).to_be_visible()
    assert not missing
