"""Secrets that the servers of one database share: made once, by whoever needs one first."""

import secrets
from functools import lru_cache

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables import SecretRow

COOKIE_KEY = "cookie"
WORDS_KEY = "words"
TEACHER_KEY = "teacher"


@lru_cache(maxsize=16)
def shared_secret(engine: Engine, name: str) -> str:
    """256 random bits as text, the same for everybody who asks for this name."""
    with Session(engine) as session:
        if (found := _value(session, name)) is not None:
            return found
        session.add(SecretRow(name=name, value=secrets.token_urlsafe(32)))
        try:
            session.commit()
        except IntegrityError:
            # another server was quicker
            session.rollback()
        value = _value(session, name)
        assert value is not None
        return value


def _value(session: Session, name: str) -> str | None:
    return session.scalar(select(SecretRow.value).where(SecretRow.name == name))
