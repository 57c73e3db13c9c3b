"""Runs whose worker or machine died on a cluster: what becomes of them, in either database."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from mnist_core.runs.database.run import Run
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.records.taken_up import MOST_MOVES, take_up_lost
from mnist_core.runs.worker.fenced_writes import LostRun
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.events import Batches
from tests.integration.runs_lab import Lab, either_database, take_next

pytestmark = either_database
BATCH = Batches(0, (1.0,), (50.0,), (0.1,))


def placed(lab: Lab, run_id: int, node: str) -> Journal:
    """Taken from the queue and given to a worker on that machine of the cluster."""
    turn = take_next(lab.store, can_train=lambda run: run.id == run_id, on_cluster=True)
    assert turn
    journal = Journal(lab.store, turn.lease)
    journal.place("ray:slot", str(this_process()), node)
    return journal


def silence(lab: Lab, run_id: int) -> None:
    with Session(lab.store.engine) as session:
        session.execute(update(RunRow).where(RunRow.id == run_id)
                        .values(heartbeat=RunRow.heartbeat - 60))
        session.commit()


def lost(lab: Lab, run_id: int) -> Run:
    silence(lab, run_id)
    take_up_lost(lab.store)
    return lab.store.run(run_id)


def test_a_lost_run_is_the_next_one_and_says_from_where_it_moved(lab: Lab) -> None:
    run, other = lab.create(), lab.create()
    first = placed(lab, run, "a")
    first.append(BATCH)
    take_up_lost(lab.store)
    assert lab.state(run) == "running", "it was heard of just now"
    assert lost(lab, run).state == "queued"
    assert lab.store.queued() == [run, other]
    with pytest.raises(LostRun):
        first.append(Batches(1, (1.0,), (50.0,), (0.1,)))
    second = placed(lab, run, "b")
    assert (lab.store.run(run).node, lab.store.run(run).moved_from) == ("b", "a")
    assert second.run_id == run and lab.store.run(run).lease == Lease(run, 2)


def test_one_that_stayed_on_its_machine_did_not_move(lab: Lab) -> None:
    run = lab.create()
    placed(lab, run, "a").append(BATCH)
    lost(lab, run)
    placed(lab, run, "a")
    assert lab.store.run(run).moved_from is None


def test_what_was_asked_of_it_holds(lab: Lab) -> None:
    stopped, paused = lab.create(), lab.create()
    for run in (stopped, paused):
        placed(lab, run, "a").append(BATCH)
    lab.store.ask(stopped, "stop")
    lab.store.ask(paused, "pause")
    assert lost(lab, stopped).state == "stopped"
    assert lost(lab, paused).state == "queued"
    assert placed(lab, paused, "b").take_commands() == ["pause"]


def test_what_ends_one_worker_after_the_other_waits_to_be_asked(lab: Lab) -> None:
    run = lab.create()
    for _ in range(MOST_MOVES):
        placed(lab, run, "a")
        assert lost(lab, run).state == "queued"
    placed(lab, run, "b").take_up("was killed (signal 9)")
    given_up = lab.store.run(run)
    assert given_up.state == "interrupted" and given_up.error == (
        "Its worker died 4 times without a finished epoch in between; the last one, on b, was "
        "killed (signal 9). Something in this run may end them: it waits to be asked. Resume goes "
        "on from the last checkpoint.")
    lab.store.ask(run, "resume")
    placed(lab, run, "b")
    assert lost(lab, run).state == "queued", "it may try as often again"


def test_a_run_of_no_cluster_waits_to_be_asked(lab: Lab) -> None:
    run = lab.create()
    assert lab.store.claim(run, "somebody elsewhere")
    assert lost(lab, run).state == "interrupted"
