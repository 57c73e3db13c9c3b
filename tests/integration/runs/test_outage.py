"""A database server that goes away and comes back costs a run nothing, not even an answer."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import make_url, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from mnist_core.base.settings import Settings
from mnist_core.runs.database.failures import records_sentence
from mnist_core.runs.database.outage import patiently
from mnist_core.runs.database.tables.epochs import CurveRow, EpochRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.store import Store, open_store
from mnist_core.runs.worker.fenced_writes import LostRun
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.evaluate import Evaluation
from mnist_core.training.events import Batches, EpochDone, Started
from tests.integration.runs_lab import recipe_of
from tests.servers.cut_line import CutLine
from tests.servers.postgres import Postgres

EPOCH = EpochDone(
    epoch=1, train_loss=1, train_accuracy=90, test_loss=1, test_accuracy=91, held_out_loss=None,
    held_out_accuracy=None, seconds=1, is_best=False, weights={}, evaluation=Evaluation(
        np.zeros((1, 10), np.float32), np.zeros(1, np.int64)))


@pytest.fixture
def line(postgres: Postgres) -> Iterator[CutLine]:
    line = CutLine(postgres.port)
    yield line
    line.close()


@pytest.fixture
def store(tmp_path: Path, postgres_url: str, line: CutLine) -> Iterator[Store]:
    """A store that speaks to its database over the line."""
    address = make_url(postgres_url).set(port=line.port)
    store = open_store(Settings(home=tmp_path, database_url=address.render_as_string(
        hide_password=False)))
    yield store
    store.engine.dispose()


@pytest.fixture
def journal(store: Store) -> Journal:
    run = store.create(recipe_of(), worker="a")
    return Journal(store, run.lease, patience_seconds=60)


def rows(store: Store) -> tuple[list[tuple[int, int]], list[int], int]:
    """Of the only run: chunks of its curve (first batch, number), its epochs, its generation."""
    with Session(store.engine) as session:
        curve = [(row.first, len(row.values) // 12) for row in session.scalars(
            select(CurveRow).order_by(CurveRow.first))]
        return (curve, list(session.scalars(select(EpochRow.epoch))),
                session.scalars(select(RunRow.generation)).one())


def test_what_was_committed_is_not_written_again_when_the_answer_is_lost(
        store: Store, line: CutLine, journal: Journal) -> None:
    writes: list[Callable[[], object]] = [
        lambda: journal.append(Started("cpu", "reference", 3000, 10, 0, 0)),
        lambda: journal.append(Batches(0, (1.0,) * 4, (50.0,) * 4, (0.1,) * 4)),
        lambda: journal.append(Batches(4, (1.0,) * 6, (50.0,) * 6, (0.1,) * 6)),
        lambda: journal.append(EPOCH),
        lambda: journal.set_state("paused"),
        lambda: journal.leave("stopped")]
    for num, write in enumerate(writes, start=1):
        line.num_to_cut = num
        write()
        assert line.num_cut == num, "the line was never cut"
    assert rows(store) == ([(0, 4), (4, 6)], [1], 1)
    run = store.run(journal.run_id)
    assert (run.position, run.epochs_done, run.state) == (10, 1, "stopped")
    with pytest.raises(LostRun):
        journal.beat()


def test_a_command_is_heard_once_when_the_answer_is_lost(store: Store, line: CutLine,
                                                         journal: Journal) -> None:
    journal.append(Started("cpu", "reference", 3000, 10, 0, 0))
    store.ask(journal.run_id, "pause")
    store.ask(journal.run_id, "resume")
    line.num_to_cut = 1
    assert journal.take_commands() == ["pause", "resume"]
    assert line.num_cut == 1
    assert journal.take_commands() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL])
def test_a_journal_goes_on_when_the_database_is_back(
        postgres: Postgres, store: Store, journal: Journal, number: signal.Signals) -> None:
    journal.append(Started("cpu", "reference", 3000, 10, 0, 0))
    postgres.stop(number)
    back = threading.Timer(1.0, postgres.start)
    back.start()
    started = time.monotonic()
    try:
        journal.append(Batches(0, (1.0,) * 4, (50.0,) * 4, (0.1,) * 4))
    finally:
        back.join()
    assert time.monotonic() - started > 0.5
    assert rows(store) == ([(0, 4)], [], 1)
    # whoever comes after a restart meets no closed connection
    postgres.restart(number)
    assert store.run(journal.run_id).position == 4


def test_patience_ends_and_is_not_wasted_on_what_no_waiting_mends(
        tmp_path: Path, postgres: Postgres, postgres_url: str) -> None:
    settings = Settings(home=tmp_path, database_url=postgres.url("nowhere"))
    started = time.monotonic()
    with pytest.raises(OperationalError, match="does not exist") as told:
        patiently(lambda: open_store(settings), 30)
    assert records_sentence(settings, told.value) == (
        f"The database nowhere on 127.0.0.1:{postgres.port} does not let this lab in (database "
        '"nowhere" does not exist): correct the user, the password or the name in '
        "MNIST_DATABASE_URL.")
    assert time.monotonic() - started < 5
    store = open_store(replace_url(settings, postgres_url))
    postgres.stop()
    try:
        with pytest.raises(OperationalError):
            patiently(store.runs, 1.0)
    finally:
        postgres.start()
    assert store.runs() == []
    store.engine.dispose()


def test_servers_that_open_a_new_database_at_the_same_moment_all_can(
        tmp_path: Path, postgres_url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda number: open_store(Settings(
            home=tmp_path / str(number), database_url=postgres_url)), range(8)))
    run = stores[0].create(recipe_of())
    for store in stores:
        assert store.run(run.id) == run
        store.engine.dispose()


def replace_url(settings: Settings, url: str) -> Settings:
    return settings.model_copy(update={"database_url": url})
