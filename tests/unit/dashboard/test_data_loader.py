"""The server fetches MNIST by itself, and says at any moment what a worker would train on."""

import shutil
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from dashboard.server import resources
from dashboard.server.resources import DataLoader
from mnist_core.data.mnist import load
from tests.unit.conftest import Listen
from tests.unit.mnist_folders import TEST_LABELS, copied, settings, truncate
from tests.waiting import wait_until

pytestmark = pytest.mark.long


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "LOOK_SECONDS", 0.1)


def test_the_server_fetches_through_a_proxy_and_says_so(
        mnist: Path, tmp_path: Path, listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = (mnist / self.path.rpartition("/")[2]).read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_CONNECT(self) -> None:
            self.send_error(403)

        def log_message(self, *args: Any) -> None:
            pass
    address = listen(Proxy)
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, address)
    loader = DataLoader(settings(tmp_path))
    loader.keep_in_background()
    said: set[str] = set()

    def is_there() -> bool:
        state = loader.state()
        said.add(state.fetching.partition(":")[0])
        return state.dataset is not None and not state.dataset.source.is_sample
    wait_until(is_there, "MNIST is fetched", 60)
    assert "Looking for MNIST on the internet" in said
    loader.stop()
    assert not loader.state().fetching
    assert sorted(path.suffix for path in (tmp_path / "home" / "mnist").iterdir()) == [".gz"] * 4


def test_files_that_come_and_go_are_noticed(copy: Path, tmp_path: Path) -> None:
    wanted = settings(tmp_path, copy)
    loader = DataLoader(wanted)
    loader.keep_in_background()

    def says(words: str) -> bool:
        state = loader.state()
        return words in (state.dataset.source.description + state.dataset.source.notice
                         if state.dataset else state.error)
    wait_until(lambda: says("MNIST 60,000 + 10,000"), "MNIST is loaded", 60)
    truncate(copy / TEST_LABELS)
    wait_until(lambda: says("is cut short"), "the damage is noticed", 60)
    with pytest.raises(ValueError, match="cut short") as refused:
        load(wanted)
    assert loader.state().error == str(refused.value)
    copied(copy, tmp_path / "home" / "mnist")
    shutil.rmtree(copy)
    wait_until(lambda: says("Offline sample"), "the folder is missed", 60)
    loader.stop()
    assert loader.state().error == ""
