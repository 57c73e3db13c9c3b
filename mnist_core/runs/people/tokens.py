"""Bearer tokens: with one of them a program acts for a person."""

import secrets
import time
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.people import PersonRow, TokenRow
from mnist_core.runs.people.person import Person, person_from

PREFIX = "mnist_"
MAX_NAME = 40
MAX_TOKENS = 10
"""Of one person."""
USED_SECONDS = 10.0
"""That one was used is written down no more often."""


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of one afterwards; times in UNIX seconds."""

    id: int
    name: str
    created: float
    last_used: float | None


class Tokens:
    """All of them, in the lab's database, which holds no token itself."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, person: Person, name: str) -> str:
        """Make one; what is returned is shown once.

        Raises:
            ValueError: the person has as many as one may have.
        """
        token = PREFIX + secrets.token_urlsafe(24)
        with Session(self._engine) as session:
            num = session.scalar(select(func.count()).select_from(TokenRow)
                                 .where(TokenRow.person == person.id)) or 0
            if num >= MAX_TOKENS:
                raise ValueError(f"You have {num} tokens, which is as many as one may have; "
                                 "delete one first.")
            session.add(TokenRow(person=person.id, name=" ".join(name.split())[:MAX_NAME],
                                 digest=_digest(token), created=time.time()))
            session.commit()
        return token

    def of(self, person: Person) -> list[Token]:
        """The newest first."""
        with Session(self._engine) as session:
            return [Token(row.id, row.name, row.created, row.last_used) for row in session.scalars(
                select(TokenRow).where(TokenRow.person == person.id).order_by(TokenRow.id.desc()))]

    def holder(self, token: str) -> Person | None:
        """Whose it is; None where it is nobody's."""
        with Session(self._engine) as session:
            found = session.execute(
                select(TokenRow, PersonRow).join(PersonRow, PersonRow.id == TokenRow.person)
                .where(TokenRow.digest == _digest(token))).one_or_none()
            if found is None:
                return None
            known, row = found
            person = person_from(row)
            now = time.time()
            # a program asks many times a second, and each commit waits for the disk
            if known.last_used is None or now - known.last_used > USED_SECONDS:
                known.last_used = now
                session.commit()
            return person

    def delete(self, person: Person, token_id: int) -> bool:
        """False if this person has none of this number."""
        with Session(self._engine) as session:
            is_gone = hits(session, delete(TokenRow).where(
                TokenRow.id == token_id, TokenRow.person == person.id))
            session.commit()
            return is_gone


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
