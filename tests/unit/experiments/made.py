"""Experiments made by hand: what each trial came to with each seed."""

from collections.abc import Mapping, Sequence

from mnist_core.base.validation import checked
from mnist_core.experiments.experiment import Experiment, Purpose, RunState, Trial, TrialRun
from mnist_core.experiments.question import Overrides, Question
from mnist_core.ladders import find_step
from mnist_core.training.epoch_record import EpochRecord

Came = Mapping[int, float | RunState]
"""By seed: the held-out accuracy, or the state of a run that has none."""


def epoch(held_out: float, test: float = 99.0, number: int = 1) -> EpochRecord:
    return EpochRecord(epoch=number, train_loss=0.1, train_accuracy=98, test_loss=0.05,
                       test_accuracy=test, held_out_accuracy=held_out,
                       held_out_loss=(100 - held_out) / 25, seconds=1)


def trial(number: int, overrides: Overrides, came: Came, purpose: Purpose = "search",
          test: Mapping[int, float] | None = None) -> Trial:
    return Trial(number=number, overrides=overrides, purpose=purpose, runs=tuple(
        TrialRun(seed=seed, run_id=100 * number + seed, state=value) if isinstance(value, str) else
        TrialRun(seed=seed, run_id=100 * number + seed, state="finished",
                 epochs=(epoch(value, (test or {}).get(seed, value - 0.2)),))
        for seed, value in came.items()))


def experiment(settings: Sequence[Mapping[str, object]], trials: Sequence[Trial],
               **question: object) -> Experiment:
    """An experiment on strategy-4, which drops 0.1 by itself."""
    seeds = sorted({run.seed for one in trials for run in one.runs
                    if one.purpose == "search"}) or [1]
    asked = checked(Question, {"settings": settings, "seeds": seeds, **question})
    step = find_step("strategy-4")
    return Experiment(id=1, name="", step_id=step.id, recipe=step.recipe, question=asked,
                      state="running", created=0.0, trials=tuple(trials))


def dropout(came: Mapping[float, Came], **question: object) -> Experiment:
    """One trial a value of dropout."""
    return experiment([{"key": "dropout", "values": list(came)}],
                      [trial(number, {"dropout": value}, values)
                       for number, (value, values) in enumerate(came.items(), 1)], **question)
