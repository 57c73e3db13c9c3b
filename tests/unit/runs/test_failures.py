"""A disk or a database that fails is told in one sentence, and no password with it."""

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from mnist_core.base.settings import Settings
from mnist_core.runs.database.failures import database_name, is_unwritable, records_sentence
from mnist_core.runs.records.store import open_store
from tests.servers.serving import free_port


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://anna:secret@127.0.0.1:{free_port()}/lab"
    settings = Settings(home=tmp_path, database_url=url)
    with pytest.raises(OperationalError) as caught:
        open_store(settings)
    sentence = records_sentence(settings, caught.value)
    assert sentence.startswith(f"The database {database_name(url)} cannot be read or written (")
    assert "refused" in sentence and "\n" not in sentence
    assert "secret" not in sentence and str(tmp_path) not in sentence


@pytest.mark.parametrize(("url", "name"), [
    ("postgresql+psycopg://anna:secret@db.school.org:5432/lab", "lab on db.school.org:5432"),
    ("postgresql+psycopg://db.school.org/lab", "lab on db.school.org"),
    ("postgresql+psycopg:///lab", "lab on this machine")])
def test_a_database_is_called_by_its_name_and_machine(url: str, name: str) -> None:
    assert database_name(url) == name


def test_records_that_cannot_be_written_are_those_of_the_home(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with pytest.raises(OperationalError) as caught, create_engine("sqlite://").connect() as session:
        session.execute(text("SELECT * FROM runs"))
    assert records_sentence(settings, caught.value) == (
        f"The records in {tmp_path} cannot be read or written (no such table: runs); try again "
        "once they can.")
    assert records_sentence(settings, OSError(28, "No space left on device")).startswith(
        f"The disk of {tmp_path} is full")


@pytest.mark.parametrize("url", ["postgres://anna:secret@host/lab", "sqlite://host/lab.db"])
def test_an_address_that_is_none_says_what_one_looks_like(tmp_path: Path, url: str) -> None:
    with pytest.raises(ValueError, match=r"^MNIST_DATABASE_URL is not an address of a database "
                                         r"that is known here; use postgresql\+psycopg://"
                       ) as told:
        open_store(Settings(home=tmp_path, database_url=url))
    assert "secret" not in str(told.value)


def test_a_driver_that_is_not_installed_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^The driver of MNIST_DATABASE_URL is not installed .*: "
                                         r'run `pip install "psycopg\[binary\]"`, and use '):
        open_store(Settings(home=tmp_path, database_url="mysql://anna:secret@host/lab"))


def test_a_path_is_no_cause(tmp_path: Path) -> None:
    """Whatever words a folder is called by, the number of the error says what happened."""
    home = tmp_path / "full of readonly malformed files"
    home.mkdir()
    settings = Settings(home=home)
    for number, words in ((errno.EACCES, "cannot be written"), (errno.ENOSPC, "is full"),
                          (errno.EIO, "cannot be read or written")):
        error = OSError(number, os.strerror(number), str(home / "runs"))
        assert words in records_sentence(settings, error)
    assert "is damaged" not in records_sentence(settings, OSError(errno.EIO, "", str(home)))


def test_a_database_that_may_not_be_written_is_told_by_its_code(tmp_path: Path) -> None:
    file = tmp_path / "lab.db"
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE runs (id INTEGER)")
    with (pytest.raises(OperationalError) as caught,
          create_engine(f"sqlite:///file:{file}?mode=ro&uri=true").begin() as connection):
        connection.execute(text("INSERT INTO runs VALUES (1)"))
    assert is_unwritable(caught.value)
    assert f"{tmp_path} cannot be written (" in records_sentence(
        Settings(home=tmp_path), caught.value)
