"""A worker killed with ``kill -9`` at any moment: the run goes on and ends in the same bits."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Literal

import numpy as np
import pytest

from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.artifacts.artifacts import CHECKPOINT
from mnist_core.runs.database.failures import is_sqlite
from mnist_core.runs.database.run import Run
from tests.integration.runs_lab import (
    NOTICE_SECONDS,
    NUM_BATCHES,
    Lab,
    Result,
    assert_same_bits,
    either_database,
    recipe_of,
    result_of,
)
from tests.servers.postgres import Postgres
from tests.waiting import wait_until

# the one published step that has dropout, augmentation and a one-cycle schedule
STEP = "finetune-6"
SHORT = {"num_train": 3000, "batch_size": 32, "epochs": 5}
PATIENCE_SECONDS = 90.0
# half a second for the test digits on a quick core
SLOW_TO_READ = "conv3x3(32) relu bn drop(.1) conv3x3(32) relu gap conv1x1(10) flatten"


@dataclass(frozen=True)
class Moment:
    """When to kill.

    ``starting``: ``seconds`` after the worker's process began, or as soon as it trains;
    ``training``: as soon as ``position`` batches are trained; ``measuring``: ``seconds`` after the
    last batch of the epoch that ends at ``position``; ``saving``: while the checkpoint behind that
    epoch is being written.
    """

    phase: Literal["starting", "training", "measuring", "saving"]
    position: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Killer:
    """Kills the workers of one run, and looks at what they leave behind."""

    lab: Lab
    run_id: int
    undisturbed: Result

    def kill(self, moment: Moment) -> Run:
        """Kill the worker at this moment; what was recorded until then is true and whole."""
        generation = self.lab.store.run(self.run_id).generation

        def has_started() -> bool:
            return self.lab.store.run(self.run_id).generation > generation

        wait_until(lambda: self.lab.workers(self.run_id), "the worker is there")
        if moment.phase == "starting":
            deadline = time.monotonic() + moment.seconds
            wait_until(lambda: has_started() or time.monotonic() >= deadline, "it starts")
            return self.kill_now()
        # until then, the run still reads as its last worker left it
        wait_until(has_started, "it has started")
        return self.kill_now(moment)

    def kill_now(self, moment: Moment | None = None) -> Run:
        """Kill at once, or as soon as this comes: a checkpoint is written in a millisecond."""
        worker, = self.lab.workers(self.run_id)
        seen = self.lab.position(self.run_id)
        if moment:
            self._wait(moment)
        worker.kill()
        self.lab.wait_for_state(self.run_id, "interrupted", NOTICE_SECONDS)
        # everybody sees at once that the process is gone; the queue writes down why
        wait_until(lambda: self.lab.store.run(self.run_id).error, "it says why", NOTICE_SECONDS)
        interrupted = self.lab.store.run(self.run_id)
        assert interrupted.error == ("The worker was killed (signal 9). Resume goes on from "
                                     "the last checkpoint.")
        curve = self.lab.store.curve(self.run_id)
        assert list(curve.at) == list(range(curve.end))
        assert len(curve.loss) == interrupted.position >= seen
        assert np.array_equal(curve.loss, self.undisturbed.curve.loss[:curve.end])
        return interrupted

    def half_written(self) -> set[Path]:
        """Checkpoints whose writing was cut off."""
        folder = self.lab.settings.home / "runs" / str(self.run_id)
        return set(folder.glob(f"lease-*/.{CHECKPOINT}.*"))

    def _wait(self, moment: Moment) -> None:
        if moment.phase == "saving":
            before, deadline = self.half_written(), time.monotonic() + PATIENCE_SECONDS
            while self.half_written() <= before:
                assert time.monotonic() < deadline, "no checkpoint was written"
            return
        self.lab.wait_for_position(self.run_id, moment.position)
        time.sleep(moment.seconds)


@contextmanager
def training(lab: Lab) -> Iterator[None]:
    queue = lab.queue()
    queue.start()
    try:
        yield
    finally:
        queue.stop()


def assert_draws_at_random(recipe: Recipe) -> None:
    """A recipe without chance would prove nothing."""
    assert "drop(" in recipe.layers
    assert recipe.dropout != 0
    assert recipe.rotation
    assert recipe.schedule.kind == "one-cycle"


def twenty_moments(random: Random, num_batches: int) -> list[Moment]:
    """Four in each of five epochs, each drawn at random within its part of the work."""
    moments = []
    for epoch in range(5):
        first, last = epoch * num_batches, (epoch + 1) * num_batches
        early, late = random.randrange(1, 10), random.randrange(10, num_batches)
        # a run is over as soon as its last checkpoint is written
        is_last = epoch == 4
        moments += [
            Moment("starting", seconds=random.uniform(0, 3)),
            Moment("training", first + (early if epoch % 2 or is_last else late)),
            Moment("training", first + late) if is_last else
            Moment("measuring", last, random.uniform(0, 0.3)),
            Moment("measuring", last) if is_last else Moment("saving", last),
        ]
    return moments


def test_a_run_whose_worker_is_killed_again_and_again_ends_in_the_same_bits(
        lab: Lab, undisturbed: Result) -> None:
    assert_draws_at_random(recipe_of())
    random = Random(5)
    with training(lab):
        killer = Killer(lab, lab.create(), undisturbed)
        for moment in (Moment("starting"), Moment("training", random.randrange(1, NUM_BATCHES)),
                       Moment("training", random.randrange(200, 600))):
            killer.kill(moment)
            lab.store.ask(killer.run_id, "resume")
        lab.wait_for_state(killer.run_id, "finished")
    assert_same_bits(result_of(lab, killer.run_id), undisturbed)


@pytest.mark.slow
def test_a_run_paused_and_killed_while_an_epoch_is_measured_ends_in_the_same_bits(
        lab: Lab) -> None:
    with training(lab):
        calm, disturbed = (lab.create(layers=SLOW_TO_READ, num_train=160, epochs=2)
                           for _ in range(2))
        num_batches = lab.wait_for_state(calm, "finished").num_batches
        lab.wait_for_position(disturbed, num_batches)
        lab.store.ask(disturbed, "pause")
        paused = lab.wait_for_state(disturbed, "paused")
        assert (paused.position, paused.epochs_done) == (num_batches, 0), "it was measured already"
        Killer(lab, disturbed, result_of(lab, calm)).kill_now()
        lab.store.ask(disturbed, "resume")
        lab.wait_for_state(disturbed, "finished")
    assert_same_bits(result_of(lab, disturbed), result_of(lab, calm))


@pytest.mark.parametrize("lab", ["postgresql"], indirect=True)
def test_a_run_outlives_the_restarts_of_its_database_and_ends_in_the_same_bits(
        lab: Lab, postgres: Postgres, undisturbed: Result) -> None:
    with training(lab):
        run_id = lab.create()
        for position, number in ((5, signal.SIGINT), (200, signal.SIGKILL)):
            lab.wait_for_position(run_id, position)
            postgres.restart(number)
        wait_until(lambda: lab.state(run_id) == "finished", "it is finished", 90)
    assert lab.store.run(run_id).generation == 1, "its worker was started once"
    assert_same_bits(result_of(lab, run_id), undisturbed)


@pytest.mark.slow
@either_database
def test_twenty_kills_spread_over_a_run_end_in_the_same_bits(
        lab: Lab, request: pytest.FixtureRequest) -> None:
    # beside the worker, PostgreSQL is ended in each way that there is
    postgres: Postgres | None = None
    if not is_sqlite(lab.settings.database_url):
        postgres = request.getfixturevalue("postgres")
    endings = cycle((signal.SIGINT, signal.SIGQUIT, signal.SIGKILL))
    recipe = apply(find_step(STEP).recipe, SHORT)
    assert_draws_at_random(recipe)
    num_measuring = num_cut_off = 0
    with training(lab):
        calm, disturbed = (lab.store.create(recipe, step_id=STEP, threads=1).id for _ in range(2))
        num_batches = lab.wait_for_state(calm, "finished", 180).num_batches
        killer = Killer(lab, disturbed, result_of(lab, calm))
        moments = twenty_moments(Random(20), num_batches)
        for moment in moments:
            if postgres:
                postgres.restart(next(endings))
            run = killer.kill(moment)
            # the next worker removes them
            num_cut_off += bool(killer.half_written())
            if moment.phase == "measuring":
                num_measuring += run.position == moment.position > run.epochs_done * num_batches
            lab.store.ask(disturbed, "resume")
        lab.wait_for_state(disturbed, "finished", 180)
    assert len(moments) == 20
    # the rare moments were hit indeed
    assert num_measuring >= 3
    assert num_cut_off
    assert_same_bits(result_of(lab, disturbed), killer.undisturbed)
