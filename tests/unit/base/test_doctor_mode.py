"""What doctor says of the mode: whether people can join, and whether the code is a good one."""

from pathlib import Path

import pytest

from mnist_core.base.settings import read_settings
from mnist_core.doctor import mode
from mnist_core.doctor.check import checked

AUTH = """[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "secret"
"""
PROVIDER = """client_id = "lab"
client_secret = "secret"
server_metadata_url = "http://localhost:9/.well-known/openid-configuration"
"""


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home and a working directory without secrets."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("MNIST_HOME", str(tmp_path / "lab"))
    monkeypatch.delenv("HOST", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer_in(monkeypatch: pytest.MonkeyPatch, **settings: str) -> tuple[str, str]:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    check = checked("mode", mode.mode, 30)
    return check.state, check.words


def test_alone_and_a_class_that_others_reach_are_good(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer_in(monkeypatch)[0] == "good"
    state, words = answer_in(monkeypatch, MNIST_MODE="class")
    assert state == "good" and "made up by the lab" in words
    assert answer_in(monkeypatch, MNIST_CLASS_CODE="7B-2026")[0] == "good"


def test_a_code_that_is_guessed_and_a_class_that_nobody_reaches_are_bad(
        monkeypatch: pytest.MonkeyPatch) -> None:
    state, words = answer_in(monkeypatch, MNIST_MODE="class", MNIST_CLASS_CODE="123456")
    assert state == "bad" and "soon guessed" in words
    state, words = answer_in(monkeypatch, MNIST_CLASS_CODE="7B-2026", HOST="localhost")
    assert state == "bad" and "HOST=0.0.0.0" in words
    assert answer_in(monkeypatch, MNIST_HOSTS="lab.school.edu")[0] == "good", "behind a proxy"


def test_what_a_mode_needs_and_does_not_have_is_named(
        monkeypatch: pytest.MonkeyPatch, elsewhere: Path) -> None:
    state, words = answer_in(monkeypatch, MNIST_MODE="login")
    assert state == "bad" and "secrets.toml" in words and "there is none" in words
    secrets = elsewhere / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir()
    secrets.write_text(AUTH)
    assert "lacks client_id, client_secret, server_metadata_url" in answer_in(monkeypatch)[1]
    secrets.write_text(f"{AUTH}[auth.school]\n{PROVIDER}")
    assert mode.mode_problem(read_settings()) == ""
    assert "nobody is a teacher" in answer_in(monkeypatch)[1]
    assert answer_in(monkeypatch, MNIST_TEACHERS="lea@school.example")[0] == "good"
    secrets.write_text("[auth")
    assert "cannot be read" in answer_in(monkeypatch)[1]
    monkeypatch.setattr(mode, "find_spec", lambda name: None)
    assert "needs Authlib" in answer_in(monkeypatch)[1]
    assert "needs mnemonic" in answer_in(monkeypatch, MNIST_MODE="class")[1]
    assert answer_in(monkeypatch, MNIST_MODE="alone")[0] == "good"


@pytest.mark.parametrize(("name", "value", "words"), [
    ("MODE", "lesson", "alone, class or login"),
    ("CLASS_CODE", "7B", "6 to 32 letters and digits"),
    ("TEACHER_KEY", "hush hush hush", "MNIST_TEACHER_KEY is not a key"),
    ("TEACHERS", "Lea", "e-mail addresses")])
def test_a_wrong_setting_is_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str,
                                         words: str) -> None:
    monkeypatch.setenv(f"MNIST_{name}", value)
    with pytest.raises(ValueError, match=words) as error:
        read_settings()
    assert str(error.value).count(".") == 1 and "\n" not in str(error.value)
