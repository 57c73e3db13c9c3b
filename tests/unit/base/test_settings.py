"""Settings come from the environment, then `.env`, then defaults; mistakes name the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from mnist_core.base.settings import Settings, read_settings
from mnist_core.base.source import ROOT

pytestmark = pytest.mark.long

NAMES = ("DATA_DIR", "HOME", "DATABASE_URL", "SLOTS", "MAX_QUEUED", "DEVICE", "HOSTS")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No MNIST_* variable, and a working directory of its own without a `.env`."""
    for name in NAMES:
        monkeypatch.delenv(f"MNIST_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults() -> None:
    settings = read_settings()
    home = Path.home() / ".mnist-drilldown"
    assert settings.data_dir is None
    assert settings.home == home
    assert settings.database_url == f"sqlite:///{home}/lab.db"
    assert settings.slots == 1
    assert settings.device == "auto"


def test_the_environment_goes_over_the_env_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("MNIST_SLOTS=3\nMNIST_DEVICE=cpu\n")
    monkeypatch.setenv("MNIST_SLOTS", "5")
    settings = read_settings()
    assert (settings.slots, settings.device) == (5, "cpu")


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("MNIST_SLOTS=3\nMNIST_DEVICE=\n")
    for name in NAMES:
        monkeypatch.setenv(f"MNIST_{name}", "")
    settings = read_settings()
    assert settings.data_dir is None
    assert (settings.slots, settings.device) == (3, "auto")


def test_unknown_variables_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("MNIST_COLOUR=blue\nOTHER=1\n")
    monkeypatch.setenv("MNIST_SIZE", "28")
    assert read_settings().slots == 1


def test_the_database_lies_in_the_home_unless_it_is_given(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_HOME", "/srv/lab")
    assert read_settings().database_url == "sqlite:////srv/lab/lab.db"
    monkeypatch.setenv("MNIST_DATABASE_URL", "postgresql+psycopg://lab:pw@db/lab")
    assert read_settings().database_url == "postgresql+psycopg://lab:pw@db/lab"


def test_paths_become_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MNIST_HOME", "~/lab")
    monkeypatch.setenv("MNIST_DATA_DIR", "digits")
    settings = read_settings()
    assert settings.home == Path.home() / "lab"
    assert settings.data_dir == tmp_path / "digits"


@pytest.mark.parametrize("slots", ["0", "65", "-1", "two", "1.5"])
def test_wrong_slots_are_named_with_what_is_allowed(monkeypatch: pytest.MonkeyPatch,
                                                    slots: str) -> None:
    monkeypatch.setenv("MNIST_SLOTS", slots)
    with pytest.raises(ValueError, match=f"MNIST_SLOTS is '{slots}'.*from 1 to 64") as caught:
        read_settings()
    assert "\n" not in str(caught.value)


def test_every_wrong_variable_is_named_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_SLOTS", "0")
    monkeypatch.setenv("MNIST_DEVICE", "tpu")
    with pytest.raises(ValueError, match=r"MNIST_SLOTS.*; MNIST_DEVICE.*auto, cpu or cuda\.$"):
        read_settings()


def test_a_wrong_home_is_the_only_complaint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_HOME", "~nobody-of-this-name/lab")
    with pytest.raises(ValueError, match=r"^MNIST_HOME is '~nobody[^;]*\.$"):
        read_settings()


@pytest.mark.parametrize("how", ["unset", "empty"])
def test_without_a_home_folder_a_sentence_says_what_to_set(
        monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    if how == "empty":
        monkeypatch.setenv("HOME", "")
    else:  # as in a container, whose user has no entry that names a folder either
        monkeypatch.delenv("HOME")
        monkeypatch.setattr(os, "getuid", lambda: 54_321)
    with pytest.raises(ValueError, match=r"^HOME is not set, .*: set MNIST_HOME to a folder .*\.$"):
        read_settings()
    monkeypatch.setenv("MNIST_DATA_DIR", "~/digits")
    monkeypatch.setenv("MNIST_HOME", "~/lab")
    with pytest.raises(ValueError, match=r"'~/digits', but HOME is not set: .*'~/lab'") as caught:
        read_settings()
    assert "Path(" not in str(caught.value)
    monkeypatch.setenv("MNIST_DATA_DIR", "/srv/digits")
    monkeypatch.setenv("MNIST_HOME", "/srv/lab")
    assert read_settings().home == Path("/srv/lab")


@pytest.mark.parametrize("module", ["mnist_core runs", "mnist_core.runs.worker 1 1",
                                    "streamlit run app.py --server.port 0"])
def test_every_process_without_a_home_folder_ends_with_that_sentence(module: str) -> None:
    done = subprocess.run([sys.executable, "-m", *module.split()], cwd=ROOT, text=True,
                          capture_output=True, env={**os.environ, "HOME": ""}, timeout=120)
    assert done.returncode in (1, 2)
    # the server says besides whom to ask about this machine
    said = [line for line in done.stderr.splitlines() if "doctor" not in line]
    assert "HOME is not set, so there is no folder for the lab's records" in said[-1]
    assert "Traceback" not in done.stderr


def test_a_database_password_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_DATABASE_URL", "postgresql://lab:hush@db/lab")
    assert "hush" not in repr(read_settings())
    monkeypatch.setenv("MNIST_DATABASE_URL", "lab:hush@db/lab")
    with pytest.raises(ValueError, match="MNIST_DATABASE_URL") as caught:
        read_settings()
    assert "hush" not in str(caught.value)


def test_an_env_file_that_is_no_text_is_named() -> None:
    Path(".env").write_bytes(b"MNIST_SLOTS=\xff\xfe\n")
    with pytest.raises(ValueError, match=r"\.env"):
        read_settings()


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings().slots = 2  # type: ignore[misc]
