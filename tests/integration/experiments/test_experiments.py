"""Experiments as the database keeps them."""

from pathlib import Path

import pytest

from mnist_core.base.settings import Settings
from mnist_core.base.validation import checked
from mnist_core.experiments.question import Question
from mnist_core.ladders import find_step
from mnist_core.runs.experiments.experiments import (
    create_experiment,
    read_experiment,
    read_experiments,
)
from mnist_core.runs.records.store import open_store


def test_an_experiment_is_read_as_it_was_asked(tmp_path: Path, database_url: str) -> None:
    store = open_store(Settings(home=tmp_path, database_url=database_url))
    step = find_step("strategy-4")
    question = checked(Question, {"settings": [{"key": "dropout", "values": [0, "none", 0.1]}],
                                  "seeds": [1, 2]})
    made = create_experiment(store, question, step.recipe, step_id=step.id, name=" dropout? ")
    assert read_experiment(store, made.id) == made == read_experiments(store)[0]
    assert (made.name, made.question, made.state) == ("dropout?", question, "running")
    with pytest.raises(ValueError, match="There is no experiment 7;"):
        read_experiment(store, 7)
