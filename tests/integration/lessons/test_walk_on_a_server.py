"""A lesson, walked over HTTP on a real server: a teacher's own, which is short."""

from pathlib import Path

import pytest

from mnist_core.data.mnist import Dataset
from mnist_core.lessons.catalogue import TEXTS, read_catalogue
from tests.lesson_walk import lesson_runs
from tests.servers.serving import call, dashboard

STEP = (TEXTS / "en/steps/finetune-3.md").read_text("utf-8")
PLACE = {"part": "train", "predictions": {"0": "lower", "1": [55.5]}}


# what its routes answer to a student is asked in ``test_outcome_routes``, too
@pytest.mark.slow
def test_a_lesson_is_walked_over_http(tmp_path: Path, dataset: Dataset) -> None:
    home = tmp_path / "home"
    folder = home / "lessons/en/mine"
    folder.mkdir(parents=True)
    (folder / "short.md").write_text(STEP.replace("epochs = 3\n", "epochs = 1\n").replace(
        "num_train = 6000\n", "num_train = 256\n"), "utf-8")
    with lesson_runs(home, dataset) as trainer:
        trained = trainer.of(read_catalogue(home / "lessons").find("short"))
    with dashboard(home) as address:
        lesson = f"{address}/api/lessons/short"
        assert call(lesson)["place"] is None
        call(f"{lesson}/place", PLACE)

        # what was trained before is not trained again
        started = call(f"{lesson}/runs", {})["runs"]
        assert [(run["name"], run["key"], run["was_there"]) for run in started] == [
            (name, run.key, True) for name, run in trained.items()]
        runs = ",".join(f"{run['name']}:{run['key']}" for run in started)
        race = call(f"{lesson}/race?runs={runs}")["runs"]
        assert [run["state"] for run in race] == ["finished", "finished"]

        came = call(f"{lesson}/outcome?runs={runs}")
        choice, curve = came["predictions"]
        with_it, without = (trained[name].epochs()[0] for name in ("dropout", "without"))
        assert curve["values"] == [with_it.train_accuracy]
        assert len(choice["keys"]) == 1
        is_lower = with_it.train_accuracy < without.train_accuracy - 0.5
        assert any(claim["order"] == 0 for claim in came["claims"]) == is_lower

        task = call(f"{lesson}/task", {"run": started[0]["key"]})
        assert task["checked"]["key"] == started[0]["key"]
        assert not task["checked"]["is_solved"]
        assert call(lesson)["place"]["predictions"] == PLACE["predictions"]
