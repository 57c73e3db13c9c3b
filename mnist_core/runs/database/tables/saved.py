"""What people keep: drawings, recipes, and the digits of a class."""

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from mnist_core.runs.database.tables.base import Base


class DrawingRow(Base):
    """A drawing that somebody kept with its true digit.

    ``pixels`` is the uint8 [28, 28] that networks are given; ``strokes`` JSON of what was drawn,
    or ``picture`` a PNG file of the ink of what was photographed.
    """

    __tablename__ = "drawings"
    __table_args__ = (
        # in the class's own set everybody has each digit once
        Index("class_digits_by_owner", "owner", "digit", unique=True,
              sqlite_where=text("class_state IS NOT NULL"),
              postgresql_where=text("class_state IS NOT NULL")),
        # a number in somebody's notes must never mean another drawing
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[float]
    digit: Mapped[int]
    pixels: Mapped[bytes] = mapped_column(LargeBinary)
    strokes: Mapped[str | None]
    picture: Mapped[bytes | None] = mapped_column(LargeBinary)
    owner: Mapped[int | None]
    class_state: Mapped[str | None]
    """Of one of the class's own set, ``class_digits.State``; empty for any other drawing."""
    read_as: Mapped[int | None]
    """What a neighbour who was not told took it for, where that was another digit."""


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
    owner: Mapped[int | None]


class DigitSetRow(Base):
    """Digits that a class drew, as runs train on them (``saved.digit_sets``).

    ``images`` are uint8 [N, 28, 28], ``labels`` uint8 [N].
    """

    __tablename__ = "digit_sets"

    name: Mapped[str] = mapped_column(primary_key=True)
    classroom: Mapped[int] = mapped_column(ForeignKey("classrooms.id", ondelete="CASCADE"))
    created: Mapped[float]
    writers: Mapped[str]
    """JSON of the people whose digits they are: with one of them the set is removed."""
    images: Mapped[bytes] = mapped_column(LargeBinary)
    labels: Mapped[bytes] = mapped_column(LargeBinary)
