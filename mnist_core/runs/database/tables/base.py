"""What every table is made of."""

from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update
from sqlalchemy.orm import DeclarativeBase, Session


class Base(DeclarativeBase):
    pass


def hits(session: Session, statement: Update | Delete) -> bool:
    """Execute it; whether there was any row for it."""
    return cast(CursorResult[Any], session.execute(statement)).rowcount > 0
