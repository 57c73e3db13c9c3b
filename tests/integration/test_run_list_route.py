"""What the list of runs asks the server: rows, names, deletions, and what is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.routes.batch import BATCH_ROUTES
from dashboard.routes.run_list import RUN_LIST_ROUTES
from mnist_core.edits import apply
from mnist_core.ladders import find_step
from mnist_core.runs.store import Store
from mnist_core.runs.tables import EpochRow
from tests.integration.drawing_lab import own_lab

STEP = find_step("strategy-4")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with own_lab(tmp_path) as store:
        yield store


@pytest.fixture
def client(store: Store) -> TestClient:
    return TestClient(Starlette(routes=[*BATCH_ROUTES, *RUN_LIST_ROUTES]))


def queued(store: Store, **settings: Any) -> int:
    return store.create(apply(STEP.recipe, settings), step_id=STEP.id).id


def own_rows(client: TestClient) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get("/api/run-list/0").json()["rows"]
    return [row for row in rows if row["state"] != "reference"]


def test_a_row_tells_a_run_from_all_others(store: Store, client: TestClient) -> None:
    run = queued(store, dropout=0.05, seed=3)
    store.rename(run, "Anna")
    with Session(store.engine) as session:
        session.execute(insert(EpochRow), [
            {"run_id": run, "epoch": epoch, "train_loss": 1, "train_accuracy": 1, "test_loss": 1,
             "test_accuracy": 1, "seconds": 20.5} for epoch in (1, 2)])
        session.commit()
    row, = own_rows(client)
    assert row == {
        "key": str(run), "number": run, "title": f"Run {run}", "name": "Anna", "note": "",
        "state": "queued", "is_held": False, "step": STEP.id, "epochs": STEP.recipe.epochs,
        "changes": "dropout 0.1 → 0.05, seed 3", "epochs_done": 0, "best": None, "seconds": 41.0,
        "created": store.run(run).created, "parameters": 9436}


def test_rows_are_sent_again_only_when_they_changed(store: Store, client: TestClient) -> None:
    run = queued(store)
    version = client.get("/api/run-list/0").json()["version"]
    assert client.get(f"/api/run-list/{version}").json() == {"version": version}
    assert client.post(f"/api/runs/{run}/name", json={"name": "Anna"}).json() == {"name": "Anna"}
    again = client.get(f"/api/run-list/{version}").json()
    assert again["version"] != version
    assert again["rows"][0]["name"] == "Anna"


def test_deleting_tells_what_went_and_what_stayed(store: Store, client: TestClient) -> None:
    first, second = queued(store), queued(store)
    assert store.claim(second, "a")
    answer = client.post("/api/run-list/delete", json={"runs": [first, second]}).json()
    assert answer == {"deleted": [first], "kept": [second]}
    told = client.get("/api/run-list/0").json()["deleted"]
    assert told == [{"runs": [first], "text": f"Run {first} is deleted."}]
    assert client.post("/api/run-list/restore", json={"runs": [first]}).json() == {
        "restored": [first]}
    assert {row["number"] for row in own_rows(client)} == {first, second}


@pytest.mark.parametrize("runs", [None, 3, "3", ["3"], [True], [0], [2**31], [1.5]])
def test_what_names_no_runs_is_refused_in_a_sentence(client: TestClient, runs: object) -> None:
    answer = client.post("/api/run-list/delete", json={"runs": runs})
    assert answer.status_code == 400
    assert answer.json() == {"error": 'Send {"runs": [1, 2]}: numbers of runs.'}


def test_naming_what_is_not_there_is_refused(store: Store, client: TestClient) -> None:
    assert client.post("/api/runs/99/name", json={"name": "x"}).status_code == 404
    assert client.post(f"/api/runs/{queued(store)}/note", json={}).status_code == 400


def test_a_run_without_a_single_batch_has_none_to_show(store: Store, client: TestClient) -> None:
    assert client.get(f"/api/runs/{queued(store)}/batch").json() == {"look": None}


def test_five_hundred_runs_ask_the_database_no_more_often_than_one(
        store: Store, client: TestClient) -> None:
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute",
                 lambda connection, cursor, statement, *rest: asked.append(statement))
    queued(store)
    asked.clear()
    assert len(own_rows(client)) == 1
    of_one = len(asked)
    for number in range(2, 501):
        queued(store, seed=number)
    asked.clear()
    assert len(own_rows(client)) == 500
    assert len(asked) == of_one
