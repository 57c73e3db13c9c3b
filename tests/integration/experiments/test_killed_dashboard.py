"""A dashboard that is killed in the midst of an experiment, and started again."""

from pathlib import Path

import pytest

from mnist_core.base.settings import Settings
from mnist_core.experiments.experiment import Experiment
from mnist_core.runs.experiments.experiments import read_experiment
from mnist_core.runs.records.store import Store, open_store
from tests.integration.experiments.lab_of_experiments import TINY
from tests.integration.runs_lab import recipe_of
from tests.servers.serving import call, dashboard, free_port, process_of
from tests.waiting import wait_until

EPOCHS = 4
QUESTION = {"settings": [{"key": "lr", "values": [0.05, 0.01, 0.09, 0.02, 0.07]}],
            "seeds": [1], "held_out": 100, "halving": {"first_epoch": 1, "factor": 2}}


# real workers, each a process that imports PyTorch
@pytest.mark.slow
def test_an_experiment_goes_on_and_nothing_is_trained_twice_or_lost(tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    recipe = recipe_of(**{**TINY, "num_train": 3000, "epochs": EPOCHS})
    environment = {"MNIST_SLOTS": "2", "MNIST_DEVICE": "cpu"}
    with dashboard(home, port=port, is_forked=False, **environment) as address:
        number = call(f"{address}/api/sweeps", {
            "recipe": recipe.model_dump(mode="json"), "question": QUESTION})["id"]
        store = open_store(Settings(home=home, _env_file=None))
        wait_until(lambda: is_in_the_midst(read_experiment(store, number)), "it is half done", 180)
        before = read_experiment(store, number)
        process_of(address).kill()
    with dashboard(home, port=port, is_forked=False, **environment):
        wait_until(lambda: read_experiment(store, number).state == "finished", "it is done", 300)
    experiment = read_experiment(store, number)
    made = [run.run_id for trial in experiment.trials for run in trial.runs]
    assert len(experiment.trials) == 5 and None not in made
    # each run is one trial's with one seed, and there is no other
    assert sorted(run.id for run in store.runs()) == sorted(map(int, filter(None, made)))
    assert len({run.recipe for run in store.runs()}) == 5
    for trial in experiment.trials:
        for run in trial.runs:
            assert run.run_id
            assert_whole(store, run.run_id, run.pruned_at)
    # what was there is there still
    for run_id, epochs in figures(before).items():
        assert figures(experiment)[run_id][:len(epochs)] == epochs
    store.close()


def is_in_the_midst(experiment: Experiment) -> bool:
    states = [run.state for trial in experiment.trials for run in trial.runs]
    return "running" in states and bool({"finished", "pruned"} & set(states)) and (
        experiment.state == "running")


def figures(experiment: Experiment) -> dict[int, list[float]]:
    """By run: the loss of each epoch, to the last bit."""
    return {run.run_id: [epoch.train_loss for epoch in run.epochs]
            for trial in experiment.trials for run in trial.runs if run.run_id}


def assert_whole(store: Store, run_id: int, pruned_at: int | None) -> None:
    """Each of its batches was trained once: the curve has no gap and no overlap."""
    run = store.run(run_id)
    assert run.state == ("finished" if pruned_at is None else "stopped"), run.error
    assert [epoch.epoch for epoch in store.epochs(run_id)] == [*range(1, run.epochs_done + 1)]
    assert run.epochs_done >= (pruned_at or EPOCHS)
    assert len(store.curve(run_id).loss) == run.position >= run.num_batches * run.epochs_done
    # no batch was taken back to be trained again
    assert run.generation == 1
