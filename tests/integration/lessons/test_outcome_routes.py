"""The runs of a lesson are started together, race, and are held against what was predicted.

On the real server of a class, with real, short training.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import torch

from mnist_core.base.settings import Settings
from mnist_core.data.mnist import Dataset
from mnist_core.data.plan import EpochPlan
from mnist_core.lessons.catalogue import read_catalogue
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.records.store import Store, open_store
from mnist_core.training.setup import initial_model
from tests.servers.class_server import CODE, class_server, joined
from tests.waiting import wait_until

LESSON = """+++
title = "Two rates"
minutes = 5
+++
# question
Which?

# predict
```predict-curve
question = "Sketch it."
run = "quick"
measure = "train_accuracy"
```

```predict-digits
question = "Which will it read wrong?"
run = "quick"
indices = [3, 5, 7, 9]
```

# train
```train
epochs = 1
num_train = 600
[[run]]
name = "slow"
label = "slow rate"
step = "finetune-2"
set = { lr = 0.0001, batch_size = 30 }
[[run]]
name = "quick"
label = "quick rate"
step = "finetune-2"
set = { lr = 0.05, batch_size = 30 }
```

# compare
Look.

# explain
Why?

```claim
text = "The quick one got further."
when = [{ measure = "train_accuracy", of = "quick", above = "slow" }]
```

```claim
text = "The slow one got further."
when = [{ measure = "train_accuracy", of = "slow", above = "quick" }]
```

# your-turn
```task
text = "Train for one epoch, and get at least a fifth right."
step = "finetune-2"
when = [{ measure = "epochs", at_most = 1 }, { measure = "train_accuracy", at_least = 20 }]
```
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("class") / "home"
    folder = home / "lessons/en/mine"
    folder.mkdir(parents=True)
    (folder / "two-rates.md").write_text(LESSON, "utf-8")
    return home


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with class_server(home, MNIST_SLOTS="2", MNIST_MAX_QUEUED="1") as address:
        yield address


def member(address: str, nickname: str) -> httpx.Client:
    client = httpx.Client(base_url=address, timeout=60, trust_env=False)
    joined(client, {"code": CODE, "nickname": nickname})
    return client


def asked(client: httpx.Client, what: str, **body: Any) -> Any:
    answer = client.post(f"/api/lessons/two-rates/{what}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_lesson_from_its_start_to_its_task(address: str, home: Path) -> None:
    anna, ben = member(address, "Anna"), member(address, "Ben")
    first = asked(anna, "runs")["runs"]
    # the cap of one person holds here as anywhere
    assert [run["name"] for run in first] == ["slow", "quick"]
    assert first[0]["key"] is not None and first[1]["name"] == "quick"

    def all_started() -> list[dict[str, Any]] | None:
        runs: list[dict[str, Any]] = asked(anna, "runs")["runs"]
        return runs if all(run["key"] for run in runs) else None
    runs = wait_until(all_started, "both runs have their place", 120)
    assert runs[0]["key"] == first[0]["key"] and runs[0]["was_there"]
    named = ",".join(f"{run['name']}:{run['key']}" for run in runs)

    def race() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = anna.get(
            f"/api/lessons/two-rates/race?runs={named}").json()["runs"]
        return found
    store = open_store(Settings(home=home, database_url=f"sqlite:///{home / 'lab.db'}"))
    ids = [int(run["key"]) for run in runs]
    wait_until(lambda: all(store.run(run_id).state == "finished" for run_id in ids),
               "both are finished", 480)
    slow, quick = race()
    assert slow["at"] == quick["at"] and len(slow["at"]) > 3 and slow["epochs"][0]["epoch"] == 1

    told = anna.get(f"/api/lessons/two-rates/outcome?runs={named}").json()
    curve, digits = told["predictions"]
    assert curve["values"] == [quick["epochs"][0]["train_accuracy"]]
    assert {digit["index"] for digit in digits["digits"]} == {3, 5, 7, 9}
    assert digits["right"] == [digit["index"] for digit in digits["digits"]
                               if digit["read"]["quick"] != digit["label"]]
    assert {digit["index"] for digit in told["digits"]} >= {3, 5, 7, 9}
    assert [claim["text"] for claim in told["claims"]] == ["The quick one got further."]
    assert told["only_right"].keys() == {"slow", "quick"}

    # what a lesson trained is not work of one's own, unless somebody points at it
    task = asked(anna, "task")
    assert task["checked"] is None
    assert {run["key"] for run in task["runs"]} == {slow["key"], quick["key"]}
    assert asked(anna, "task", run=quick["key"])["checked"]["is_solved"]
    failed = asked(anna, "task", run=slow["key"])["checked"]
    assert not failed["is_solved"] and [one["holds"] for one in failed["conditions"]] == [
        True, False]
    assert "while it learned, in the last epoch, at least 20 %" in (
        failed["conditions"][1]["words"])

    # what is there is not trained again, and is nobody else's
    assert [run["key"] for run in asked(anna, "runs")["runs"]] == [slow["key"], quick["key"]]
    assert asked(ben, "task")["checked"] is None
    refused = ben.post("/api/lessons/two-rates/task", json={"run": quick["key"]})
    assert refused.status_code == 400 and "one of yours" in refused.json()["error"]
    others = asked(ben, "runs")["runs"]
    assert others[0]["key"] not in (None, slow["key"], quick["key"])
    for run in others:
        if run["key"]:
            ben.post(f"/api/runs/{run['key']}/stop")
    _first_batch_is_the_same(store, *ids)
    store.close()


def _first_batch_is_the_same(store: Store, *ids: int) -> None:
    """The loss of the first batch comes before the first step, so it is the same bits."""
    runs = [OwnRun(store, store.run(run_id)) for run_id in ids]
    assert [run.name for run in runs] == ["Lesson two-rates · slow rate",
                                          "Lesson two-rates · quick rate"]
    assert {run.run.owner for run in runs} == {runs[0].run.owner} != {None}
    slow, quick = (run.curve() for run in runs)
    assert slow.loss[0] == quick.loss[0] and slow.loss[-1] != quick.loss[-1]


def test_a_lesson_asks_for_its_runs_in_one_way(address: str) -> None:
    clara = member(address, "Clara")
    wrong = clara.get("/api/lessons/two-rates/race?runs=slow")
    assert wrong.status_code == 400 and "with:12,without:13" in wrong.json()["error"]
    # one that was deleted, and one that the lesson does not have
    gone = clara.get("/api/lessons/two-rates/outcome?runs=slow:999,other:strategy-4@1").json()
    assert gone["runs"] == [] and gone["epoch"] is None and gone["claims"] == []
    replayed = clara.get("/api/lessons/two-rates/race?runs=slow:strategy-4@1").json()["runs"]
    assert replayed[0]["state"] == "recorded" and replayed[0]["epochs"]


def test_runs_of_a_lesson_have_the_same_first_weights_and_batches(dataset: Dataset) -> None:
    lesson = read_catalogue().find("dropout")
    train = lesson.train
    assert train.has_same_weights and train.has_same_batches
    without, with_dropout = (train.recipe_of(run) for run in train.run)
    assert without.network != with_dropout.network
    weights = [[*initial_model(recipe).parameters()] for recipe in (without, with_dropout)]
    assert len(weights[0]) == len(weights[1])
    assert all(torch.equal(one, other) for one, other in zip(*weights, strict=True))
    num = train.num_train
    images, labels = dataset.train.images[:num], dataset.train.labels[:num]
    for epoch in range(train.epochs):
        plans = [EpochPlan(recipe, epoch, images, labels) for recipe in (without, with_dropout)]
        for batch in (0, 1, num // without.batch_size - 1):
            (one, its), (other, others) = (plan.batch(batch) for plan in plans)
            assert torch.equal(one, other) and np.array_equal(its, others)
