"""Classes, the people in them, and how they are known."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from mnist_core.runs.database.tables.base import Base


class ClassroomRow(Base):
    """A class whose people share the lab, in the mode "class"."""

    __tablename__ = "classrooms"
    # a cookie of a deleted class must never be one of another
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    """What its people type to join, as ``class_code.normal_code`` writes it."""
    created: Mapped[float]
    last_opened: Mapped[float]
    is_closed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Its students see only their own runs."""
    num_joined: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many students joined so far: the last one's number."""
    shown_as: Mapped[str] = mapped_column(default="nicknames", server_default="nicknames")
    """As what screens show people, one of ``shown_names.ShownAs``."""
    offered: Mapped[str | None]
    """What the teacher offers to everybody: a step's id, the key of a run, ``lesson/en/dropout``.
    """
    offered_at: Mapped[float | None]
    given_lesson: Mapped[str | None]
    """The lesson that the class is at: ``en/dropout``."""


class PersonRow(Base):
    """Somebody who joined a class, or logged in. Times are UNIX seconds."""

    __tablename__ = "people"
    __table_args__ = (
        Index("people_by_nickname", "classroom", "folded_nickname", unique=True),
        Index("people_by_words", "words_digest", unique=True),
        Index("people_by_account", "account", unique=True),
        # what is a deleted person's must never become another's
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    classroom: Mapped[int | None] = mapped_column(ForeignKey("classrooms.id"))
    """Of those who logged in with an account it is one of its own (``LOGIN_CODE``)."""
    nickname: Mapped[str]
    folded_nickname: Mapped[str]
    """As two nicknames are compared: ``nickname.folded``."""
    number: Mapped[int | None]
    """A student's, among those of the class, as they joined."""
    name: Mapped[str | None]
    """What the OpenID provider calls them; nobody else is asked for a name."""
    role: Mapped[str]
    words_digest: Mapped[str | None]
    """Of the three words to come back with (``return_words``), which are not kept."""
    account: Mapped[str | None]
    """Who the OpenID provider says it is: its address and the subject."""
    sign_in: Mapped[int] = mapped_column(default=1, server_default="1")
    """Counts how often everybody signed in as this person was signed out: older cookies are
    void."""
    created: Mapped[float]
    last_seen: Mapped[float]


class TokenRow(Base):
    """A bearer token, with which a program acts for a person."""

    __tablename__ = "tokens"
    __table_args__ = (Index("tokens_by_person", "person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    """SHA-256; the token itself is shown once and not kept."""
    created: Mapped[float]
    last_used: Mapped[float | None]
