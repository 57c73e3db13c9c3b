"""Secrets that the servers of one database share: made once, by whoever needs one first."""

import secrets
from functools import lru_cache

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mnist_core.base.settings import Settings
from mnist_core.runs.database.tables.database import SecretRow

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


def teacher_key(engine: Engine, settings: Settings) -> str:
    """What the teacher's link holds: the key of the settings, else one that the database keeps."""
    return settings.teacher_key or shared_secret(engine, TEACHER_KEY)


def _value(session: Session, name: str) -> str | None:
    return session.scalar(select(SecretRow.value).where(SecretRow.name == name))
