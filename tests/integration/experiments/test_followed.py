"""An experiment that is followed: always what reading it anew would say, with less to read."""

from mnist_core.runs.experiments.experiments import read_experiment
from mnist_core.runs.experiments.followed import FollowedExperiment
from mnist_core.runs.experiments.verbs import ask
from tests.integration.experiments.lab_of_experiments import begin, best_in_the_middle, conductor_of
from tests.integration.runs_lab import Lab, either_database
from tests.pretended_training import train_all


@either_database
def test_what_is_followed_is_what_is_read_anew(lab: Lab) -> None:
    experiment, conductor = begin(lab.store, epochs=2), conductor_of(lab.store)
    followed = FollowedExperiment(lab.store, experiment.id)
    for _ in range(2):
        assert followed.read() == read_experiment(lab.store, experiment.id)
        conductor.step()
        assert followed.read() == read_experiment(lab.store, experiment.id)
        train_all(lab.store, best_in_the_middle)
    ask(lab.store, experiment.id, "stop")
    assert followed.read() == read_experiment(lab.store, experiment.id)


def test_what_did_not_change_is_the_very_same(lab: Lab) -> None:
    experiment, conductor = begin(lab.store), conductor_of(lab.store)
    conductor.step()
    train_all(lab.store, best_in_the_middle)
    followed = FollowedExperiment(lab.store, experiment.id)
    first = followed.read()
    assert followed.read() is first
    conductor.step()
    train_all(lab.store, best_in_the_middle)
    second = followed.read()
    assert second is not first
    assert second.trials[0] is first.trials[0]
    assert len(second.trials) > len(first.trials)
