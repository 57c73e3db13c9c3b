"""Challenges of a class, and what was submitted to them."""

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from mnist_core.runs.database.tables.base import Base


class ChallengeRow(Base):
    """A challenge of a class. Times are UNIX seconds."""

    __tablename__ = "challenges"
    __table_args__ = (
        Index("challenges_by_classroom", "classroom", "id"),
        # a link to a deleted challenge must never show another one
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    classroom: Mapped[int] = mapped_column(ForeignKey("classrooms.id", ondelete="CASCADE"))
    rules: Mapped[str]
    """JSON of ``challenges.rules.Rules``."""
    secret: Mapped[str]
    """What parts the test digits in two halves."""
    created: Mapped[float]
    opened: Mapped[float | None]
    """When the second half was shown; nothing is submitted after that."""
    closed: Mapped[float | None]
    open_in: Mapped[int | None] = mapped_column(unique=True)
    """Its class until it is closed: no class has two open ones."""
    num_changes: Mapped[int] = mapped_column(default=0, server_default="0")
    """Counts whatever changes it or its submissions."""


class SubmissionRow(Base):
    """What somebody submitted to a challenge: as many runs as it counts seeds."""

    __tablename__ = "submissions"
    __table_args__ = (
        # the same runs once, unless that was withdrawn
        Index("submissions_by_challenge", "challenge", "person", "run_numbers", unique=True),
        Index("submissions_by_person", "person"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    person: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    run_numbers: Mapped[str | None]
    """Of its runs, as in ``3,5,8``; empty once it was withdrawn."""
    parameters: Mapped[int]
    first_accuracy: Mapped[float]
    """Percent of the first half of the test digits, the mean over its runs."""
    submitted: Mapped[float]
    withdrawn: Mapped[float | None]


class SubmittedRunRow(Base):
    """A run as it was when it was submitted: it may be renamed or deleted since."""

    __tablename__ = "submitted_runs"

    submission: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"),
                                            primary_key=True)
    run_number: Mapped[int] = mapped_column(primary_key=True)
    recipe: Mapped[str]
    seconds: Mapped[float]
    """Of training, without pauses."""
    weights: Mapped[bytes] = mapped_column(LargeBinary)
    """Of its best epoch, as safetensors."""
    answers: Mapped[bytes] = mapped_column(LargeBinary)
    """uint8 [2, N]: what they read of each test digit, and the labels."""
