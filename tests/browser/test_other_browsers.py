"""Firefox and WebKit: every page opens, a run is followed to its end, a drawing is read.

``OTHER_BROWSERS_PICTURES`` names a folder for what each page looks like there, 1024 pixels wide.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from dashboard.navigation.page_list import PAGES
from tests.browser.standing import STANDING
from tests.browser.webdriver import Tab, firefox, webkit
from tests.servers.serving import call
from tests.waiting import wait_until

SECONDS = 300
KINDS: dict[str, tuple[Callable[[Path], AbstractContextManager[Tab]], tuple[str, ...], str]] = {
    "firefox": (firefox, ("firefox-esr", "firefox"), "apt-get install firefox-esr"),
    "webkit": (webkit, ("WebKitWebDriver",), "apt-get install webkit2gtk-driver xvfb"),
}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=KINDS)
def tab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    start, programs, how_to_get_it = KINDS[request.param]
    if not any(map(shutil.which, programs)):
        sentence = f"{request.param} is missing: {how_to_get_it}"
        (pytest.fail if os.environ.get(f"REQUIRE_{request.param.upper()}") else pytest.skip)(
            sentence)
    with start(tmp_path_factory.mktemp(request.param) / "profile") as tab:
        yield tab


@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_every_page_stands(tab: Tab, base_url: str, name: str,
                           request: pytest.FixtureRequest) -> None:
    tab.open(f"{base_url}/{'' if name == 'ladders' else name}")
    _wait(tab, f"return all('{STANDING[name]}').length", f"{name} stands")
    assert tab.run("return document.documentElement.scrollWidth - innerWidth") <= 0
    assert tab.run("return all('[data-testid=stException]').length") == 0
    folder = os.environ.get("OTHER_BROWSERS_PICTURES")
    if folder:
        kind = request.node.callspec.params["tab"]
        Path(folder, f"{kind}-{name}.png").write_bytes(tab.picture())


def test_a_run_is_followed_to_its_end(tab: Tab, base_url: str) -> None:
    run = call(f"{base_url}/api/runs", {"step": "models-1", "set": {
        "epochs": 1, "num_train": 2000}})["id"]
    tab.open(f"{base_url}/train?run={run}")
    _wait(tab, "return all('.live .headline')[0]?.textContent.includes('finished')",
          "the page tells the end of the run")
    num = "return all('.live .js-plotly-plot')[0]?.data[0].x.length"
    assert _wait(tab, num, "the curve is drawn") > 1


def test_a_drawing_is_read_while_it_is_drawn(tab: Tab, base_url: str) -> None:
    tab.open(f"{base_url}/draw?run=strategy-4@1")
    place = _wait(tab, "const pad = all('canvas.ink')[0]?.getBoundingClientRect();"
                  "return pad?.width && [pad.left, pad.top, pad.width]", "the pad is there")
    left, top, width = (int(value) for value in place)
    tab.draw([(left + width // 2, top + width * share // 100) for share in range(15, 85, 5)])
    _wait(tab, "return all('.models').some((part) => /\\d+ %|sure/.test(part.textContent))",
          "the stroke is read")
    assert "1" in tab.run("return all('.models')[0].textContent")


def _wait(tab: Tab, script: str, what: str) -> Any:
    return wait_until(lambda: tab.run(script), what, SECONDS)
