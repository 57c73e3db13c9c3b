"""Deleting can be undone for a while, takes no run from its worker, and then is for good."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from mnist_core.runs.artifacts.artifacts import CHECKPOINT
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.deleted import (
    KEEP_SECONDS,
    delete_run,
    delete_runs,
    deletions,
    purge,
    restore_runs,
)
from mnist_core.runs.records.store import open_store
from mnist_core.runs.worker.fenced_writes import LostRun
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.events import Batches, Started
from tests.checkpoints import checkpoint_at
from tests.integration.runs_lab import Lab, either_database
from tests.old_homes import take_revisions_back

pytestmark = either_database


@pytest.fixture
def journal(lab: Lab) -> Journal:
    """Of a run that a worker has begun."""
    run_id = lab.create()
    assert lab.store.claim(run_id, "a")
    journal = Journal(lab.store, lab.store.run(run_id).lease)
    journal.append(Started("cpu", "reference", 3000, 188, 0, 0))
    journal.append(Batches(0, (1.0,), (10.0,), (0.1,)))
    journal.append(checkpoint_at(1))
    return journal


def ids(lab: Lab) -> list[int]:
    return [run.id for run in lab.store.runs()]


def test_many_runs_are_deleted_together_and_all_come_back_as_they_were(lab: Lab) -> None:
    runs = [lab.create() for _ in range(5)]
    lab.store.ask(runs[1], "pause")
    gone = delete_runs(lab.store, runs[:3])
    assert gone == tuple(runs[:3])
    assert ids(lab) == [runs[4], runs[3]]
    assert lab.store.next_queued() == runs[3]
    assert not lab.store.claim(runs[0], "a")
    with pytest.raises(ValueError, match=rf"^There is no run {runs[1]};"):
        lab.store.ask(runs[1], "resume")

    deletion, = deletions(lab.store)
    assert deletion.run_ids == tuple(runs[:3])
    assert restore_runs(lab.store, runs[:3]) == tuple(runs[:3])
    assert ids(lab) == runs[::-1]
    assert lab.state(runs[1]) == "paused"
    assert lab.store.next_queued() == runs[0]
    assert deletions(lab.store) == []


def test_the_latest_deletion_is_undone_first(lab: Lab) -> None:
    first, second, third = (lab.create() for _ in range(3))
    delete_runs(lab.store, [first])
    delete_runs(lab.store, [third, second])
    assert [deletion.run_ids for deletion in deletions(lab.store)] == [
        (second, third), (first,)]


def test_a_run_in_training_is_not_deleted(lab: Lab, journal: Journal) -> None:
    other = lab.create()
    assert delete_runs(lab.store, [journal.run_id, other, 99]) == (other,)
    with pytest.raises(ValueError, match=rf"^Run {journal.run_id} is running; stop it first\.$"):
        delete_run(lab.store, journal.run_id)
    journal.append(Batches(1, (1.0,), (10.0,), (0.1,)))
    assert lab.position(journal.run_id) == 2


def test_a_worker_given_up_for_dead_loses_its_deleted_run_even_if_that_comes_back(
        lab: Lab, journal: Journal) -> None:
    silence(lab, journal.run_id)
    delete_run(lab.store, journal.run_id)
    with pytest.raises(LostRun):
        journal.append(Batches(1, (1.0,), (10.0,), (0.1,)))
    restore_runs(lab.store, [journal.run_id])
    assert lab.state(journal.run_id) == "interrupted"
    with pytest.raises(LostRun):
        journal.append(Batches(1, (1.0,), (10.0,), (0.1,)))
    assert lab.store.ask(journal.run_id, "resume").state == "queued"


def test_what_was_deleted_long_ago_is_gone_with_its_files_and_no_other(
        lab: Lab, journal: Journal) -> None:
    silence(lab, journal.run_id)
    recent = lab.create()
    delete_run(lab.store, journal.run_id)
    with Session(lab.store.engine) as session:
        session.execute(update(RunRow).values(deleted=RunRow.deleted - KEEP_SECONDS))
        session.commit()
    delete_run(lab.store, recent)
    purge(lab.store, older_than_seconds=KEEP_SECONDS)
    assert restore_runs(lab.store, [journal.run_id, recent]) == (recent,)
    assert len(lab.store.curve(journal.run_id).loss) == 0
    assert lab.store.artifacts.read(journal.run_id, CHECKPOINT) is None
    assert lab.create() > recent, "a link to the deleted run would show another one"


def test_files_that_could_not_be_deleted_go_with_the_next_call_and_keep_no_other(
        lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (lab.create() for _ in range(2))
    for run_id in (first, second):
        lab.store.artifacts.write(run_id, CHECKPOINT, b"state")
    delete_runs(lab.store, [first, second])
    with monkeypatch.context() as away:
        delete = lab.store.artifacts.delete

        def refusing(run_id: int) -> None:
            if run_id == first:
                raise OSError("the bucket is away")
            delete(run_id)

        away.setattr(lab.store.artifacts, "delete", refusing)
        with pytest.raises(OSError, match="away"):
            purge(lab.store, older_than_seconds=0)
    assert lab.store.artifacts.read(second, CHECKPOINT) is None
    assert lab.store.artifacts.read(first, CHECKPOINT) == b"state"
    assert restore_runs(lab.store, [first]) == ()
    purge(lab.store, older_than_seconds=0)
    assert lab.store.artifacts.read(first, CHECKPOINT) is None


def test_a_server_that_ends_deletes_for_good(lab: Lab) -> None:
    run_id = lab.create()
    delete_run(lab.store, run_id)
    queue = lab.queue()
    queue.start()
    queue.stop()
    assert deletions(lab.store) == []
    assert restore_runs(lab.store, [run_id]) == ()


def test_a_home_of_before_learns_to_keep_deleted_runs_apart(lab: Lab) -> None:
    """The columns came later: an older database gets them when it is opened."""
    run_id = lab.create()
    with lab.store.engine.begin() as connection:
        for index in ("runs_by_step", "runs_without_words"):
            connection.exec_driver_sql(f"DROP INDEX {index}")
        for column in ("note", "deleted", "state_before"):
            connection.exec_driver_sql(f"ALTER TABLE runs DROP COLUMN {column}")
        take_revisions_back(connection)
    lab.store.engine.dispose()
    again = open_store(lab.settings)
    assert again.run(run_id).note == ""
    delete_run(again, run_id)
    assert restore_runs(again, [run_id]) == (run_id,)
    again.engine.dispose()


def test_a_note_is_kept_with_its_run(lab: Lab) -> None:
    run_id = lab.create()
    lab.store.annotate(run_id, "  with Anna's idea\n")
    assert lab.store.run(run_id).note == "with Anna's idea"


def silence(lab: Lab, run_id: int) -> None:
    """As if its worker had not been heard of for an hour."""
    with Session(lab.store.engine) as session:
        session.execute(update(RunRow).where(RunRow.id == run_id)
                        .values(heartbeat=RunRow.heartbeat - 3600))
        session.commit()
