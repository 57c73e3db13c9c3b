"""Homes and databases that the lab's own earlier versions made; README.md says how."""

import gzip
from pathlib import Path
from zipfile import ZipFile

from mnist_core.runs.database.migrations.versions.v0001_unnumbered import unnumbered_tables
from mnist_core.runs.database.tables import RunRow

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


def later_columns() -> list[str]:
    """Those of runs that revisions after the first one have added."""
    before = unnumbered_tables().tables["runs"].columns
    return [column.name for column in RunRow.__table__.columns if column.name not in before]
