"""The schema of a database: which revision it is of, and bringing an older one to the newest.

A new database is made at once as ``tables`` says. An older one passes through the revisions in
``migrations/versions``, all in one transaction, which one server of several runs: after a crash it
is what it was before.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    insert,
    inspect,
    select,
)

from mnist_core.runs.database.postgresql import lock_schema
from mnist_core.runs.database.tables.base import Base

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = max(path.name[1:5] for path in (MIGRATIONS / "versions").glob("v*.py"))
"""The newest revision, by the names of the files: to open a database that has it imports no
Alembic."""
# Alembic's own table, apart from ours, which Alembic compares with the database
_REVISION = Table("alembic_version", MetaData(),
                  Column("version_num", String(32), primary_key=True))

_log = logging.getLogger(__name__)


class NewerDatabase(ValueError):
    """A newer version of the lab made it: this one must not write to it."""

    def __init__(self) -> None:
        super().__init__(
            "The records were written by a newer version of the lab, and nothing in them was "
            "changed: update this one with `git pull`, or name another folder in MNIST_HOME.")


def revision_of(database: Engine | Connection) -> str | None:
    """None for a database without tables, or of before revisions were counted."""
    if isinstance(database, Engine):
        with database.connect() as connection:
            return revision_of(connection)
    if not inspect(database).has_table(_REVISION.name):
        return None
    return database.scalar(select(_REVISION.c.version_num))


def bring_up_to_date(engine: Engine) -> None:
    """Make the tables where there are none; take those of an older lab through the revisions.

    Raises:
        NewerDatabase: it has a revision that is not known here.
        DBAPIError: it is damaged, or cannot be written.
    """
    if revision_of(engine) == HEAD:
        return
    with _alone(engine) as connection:
        # the second look: another server may have done it while this one waited
        revision = revision_of(connection)
        if revision == HEAD:
            return
        if revision is None and not inspect(connection).has_table("runs"):
            Base.metadata.create_all(connection)
            _REVISION.create(connection)
            connection.execute(insert(_REVISION).values(version_num=HEAD))
            return
        check_known(revision)
        _upgrade(connection)
    _log.info("the database of an older lab is brought up to date: revision %s, was %s", HEAD,
              revision or "none")


def check_known(revision: str | None) -> None:
    """Raises:
        NewerDatabase: this version of the lab does not know the revision.
    """
    if revision in (None, HEAD):
        return
    # imported here: whoever opens a database of today should not wait for Alembic
    from alembic.script import ScriptDirectory

    known = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    if revision not in {script.revision for script in known}:
        raise NewerDatabase


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    # the files that it reads take % for the beginning of a name
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, HEAD)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction beside which no other server changes the schema."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # closed afterwards: it goes by a rule that no other connection should have
            connection.detach()
            # SQLite changes some things of a table only by making it anew and dropping it, which
            # would take along the rows of others that name it
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            lock_schema(connection)
        yield connection
        connection.commit()
