"""The doctor says of each thing whether it is good, and what to do; it never fails itself."""

import socket
import sqlite3
import threading
import time
from pathlib import Path
from typing import NoReturn

import psutil
import pytest

from mnist_core.base.machine.devices import DeviceState
from mnist_core.base.settings import read_settings
from mnist_core.doctor import examination as room
from mnist_core.doctor import processors, serving, software, storage
from mnist_core.doctor.check import Answer, Check, checked, good
from mnist_core.doctor.examination import QUESTIONS, examination
from mnist_core.fast import compile_cache
from mnist_core.runs.database import diagnosis
from mnist_core.runs.records.store import open_store
from tests.servers.serving import free_port

pytestmark = pytest.mark.long

FILE_SYSTEM = storage.file_system


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home on a disk, and a server that nobody has started."""
    for name in ("DATABASE_URL", "DEVICE", "SLOTS", "LOG_LEVEL"):
        monkeypatch.delenv(f"MNIST_{name}", raising=False)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("MNIST_HOME", str(home))
    monkeypatch.setattr(storage, "file_system", lambda _: "ext4")
    return home


def assert_sentences(answer: Answer | Check) -> None:
    assert answer.words.endswith((".", "doctor")) and "\n" not in answer.words, answer.words
    assert "Traceback" not in answer.words


def test_every_question_of_the_contract_is_asked() -> None:
    assert {"Python", "PyTorch", "GPU", "cores", "bfloat16", "compiled loops", "memory", "data",
            "home", "disk", "database", "port", "base path", "browser for tests"} <= set(QUESTIONS)


def test_it_looks_at_everything_here_and_changes_nothing(home: Path) -> None:
    checks = list(examination())
    assert [check.name for check in checks] == list(QUESTIONS)
    for check in checks:
        assert_sentences(check)
    assert not list(home.iterdir()), "what was looked at is as it was"


def test_whatever_a_check_raises_is_its_answer() -> None:
    def of(error: BaseException) -> Check:
        def fail() -> NoReturn:
            raise error
        return checked("it", fail, 10)
    assert of(ValueError("A sentence.")) == Check("it", "bad", "A sentence.")
    assert "pip install" in of(ImportError("libcudart.so.13: cannot open")).words
    assert of(SystemExit(3)).state == of(RuntimeError("two\nlines")).state == "bad"
    assert "\n" not in of(RuntimeError("two\nlines")).words


def test_a_check_that_never_ends_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for_ever = threading.Event()

    def wait() -> Answer:
        for_ever.wait()
        return good("too late.")
    monkeypatch.setattr(room, "QUESTIONS", {"slow": wait, "late": wait})
    began = time.monotonic()
    slow, late = examination(all_seconds=0.2)
    assert time.monotonic() - began < 5
    assert slow.state == "bad" and "no answer" in slow.words
    assert late.state == "bad" and "no time left" in late.words
    for_ever.set()


def test_wrong_settings_are_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_SLOTS", "many")
    monkeypatch.setattr(room, "QUESTIONS", {"settings": software.settings,
                                            "home": storage.home, "cores": processors.cores})
    first, *others = examination()
    assert first.state == "bad" and "MNIST_SLOTS is 'many'" in first.words
    assert {check.words for check in others} == {"It follows from the settings, which are wrong."}


def test_a_mistyped_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_SLOT", "3")
    assert "MNIST_SLOT." in software.settings().words


def test_packages_that_are_missing_or_other_than_tested_are_named(
        monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert software.packages().state == "good"
    pinned = tmp_path / "requirements.txt"
    pinned.write_text("torch==1.0  # reason\nno-such-package==2\n")
    monkeypatch.setattr(software, "REQUIREMENTS", pinned)
    answer = software.packages()
    assert answer.state == "bad" and "no-such-package" in answer.words
    pinned.write_text("torch==1.0\n")
    answer = software.packages()
    assert answer.state == "good" and "(tested: 1.0)" in answer.words


@pytest.mark.parametrize(("state", "wanted", "expected"), [
    (DeviceState("cuda", "NVIDIA H100"), "auto", "good"),
    (DeviceState("cpu", problem="The NVIDIA driver is too old."), "auto", "bad"),
    (DeviceState("cpu", problem="No CUDA GPU is available here."), "cuda", "bad"),
    (DeviceState("cpu"), "auto", "missing"),
    (DeviceState("cuda", "NVIDIA H100"), "cpu", "missing"),
])
def test_a_gpu_is_good_bad_or_missing(monkeypatch: pytest.MonkeyPatch, state: DeviceState,
                                      wanted: str, expected: str) -> None:
    monkeypatch.setenv("MNIST_DEVICE", wanted)
    monkeypatch.setattr("mnist_core.base.machine.devices.may_have_gpu", lambda: True)
    monkeypatch.setattr("mnist_core.base.machine.gpu_check.checked_device", lambda *_: state)
    answer = processors.gpu()
    assert answer.state == expected
    assert_sentences(answer)
    assert state.problem in answer.words or wanted == "cpu"


def test_more_runs_at_a_time_than_cores_are_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_SLOTS", "64")
    monkeypatch.setattr("mnist_core.base.machine.machine_limits.num_cores", lambda: 2)
    answer = processors.cores()
    assert answer.state == "bad" and "MNIST_SLOTS to 2" in answer.words


def test_loops_that_can_be_kept_nowhere_are_bad(monkeypatch: pytest.MonkeyPatch,
                                                tmp_path: Path) -> None:
    monkeypatch.setattr(compile_cache, "find_cache", lambda: None)
    assert "NUMBA_CACHE_DIR" in processors.compiled_loops().words
    monkeypatch.setattr(compile_cache, "find_cache", lambda: tmp_path)
    assert processors.compiled_loops().state == "missing"


def test_too_little_memory_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mnist_core.base.machine.machine_limits.free_bytes", lambda: 10**8)
    assert processors.memory().state == "bad"


def test_a_data_folder_that_holds_something_else_is_bad_and_the_sample_is_missing(
        monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MNIST_DATA_DIR", raising=False)
    assert storage.data().state == "missing"
    folder = tmp_path / "digits"
    folder.mkdir()
    (folder / "train-images-idx3-ubyte").write_text("<html>a proxy's error page</html>")
    monkeypatch.setenv("MNIST_DATA_DIR", str(folder))
    answer = storage.data()
    assert answer.state == "bad" and "web page" in answer.words


@pytest.mark.parametrize(("kind", "state", "words"), [
    ("tmpfs", "bad", "gone when this machine restarts"), ("nfs4", "bad", "SQLite cannot lock"),
    ("overlay", "good", "a volume keeps it"), ("", "good", "can be written")])
def test_a_home_that_forgets_or_cannot_lock_is_bad(
        monkeypatch: pytest.MonkeyPatch, kind: str, state: str, words: str) -> None:
    monkeypatch.setattr(storage, "file_system", lambda _: kind)
    answer = storage.home()
    assert answer.state == state and words in answer.words


def test_the_file_system_of_a_folder_is_found() -> None:
    assert FILE_SYSTEM(Path("/")) in {one.fstype for one in psutil.disk_partitions(all=True)}
    if Path("/dev/shm").is_mount():
        assert FILE_SYSTEM(Path("/dev/shm")) == "tmpfs"


def test_a_home_that_is_not_there_yet_is_good_and_one_that_cannot_be_is_bad(
        monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("MNIST_HOME", str(home / "new" / "lab"))
    assert "it will be made" in storage.home().words
    assert not (home / "new").exists()
    (home / "file").write_text("")
    monkeypatch.setenv("MNIST_HOME", str(home / "file"))
    answer = storage.home()
    assert answer.state == "bad" and "set MNIST_HOME" in answer.words


def test_a_database_is_made_later_whole_locked_or_damaged(
        home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "will be made" in storage.database().words
    store = open_store(read_settings())
    store.close()
    answer = storage.database()
    assert answer.state == "good" and "0 runs" in answer.words
    monkeypatch.setattr(diagnosis, "CONNECT_SECONDS", 0.1)
    with sqlite3.connect(home / "lab.db") as writer:
        writer.execute("BEGIN IMMEDIATE")
        answer = storage.database()
        assert answer.state == "bad" and "locked" in answer.words
    writer.close()
    with (home / "lab.db").open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 4000)
    answer = storage.database()
    assert answer.state == "bad" and "restore FILE" in answer.words


def test_a_password_is_never_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for url in (f"postgresql+psycopg://lab:hush@127.0.0.1:{free_port()}/lab", "oracle://lab:hush@h/x",
                "nothing+known://lab:hush@h/x"):
        monkeypatch.setenv("MNIST_DATABASE_URL", url)
        check = checked("database", storage.database, 30)
        assert check.state == "bad" and "hush" not in check.words
        assert_sentences(check)


def test_a_port_is_free_or_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv("PORT", str(port))
    monkeypatch.setenv("HOST", "localhost")
    assert serving.port().state == "good"
    with socket.create_server(("127.0.0.1", port)):
        answer = serving.port()
    assert answer.state == "bad" and "in use" in answer.words
    monkeypatch.setenv("PORT", "high")
    assert "whole number" in serving.port().words


def test_a_base_path_is_named_and_one_that_is_no_address_is_bad(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STREAMLIT_SERVER_BASE_URL_PATH", raising=False)
    monkeypatch.delenv("BASE_PATH", raising=False)
    assert serving.base_path().words.startswith("None")
    monkeypatch.setenv("BASE_PATH", "/school/lab/")
    assert "below /school/lab;" in serving.base_path().words
    monkeypatch.setenv("BASE_PATH", "a b?")
    assert serving.base_path().state == "bad"


def test_a_browser_is_missing_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert serving.browser().state == "missing"
