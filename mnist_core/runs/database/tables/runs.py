"""Runs, what they are asked to do, and the queue."""

from typing import Any

from sqlalchemy import ForeignKey, Index, false, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from mnist_core.runs.database.tables.base import Base


class RunRow(Base):
    """One run. Times are UNIX seconds unless it says otherwise."""

    __tablename__ = "runs"
    __table_args__ = (
        # what the queue looks at five times a second
        Index("runs_by_state", "state", "id"),
        Index("runs_by_queue", "state", "priority", "queue_number"),
        # who is silent, and what changed since a list was read
        Index("runs_by_worker", "worker"),
        Index("runs_by_revision", "revision"),
        # the best run of each step is found without reading a single row
        Index("runs_by_step", "step_id", "state", "against_step", "own_network",
              "best_test_accuracy", "source"),
        Index("runs_by_best", "best_test_accuracy"),
        # whose runs they are, and who was served longest ago
        Index("runs_by_owner", "owner", "claimed", sqlite_where=text("owner IS NOT NULL"),
              postgresql_where=text("owner IS NOT NULL")),
        Index("runs_without_words", "id", sqlite_where=text("against_step IS NULL"),
              postgresql_where=text("against_step IS NULL")),
        # a link to a deleted run must never show another one
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[str | None]
    name: Mapped[str] = mapped_column(default="")
    recipe: Mapped[str]
    num_epochs: Mapped[int | None]
    """This, ``seed`` and ``changes`` say what lists show of the recipe, which they do not read."""
    seed: Mapped[int | None]
    changes: Mapped[str | None]
    """What it changed in its step, in words."""
    against_step: Mapped[str | None]
    """``changes`` in one word (``run_words.AgainstStep``); a run of an older version has none until
    the lab is opened (``run_words.describe_old_runs``)."""
    own_network: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its layers are another network than those of its step."""
    search_text: Mapped[str | None]
    """Step, name, note and changes, casefolded: no database folds letters as Python does."""
    revision: Mapped[int | None] = mapped_column(
        onupdate=literal_column("coalesce(runs.revision, 0) + 1"))
    """Counts the updates of what lists show; see ``QUIETLY``."""
    state: Mapped[str]
    created: Mapped[float]
    claimed: Mapped[float | None]
    """When it was last given to a worker, which then starts."""
    started: Mapped[float | None]
    """When that worker was ready to train."""
    finished: Mapped[float | None]
    spent: Mapped[float] = mapped_column(default=0.0, server_default="0")
    """Seconds that workers had it, their start and pauses included, until each left it."""
    seconds_left: Mapped[float | None]
    """Until it is finished, as its worker last said (see ``time_left``)."""
    heartbeat: Mapped[float | None]
    """When its worker was last heard of, by the database's own clock (see ``clock``)."""
    worker: Mapped[str | None]
    """The process that holds the lease (see ``lease``), as text; empty when none does."""
    lease: Mapped[int] = mapped_column(default=0, server_default="0")
    """Counts how often it was given to a worker."""
    server: Mapped[str | None]
    """The process whose queue gave it to its worker; empty for one trained at the command line."""
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of queued runs the highest goes first: 2 for one whose place the teacher chose, 1 for one
    that goes on, 0 for a new one."""
    queue_number: Mapped[int] = mapped_column(default=0, server_default="0")
    """Among runs of one priority the lowest goes first."""
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
    device_note: Mapped[str | None]
    """Why it is not the device, or not the path, that would be the fastest here; a sentence."""
    path: Mapped[str | None]
    threads: Mapped[int | None]
    source: Mapped[str | None]
    machine: Mapped[str | None]
    kept_at: Mapped[str | None]
    """Where its files are, as ``Artifacts.place`` says it."""
    error: Mapped[str | None]
    note: Mapped[str | None]
    imported: Mapped[float | None] = mapped_column("brought")
    """When it was imported from another lab, where it was trained; it never trains on here."""
    deleted: Mapped[float | None]
    """When; then ``state`` is "deleted" and ``state_before`` what undoing puts back."""
    state_before: Mapped[str | None]
    owner: Mapped[int | None]
    """The person whose run it is; empty where nobody was asked for a name."""
    node: Mapped[str | None]
    """The machine of a cluster that has its worker, or had it last: what it trained goes on by
    itself when that dies. "" until that is known; empty for a run of no cluster."""
    num_moves: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often its worker or its machine died since it last measured an epoch."""
    moved_from: Mapped[str | None]
    """The machine that it moved from when that died, if it did; the last one of several."""
    made_for: Mapped[str | None]
    """What had it made, if not a person by hand: ``experiment/3``, ``lesson/en/dropout``."""


QUIETLY: dict[str, Any] = {"revision": RunRow.revision}
"""Values of an update of what no list shows, such as a heartbeat: lists need not be read again."""


class CommandRow(Base):
    """A wish for a running worker: "pause", "resume", "step" or "stop"."""

    __tablename__ = "commands"
    __table_args__ = (Index("commands_by_run", "run_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    verb: Mapped[str]


class LeftFilesRow(Base):
    """A run whose row is gone and whose files are still to be deleted."""

    __tablename__ = "left_files"

    run_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class QueueRow(Base):
    """One row: what the servers of this database agree on of the queue, where it is fair between
    people."""

    __tablename__ = "queue"

    id: Mapped[int] = mapped_column(primary_key=True)
    is_paused: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """No run starts until the teacher lets the queue go on."""
    last_run: Mapped[int | None]
    """The run whose turn came last."""
