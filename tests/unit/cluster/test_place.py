"""What a cluster keeps: made once, for nobody else to read."""

import socket
import stat
from pathlib import Path

import pytest

from mnist_core.base.settings import Settings
from mnist_core.cluster.place import open_place, taken_port


def test_keys_are_made_once_and_are_nobody_elses(tmp_path: Path) -> None:
    place = open_place(tmp_path)
    assert open_place(tmp_path) == place
    assert open_place(tmp_path / "other").keys != place.keys
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700
    written = place.private_file("environment", "a")
    for file in (place.folder / "keys.json", written):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(set(place.keys.ports)) == len(place.keys.ports)


def test_what_belongs_to_the_lab_is_told_settings_that_it_takes(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = open_place(tmp_path)
    for name, value in place.lab.items():
        monkeypatch.setenv(name, value)
    settings = Settings(_env_file=None)
    assert settings.database_url == place.database_url
    assert settings.artifacts_url == place.artifacts_url
    assert settings.launcher == f"ray://127.0.0.1:{place.keys.ray_client_port}"


def test_damaged_keys_are_refused_in_a_sentence(tmp_path: Path) -> None:
    place = open_place(tmp_path)
    (place.folder / "keys.json").write_text("{}")
    with pytest.raises(ValueError, match=r"keys\.json is damaged: without it"):
        open_place(tmp_path)


def test_a_port_in_use_is_found() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert taken_port((port,)) == port
    assert taken_port(()) is None
