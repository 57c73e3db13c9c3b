"""Experiments, their trials, and the runs of these."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from mnist_core.runs.database.tables.base import Base


class ExperimentRow(Base):
    """A question with its runs. Times are UNIX seconds."""

    __tablename__ = "experiments"
    __table_args__ = (
        Index("experiments_by_state", "state", "id"),
        Index("experiments_by_owner", "owner", "id"),
        # a link to a deleted experiment must never show another one
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    step_id: Mapped[str | None]
    recipe: Mapped[str]
    """What its settings are varied of."""
    question: Mapped[str]
    """JSON of ``experiments.question.Question``."""
    state: Mapped[str]
    """Of ``experiments.experiment.State``."""
    problem: Mapped[str | None]
    """Why no trial of it can be made now, in a sentence."""
    created: Mapped[float]
    finished: Mapped[float | None]
    owner: Mapped[int | None]
    num_changes: Mapped[int] = mapped_column(default=0, server_default="0")
    """Counts whatever changes it or its trials, but not what its runs do."""


class TrialRow(Base):
    """One choice of an experiment's settings; numbered from 1 as they were made."""

    __tablename__ = "trials"

    experiment: Mapped[int] = mapped_column(ForeignKey("experiments.id", ondelete="CASCADE"),
                                            primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    overrides: Mapped[str]
    """JSON of what it sets of the recipe, by key."""
    purpose: Mapped[str]
    """``search``, or ``confirmation``: with fresh seeds, measured on the test set."""
    created: Mapped[float]


class TrialRunRow(Base):
    """The run of a trial with one seed."""

    __tablename__ = "trial_runs"
    __table_args__ = (
        ForeignKeyConstraint(("experiment", "trial"), ("trials.experiment", "trials.number"),
                             ondelete="CASCADE"),
        Index("trial_runs_by_run", "run_id"),
    )

    experiment: Mapped[int] = mapped_column(primary_key=True)
    trial: Mapped[int] = mapped_column(primary_key=True)
    seed: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))
    """Empty before it is queued, and after it was deleted."""
    is_made: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """There was a run for it: without ``run_id`` that was deleted since, and is not made again by
    itself."""
    was_there: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """It had been trained before, or was on its way."""
    pruned_at: Mapped[int | None]
    """After which epoch successive halving stopped it."""
    passed: Mapped[int | None]
    """The last epoch after which successive halving let it go on."""
    problem: Mapped[str | None]
    """Why there can be no such run, in a sentence: its settings do not go together."""
