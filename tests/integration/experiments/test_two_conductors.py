"""Two servers with one database make each trial once, and take up what one of them left."""

import threading
import time

from sqlalchemy import update
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.experiments.experiments import read_experiment
from mnist_core.runs.experiments.verbs import ask
from mnist_core.runs.records.store import Store, open_store
from tests.integration.experiments.lab_of_experiments import (
    begin,
    best_in_the_middle,
    conduct,
    conductor_of,
)
from tests.integration.runs_lab import Lab, either_database
from tests.pretended_training import begin as begin_run
from tests.pretended_training import train_all


@either_database
def test_each_trial_is_made_once(lab: Lab) -> None:
    settings = {"settings": [{"key": "lr", "values": [0.01 * n for n in range(1, 9)]}],
                "seeds": [1, 2]}
    experiment = begin(lab.store, settings)
    failed: list[BaseException] = []

    def serve(store: Store) -> None:
        try:
            conductor = conductor_of(store)
            while not failed and (
                    read_experiment(store, experiment.id, epochs=False).state == "running"):
                conductor.step()
                # who asks SQLite without a pause may starve all others
                time.sleep(0.005)
        except BaseException as error:
            failed.append(error)
    stores = [open_store(lab.settings) for _ in range(3)]
    servers = [threading.Thread(target=serve, args=(store,)) for store in stores]
    for server in servers:
        server.start()
    while any(server.is_alive() for server in servers) and not failed:
        train_all(lab.store, best_in_the_middle)
    for server, store in zip(servers, stores, strict=True):
        server.join()
        store.close()
    assert not failed
    experiment = read_experiment(lab.store, experiment.id)
    assert len(experiment.trials) == 8
    assert len({tuple(trial.overrides.values()) for trial in experiment.trials}) == 8
    assert len(lab.store.runs()) == 16
    assert experiment.state == "finished"


def test_what_a_killed_server_left_goes_on_by_itself(lab: Lab) -> None:
    store, experiment = lab.store, begin(lab.store)
    conductor_of(store).step()
    lost, = store.queued(1)
    begin_run(store, lost)
    with Session(store.engine) as session:
        # a worker that is gone, before its first batch
        session.execute(update(RunRow).where(RunRow.id == lost).values(
            worker="another boot/1/1/1", heartbeat=-1e9, position=0))
        session.commit()
    assert store.run(lost).state == "interrupted"
    experiment = conduct(store, experiment)
    assert {trial.state for trial in experiment.trials} == {"finished"}
    assert experiment.trials[0].runs[0].run_id == lost
    assert len(store.runs()) == 6


def test_an_interrupted_run_that_ends_its_workers_is_given_up(lab: Lab) -> None:
    store, experiment = lab.store, begin(lab.store, {"settings": [], "seeds": [1]})
    for _ in range(6):
        conductor_of(store).step()
        for run_id in store.queued():
            begin_run(store, run_id)
            with Session(store.engine) as session:
                session.execute(update(RunRow).where(RunRow.id == run_id).values(
                    state="interrupted", worker=None, position=0))
                session.commit()
    experiment = read_experiment(store, experiment.id)
    assert (experiment.state, experiment.trials[0].runs[0].state) == ("finished", "interrupted")
    assert store.run(1).lease.number == 4
    ask(store, experiment.id, "again")
    assert conduct(store, experiment).trials[0].state == "finished"
