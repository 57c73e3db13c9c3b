"""Where people are in lessons, and their quizzes."""

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from mnist_core.runs.database.tables.base import Base


class LessonPlaceRow(Base):
    """Where somebody is in a lesson. Times are UNIX seconds."""

    __tablename__ = "lesson_places"
    __table_args__ = (
        Index("lesson_places_by_owner", "owner", "lesson", unique=True,
              sqlite_where=text("owner IS NOT NULL"), postgresql_where=text("owner IS NOT NULL")),
        # where nobody is asked for a name there is one place a lesson
        Index("lesson_places_of_nobody", "lesson", unique=True,
              sqlite_where=text("owner IS NULL"), postgresql_where=text("owner IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[int | None]
    lesson: Mapped[str]
    """Its key."""
    part: Mapped[str]
    place: Mapped[str]
    """JSON of ``lessons.place.Place``."""
    begun: Mapped[float]
    updated: Mapped[float]
    finished: Mapped[float | None]


class QuizSittingRow(Base):
    """A sitting of the quiz before or after the lessons. Times are UNIX seconds."""

    __tablename__ = "quiz_sittings"
    __table_args__ = (
        Index("quiz_sittings_by_owner", "owner", "id"),
        # of each kind one that is not finished
        Index("quiz_sittings_open", "owner", "stage", unique=True,
              sqlite_where=text("owner IS NOT NULL AND finished IS NULL"),
              postgresql_where=text("owner IS NOT NULL AND finished IS NULL")),
        Index("quiz_sittings_open_of_nobody", "stage", unique=True,
              sqlite_where=text("owner IS NULL AND finished IS NULL"),
              postgresql_where=text("owner IS NULL AND finished IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[int | None]
    stage: Mapped[str]
    """One of ``quiz.marks.Stage``."""
    seed: Mapped[int]
    questions: Mapped[str]
    """JSON of what was asked, with what is right."""
    answers: Mapped[str]
    """JSON of the chosen answers, by the question's place."""
    begun: Mapped[float]
    finished: Mapped[float | None]
