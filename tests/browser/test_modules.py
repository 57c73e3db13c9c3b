"""The scripts of elements as a browser gets them: while Streamlit starts, once, in one version."""

from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from dashboard.components.modules import address_of, script_of, version
from dashboard.navigation.page_list import PAGES
from tests.browser.standing import STANDING

# elements that come and go by themselves, and are never looked at
FOR_EVERY_PAGE = {address_of(name) for name in (
    script_of("whole_address"), script_of("into_view"), "dashboard/components/shared/address.js")}


@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_a_page_asks_for_no_module_that_its_html_did_not_name(
        page: Page, base_url: str, name: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path.lstrip("/"))
            if "/api/modules/" in request.url else None)
    page.goto(f"{base_url}/{'' if name == 'ladders' else name}")
    expect(page.locator(STANDING[name]).first).to_be_attached()
    page.wait_for_load_state("networkidle")
    named = page.locator("link[rel=modulepreload]").evaluate_all(
        "(links) => links.map((link) => new URL(link.href).pathname.slice(1))")
    own = {part for part in named if part.startswith("api/modules/")}
    assert set(asked) - own <= FOR_EVERY_PAGE
    assert len(asked) == len(set(asked))


def test_a_browser_keeps_modules_for_good(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/runs")
    expect(page.locator(STANDING["runs"])).to_be_attached()
    page.goto(f"{base_url}/runs")
    expect(page.locator(STANDING["runs"])).not_to_be_empty()
    sizes = page.evaluate("""() => performance.getEntriesByType("resource")
        .filter(({ name }) => name.includes("/api/modules/"))
        .map(({ name, transferSize }) => [name, transferSize])""")
    assert sizes
    assert all(size == 0 for _, size in sizes), sizes


def test_another_version_has_no_modules(base_url: str) -> None:
    known = httpx.get(f"{base_url}/{address_of('dashboard/components/shared/client/client.js')}")
    assert known.status_code == 200
    assert known.headers["content-type"].startswith("text/javascript")
    assert "immutable" in known.headers["cache-control"]
    for path in ("0000/shared/client.js", f"{version()}/dashboard/components/shared/nothing.js",
                 f"{version()}/component.py"):
        answer = httpx.get(f"{base_url}/api/modules/{path}")
        assert answer.status_code == 404, path
        assert "error" in answer.json()
