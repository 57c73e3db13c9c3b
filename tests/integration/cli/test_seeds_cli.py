"""Several seeds from the command line: a run each, one report, and no seed lost to Ctrl-C."""

import signal
import statistics
import uuid
from pathlib import Path
from typing import Any

import pytest
import torch

from mnist_core.base.settings import Settings
from mnist_core.cli.seeds import trains_together
from mnist_core.data.mnist import Dataset, Split
from mnist_core.many_seeds.batched_seeds import train_seeds
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.own_runs.own_weights import trained_network
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.worker.journal import Journal
from mnist_core.runs.worker.together import record_together
from mnist_core.training.time_left import TimeLeft
from tests.integration.cli.test_cli import Lab, assert_one_sentence, wait_for

TINY = ("strategy-2", "--layers", "conv5x5(6,s3) relu bn drop(.1) gap conv1x1(10) flatten",
        "--set", "num_train=640", "--set", "batch_size=64", "--set", "lr=0.1", "--epochs", "6",
        "--threads", "1")
REPORT_KEYS = ["runs", "seeds", "last", "best", "last_five"]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return Lab(tmp_path_factory.mktemp("home"))


@pytest.fixture
def empty_lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def store_of(lab: Lab) -> Store:
    return open_store(Settings(home=lab.home))


def spread(values: list[float]) -> dict[str, Any]:
    return {"n": len(values), "mean": pytest.approx(statistics.fmean(values)),
            "std": pytest.approx(statistics.stdev(values)), "min": min(values),
            "max": max(values)}


def assert_reports(report: dict[str, Any], lab: Lab) -> None:
    """The report says of its runs what the store says of them."""
    store = store_of(lab)
    accuracies = [[epoch.test_accuracy for epoch in store.epochs(run)] for run in report["runs"]]
    assert list(report) == REPORT_KEYS
    assert report["last"] == spread([values[-1] for values in accuracies])
    assert report["best"] == spread([max(values) for values in accuracies])
    means = spread([statistics.fmean(values[-5:]) for values in accuracies])
    assert {**report["last_five"], "min": 0, "max": 0} == {**means, "min": 0, "max": 0}


def test_each_seed_is_a_run_as_it_is_alone_and_the_report_is_on_all(lab: Lab) -> None:
    report = lab.result_here("train", *TINY, "--seeds", "5,0-1")
    assert report["seeds"] == [5, 0, 1]
    assert_reports(report, lab)
    store = store_of(lab)
    assert [store.run(run).recipe.seed for run in report["runs"]] == [5, 0, 1]
    assert {store.run(run).state for run in report["runs"]} == {"finished"}

    single = lab.result_here("train", *TINY, "--seed", "1")
    assert ([epoch["test_loss"] for epoch in single["epochs"]]
            == [epoch.test_loss for epoch in store.epochs(report["runs"][2])])


def test_seeds_together_are_recorded_like_any_run(lab: Lab) -> None:
    report = lab.result_here("train", *TINY, "--seeds", "0-2", "--together")
    assert_reports(report, lab)
    store = store_of(lab)
    for run in map(store.run, report["runs"]):
        assert (run.state, run.epochs_done, run.position, run.device) == ("finished", 6, 60, "cpu")
        assert (run.num_train, run.num_batches, run.threads) == (640, 10, 1)
        assert run.source and not run.is_attached and run.error is None
        assert [epoch.epoch for epoch in store.epochs(run.id)] == [1, 2, 3, 4, 5, 6]
        assert len(store.curve(run.id).loss) == 60
        evaluation = store.evaluation(run.id)
        assert evaluation and evaluation.accuracy == store.epochs(run.id)[-1].test_accuracy
        best = store.evaluation(run.id, best=True)
        assert best and best.accuracy == run.best_test_accuracy
        trained_network(store, run)
    weights = [trained_network(store, store.run(run)).state_dict()["0.weight"]
               for run in report["runs"]]
    assert not torch.equal(weights[0], weights[1])


def test_a_single_seed_has_no_spread_to_report(lab: Lab) -> None:
    report = lab.result_here("train", *TINY, "--epochs", "1", "--seeds", "3")
    assert report["last"]["n"] == 1 and report["last"]["std"] is None


def test_for_people_the_report_is_a_table(lab: Lab) -> None:
    done = lab.here("train", *TINY, "--seeds", "0-1", "--one-by-one")
    assert done.exit_code == 0
    for word in ("last epoch", "best epoch", "mean of the last five epochs", "std",
                 "2 of 2 seeds done: seed 0 is run"):
        assert word in done.stdout


@pytest.mark.parametrize(("words", "sentence"), [
    (("--seeds", "7-0"), "The seeds 7-0 run backwards; write 0-7."),
    (("--seeds", "a"), "The seeds `a` cannot be read"),
    (("--seeds", "0-64"), "The seeds `0-64` are more than 64"),
    (("--seeds", "2147483648"), "Seed 2147483648 is too large"),
    (("--seeds", "0-1", "--seed", "1"), "--seeds and a single seed cannot go together"),
    (("--seeds", "0-1", "--set", "seed=1"), "--seeds and a single seed cannot go together"),
    (("--together",), "--together and --one-by-one say how several seeds are trained"),
    (("--seeds", "0-1", "--device", "cuda"), "No CUDA GPU is available here"),
    (("--seeds", "0-1", "--together", "--layers", "conv3x3(4) relu gap bn conv1x1(10) flatten",
      "--set", "num_train=641"), "layer 4 `bn` sees one value a digit"),
])
def test_a_mistake_is_one_sentence_and_nothing_is_recorded(
        empty_lab: Lab, words: tuple[str, ...], sentence: str) -> None:
    if "cuda" in words and torch.cuda.is_available():
        pytest.skip("there is a GPU here")
    result = empty_lab.here("train", *TINY, *words)
    assert_one_sentence(result, 2)
    assert sentence in result.stderr
    assert empty_lab.runs() == []


@pytest.mark.parametrize("way", ["--one-by-one", "--together"])
def test_a_diverging_recipe_fails_each_seed_in_a_sentence(empty_lab: Lab, way: str) -> None:
    done = empty_lab.here(
        "train", *TINY, "--layers", "conv5x5(8) relu conv5x5(8) relu flatten linear(10)", "--set",
        "lr=10", "--set", "weight_decay=1", "--epochs", "40", "--set", "batch_size=320",
        "--seeds", "0-1", way)
    assert (done.exit_code, done.stdout) == (1, "")
    for seed in (0, 1):
        assert f"Seed {seed}: The loss is no longer a number since epoch" in done.stderr
    assert done.stderr.endswith("0 of 2 seeds are done.\n")
    assert [run["state"] for run in empty_lab.runs()] == ["failed", "failed"]


@pytest.mark.slow
def test_ctrl_c_keeps_the_seeds_that_finished_and_says_how_many(empty_lab: Lab) -> None:
    process = empty_lab.start("train", *TINY, "--epochs", "60", "--seeds", "0-5", "--json")
    wait_for(process, "Run 2")
    wait_for(process, "Epoch 1 of 60")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert '"seeds": [\n    0\n  ]' in out
    assert err.endswith("Stopped. Go on with: python -m mnist_core resume 2\n"
                        "1 of 6 seeds are done.\n")
    assert [run["state"] for run in empty_lab.runs()] == ["stopped", "finished"]


@pytest.mark.slow
def test_ctrl_c_while_together_leaves_runs_that_go_on_alone(empty_lab: Lab) -> None:
    process = empty_lab.start("train", *TINY, "--epochs", "60", "--seeds", "0-1", "--together",
                              "--json")
    wait_for(process, "Epoch 2 of 60")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert err.endswith("0 of 2 seeds are done.\n")
    assert "Seed 1: stopped. Go on with: python -m mnist_core resume 2\n" in err
    runs = empty_lab.runs()
    assert [run["state"] for run in runs] == ["stopped", "stopped"]

    resumed = empty_lab.result_here("resume", 2)
    assert [epoch["epoch"] for epoch in resumed["epochs"]] == list(range(1, 61))
    assert len(store_of(empty_lab).curve(2).loss) == 600


def test_a_run_that_is_stopped_leaves_and_the_others_go_on(empty_lab: Lab,
                                                          dataset: Dataset) -> None:
    store = store_of(empty_lab)
    recipe = Recipe(layers="conv5x5(6,s3) relu gap conv1x1(10) flatten", batch_size=20, epochs=3)
    data = Dataset(Split(dataset.train.images[:60], dataset.train.labels[:60]),
                   Split(dataset.test.images[:20], dataset.test.labels[:20]), dataset.source)
    worker, seeds = uuid.uuid4().hex, (0, 1, 2)
    runs = {seed: store.create(recipe.model_copy(update={"seed": seed}), worker=worker)
            for seed in seeds}
    journals = {seed: Journal(store, run.lease) for seed, run in runs.items()}
    training = train_seeds(recipe, seeds, data, torch.device("cpu"))
    rounds = record_together(journals, training, next(training), list,
                             {seed: TimeLeft(recipe, len(data.test)) for seed in seeds})
    next(rounds)
    store.ask(runs[0].id, "stop")
    store.ask(runs[2].id, "pause")
    left = [store.run(runs[1].id).seconds_left for _ in rounds]
    states = {seed: store.run(run.id).state for seed, run in runs.items()}
    assert states == {0: "stopped", 1: "finished", 2: "paused"}
    assert [store.run(run.id).position for run in runs.values()] == [0, 9, 0]
    assert store.run(runs[1].id).epochs_done == 3
    assert any(left), "nobody was told how long it takes"


def test_seeds_advance_together_on_a_gpu_unless_told_otherwise() -> None:
    assert trains_together("cuda", 8, None)
    assert not trains_together("cuda", 1, None), "one is what train() is for"
    assert not trains_together("cpu", 8, None)
    for device in ("cpu", "cuda"):
        assert trains_together(device, 8, True)
        assert not trains_together(device, 8, False)
