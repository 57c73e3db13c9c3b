"""Experiments where people are known: whose they are, and what goes with whom."""

from mnist_core.base.validation import checked
from mnist_core.data.mnist import FULL_MNIST
from mnist_core.experiments.question import Question
from mnist_core.runs.experiments.cost import expected_cost
from mnist_core.runs.experiments.experiments import create_experiment, read_experiments
from mnist_core.runs.people.classrooms import open_classroom
from mnist_core.runs.people.people import People
from mnist_core.runs.people.removal import remove_people
from tests.integration.experiments.lab_of_experiments import (
    GRID,
    TINY,
    conduct,
    conductor_of,
)
from tests.integration.runs_lab import Lab, either_database, recipe_of


@either_database
def test_only_ones_own_runs_count_and_all_goes_with_whose_it_is(lab: Lab) -> None:
    people, classroom = People(lab.store.engine), open_classroom(lab.store.engine, None)
    anna, bo = (people.join(classroom, name)[0] for name in ("Anna", "Bo"))
    question, recipe = checked(Question, {"held_out": 100, **GRID}), recipe_of(**TINY)
    conduct(lab.store, create_experiment(lab.store, question, recipe, owner=anna.id))
    of_bo = conduct(lab.store, create_experiment(lab.store, question, recipe, owner=bo.id))
    runs = [run for trial in of_bo.trials for run in trial.runs]
    assert not any(run.was_there for run in runs)
    assert {lab.store.run(run.run_id or 0).owner for run in runs} == {bo.id}

    def forecast(_: object) -> float:
        return 60.0
    cost = expected_cost(lab.store, question, recipe, forecast, FULL_MNIST, bo.id)
    assert (cost.num_runs, cost.num_there) == (6, 6)
    assert cost.words(1) == "3 trials x 2 seeds = 6 runs, of which 6 are there"
    stranger = expected_cost(lab.store, question, recipe, forecast, FULL_MNIST, 99)
    assert stranger.words(2) == "3 trials x 2 seeds = 6 runs, about 3 min"

    remove_people(lab.store, [bo.id])
    assert [one.owner for one in read_experiments(lab.store)] == [anna.id]
    assert {run.owner for run in lab.store.runs()} == {anna.id}
    conductor_of(lab.store).step()


def test_halving_costs_the_epochs_that_it_lets_be_trained(lab: Lab) -> None:
    question = checked(Question, {**GRID, "seeds": [1], "held_out": 100,
                                  "halving": {"first_epoch": 1, "factor": 2}})
    cost = expected_cost(lab.store, question, recipe_of(**{**TINY, "epochs": 4}),
                         lambda recipe: 10.0 * recipe.epochs, None)
    # of three one epoch, of half of them a second, of a quarter the other two
    assert cost.seconds == 3 * 10 * (1 + 0.5 + 0.25 * 2)


def test_of_more_combinations_than_anybody_could_list_the_cost_is_known(lab: Lab) -> None:
    values = [number / 100 for number in range(1, 51)]
    question = checked(Question, {"search": "random", "num_trials": 4, "seeds": [1], "settings": [
        {"key": key, "values": values} for key in (
            "lr", "momentum", "weight_decay", "mean", "std", "label_smoothing")]})
    cost = expected_cost(lab.store, question, recipe_of(**TINY), lambda recipe: 10.0, None)
    assert (cost.num_trials, cost.seconds) == (4, 40)
