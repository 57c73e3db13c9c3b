"""MNIST's files come from the first mirror that has them, and no network can hold a fetch up."""

import base64
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from mnist_core.data.mirrors import FetchError, Limits, torchvision_mirrors
from mnist_core.data.mnist import fetch, load
from mnist_core.data.mnist_files import FILES
from tests.unit.conftest import Listen, Serve
from tests.unit.mnist_folders import TEST_LABELS, TRAIN_IMAGES, settings, truncate

pytestmark = pytest.mark.long


@pytest.fixture
def refused() -> str:
    """The address of a mirror where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def failure(tmp_path: Path, *mirrors: str, limits: Limits | None = None) -> str:
    with pytest.raises(FetchError) as caught:
        fetch(settings(tmp_path), mirrors=mirrors, limits=limits)
    assert "\n" not in str(caught.value)
    assert not list((tmp_path / "home").rglob("*.gz"))
    return str(caught.value)


# --- mirrors ---------------------------------------------------------------------------------



def test_a_fetch_fills_the_home_and_reports_progress(
        mnist: Path, tmp_path: Path, serve: Serve) -> None:
    progress: list[tuple[str, float]] = []
    wanted = settings(tmp_path)
    data = load(wanted, fetch=True, mirrors=[serve(mnist)],
                progress=lambda name, share: progress.append((name, share)))
    assert data.source.kind == "home" and len(data.train) == 60_000
    assert sorted(path.name for path in (tmp_path / "home" / "mnist").iterdir()) == sorted(
        file.packed_name for file in FILES)
    for file in FILES:
        shares = [share for name, share in progress if name == file.packed_name]
        assert shares == sorted(shares) and shares[-1] == 1
    assert load(wanted).source.kind == "home"


def test_nothing_is_fetched_unless_asked(mnist: Path, tmp_path: Path, serve: Serve) -> None:
    assert load(settings(tmp_path), mirrors=[serve(mnist)]).source.is_sample
    assert not (tmp_path / "home").exists()


def test_only_what_is_missing_is_fetched(copy: Path, mnist: Path, tmp_path: Path,
                                         serve: Serve) -> None:
    (copy / TEST_LABELS).unlink()
    paths = fetch(settings(tmp_path, copy), mirrors=[serve(mnist)])
    assert paths == [tmp_path / "home" / "mnist" / TEST_LABELS]
    assert fetch(settings(tmp_path, copy), mirrors=[serve(mnist)]) == []


def test_a_damaged_file_is_fetched_again(copy: Path, mnist: Path, tmp_path: Path,
                                         serve: Serve) -> None:
    truncate(copy / TEST_LABELS)
    data = load(settings(tmp_path, copy), fetch=True, mirrors=[serve(mnist)])
    assert len(data.test) == 10_000
    assert "an intact copy is used instead" in data.source.notice


def test_a_truncated_answer_is_not_stored_and_the_next_mirror_is_asked(
        mnist: Path, copy: Path, tmp_path: Path, serve: Serve) -> None:
    truncate(copy / TRAIN_IMAGES)
    wanted = settings(tmp_path)
    fetch(wanted, mirrors=[serve(copy), serve(mnist)])
    assert not load(wanted).source.is_sample


def test_every_address_that_failed_is_named(
        copy: Path, tmp_path: Path, serve: Serve, refused: str) -> None:
    truncate(copy / TRAIN_IMAGES)
    empty, cut = serve(tmp_path / "empty"), serve(copy)
    message = failure(tmp_path, empty, refused, cut)
    assert f"{empty}{TRAIN_IMAGES} (HTTP 404)" in message
    assert f"{refused}{TRAIN_IMAGES} (Connection refused)" in message
    assert f"{cut}{TRAIN_IMAGES} (is cut short" in message
    assert message.endswith("; try again later, or set MNIST_DATA_DIR to a folder that holds the "
                            "four files.")


def test_a_mirror_that_does_not_answer_is_asked_once(
        mnist: Path, tmp_path: Path, serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        fetch(settings(tmp_path), mirrors=[address, serve(mnist)],
              limits=Limits(silent_seconds=0.2))
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()


def test_without_any_mirror_the_sample_says_which_failed(tmp_path: Path, refused: str) -> None:
    source = load(settings(tmp_path), fetch=True, mirrors=[refused]).source
    assert source.is_sample
    assert refused in source.notice and "MNIST_DATA_DIR" in source.notice
    assert refused in source.detail and source.notice.endswith(f" {source.detail}")


def test_a_home_that_cannot_be_written_is_named(
        mnist: Path, tmp_path: Path, serve: Serve) -> None:
    (tmp_path / "home").write_text("a file, not a folder")
    with pytest.raises(FetchError, match=r"cannot be stored in .*MNIST_HOME"):
        fetch(settings(tmp_path), mirrors=[serve(mnist)])


# --- networks that hold up -------------------------------------------------------------------


def dripping(after: str) -> type[BaseHTTPRequestHandler]:
    """A server that sends a byte now and then for ever, from its headers or its body on."""
    class Dripping(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
            if after == "headers":
                self.wfile.write(b"no\r\nContent-Length: 9912422\r\n\r\n")
            try:
                while True:
                    self.wfile.write(b"\x1f")
                    time.sleep(0.05)
            except OSError:
                pass  # whoever asked has gone

        def do_CONNECT(self) -> None:
            self.do_GET()

        def log_message(self, *args: Any) -> None:
            pass
    return Dripping


@pytest.mark.parametrize("after", ["status", "headers"])
def test_a_mirror_that_drips_is_left_for_the_next(
        mnist: Path, tmp_path: Path, listen: Listen, serve: Serve, after: str) -> None:
    slow = listen(dripping(after))
    limits = Limits(slow_seconds=0.4)
    message = failure(tmp_path, slow, limits=limits)
    assert f"{slow}{TRAIN_IMAGES} (too slow: " in message and " bytes in 0.4 s)" in message
    assert len(fetch(settings(tmp_path), mirrors=[slow, serve(mnist)], limits=limits)) == 4


@pytest.mark.parametrize("mirror", ["http://mirror.example/", "https://mirror.example/"])
def test_a_proxy_that_drips_holds_nobody_up(
        tmp_path: Path, listen: Listen, mirror: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{mirror.partition(':')[0]}_proxy", listen(dripping("status")))
    assert "too slow: 0 bytes in 0.3 s" in failure(
        tmp_path, mirror, limits=Limits(slow_seconds=0.3))


def test_the_whole_fetch_has_an_end_that_it_names(tmp_path: Path, listen: Listen) -> None:
    drip, began = listen(dripping("headers")), time.monotonic()
    # fast enough for each mirror's own limit, were there enough time
    limits = Limits(slow_seconds=0.2, slow_bytes=1, total_seconds=1)
    message = failure(tmp_path, drip, drip, drip, limits=limits)
    assert "(not done when the 1 s were over that a fetch may take)" in message
    assert message.count(drip) == 1
    assert 1 <= time.monotonic() - began < 5


def test_the_usual_limits_leave_time_for_a_slow_line_and_end_within_minutes() -> None:
    limits, num_bytes = Limits(), 11_600_000
    assert limits.total_seconds == 180  # as README and `data --help` say
    assert num_bytes / limits.total_seconds < 64 * 1024
    assert limits.slow_bytes / limits.slow_seconds < num_bytes / limits.total_seconds
    assert limits.slow_seconds * len(torchvision_mirrors()) <= 20


# --- networks that refuse --------------------------------------------------------------------


def proxy(status: int, user: str = "") -> type[BaseHTTPRequestHandler]:
    """A proxy that answers everything with a status, or serves those who know the password."""
    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = base64.b64encode(user.encode()).decode()
            if user and self.headers.get("Proxy-Authorization") == f"Basic {wanted}":
                self.send_error(410)  # the mirror's own answer
            else:
                self.send_error(status)

        def do_CONNECT(self) -> None:
            self.do_GET()

        def log_message(self, *args: Any) -> None:
            pass
    return Proxy


@pytest.mark.parametrize("mirror", ["http://mirror.example/", "https://mirror.example/"])
def test_a_proxy_that_asks_for_a_password_says_so_and_how_to_give_it(
        tmp_path: Path, listen: Listen, mirror: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = listen(proxy(407))
    variable = f"{mirror.partition(':')[0]}_proxy"
    monkeypatch.setenv(variable, address)
    host = address.partition("://")[2].rstrip("/")
    message = failure(tmp_path, mirror)
    assert f"(the proxy {host} asks for a name and password)" in message
    assert "; set http_proxy and https_proxy to http://NAME:PASSWORD@HOST:PORT with " in message
    assert "try again later" not in message
    monkeypatch.setenv(variable, f"http://ann:hush@{host}")
    message = failure(tmp_path, mirror)
    assert f"the proxy {host} asks" in message and "hush" not in message


def test_a_proxy_that_knows_the_password_lets_through(
        tmp_path: Path, listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    host = listen(proxy(407, "ann:hush")).partition("://")[2]
    monkeypatch.setenv("http_proxy", f"http://ann:hush@{host}")
    assert "(HTTP 410)" in failure(tmp_path, "http://mirror.example/")


@pytest.mark.parametrize(("address", "words"), [
    ("http://127.0.0.1:1", "the proxy 127.0.0.1:1: Connection refused"),
    ("socks5://127.0.0.1:1", "the proxy 127.0.0.1:1 is of a kind that is not supported"),
    ("http://no-such-proxy.invalid:3128", "the proxy no-such-proxy.invalid:3128: its name cannot "
                                          "be looked up"),
])
def test_a_proxy_that_cannot_be_used_is_named(tmp_path: Path, address: str, words: str,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", address)
    assert words in failure(tmp_path, "http://mirror.example/")


def test_a_proxy_that_refuses_a_tunnel_is_named(
        tmp_path: Path, listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", listen(proxy(403)))
    assert "refuses the connection: 403 Forbidden" in failure(tmp_path, "https://mirror.example/")


@pytest.mark.parametrize(("answer", "words"), [
    (b"HTTP/1.0 511 Network Authentication Required\r\n\r\n", "asks for a login, in a browser"),
    (b"HTTP/1.0 200 OK\r\n\r\n<!doctype html><html>Please log in</html>", "is a web page"),
    (b"SSH-2.0-OpenSSH_9.2\r\n", "an answer that is not HTTP"),
    (b"", "closed without an answer"),
])
def test_what_answers_in_the_place_of_a_mirror_is_told(tmp_path: Path, answer: bytes,
                                                       words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        def reply() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(answer)
        thread = threading.Thread(target=reply)
        thread.start()
        assert words in failure(tmp_path, f"http://127.0.0.1:{server.getsockname()[1]}/")
        thread.join(5)


def test_what_is_wrong_with_an_encrypted_connection_is_told(
        tmp_path: Path, listen: Listen) -> None:
    plain = listen(proxy(404)).replace("http://", "https://")
    assert "(no encrypted connection: " in failure(tmp_path, plain)
    name = "https://no-such-mirror.invalid/"
    message = failure(tmp_path, name)
    assert "(its name cannot be looked up)" in message and "internet access" in message
