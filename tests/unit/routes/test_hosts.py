"""Which names the server answers to, and what ``make run`` says of where it would listen."""

import socket

import pytest

from dashboard.server.listening import opened_sentence, problem
from dashboard.web.hosts import host_name, is_allowed
from mnist_core.base.machine.addresses import is_open, own_names
from mnist_core.base.settings import read_settings


@pytest.mark.parametrize("host", ["localhost", "lab.localhost", "127.0.0.1", "127.3.2.1", "::1"])
def test_this_machine_is_always_answered(host: str) -> None:
    assert is_allowed(host, (), is_open=False)


@pytest.mark.parametrize("host", [
    "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evillocalhost",
    "192.0.2.7", "169.254.169.254", "::ffff:192.0.2.7", "0x7f.1"])
def test_a_closed_server_answers_to_nothing_else(host: str) -> None:
    assert not is_allowed(host, (), is_open=False)


def test_an_open_server_answers_to_addresses_and_to_its_own_name_but_to_no_other() -> None:
    assert is_allowed("192.0.2.7", (), is_open=True)
    assert is_allowed("fd00::7", (), is_open=True)
    assert is_allowed(own_names()[0], (), is_open=True)
    assert not is_allowed("evil.example", (), is_open=True)


def test_names_of_the_setting_are_answered() -> None:
    assert is_allowed("lab.school.edu", ("lab.school.edu",), is_open=False)
    assert is_allowed("a.lab.school.edu", ("*.school.edu",), is_open=False)
    assert not is_allowed("school.edu", ("*.school.edu",), is_open=False)
    assert not is_allowed("evilschool.edu", ("*.school.edu",), is_open=False)
    assert is_allowed("whatever.example", ("*",), is_open=False)


@pytest.mark.parametrize(("header", "host"), [
    ("Localhost:8501", "localhost"), ("[::1]:8501", "::1"), ("lab.School.edu.", "lab.school.edu"),
    ("", None), ("localhost@evil.example", None), ("localhost/evil", None), ("a:b", None),
    ("localhost?x", None), ("[::1", None), (".", None)])
def test_a_host_header_is_a_name_or_nothing(header: str, host: str | None) -> None:
    assert host_name(header) == host


def test_the_setting_is_read_as_names(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().hosts == ()
    monkeypatch.setenv("MNIST_HOSTS", " Lab.school.edu , *.x.org,")
    assert read_settings().hosts == ("lab.school.edu", "*.x.org")
    monkeypatch.setenv("MNIST_HOSTS", "http://lab.school.edu:80")
    with pytest.raises(ValueError, match=r"MNIST_HOSTS is .*without http://"):
        read_settings()


def test_only_localhost_is_closed() -> None:
    assert not any(map(is_open, ("localhost", "127.0.0.1", "::1")))
    assert all(map(is_open, (None, "", "0.0.0.0", "::", "192.0.2.7")))


def test_an_open_server_says_what_that_means_and_its_address() -> None:
    sentence = opened_sentence("192.0.2.7", 8501)
    assert "delete runs" in sentence
    assert "http://192.0.2.7:8501;" in sentence
    assert "HOST=localhost" in sentence
    assert "http://[fd00::7]:8501" in opened_sentence("fd00::7", 8501)
    assert f"http://{own_names()[0]}:8501" in opened_sentence("0.0.0.0", 8501)
    assert "[" not in opened_sentence("0.0.0.0", 8501)


def test_what_cannot_be_listened_at_is_said_before_anything_starts() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = listener.getsockname()[1]
        assert f"Port {taken} is in use" in problem("localhost", str(taken))
    assert problem("localhost", str(taken)) == ""
    # what Conda keeps in HOST
    assert "Take localhost" in problem("x86_64-conda-linux-gnu.invalid", str(taken))
    assert "PORT is 'x'" in problem("localhost", "x")
