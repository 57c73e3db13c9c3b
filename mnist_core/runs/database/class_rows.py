"""Whose rows are a class's."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from mnist_core.runs.database.tables.people import PersonRow

Owner = InstrumentedAttribute[int | None]
"""The column of a table that says whose a row is."""


def of_class(owner: Owner, classroom: int) -> ColumnElement[bool]:
    """The row is somebody's of this class."""
    return owner.in_(select(PersonRow.id).where(PersonRow.classroom == classroom))


def of_class_or_nobody(owner: Owner, classroom: int) -> ColumnElement[bool]:
    """The row is what this class sees of the lab: its own, and what is nobody's."""
    return or_(owner.is_(None), of_class(owner, classroom))
