"""Whether a lease is held: by the process on its own machine, elsewhere by beats on one clock."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mnist_core.base.settings import Settings
from mnist_core.recipe.recipe import read_recipe
from mnist_core.runs.database.run import held
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.lease.clock import Now, read_now
from mnist_core.runs.lease.lease import STALE_SECONDS, is_held
from mnist_core.runs.lease.process_identity import (
    ProcessIdentity,
    identity_of,
    life_of,
    read_identity,
    this_process,
)
from mnist_core.runs.records.store import open_store
from tests.waiting import wait_until

HOUR = 3600.0
SERVER = Now(1000.0)


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def identity(process: subprocess.Popen[bytes]) -> ProcessIdentity:
    found = identity_of(process.pid)
    assert found
    return found


@pytest.mark.parametrize(("silence", "is_alive"), [
    (0.0, True), (STALE_SECONDS - 0.1, True), (STALE_SECONDS, False), (HOUR, False),
    (-0.1, False), (-HOUR, False)])
def test_elsewhere_beats_decide_and_one_ahead_of_now_is_no_sign_of_life(
        silence: float, is_alive: bool) -> None:
    elsewhere = str(replace(this_process(), boot="another machine"))
    for worker in ("any name", elsewhere):
        assert is_held(worker, SERVER.seconds - silence, SERVER) is is_alive
    assert not is_held("any name", None, SERVER)
    assert not is_held(None, SERVER.seconds, SERVER)


def test_a_living_process_of_this_machine_holds_its_lease_whatever_any_clock_says(
        process: subprocess.Popen[bytes]) -> None:
    for silence in (0.0, HOUR, -HOUR):
        assert is_held(str(identity(process)), SERVER.seconds - silence, SERVER)


def test_a_process_that_is_gone_or_a_zombie_is_seen_at_once(
        process: subprocess.Popen[bytes]) -> None:
    worker = identity(process)
    process.kill()
    wait_until(lambda: psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE, "it died")
    assert not is_held(str(worker), SERVER.seconds, SERVER)
    process.wait()
    assert life_of(worker) == "dead"
    assert not is_held(str(worker), SERVER.seconds, SERVER)


def test_another_process_with_the_same_number_is_another_one() -> None:
    earlier = replace(this_process(), started="1")
    assert life_of(earlier) == "dead"
    assert life_of(this_process()) == "alive"


def test_a_frozen_process_counts_as_any_that_is_silent(process: subprocess.Popen[bytes]) -> None:
    worker = identity(process)
    process.send_signal(signal.SIGSTOP)
    wait_until(lambda: life_of(worker) == "frozen", "it is frozen")
    assert is_held(str(worker), SERVER.seconds - 1, SERVER)
    assert not is_held(str(worker), SERVER.seconds - STALE_SECONDS, SERVER)
    process.send_signal(signal.SIGCONT)
    wait_until(lambda: is_held(str(worker), 0.0, SERVER), "it goes on")


def test_beats_of_before_the_machine_was_switched_on_mean_nothing_to_its_own_clock() -> None:
    worker = str(replace(this_process(), boot="before"))
    assert not is_held(worker, 999.0, Now(1000.0, this_process().boot))
    assert is_held(worker, 999.0, Now(1000.0))


def test_a_process_of_another_container_is_judged_by_its_beats() -> None:
    worker = replace(this_process(), namespace="pid:[1]", pid=1)
    assert life_of(worker) == "unknown"
    now = Now(1000.0, this_process().boot)
    assert is_held(str(worker), 999.0, now) and not is_held(str(worker), 990.0, now)


def test_an_identity_is_read_as_it_was_written_and_no_other_text_is_one() -> None:
    assert read_identity(str(this_process())) == this_process()
    for text in (None, "", "a", "8c0c1fca2b", "a/b/c/d", "a/b/1"):
        assert read_identity(text) is None


def test_lists_and_single_runs_are_told_the_same(database_url: str, tmp_path: Path) -> None:
    store = open_store(Settings(home=tmp_path, database_url=database_url, _env_file=None))
    recipe = read_recipe({"layers": "gap conv1x1(10) flatten"})
    silences = (0.0, 1.0, 6.0, 8.0, HOUR, -5.0, -HOUR)
    runs = [store.create(recipe, worker="a name").id for _ in silences]
    store.create(recipe)
    with Session(store.engine) as session:
        now = read_now(session)
        for run_id, silence in zip(runs, silences, strict=True):
            session.execute(update(RunRow).where(RunRow.id == run_id)
                            .values(heartbeat=now.seconds - silence))
        session.commit()
        listed = session.scalars(select(RunRow.id).where(held()).order_by(RunRow.id)).all()
    assert listed == [run.id for run in reversed(store.runs()) if run.is_attached] == runs[:3]
    store.close()
