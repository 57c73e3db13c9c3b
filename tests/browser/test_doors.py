"""Who is let in: only what calls this server by its own name, and nothing that a page brings along.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from tests.browser.chromium import CHROMIUM, FLAGS
from tests.waiting import wait_until

STRANGER = "evil.example"
WEBSOCKET = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": f"http://{STRANGER}"}


@pytest.fixture(scope="module")
def client(base_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base_url, timeout=30) as client:
        yield client


@pytest.mark.parametrize(("method", "path", "headers"), [
    ("GET", "/", {}), ("GET", "/train", {}), ("GET", "/api/runs", {}), ("GET", "/api/health", {}),
    ("POST", "/api/runs", {"Origin": f"http://{STRANGER}"}), ("GET", "/api/runs/1/events", {}),
    ("GET", "/_stcore/health", {}), ("GET", "/_stcore/stream", WEBSOCKET),
    ("PUT", "/_stcore/upload_file/a/b", {}), ("GET", "/static/js/x.js", {}),
    ("GET", "/api/assets/plotly.min.js", {}), ("POST", "/_stcore/agent/interact", {}),
])
def test_another_name_is_refused_at_every_door(client: httpx.Client, method: str, path: str,
                                               headers: dict[str, str]) -> None:
    answer = client.request(method, path, headers={"Host": STRANGER, **headers})
    assert answer.status_code == 403
    assert f"MNIST_HOSTS={STRANGER}" in answer.text
    assert (answer.headers["content-type"] == "application/json") == path.startswith("/api/")


def test_dns_rebinding_in_a_browser_reaches_neither_page_nor_route_nor_socket(
        browser: Browser, browser_type: BrowserType, base_url: str) -> None:
    port = urlsplit(base_url).port
    rebound = browser_type.launch(executable_path=CHROMIUM, args=[
        *FLAGS, f"--host-resolver-rules=MAP {STRANGER} 127.0.0.1"])
    try:
        page = rebound.new_page()
        answer = page.goto(f"http://{STRANGER}:{port}/")
        assert answer is not None
        assert answer.status == 403
        assert page.evaluate("fetch('/api/runs').then((reply) => reply.status)") == 403
        assert page.evaluate("""() => new Promise((done) => {
            const socket = new WebSocket(`ws://${location.host}/_stcore/stream`);
            socket.onopen = () => done("open");
            socket.onerror = () => done("refused");
        })""") == "refused"
    finally:
        rebound.close()


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/", 200), ("GET", "/train", 200), ("GET", "/api/health", 200),
    ("GET", "/api/runs/9999", 404), ("POST", "/api/runs", 400), ("GET", "/favicon.png", 200),
    ("GET", "/api/assets/plotly.min.js", 200), ("GET", "/_stcore/stream", 404),
    ("DELETE", "/api/runs", 405)])
def test_every_answer_says_what_a_browser_may_not_do(client: httpx.Client, method: str, path: str,
                                                     status: int) -> None:
    answer = client.request(method, path)
    policy = dict(part.split(" ", 1) for part in
                  answer.headers["content-security-policy"].split("; "))
    assert policy["connect-src"] == policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert "unsafe-inline" not in policy["script-src"]
    assert "http" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.status_code == status or (method, path) == ("GET", "/_stcore/stream")


def test_a_script_that_found_its_way_into_a_page_does_nothing(page: Page, base_url: str,
                                                             violations: list[str]) -> None:
    page.goto(f"{base_url}/runs")
    expect(page.get_by_role("heading", name="Runs")).to_be_visible()
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);
        document.body.insertAdjacentHTML("beforeend", "<img src='no' onerror='window.ran = true'>");
    }""")
    assert page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', (e) => e.message)"
                         ) == "Failed to fetch"
    page.wait_for_function("document.querySelector('img[src=no]').complete")
    assert not page.evaluate("window.ran")
    assert any("connect-src" in text for text in violations)
    assert any("inline" in text for text in violations)
    violations.clear()


def test_no_other_page_may_frame_the_lab(page: Page, base_url: str, violations: list[str]) -> None:
    page.goto("about:blank")
    page.set_content(f"<iframe src='{base_url}/runs'></iframe>")
    wait_until(lambda: page.frames[1].url == "chrome-error://chromewebdata/", "it is refused")
    violations.clear()
