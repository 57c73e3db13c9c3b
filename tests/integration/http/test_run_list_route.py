"""What the list of runs asks the server: rows, names, deletions, and what is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, update
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.routes.runs.batch import BATCH_ROUTES
from dashboard.routes.runs.run_list import RUN_LIST_ROUTES
from dashboard.routes.runs.runs import API_ROUTES
from dashboard.runs.list_rows import known_steps
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import read_recipe
from mnist_core.reference.records import reference_runs
from mnist_core.runs.database.tables.epochs import EpochRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.deleted import delete_runs, restore_runs
from mnist_core.runs.records.store import ALL_RUNS, Store
from mnist_core.runs.run_list.columns import SORTS
from mnist_core.runs.run_list.version import list_version
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.events import Batches, Started
from tests.integration.drawing_lab import own_lab

STEP = find_step("strategy-4")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with own_lab(tmp_path) as store:
        yield store


@pytest.fixture
def client(store: Store) -> TestClient:
    return TestClient(Starlette(routes=[*BATCH_ROUTES, *RUN_LIST_ROUTES, *API_ROUTES]))


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question about the version looks at the database."""
    monkeypatch.setattr("mnist_core.runs.run_list.version.VERSION_SECONDS", 0.0)


def queued(store: Store, **settings: Any) -> int:
    return store.create(apply(STEP.recipe, settings), step_id=STEP.id).id


def listed(client: TestClient, **asked: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/api/run-list", params=asked).json()
    return answer


def numbers(client: TestClient, **asked: Any) -> list[int]:
    return [row["id"] for row in listed(client, **asked)["rows"]]


def change(store: Store, run_id: int, **values: Any) -> None:
    with Session(store.engine) as session:
        session.execute(update(RunRow).where(RunRow.id == run_id).values(**values))
        session.commit()


def test_a_row_tells_a_run_from_all_others(store: Store, client: TestClient) -> None:
    run = queued(store, dropout=0.05, seed=3)
    store.rename(run, "Anna")
    with Session(store.engine) as session:
        session.execute(insert(EpochRow), [
            {"run_id": run, "epoch": epoch, "train_loss": 1, "train_accuracy": 1, "test_loss": 1,
             "test_accuracy": 1, "seconds": 20.5} for epoch in (1, 2)])
        session.commit()
    row, = listed(client)["rows"]
    assert row == {
        "key": str(run), "id": run, "title": f"Run {run}", "name": "Anna", "note": "",
        "state": "queued", "step": STEP.id, "recipe_name": STEP.id, "epochs": STEP.recipe.epochs,
        "changes": "dropout 0.1 → 0.05, seed 3", "against_step": "changed", "epochs_done": 0,
        "imported": False, "best_test_accuracy": None, "seconds": 41.0, "ends": None,
        "created": store.run(run).created, "parameters": 9436, "reached": False,
        # a lab without people
        "owner": None, "whose": "", "changeable": True}


def test_whoever_knows_the_list_as_it_stands_is_told_so_and_nothing_else(
        store: Store, client: TestClient, at_once: None) -> None:
    run = queued(store)
    known = {"If-None-Match": client.get("/api/run-list").headers["etag"]}
    answer = client.get("/api/run-list", headers=known)
    assert answer.status_code == 304 and not answer.content
    assert client.get("/api/runs", headers=known).status_code == 304
    assert client.post(f"/api/runs/{run}/name", json={"name": "Anna"}).json() == {"name": "Anna"}
    again = client.get("/api/run-list", headers=known)
    assert again.headers["etag"] != known["If-None-Match"]
    assert again.json()["rows"][0]["name"] == "Anna"


def test_everything_that_a_list_shows_makes_another_version_and_a_heartbeat_does_not(
        store: Store, at_once: None) -> None:
    versions = [list_version(store)]

    def is_new() -> bool:
        versions.append(list_version(store))
        return versions[-1] not in versions[:-1]
    run = queued(store)
    assert is_new(), "a run more"
    lease = store.claim(run, "a")
    assert lease and is_new(), "it trains"
    journal = Journal(store, lease)
    journal.append(Started("cpu", "reference", 3000, 188, 0, 0))
    assert is_new(), "it has begun"
    journal.append(Batches(0, (1.0,), (10.0,), (0.1,)))
    journal.beat()
    assert not is_new(), "no list shows a batch or a heartbeat"
    journal.set_state("paused")
    assert is_new(), "paused"
    journal.set_state("running")
    assert is_new(), "running again"
    change(store, run, heartbeat=RunRow.heartbeat - 60)
    is_new()
    assert listed(TestClient(Starlette(routes=RUN_LIST_ROUTES)))["rows"][0]["state"] == (
        "interrupted")
    assert delete_runs(store, [run])
    assert is_new(), "deleted"
    assert restore_runs(store, [run])
    assert is_new(), "it came back"


def test_silence_alone_makes_another_version(
        store: Store, at_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    run = queued(store)
    assert store.claim(run, "a")
    version = list_version(store)
    monkeypatch.setattr("mnist_core.runs.lease.lease.STALE_SECONDS", -1.0)
    assert list_version(store) != version


def test_deleting_tells_what_went_and_what_stayed(store: Store, client: TestClient) -> None:
    first, second, third = queued(store), queued(store), queued(store)
    assert store.claim(second, "a")
    answer = client.post("/api/run-list/delete", json={"runs": [first, second, third]}).json()
    assert answer == {"deleted": [first, third], "kept": [second]}
    told, = listed(client)["deleted"]
    assert told["text"] == "2 runs are deleted."
    assert client.post("/api/run-list/known", json={"runs": [third, second]}).json() == {
        "runs": [second]}
    assert client.post("/api/run-list/restore", json={"runs": [first]}).json() == {
        "restored": [first]}
    told, = listed(client)["deleted"]
    assert told["text"] == f"Run {third} is deleted."
    assert client.post("/api/run-list/restore", json={"deleted": told["deleted"]}).json() == {
        "restored": [third]}
    assert numbers(client) == [third, second, first]


def test_pages_in_any_order_hold_each_run_once(store: Store, client: TestClient) -> None:
    best = [98.5, None, 99.1, 98.5, None, 97.0, 99.4]
    for seed, accuracy in enumerate(best, start=1):
        change(store, queued(store, seed=seed), best_test_accuracy=accuracy)
    for sort in SORTS:
        for falls in ("", "-"):
            for reference in ({}, {"reference": "1"}):
                order = {"sort": falls + sort, **reference}
                whole = listed(client, **order)
                pages = [row for first in range(0, whole["found"], 3)
                         for row in listed(client, **order, first=first, limit=3)["rows"]]
                assert pages == whole["rows"], order
                assert len({row["key"] for row in pages}) == whole["found"]
    assert numbers(client, sort="-best") == [7, 3, 4, 1, 6, 5, 2]
    assert numbers(client, sort="best") == [6, 4, 1, 3, 7, 5, 2]


@pytest.mark.parametrize(("words", "found"), [
    ("run", [3, 2, 1]), ("anna", [1]), ("RUN anna", [1]), ("2", [2]), ("0.05", [2]), ("öl", [3]),
    ("strategy-4", [2, 1]), ("own recipe", [3]), ("stopped", [2]), ("10%", []), ("_", []),
    ("queued strategy", [1]), ("anna 0.05", []), ("seed 5", [1]), ("'; --", [])])
def test_words_are_looked_for_in_all_that_a_row_says(
        store: Store, client: TestClient, words: str, found: list[int]) -> None:
    store.rename(queued(store, seed=5), "Anna")
    store.ask(queued(store, dropout=0.05), "stop")
    own = store.create(read_recipe({"layers": "gap conv1x1(10) flatten"}))
    store.annotate(own.id, "with ÖL on it")
    assert numbers(client, q=words) == found
    assert [int(key) for key in client.get("/api/run-list/keys", params={"q": words}).json()[
        "keys"]] == found
    assert [run["id"] for run in client.get("/api/runs", params={"q": words}).json()] == found


def test_reference_runs_are_listed_where_they_are_wanted(store: Store, client: TestClient) -> None:
    queued(store)
    every = listed(client, reference="1")
    assert every["rows"][0]["id"] == 1
    assert every["found"] == every["num"] == 1 + len(reference_runs())
    only = listed(client, state="reference", q="strategy-4")
    assert {row["key"] for row in only["rows"]} >= {"strategy-4@1"}
    assert {row["step"] for row in only["rows"]} == {"strategy-4"}
    assert listed(client)["num"] == 1


def test_the_public_list_goes_on_where_its_link_says(store: Store, client: TestClient) -> None:
    runs = [queued(store, seed=seed) for seed in range(1, 251)]
    path, seen, sizes = "/api/runs?step=strategy-4", list[int](), list[int]()
    while path:
        answer = client.get(path)
        assert answer.headers["x-total-count"] == "250"
        found = [run["id"] for run in answer.json()]
        seen, sizes = seen + found, [*sizes, len(found)]
        path = answer.links["next"]["url"] if "next" in answer.links else ""
        assert ("x-next-cursor" in answer.headers) == bool(path)
        path = path and f"/api/runs{path}"
    assert seen == runs[::-1] and sizes == [100, 100, 50]
    assert len(client.get("/api/runs?limit=7").json()) == 7
    assert client.get("/api/runs?state=paused,stopped").json() == []


@pytest.mark.parametrize(("asked", "words"), [
    ("state=sleeping", "unknown state `sleeping`; use one of running, queued,"),
    ("limit=0", "limit is '0'; it must be at least 1 and at most 1,000."),
    ("limit=many", "limit is 'many'; it must be a whole number from 1 to 1,000."),
    ("limit=99999999999999", "limit is '9999"),
    ("limitt=1", "unknown key `limitt`; did you mean `limit`?"),
    ("cursor=-1", "cursor is '-1'"), ("q=" + 201 * "x", "q has 201 characters")])
def test_a_wrong_question_is_told_in_a_sentence(client: TestClient, asked: str, words: str
                                                ) -> None:
    answer = client.get(f"/api/runs?{asked}")
    assert answer.status_code == 400 and answer.json()["error"].startswith(words)


def test_an_unknown_order_is_told_in_a_sentence(client: TestClient) -> None:
    assert "unknown sort `colour`; use one of run, step" in client.get(
        "/api/run-list?sort=colour").json()["error"]


NUMBER = "it must be a whole number from 1 to 2,147,483,647."
BOUNDS = "it must be at least 1 and at most 2,147,483,647."


@pytest.mark.parametrize(("runs", "sentence"), [
    (None, "runs is empty; it must be a list."), (3, "runs is 3; it must be a list."),
    ("3", "runs is '3'; it must be a list."), (["3"], f"runs.0 is '3'; {NUMBER}"),
    ([True], f"runs.0 is true; {NUMBER}"), ([1, 1.5], f"runs.1 is 1.5; {NUMBER}"),
    ([0, 0], f"runs.0 is 0; {BOUNDS}"), ([2**31], f"runs.0 is 2,147,483,648; {BOUNDS}")])
def test_what_names_no_runs_is_refused_in_a_sentence(client: TestClient, runs: object,
                                                     sentence: str) -> None:
    answer = client.post("/api/run-list/delete", json={"runs": runs})
    assert (answer.status_code, answer.json()) == (400, {"error": sentence})


def test_naming_what_is_not_there_is_refused(store: Store, client: TestClient) -> None:
    assert client.post("/api/runs/99/name", json={"name": "x"}).status_code == 404
    assert client.post(f"/api/runs/{queued(store)}/note", json={}).status_code == 400


def test_a_run_without_a_single_batch_has_none_to_show(store: Store, client: TestClient) -> None:
    assert client.get(f"/api/runs/{queued(store)}/batch").json() == {"look": None}


def test_a_page_of_many_runs_asks_the_database_no_more_often_than_one_and_reads_no_recipe(
        store: Store, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute",
                 lambda connection, cursor, statement, *rest: asked.append(statement))
    queued(store)
    known_steps(store, ALL_RUNS)
    asked.clear()
    assert len(listed(client)["rows"]) == 1
    of_one = len(asked)
    for number in range(2, 501):
        queued(store, seed=number)
    monkeypatch.setattr("mnist_core.runs.database.run.read_recipe", _refuse)
    asked.clear()
    answer = listed(client)
    assert len(answer["rows"]) == 100 and answer["found"] == answer["num"] == 500
    assert len(asked) <= of_one + 1


def _refuse(text: str) -> None:
    raise AssertionError(f"a list reads the recipe {text}")
