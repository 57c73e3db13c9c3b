"""A database of any older lab opens, once and whole, and one of a newer lab is left alone."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from mnist_core.base.settings import Settings, read_settings
from mnist_core.base.source import ROOT
from mnist_core.runs.backup.backup import write_backup
from mnist_core.runs.backup.restore import restore
from mnist_core.runs.database.diagnosis import diagnose
from mnist_core.runs.database.engines import open_database, open_for_reading
from mnist_core.runs.database.schema import HEAD, NewerDatabase, revision_of
from mnist_core.runs.database.tables.base import Base
from mnist_core.runs.records.store import open_store
from tests.old_homes import old_postgres_tables, oldest_database
from tests.servers.postgres import Postgres

# opens a database and is killed after so many statements of the change, or before its commit
KILLED = """
import os, signal, sys
from sqlalchemy import Engine, event
from mnist_core.runs.database.engines import open_database
left = int(sys.argv[2])
@event.listens_for(Engine, "after_cursor_execute")
def count(connection, cursor, statement, *_):
    global left
    left -= statement.lstrip().startswith(("CREATE", "ALTER", "INSERT", "UPDATE", "DROP"))
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
@event.listens_for(Engine, "commit")
def commit(connection):
    os.kill(os.getpid(), signal.SIGKILL)
open_database(sys.argv[1])
"""
# opens one once it is told to
WAITING = """
import sys
from mnist_core.runs.database.engines import open_database
sys.stdin.read(1)
open_database(sys.argv[1])
"""
# makes one and opens it again
TWICE = """
import sys
from mnist_core.runs.database.engines import open_database
for _ in range(2):
    open_database(sys.argv[1]).dispose()
print("alembic" in sys.modules)
"""
# what the oldest database holds
OLD_ROWS = {"runs": 3, "epochs": 3, "curves": 9, "commands": 1}


@pytest.fixture
def oldest(tmp_path: Path) -> Path:
    """The file that the lab's first version made, with a run of each kind."""
    file = tmp_path / "lab.db"
    file.write_bytes(oldest_database())
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database whose tables an older lab made, of either kind."""
    if request.param == "sqlite":
        yield url_of(request.getfixturevalue("oldest"))
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.create_database()
    postgres.execute(old_postgres_tables(), name)
    postgres.execute("INSERT INTO runs (name, recipe, state, created, generation, position, "
                     "num_batches, num_train, epochs_done, parameters) "
                     "VALUES ('of old', '{}', 'queued', 0, 0, 0, 0, 0, 0, 0)", name)
    yield postgres.url(name)
    postgres.drop_database(name)


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def settings_of(home: Path) -> Settings:
    return Settings(home=home, data_dir=read_settings().data_dir)


def rows_of(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in OLD_ROWS}


def make_newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def assert_up_to_date(engine: Engine) -> None:
    assert revision_of(engine) == HEAD
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_new_database_is_what_the_tables_say(database_url: str) -> None:
    engine = open_database(database_url)
    assert_up_to_date(engine)
    engine.dispose()


def test_the_revisions_end_where_the_tables_are(old_url: str) -> None:
    engine = open_database(old_url)
    assert_up_to_date(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM runs")) in (1, OLD_ROWS["runs"])
        assert connection.scalar(text("SELECT lease FROM runs WHERE id = 1")) == 0
    engine.dispose()


def test_the_oldest_home_shows_all_that_it_held(oldest: Path) -> None:
    store = open_store(settings_of(oldest.parent))
    waits, left, finished = store.runs()
    assert (finished.name, finished.state, finished.epochs_done) == ("the first", "finished", 2)
    assert (left.step_id, left.state, left.position) == ("strategy-1", "interrupted", 8)
    assert (waits.name, waits.state) == ("waits", "queued")
    assert [len(store.epochs(run.id)) for run in (finished, left)] == [2, 1]
    assert [len(store.curve(run.id).loss) for run in (finished, left)] == [8, 8]
    assert rows_of(oldest) == OLD_ROWS
    store.close()


def test_numbers_of_the_oldest_runs_are_not_given_again(oldest: Path) -> None:
    """The very first tables did not remember the number of the last run that was deleted."""
    engine = open_database(url_of(oldest))
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM runs WHERE id = 3")
        connection.exec_driver_sql(
            "INSERT INTO runs (name, recipe, state, created, generation, position, num_batches, "
            "num_train, epochs_done, parameters) VALUES ('', '', 'queued', 0, 0, 0, 0, 0, 0, 0)")
        assert connection.scalar(text("SELECT max(id) FROM runs")) == 4
        # and rows still go with their run
        connection.exec_driver_sql("DELETE FROM runs WHERE id = 2")
    engine.dispose()
    assert rows_of(oldest) == {"runs": 2, "epochs": 2, "curves": 3, "commands": 0}


@pytest.mark.parametrize("statements", [1, 12, 20, 1000])
def test_a_killed_change_leaves_a_database_that_opens(old_url: str, statements: int) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, old_url, str(statements)], cwd=ROOT,
                          timeout=120)
    assert done.returncode == -signal.SIGKILL
    untouched = create_engine(old_url)
    assert revision_of(untouched) is None
    assert "lease" not in {column["name"] for column in inspect(untouched).get_columns("runs")}
    untouched.dispose()
    engine = open_database(old_url)
    assert_up_to_date(engine)
    engine.dispose()


def test_of_servers_that_open_it_at_one_moment_one_changes_it(old_url: str) -> None:
    servers = [subprocess.Popen([sys.executable, "-c", WAITING, old_url], cwd=ROOT,
                                stdin=subprocess.PIPE) for _ in range(4)]
    threads = [threading.Thread(target=server.communicate, args=(b"x",)) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert [server.returncode for server in servers] == [0] * 4
    engine = open_database(old_url)
    assert_up_to_date(engine)
    engine.dispose()


def test_a_database_of_a_newer_lab_is_refused_and_not_changed(database_url: str) -> None:
    engine = open_database(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("ALTER TABLE runs ADD newer VARCHAR"))
        connection.execute(text("DROP INDEX runs_by_best"))
    engine.dispose()
    with pytest.raises(NewerDatabase, match=r"a newer version of the lab.*update this one"):
        open_database(database_url)
    engine = create_engine(database_url)
    assert revision_of(engine) == "9999"
    assert "runs_by_best" not in {index["name"] for index in inspect(engine).get_indexes("runs")}
    engine.dispose()


def test_the_command_line_refuses_it_in_one_sentence(tmp_path: Path) -> None:
    open_database(url_of(tmp_path / "lab.db")).dispose()
    make_newer(tmp_path / "lab.db")
    environment = {**os.environ, "MNIST_HOME": str(tmp_path), "MNIST_DATABASE_URL": ""}
    done = subprocess.run([sys.executable, "-m", "mnist_core", "runs"], cwd=ROOT, text=True,
                          capture_output=True, env=environment, timeout=120)
    assert (done.returncode, done.stdout) == (2, "")
    error, = done.stderr.splitlines()
    assert "a newer version of the lab" in error
    with pytest.raises(ValueError, match="a newer version of the lab"):
        diagnose(url_of(tmp_path / "lab.db"))


def test_an_old_database_that_can_only_be_read_is_read(oldest: Path) -> None:
    before = oldest.read_bytes()
    engine = open_for_reading(url_of(oldest))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT sum(lease) FROM runs")) == 0
    assert_up_to_date(engine)
    again = open_for_reading(url_of(oldest))
    with again.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM runs")) == OLD_ROWS["runs"]
    for opened in (engine, again):
        opened.dispose()
    assert oldest.read_bytes() == before


def test_a_backup_of_an_old_home_comes_back_in_a_lab_of_today(
        oldest: Path, tmp_path: Path) -> None:
    saved = write_backup(settings_of(oldest.parent), tmp_path / "old.zip", lambda *_: None)
    assert (saved.runs, saved.drawings, saved.recipes) == (3, 0, 0)
    with closing(sqlite3.connect(oldest)) as connection:
        tables = {name for name, in connection.execute("SELECT name FROM sqlite_master")}
        assert "alembic_version" not in tables, "a backup changes nothing"
    home = tmp_path / "other"
    restore(settings_of(home), tmp_path / "old.zip", replace=False, progress=lambda *_: None)
    store = open_store(settings_of(home))
    assert [run.state for run in store.runs()] == ["queued", "interrupted", "finished"]
    store.close()


def test_a_backup_of_a_newer_lab_is_not_restored(oldest: Path, tmp_path: Path) -> None:
    open_database(url_of(oldest)).dispose()
    make_newer(oldest)
    write_backup(settings_of(oldest.parent), tmp_path / "new.zip", lambda *_: None)
    home = tmp_path / "other"
    with pytest.raises(NewerDatabase):
        restore(settings_of(home), tmp_path / "new.zip", replace=False, progress=lambda *_: None)
    assert list(home.iterdir()) == []


def test_opening_a_database_of_today_imports_no_alembic(tmp_path: Path) -> None:
    """It would take longer than all the rest of opening one."""
    done = subprocess.run([sys.executable, "-c", TWICE, url_of(tmp_path / "lab.db")], cwd=ROOT,
                          text=True, capture_output=True, timeout=120, check=True)
    assert done.stdout.strip() == "False"
