"""Damage costs what is damaged: one sentence where it is needed, and everything else works."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import torch
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboard.navigation import page_list
from dashboard.routes.all_routes import ROUTES
from dashboard.server import resources
from mnist_core.base.source import ROOT
from mnist_core.data.mnist import Dataset
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.runs.artifacts.artifacts import (
    BEST_PREDICTIONS,
    BEST_WEIGHTS,
    CHECKPOINT,
    LAST_PREDICTIONS,
    ONE_BATCH,
    PAUSED_PREDICTIONS,
    PREVIOUS_CHECKPOINT,
)
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.engine import train
from tests.integration.page_script import as_read, open_script
from tests.old_homes import oldest_database
from tests.standing_run import best_of

PAGES = [page.path for page in page_list.PAGES]
Damage = Callable[[Path], object]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> Iterator[Path]:
    """A home in which two runs were trained for an epoch, closed in good order."""
    home = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNIST_HOME", str(home))
        patch.delenv("MNIST_DATABASE_URL", raising=False)
        resources.forget()
        store, step = resources.store(), find_step("strategy-2")
        recipe = apply(step.recipe, {"num_train": 64, "batch_size": 32, "epochs": 1})
        journals = []
        for _ in range(2):
            run = store.create(recipe, step_id=step.id, worker="test")
            journals.append(Journal(store, run.lease))
            journals[-1].set_source(dataset.source.description)
        for event in train(recipe, dataset, torch.device("cpu")):
            for journal in journals:
                journal.append(event)
        store.close()
    resources.forget()
    yield home


@pytest.fixture
def home(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of it, to be damaged before anybody opens it."""
    copy = tmp_path / "home"
    shutil.copytree(whole, copy)
    monkeypatch.setenv("MNIST_HOME", str(copy))
    monkeypatch.delenv("MNIST_DATABASE_URL", raising=False)
    resources.forget()
    yield copy
    resources.forget()


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=ROUTES))


def opened(page: str, **address: str) -> AppTest:
    at = open_script(page, **address)
    assert not at.exception, at.exception
    return at


def told(at: AppTest) -> str:
    return "\n".join(as_read(element.value) for element in (*at.error, *at.warning, *at.info))


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "mnist_core", *words], cwd=ROOT, text=True,
                          capture_output=True, timeout=120)


def assert_one_sentence(done: subprocess.CompletedProcess[str], said: str) -> None:
    assert (done.returncode, done.stdout) == (1, ""), done
    error, = done.stderr.splitlines()
    assert error.startswith("Error: ") and said in error


# -- the database -----------------------------------------------------------------------------


def garbage_in_the_middle(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096:-4096] = os.urandom(len(data) - 8192)
    file.write_bytes(data)


def broken_header(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[:64] = os.urandom(64)
    file.write_bytes(data)


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:9000])


def a_text_file(file: Path) -> None:
    file.write_text("by the sea\n" * 1000)


def an_empty_file(file: Path) -> None:
    file.write_bytes(b"")


DAMAGES = (garbage_in_the_middle, broken_header, truncated, a_text_file, an_empty_file)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_one_sentence_and_is_never_written_to(
        home: Path, client: TestClient, damage: Damage) -> None:
    file = home / "lab.db"
    damage(file)
    before = file.read_bytes()
    said = f"The database {file} is damaged ("
    assert said in told(opened(page_list.LADDERS))
    for path in ("/api/runs", "/api/runs/1", "/api/drawings", "/api/drawings.zip",
                 "/api/run-list", "/api/runs/1/events"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert said in answer.json()["error"]
    assert client.get("/api/trained/1/curve").status_code in (404, 503)
    health = client.get("/api/health")
    assert health.status_code == 503
    assert said in health.json()["error"]
    # what does not need it works
    assert client.get("/api/steps").status_code == 200
    assert client.get("/api/trained/strategy-4@1/curve").status_code == 200
    at = opened(page_list.DRAW)
    assert said in told(at) and at.selectbox[0].value == best_of("strategy-4").key
    assert file.read_bytes() == before


@pytest.mark.parametrize("place", PAGES)
def test_every_page_says_that_the_database_is_damaged(home: Path, place: str) -> None:
    garbage_in_the_middle(home / "lab.db")
    assert "lab.db is damaged (" in told(opened(place))


@pytest.mark.parametrize("words", [("runs",), ("resume", "1"), ("backup", "{home}/../lab.zip")])
def test_a_command_on_a_damaged_database_fails_in_one_sentence(
        home: Path, words: tuple[str, ...]) -> None:
    garbage_in_the_middle(home / "lab.db")
    done = command(*(word.format(home=home) for word in words))
    done.stderr = "\n".join(line for line in done.stderr.splitlines() if "Saving" not in line)
    assert_one_sentence(done, "is damaged (")


def test_a_database_that_is_lost_is_begun_anew_without_taking_the_files_of_old_runs(
        home: Path, client: TestClient) -> None:
    (home / "lab.db").unlink()
    run = resources.store().create(apply(find_step("strategy-4").recipe, {"epochs": 1}))
    assert run.id == 3, "runs/1 and runs/2 hold what was trained before"


def kept(home: Path) -> Path:
    """Where the files of run 1 lie."""
    folder, = (home / "runs" / "1").glob("lease-*")
    return folder


# -- the files of one run -----------------------------------------------------------------------


def damaged_files(file: Path) -> Iterator[None]:
    """One damage after the other, of the kind that a file of arrays can have."""
    whole = file.read_bytes() if file.exists() else b""
    pickled = BytesIO()
    np.savez(pickled, log_probabilities=np.array([{}], object), labels=np.array([1], object),
             position=np.array([None], object))
    shaped = BytesIO()
    np.savez(shaped, log_probabilities=np.zeros((5, 3), np.float32), labels=np.zeros(7, np.uint8),
             position=3)
    flipped = bytearray(whole or os.urandom(3000))
    flipped[len(flipped) // 2] ^= 255
    for data in (b"", os.urandom(3000), bytes(flipped), pickled.getvalue(), shaped.getvalue()):
        file.write_bytes(data)
        # a file is told from the one before by its time, which some disks keep coarsely
        os.utime(file, ns=(len(data), damaged_files.time))  # type: ignore[attr-defined]
        damaged_files.time += 1_000_000_000  # type: ignore[attr-defined]
        yield


damaged_files.time = 10 ** 18  # type: ignore[attr-defined]
QUESTIONS = ("digits/0", "mistakes", "curve")


@pytest.mark.parametrize("name", [
    BEST_PREDICTIONS, LAST_PREDICTIONS, PAUSED_PREDICTIONS, ONE_BATCH, BEST_WEIGHTS, CHECKPOINT,
    PREVIOUS_CHECKPOINT])
def test_a_damaged_file_of_one_run_costs_nothing_else(
        home: Path, client: TestClient, name: str) -> None:
    for _ in damaged_files(kept(home) / name):
        for key in ("1", "2", "strategy-4@1"):
            for question in QUESTIONS:
                for asked in (("?weights=best", "?weights=last") if question == "digits/0"
                              else ("",)):
                    answer = client.get(f"/api/trained/{key}/{question}{asked}")
                    assert answer.status_code == 200 or (key == "1" and answer.status_code == 404)
                    assert "pickle" not in answer.text
                    if answer.status_code != 200:
                        assert "damaged" in answer.json()["error"]
            answer = client.post(f"/api/trained/{key}/digits/0/runs", json={})
            assert answer.status_code == 200 or (key == "1" and answer.status_code == 404)
        assert client.get("/api/runs").status_code == 200
        assert client.get("/api/runs/1/batch").json() == {"look": None}
        answers = client.post("/api/predict", json={
            "strokes": [[[140, 40], [140, 240]]], "runs": ["1", "2", "strategy-4@1"]}).json()
        first, *others = answers["digits"][0]["readings"]
        assert "probabilities" in first or "damaged" in first["error"]
        assert all("probabilities" in other for other in others)


def test_a_ladder_reads_drawings_without_the_run_whose_weights_are_damaged(
        home: Path, client: TestClient) -> None:
    (kept(home) / BEST_WEIGHTS).write_bytes(b"nothing")
    drawing = {"strokes": [[[140, 40], [140, 240]]], "digit": 1}
    assert client.post("/api/drawings", json=drawing).status_code == 200
    answer = client.post("/api/drawings/ladders/strategy", json={})
    assert answer.status_code == 200, answer.text
    read_by = {network["run"] for step in answer.json()["steps"] for network in step["networks"]}
    assert "1" not in read_by
    assert {"2", "strategy-4@1"} <= read_by


@pytest.mark.parametrize("place", [
    page_list.TRAIN, page_list.NETWORK, page_list.ERRORS, page_list.DRAW, page_list.COMPARE])
def test_every_page_opens_on_a_run_with_damaged_files(home: Path, place: str) -> None:
    for name in (BEST_PREDICTIONS, LAST_PREDICTIONS, BEST_WEIGHTS, CHECKPOINT):
        (kept(home) / name).write_bytes(os.urandom(3000))
    at = opened(place, run="1")
    if place == page_list.ERRORS:
        assert f"{BEST_PREDICTIONS} of run 1 is damaged" in told(at)


def test_best_weights_that_are_damaged_are_not_replaced_by_those_of_another_epoch(
        home: Path, client: TestClient) -> None:
    (kept(home) / BEST_WEIGHTS).write_bytes(b"nothing")
    answer = client.post("/api/predict", json={"strokes": [[[140, 40], [140, 240]]], "run": "1"})
    assert answer.status_code == 404
    assert f"{BEST_WEIGHTS} of run 1 is damaged" in answer.json()["error"]


def test_without_the_folder_of_all_files_everything_recorded_is_still_told(
        home: Path, client: TestClient) -> None:
    shutil.rmtree(home / "runs")
    assert client.get("/api/runs").status_code == 200
    assert client.get("/api/trained/1/curve").status_code == 200
    facts = client.get("/api/trained/1/digits/0")
    assert facts.status_code == 404
    assert "put that folder back" in facts.json()["error"] or "copy" in facts.json()["error"]
    for page in (page_list.ERRORS, page_list.DRAW, page_list.COMPARE):
        opened(page, run="1")


# -- a home that cannot be written, or is gone ----------------------------------------------------


@pytest.fixture
def read_only(request: pytest.FixtureRequest, whole: Path, tmp_path: Path,
              monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The home on a file system that cannot be written; "oldest": that of the first lab."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root can mount a read-only tmpfs")
    try:
        if getattr(request, "param", "whole") == "oldest":
            (disk / "lab.db").write_bytes(oldest_database())
        else:
            shutil.copytree(whole, disk, dirs_exist_ok=True)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        monkeypatch.setenv("MNIST_HOME", str(disk))
        monkeypatch.delenv("MNIST_DATABASE_URL", raising=False)
        resources.forget()
        yield disk
    finally:
        resources.forget()
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_read_only_home_can_be_looked_at_and_says_why_nothing_is_saved(
        read_only: Path, client: TestClient, tmp_path: Path) -> None:
    said = f"{read_only} cannot be written"
    assert said in told(opened(page_list.DRAW, run="1"))
    assert "read wrong" in opened(page_list.ERRORS, run="1").title[0].value
    assert client.get("/api/trained/1/digits/0").status_code == 200
    refused = client.post("/api/runs", json={"step": "strategy-4"})
    assert refused.status_code == 503 and said in refused.json()["error"]
    health = client.get("/api/health")
    assert health.status_code == 503 and said in health.json()["error"]
    listed = command("runs")
    assert listed.returncode == 0 and "strategy-2" in listed.stdout
    saved = command("backup", str(tmp_path / "lab.zip"))
    assert saved.returncode == 0, saved.stderr


@pytest.mark.parametrize("read_only", ["oldest"], indirect=True)
def test_a_read_only_home_of_an_older_lab_can_be_looked_at(
        read_only: Path, client: TestClient, tmp_path: Path) -> None:
    assert f"{read_only} cannot be written" in told(opened(page_list.DRAW))
    assert [run["id"] for run in client.get("/api/runs").json()] == [3, 2, 1]
    listed = command("runs")
    assert listed.returncode == 0 and "strategy-1" in listed.stdout
    saved = command("backup", str(tmp_path / "lab.zip"))
    assert saved.returncode == 0, saved.stderr


def test_a_home_that_does_not_exist_and_cannot_be_made_shows_reference_runs(
        read_only: Path, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_HOME", str(read_only / "new"))
    resources.forget()
    at = opened(page_list.DRAW)
    assert at.selectbox[0].value == best_of("strategy-4").key
    assert "cannot be written" in told(at)
    assert client.get("/api/health").status_code == 503


def test_a_home_that_is_gone_while_the_lab_runs_is_not_made_anew(
        home: Path, client: TestClient) -> None:
    assert client.get("/api/runs").status_code == 200
    home.rename(home.with_name("moved"))
    answer = client.post("/api/runs/1/note", json={"note": "kept?"})
    assert answer.status_code == 503
    assert answer.json()["error"].startswith(f"The folder {home} is gone")
    assert not home.exists()
    home.with_name("moved").rename(home)
    assert client.post("/api/runs/1/note", json={"note": "kept"}).status_code == 200


# -- health -------------------------------------------------------------------------------------


def test_health_is_true_of_a_lab_that_works(home: Path, client: TestClient) -> None:
    resources.queue().start()
    try:
        store: Store = resources.store()
        resources.queue()._thread.join(10)
        answer = client.get("/api/health")
        assert answer.status_code == 200, answer.text
        health = answer.json()
        assert (health["status"], health["error"], health["reasons"]) == ("ok", None, [])
        assert (health["running"], health["queued"]) == (0, 0)
        assert health["free_bytes"] > 0
        assert health["data"]
        assert store.num_running() == 0
    finally:
        resources.queue().stop()
    # nobody starts a run any more
    resources.forget()
