"""The tables of the lab's database, and the engine that opens it."""

from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Delete,
    Engine,
    ForeignKey,
    Index,
    LargeBinary,
    Update,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_SECONDS = 10
KINDS = "postgresql+psycopg://user:password@host/name or sqlite:////folder/lab.db"


class Base(DeclarativeBase):
    pass


class RunRow(Base):
    """One run. Times are UNIX seconds; ``worker`` names the process that may write to it."""

    __tablename__ = "runs"
    # a link to a deleted run must never show another one
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[str | None]
    name: Mapped[str] = mapped_column(default="")
    recipe: Mapped[str]
    state: Mapped[str]
    created: Mapped[float]
    started: Mapped[float | None]
    finished: Mapped[float | None]
    heartbeat: Mapped[float | None]
    worker: Mapped[str | None]
    generation: Mapped[int] = mapped_column(default=0)
    """Counts the starts of workers, each of which may have taken batches back: a reader that
    sees it change must read the curve again."""
    position: Mapped[int] = mapped_column(default=0)
    num_batches: Mapped[int] = mapped_column(default=0)
    num_train: Mapped[int] = mapped_column(default=0)
    epochs_done: Mapped[int] = mapped_column(default=0)
    best_epoch: Mapped[int | None]
    best_test_accuracy: Mapped[float | None]
    parameters: Mapped[int]
    device: Mapped[str | None]
    path: Mapped[str | None]
    threads: Mapped[int | None]
    source: Mapped[str | None]
    machine: Mapped[str | None]
    error: Mapped[str | None]
    note: Mapped[str | None]
    deleted: Mapped[float | None]
    """When; then ``state`` is "deleted" and ``state_before`` what undoing puts back."""
    state_before: Mapped[str | None]


class EpochRow(Base):
    __tablename__ = "epochs"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"),
                                        primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    train_loss: Mapped[float]
    train_accuracy: Mapped[float]
    test_loss: Mapped[float]
    test_accuracy: Mapped[float]
    held_out_loss: Mapped[float | None]
    held_out_accuracy: Mapped[float | None]
    seconds: Mapped[float]


class CurveRow(Base):
    """Consecutive batches; ``values`` is float32 [3, num]: loss, percent correct, lr."""

    __tablename__ = "curves"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"),
                                        primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    values: Mapped[bytes] = mapped_column(LargeBinary)


class CommandRow(Base):
    """A wish for a running worker: "pause", "resume", "step" or "stop"."""

    __tablename__ = "commands"
    __table_args__ = (Index("commands_by_run", "run_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    verb: Mapped[str]


class DrawingRow(Base):
    """A drawing that somebody kept with its true digit.

    ``pixels`` is the uint8 [28, 28] that networks are given; ``strokes`` JSON of what was drawn,
    or ``picture`` a PNG file of the ink of what was photographed.
    """

    __tablename__ = "drawings"
    # a number in somebody's notes must never mean another drawing
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[float]
    digit: Mapped[int]
    pixels: Mapped[bytes] = mapped_column(LargeBinary)
    strokes: Mapped[str | None]
    picture: Mapped[bytes | None] = mapped_column(LargeBinary)


class RecipeRow(Base):
    """A recipe that somebody named and kept; it began as the step that ``step_id`` names."""

    __tablename__ = "recipes"
    # a link to a deleted recipe must never show another one
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    step_id: Mapped[str]
    recipe: Mapped[str]
    created: Mapped[float]


def hits(session: Session, statement: Update | Delete) -> bool:
    """Execute it; whether there was any row for it."""
    return cast(CursorResult[Any], session.execute(statement)).rowcount > 0


def open_database(url: str) -> Engine:
    """Open the database and create what is missing in it.

    Raises:
        ValueError: there is no such kind of database, or its driver is not installed.
    """
    is_sqlite = url.startswith("sqlite")
    engine = _engine(url, is_sqlite=is_sqlite)
    if is_sqlite:
        event.listen(engine, "connect", _configure_sqlite)
    Base.metadata.create_all(engine)
    _add_new_columns(engine)
    return engine


def _engine(url: str, *, is_sqlite: bool) -> Engine:
    try:
        if is_sqlite:
            return create_engine(url, connect_args={"timeout": BUSY_SECONDS})
        # a server that was restarted has closed all connections, which must not fail anybody
        return create_engine(url, pool_pre_ping=True)
    except ArgumentError:
        raise ValueError("MNIST_DATABASE_URL is no address of a database that is known here; use "
                         f"{KINDS}.") from None
    except ImportError as error:
        raise ValueError(f"The driver of MNIST_DATABASE_URL is not installed ({error}): run "
                         f"`pip install \"psycopg[binary]\"`, and use {KINDS}.") from None


def _add_new_columns(engine: Engine) -> None:
    """Give the tables of an older version the columns that came since; these may be empty."""
    there = inspect(engine)
    for table in Base.metadata.sorted_tables:
        names = {column["name"] for column in there.get_columns(table.name)}
        for column in table.columns:
            if column.name not in names:
                kind = column.type.compile(engine.dialect)
                with engine.begin() as connection:
                    connection.execute(text(f"ALTER TABLE {table.name} ADD {column.name} {kind}"))


def _configure_sqlite(connection: object, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    # readers never wait for the worker that writes ten times a second
    cursor.execute("PRAGMA journal_mode=WAL")
    # a commit survives a killed process; only a power cut may take the last ones
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
