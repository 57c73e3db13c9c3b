"""Parameters against the gap: every reference run, as it was recorded."""

import pytest

from mnist_core.data.mnist import Dataset
from mnist_core.demos.demos import begun_demo
from mnist_core.demos.kinds.parameters_gap import RUNS
from mnist_core.reference.records import reference_runs

RECORDED = {run.key: run for run in reference_runs()}


def test_all_reference_runs_are_dots() -> None:
    assert set(RUNS) == set(RECORDED) and len(set(RUNS)) == len(RUNS)


def test_the_gap_is_of_the_finished_network_where_that_was_measured(dataset: Dataset) -> None:
    demo = begun_demo("parameters-gap", {}, RECORDED.__getitem__, dataset).now()
    dots = {dot["key"]: dot for dot in demo["data"]["runs"]}
    assert len(dots) == len(RECORDED)
    for key, run in RECORDED.items():
        dot, record = dots[key], run.record
        assert dot["in_eval_mode"] and dot["parameters"] == record.parameters
        assert dot["train"] == pytest.approx(record.train_accuracy_in_eval_mode, abs=0.005)
        assert dot["test"] == pytest.approx(record.epochs[record.best_epoch - 1].test_accuracy,
                                            abs=0.005)
        assert len(dot["curves"]["test"]) == len(record.epochs)
    assert dots["nets-3@1"]["is_regularised"] is False
    assert dots["nets-4@1"]["is_regularised"] is dots["finetune-5@1"]["is_regularised"] is True
    # what would stand in its place without the figures of eval mode
    assert dots["finetune-5@1"]["running"] < dots["finetune-5@1"]["train"] - 1
