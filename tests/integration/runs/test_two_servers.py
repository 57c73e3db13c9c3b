"""Two servers, two homes, one PostgreSQL: all is trained once, and no record is lost."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from mnist_core.base.settings import Settings, read_settings
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.records.store import open_store
from tests.integration.runs_lab import Lab, result_of
from tests.servers.queue_server import queue_server
from tests.waiting import wait_until

SHORT = {"num_train": 320, "epochs": 1}


@pytest.fixture
def labs(tmp_path: Path, postgres_url: str) -> Iterator[list[Lab]]:
    """One database as it is seen from two homes, each with a server that has one slot."""
    homes = [tmp_path / name for name in ("a", "b")]
    with ExitStack() as stack:
        labs = []
        for home in homes:
            settings = Settings(home=home, database_url=postgres_url, device="cpu", slots=1,
                                data_dir=read_settings().data_dir)
            labs.append(Lab(settings, open_store(settings)))
            stack.callback(labs[-1].store.close)
            stack.enter_context(queue_server(
                MNIST_HOME=str(home), MNIST_DATABASE_URL=postgres_url, MNIST_DEVICE="cpu",
                MNIST_SLOTS="1"))
        yield labs


def home_of(labs: list[Lab], run_id: int) -> Lab:
    """The one that has the files of a run."""
    lab, = [lab for lab in labs
            if labs[0].store.run(run_id).kept_at == lab.store.artifacts.place(run_id)]
    return lab


@pytest.mark.parametrize("num_runs", [2, pytest.param(30, marks=pytest.mark.slow)])
def test_both_train_each_run_once_and_only_its_own_home_resumes_it(
        labs: list[Lab], num_runs: int) -> None:
    first, _ = labs
    runs = [first.create(**SHORT) for _ in range(num_runs)]
    wait_until(lambda: all(first.state(run) == "finished" for run in runs), "all are finished",
               60 + 20 * num_runs)
    for run in runs:
        assert first.store.run(run).generation == 1, "it was trained once"
        result_of(home_of(labs, run), run)
    trained = {lab.settings.home: [run for run in runs if home_of(labs, run) is lab]
               for lab in labs}
    assert all(trained.values()), "both were busy"

    # as if its worker had died before it could say that it was finished
    run = runs[0]
    mine = home_of(labs, run)
    other, = [lab for lab in labs if lab is not mine]
    with Session(mine.store.engine) as session:
        session.execute(update(RunRow).where(RunRow.id == run).values(state="interrupted"))
        session.commit()
    before, epochs = mine.store.curve(run), mine.store.epochs(run)
    with pytest.raises(ValueError, match=rf"^Run {run} cannot go on here\. The files of run {run} "
                                         rf"are where it was trained, in \S+:{mine.settings.home}"):
        other.store.ask(run, "resume")
    assert mine.store.ask(run, "resume").state == "queued"
    wait_until(lambda: mine.state(run) == "finished", "it went on where its files are", 60)
    assert home_of(labs, run) is mine
    assert np.array_equal(mine.store.curve(run).loss, before.loss)
    assert mine.store.epochs(run) == epochs
