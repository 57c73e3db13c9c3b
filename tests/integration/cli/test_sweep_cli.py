"""Experiments from the command line: begun, watched, gone on with, shown; a sentence a mistake."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mnist_core.base.settings import Settings
from mnist_core.cli.commands.sweep import values_of
from mnist_core.runs.experiments.more import confirm
from mnist_core.runs.experiments.verbs import ask
from mnist_core.runs.queue.queue_here import announce, is_queue_here, retract
from mnist_core.runs.records.store import open_store
from tests.integration.cli.test_cli import Lab, assert_one_sentence
from tests.integration.experiments.lab_of_experiments import best_in_the_middle, conductor_of
from tests.pretended_training import train_all
from tests.waiting import wait_until

SWEEP = ("sweep", "strategy-4", "--set", "epochs=2", "--grid", "lr=0.01,0.05,0.1", "--seeds",
         "0-1")
SECONDS = 300


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path / "home")


@contextmanager
def served(lab: Lab) -> Iterator[None]:
    """A server of the lab, whose workers only pretend to train."""
    over = threading.Event()
    lab.home.mkdir(exist_ok=True)

    def serve() -> None:
        store = open_store(Settings(home=lab.home))
        conductor = conductor_of(store)
        while not over.wait(0.02):
            conductor.step()
            train_all(store, best_in_the_middle)
        store.close()
    thread = threading.Thread(target=serve)
    announce(lab.home)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        retract(lab.home)


def test_an_experiment_is_priced_watched_and_answered(lab: Lab) -> None:
    with served(lab):
        done = lab.here(*SWEEP, "--name", "which rate?")
        assert done.exit_code == 0, done.output
        assert "Experiment 1: 3 trials x 2 seeds = 6 runs, about" in done.stderr
        assert "learning rate 0.05, seed 1: " in done.stderr
        assert "at most 6 runs more" in done.stderr
        assert "The search is over" in done.stderr
        assert "The test set, asked once" in done.stdout
        assert done.stdout.endswith("Experiment 1 (finished): which rate?\n")
        # the same command is the same experiment, and all is there
        again = lab.result_here(*SWEEP, "--name", "which rate?")
    assert (again["id"], again["state"], again["counts"]["finished"]) == (1, "finished", 12)
    search = [trial for trial in again["trials"] if trial["purpose"] == "search"]
    assert [trial["overrides"]["optimiser.lr"] for trial in search] == [0.01, 0.05, 0.1]
    assert max(search, key=lambda trial: trial["mean"])["number"] == again["findings"]["best"]
    assert not any("test_accuracy" in str(trial) for trial in search), "it is never asked"

    listed, = lab.result_here("sweeps")
    assert (listed["id"], listed["title"], listed["runs_over"]) == (1, "which rate?", 12)
    assert lab.result_here("sweeps", 1) == again
    assert "which rate?" in lab.here("sweeps").stdout


def test_one_that_was_stopped_goes_on_where_it_is_asked_to(lab: Lab) -> None:
    store = open_store(Settings(home=lab.home))
    with served(lab):
        assert lab.here(*SWEEP, "--no-confirm").exit_code == 0
    confirm(store, 1)
    assert lab.here("sweeps", 1, "--stop").exit_code == 0
    refused = lab.here("sweeps", 1, "--stop")
    assert refused.exit_code == 2
    assert "Experiment 1 is stopped; it cannot stop." in refused.stderr
    with served(lab):
        assert lab.here("sweeps", 1, "--resume").exit_code == 0
    with pytest.raises(ValueError, match="finished; it cannot pause"):
        ask(store, 1, "pause")
    store.close()


@pytest.mark.slow
def test_a_command_that_is_killed_goes_on_with_what_it_left(lab: Lab) -> None:
    lab.home.mkdir()
    words = ("sweep", "strategy-2", "--set", "num_train=640", "--set", "batch_size=64", "--set",
             "epochs=2", "--set", "layers=conv5x5(6,s3) relu bn drop(.1) gap conv1x1(10) flatten",
             "--grid", "lr=0.05,0.1", "--no-confirm")
    process = lab.start(*words)
    store = open_store(Settings(home=lab.home))
    try:
        wait_until(lambda: any(run.position for run in store.runs()), "a run trains", SECONDS)
    finally:
        process.kill()
        process.communicate()
    # its worker trains on, and what the next one finds is taken as it is
    done = lab.start(*words, "--json")
    out, err = done.communicate(timeout=SECONDS)
    assert done.returncode == 0, err
    assert "Experiment 1 goes on" in err
    found = json.loads(out)
    assert [trial["state"] for trial in found["trials"]] == ["finished", "finished"]
    runs = store.runs()
    assert len(runs) == 2, "none is trained twice"
    assert all(run.epochs_done == 2 and run.state == "finished" for run in runs)
    store.close()


def test_a_queue_that_was_killed_is_no_queue(tmp_path: Path) -> None:
    assert not is_queue_here(tmp_path)
    announce(tmp_path)
    assert is_queue_here(tmp_path)
    file, = (tmp_path / "queues").iterdir()
    boot, namespace, pid, started = file.read_text().split("/")
    file.write_text(f"{boot}/{namespace}/{pid}/{int(float(started)) + 1}")
    assert not is_queue_here(tmp_path), "another process has its number now"


def test_commas_within_brackets_part_nothing() -> None:
    assert values_of("conv3x3(8,s2) relu,conv5x5(16), none") == [
        "conv3x3(8,s2) relu", "conv5x5(16)", "none"]


@pytest.mark.parametrize(("words", "sentence"), [
    (("--grid", "dropuot=0,0.1"), "did you mean `dropout`?"),
    (("--grid", "dropout"), "write --grid KEY=A,B,…"),
    (("--grid", "dropout=2"), "dropout"),
    (("--grid", "seed=1,2"), "seeds are chosen by themselves"),
    (("--search", "layers=1:3"), "layers is not a number, so it has no range"),
    (("--search", "lr=fast"), "write --search KEY=LOW:HIGH"),
    (("--search", "lr=0:1:log"), "begin above 0"),
    (("--search", "lr=0.1:1", "--sampler", "grid"), "a grid has no ranges"),
    (("--search", "lr=0.1:1", "--sampler", "magic"), "search is 'magic'; it must be 'grid'"),
    (("--search", "dropout=0:0.5", "--trials", "1000000"), "at most 2,000 make one experiment"),
    (("--grid", "dropout=0,0.1", "--measure", "test_accuracy"),
     "it must be 'held_out_accuracy' or 'held_out_loss'"),
    (("--grid", "dropout=0,0.1", "--halving", "3"), "write --halving FIRST:FACTOR"),
    (("--grid", "dropout=0,0.1", "--held-out", "70000"), "held_out"),
    ((), "Nothing is varied")])
def test_a_mistake_is_one_sentence_and_nothing_is_begun(lab: Lab, words: tuple[str, ...],
                                                        sentence: str) -> None:
    done = lab.here("sweep", "strategy-4", *words)
    assert_one_sentence(done, 2)
    assert sentence in done.stderr
    assert not (lab.home / "lab.db").exists()


@pytest.mark.parametrize(("words", "sentence"), [
    (("sweeps", 99), "There is no experiment 99"),
    (("sweeps", "--stop"), "name it, such as `sweeps 3 --stop`"),
    (("sweeps", 1, "--stop", "--resume"), "cannot go together")])
def test_what_is_asked_of_no_experiment_is_one_sentence(lab: Lab, words: tuple[object, ...],
                                                        sentence: str) -> None:
    done = lab.here(*words)
    assert_one_sentence(done, 2)
    assert sentence in done.stderr


