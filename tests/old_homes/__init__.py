"""Homes and databases that the lab's own earlier versions made; README.md says how."""

import gzip
from pathlib import Path
from zipfile import ZipFile

from sqlalchemy import Connection, inspect, text
from sqlalchemy.schema import DropTable

from mnist_core.runs.database.migrations.versions.v0001_unnumbered import unnumbered_tables
from mnist_core.runs.database.tables.base import Base

FOLDER = Path(__file__).parent


def oldest_database() -> bytes:
    """What the first version of the lab made for SQLite; closed in good order."""
    return gzip.decompress((FOLDER / "2026-11-20.db.gz").read_bytes())


def old_postgres_tables() -> str:
    """What a lab of 25 November 2026 asked of a new PostgreSQL."""
    return (FOLDER / "2026-11-25.postgresql.sql").read_text()


def unpack_old_home(home: Path) -> None:
    """Put a home of 25 November 2026 into an empty folder."""
    with ZipFile(FOLDER / "2026-11-25.zip") as archive:
        archive.extractall(home)


def take_revisions_back(connection: Connection) -> None:
    """Leave the database without the tables and columns that counted revisions have added."""
    before = unnumbered_tables().tables
    for name, table in before.items():
        for index in inspect(connection).get_indexes(name):
            if index["name"] not in {known.name for known in table.indexes}:
                connection.execute(text(f"DROP INDEX {index['name']}"))
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in before:
            connection.execute(DropTable(table))
            continue
        for column in table.columns:
            if column.name not in before[table.name].columns:
                connection.execute(text(f"ALTER TABLE {table.name} DROP COLUMN {column.name}"))
    connection.execute(text("DROP TABLE alembic_version"))
