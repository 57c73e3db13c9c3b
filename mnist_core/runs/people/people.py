"""The people of the lab: who joins, who comes back, and who somebody is."""

import hmac
import time
from collections.abc import Callable
from hashlib import sha256

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from tenacity import retry, retry_if_exception_type, stop_after_attempt

from mnist_core.runs.database.tables.people import ClassroomRow, PersonRow
from mnist_core.runs.people.classrooms import LOGIN_CODE, Classroom, open_classroom
from mnist_core.runs.people.person import (
    Person,
    Role,
    folded,
    nickname_of,
    numbered,
    person_from,
)
from mnist_core.runs.people.return_words import new_words, normal_words
from mnist_core.runs.people.secrets import WORDS_KEY, shared_secret

TEACHER = "Teacher"
SEEN_SECONDS = 10.0
"""That somebody is here is written down no more often."""
MOST_TRIES = 5


class NicknameTaken(ValueError):
    """Somebody else of the class has it, or one that looks like it."""


class People:
    """All of them, in the lab's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def join(self, classroom: Classroom, nickname: str) -> tuple[Person, str]:
        """A new student, and the three words with which to come back.

        Raises:
            NicknameTaken: somebody of the class has this nickname.
            ValueError: it is none.
        """
        words = new_words()
        person = self._add(classroom.id, nickname_of(nickname), "student",
                           words_digest=self._digest(words))
        return person, words

    def free_nickname(self, classroom: Classroom, nickname: str) -> str:
        """One like it that nobody of the class has: ``Anna 2``."""
        with Session(self._engine) as session:
            taken = set(session.scalars(select(PersonRow.folded_nickname).where(
                PersonRow.classroom == classroom.id)))
        return next(name for name in numbered(nickname) if folded(name) not in taken)

    def teacher(self, classroom: Classroom) -> Person:
        """The teacher of a class: one person, on however many devices."""
        return self._found_or_added(lambda: self._teacher_of(classroom), classroom, TEACHER,
                                    "teacher")

    def come_back(self, classroom: Classroom, words: str) -> Person:
        """Whoever was given these three words.

        Raises:
            ValueError: nobody of this class was.
        """
        digest = self._digest(normal_words(words))
        with Session(self._engine) as session:
            row = session.scalar(select(PersonRow).where(
                PersonRow.words_digest == digest, PersonRow.classroom == classroom.id))
        if row is None:
            raise ValueError("Nobody of this class was given these three words; look at them "
                             "again, or join with a nickname.")
        return person_from(row)

    def renew_words(self, person: Person) -> str:
        """New words for somebody who lost the old ones, which come back no more."""
        words = new_words()
        with Session(self._engine) as session:
            session.execute(update(PersonRow).where(PersonRow.id == person.id)
                            .values(words_digest=self._digest(words)))
            session.commit()
        return words

    def log_in(self, account: str, nickname: str, role: Role, name: str | None = None) -> Person:
        """Whoever an OpenID provider calls ``account``; a new person the first time.

        A nickname that is taken then gets a number. ``name`` is the one in the account.
        """
        return self._found_or_added(
            lambda: self._of_account(account, role, name),
            open_classroom(self._engine, LOGIN_CODE), nickname, role, account=account,
            name=name or nickname)

    def signed_in(self, person_id: int, sign_in: int) -> Person | None:
        """Whoever a cookie names; None if everybody who was signed in so was signed out."""
        with Session(self._engine) as session:
            row = session.get(PersonRow, person_id)
            return person_from(row) if row and row.sign_in == sign_in else None

    def person(self, person_id: int) -> Person | None:
        with Session(self._engine) as session:
            row = session.get(PersonRow, person_id)
            return person_from(row) if row else None

    def of_classroom(self, classroom: Classroom) -> list[Person]:
        """In the order in which they joined."""
        with Session(self._engine) as session:
            return [person_from(row) for row in session.scalars(
                select(PersonRow).where(PersonRow.classroom == classroom.id)
                .order_by(PersonRow.id))]

    def rename(self, person: Person, nickname: str) -> Person:
        """Raises:
            ValueError: it is not a nickname, or somebody else of the class has it.
        """
        name = nickname_of(nickname)
        with Session(self._engine) as session:
            row = session.get(PersonRow, person.id)
            if row is None:
                raise ValueError(f"{person.nickname} is not in this class any more.")
            row.nickname, row.folded_nickname = name, folded(name)
            _commit(session, name)
            return person_from(row)

    def sign_out_everywhere(self, person: Person) -> None:
        """No cookie of before is theirs any more."""
        with Session(self._engine) as session:
            session.execute(update(PersonRow).where(PersonRow.id == person.id)
                            .values(sign_in=PersonRow.sign_in + 1))
            session.commit()

    def seen(self, person: Person) -> None:
        """Somebody does something at this moment."""
        now = time.time()
        if now - person.last_seen < SEEN_SECONDS:
            return
        with Session(self._engine) as session:
            session.execute(update(PersonRow).where(
                PersonRow.id == person.id, PersonRow.last_seen < now).values(last_seen=now))
            session.commit()

    def _of_account(self, account: str, role: Role, name: str | None) -> Person | None:
        with Session(self._engine) as session:
            row = session.scalar(select(PersonRow).where(PersonRow.account == account))
            if row is None:
                return None
            if (row.role, row.name) != (role, name or row.name):
                row.role, row.name = role, name or row.name
                session.commit()
            return person_from(row)

    def _teacher_of(self, classroom: Classroom) -> Person | None:
        with Session(self._engine) as session:
            row = session.scalar(select(PersonRow).where(
                PersonRow.classroom == classroom.id, PersonRow.role == "teacher",
                PersonRow.words_digest.is_(None)))
            return person_from(row) if row else None

    # meanwhile another request may have added the same person, or somebody of this nickname
    @retry(retry=retry_if_exception_type(NicknameTaken), stop=stop_after_attempt(MOST_TRIES),
           reraise=True)
    def _found_or_added(self, find: Callable[[], Person | None], classroom: Classroom,
                        nickname: str, role: Role, *, account: str | None = None,
                        name: str | None = None) -> Person:
        """Whoever ``find`` finds; else a new person, whose nickname gets a number if it is taken.
        """
        return find() or self._add(classroom.id, self.free_nickname(classroom, nickname), role,
                                   account=account, name=name)

    def _add(self, classroom: int, nickname: str, role: Role, *, words_digest: str | None = None,
             account: str | None = None, name: str | None = None) -> Person:
        now = time.time()
        with Session(self._engine) as session:
            # counted by the row itself, so that no two who join at once get one number
            number = None if role == "teacher" else session.scalar(
                update(ClassroomRow).where(ClassroomRow.id == classroom)
                .values(num_joined=ClassroomRow.num_joined + 1)
                .returning(ClassroomRow.num_joined))
            row = PersonRow(classroom=classroom, nickname=nickname,
                            folded_nickname=folded(nickname), role=role, number=number, name=name,
                            words_digest=words_digest, account=account, created=now, last_seen=now)
            session.add(row)
            _commit(session, nickname)
            return person_from(row)

    def _digest(self, words: str) -> str:
        # with a key: three words alone could be tried from a stolen copy of the database
        key = shared_secret(self._engine, WORDS_KEY).encode()
        return hmac.new(key, words.encode(), sha256).hexdigest()


def _commit(session: Session, nickname: str) -> None:
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise NicknameTaken(f"Somebody of this class is called {nickname} already; choose another "
                            "nickname.") from None
