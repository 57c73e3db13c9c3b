"""The tables of the lab's database as this version knows them; ``schema`` brings older ones there.
"""

from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Delete,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Update,
    literal_column,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class RunRow(Base):
    """One run. Times are UNIX seconds unless it says otherwise."""

    __tablename__ = "runs"
    __table_args__ = (
        # what the queue looks at five times a second
        Index("runs_by_state", "state", "id"),
        Index("runs_by_queue", "state", "priority", "queue_number"),
        # who is silent, and what changed since a list was read
        Index("runs_by_worker", "worker"),
        Index("runs_by_revision", "revision"),
        # the best run of each step is found without reading a single row
        Index("runs_by_step", "step_id", "state", "against_step", "best_test_accuracy", "source"),
        Index("runs_by_best", "best_test_accuracy"),
        # whose runs they are, and who was served longest ago
        Index("runs_by_owner", "owner", "claimed", sqlite_where=text("owner IS NOT NULL"),
              postgresql_where=text("owner IS NOT NULL")),
        Index("runs_without_words", "id", sqlite_where=text("against_step IS NULL"),
              postgresql_where=text("against_step IS NULL")),
        # a link to a deleted run must never show another one
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[str | None]
    name: Mapped[str] = mapped_column(default="")
    recipe: Mapped[str]
    num_epochs: Mapped[int | None]
    """This, ``seed`` and ``changes`` say what lists show of the recipe, which they do not read."""
    seed: Mapped[int | None]
    changes: Mapped[str | None]
    """What it changed in its step, in words."""
    against_step: Mapped[str | None]
    """The same in one word (``run_words.AgainstStep``); a run of an older version has none until
    the lab is opened (``run_words.describe_old_runs``)."""
    search_text: Mapped[str | None]
    """Step, name, note and changes, casefolded: no database folds letters as Python does."""
    revision: Mapped[int | None] = mapped_column(
        onupdate=literal_column("coalesce(runs.revision, 0) + 1"))
    """Counts the updates of what lists show; see ``QUIETLY``."""
    state: Mapped[str]
    created: Mapped[float]
    claimed: Mapped[float | None]
    """When it was last given to a worker, which then starts."""
    started: Mapped[float | None]
    """When that worker was ready to train."""
    finished: Mapped[float | None]
    spent: Mapped[float] = mapped_column(default=0.0, server_default="0")
    """Seconds that workers had it, their start and pauses included, until each left it."""
    seconds_left: Mapped[float | None]
    """Until it is finished, as its worker last said (see ``time_left``)."""
    heartbeat: Mapped[float | None]
    """When its worker was last heard of, by the database's own clock (see ``clock``)."""
    worker: Mapped[str | None]
    """The process that holds the lease (see ``lease``), as text; empty when none does."""
    lease: Mapped[int] = mapped_column(default=0, server_default="0")
    """Counts how often it was given to a worker."""
    server: Mapped[str | None]
    """The process whose queue gave it to its worker; empty for one trained at the command line."""
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of queued runs the highest goes first: 2 for one whose place the teacher chose, 1 for one
    that goes on, 0 for a new one."""
    queue_number: Mapped[int] = mapped_column(default=0, server_default="0")
    """Among runs of one priority the lowest goes first."""
    generation: Mapped[int] = mapped_column(default=0)
    """Counts the starts of workers, each of which may have taken batches back: a reader that
    sees it change must read the curve again."""
    position: Mapped[int] = mapped_column(default=0)
    num_batches: Mapped[int] = mapped_column(default=0)
    num_train: Mapped[int] = mapped_column(default=0)
    epochs_done: Mapped[int] = mapped_column(default=0)
    best_epoch: Mapped[int | None]
    best_test_accuracy: Mapped[float | None]
    parameters: Mapped[int]
    device: Mapped[str | None]
    device_note: Mapped[str | None]
    """Why it is not the device, or not the path, that would be the fastest here; a sentence."""
    path: Mapped[str | None]
    threads: Mapped[int | None]
    source: Mapped[str | None]
    machine: Mapped[str | None]
    kept_at: Mapped[str | None]
    """Where its files are, as ``Artifacts.place`` says it."""
    error: Mapped[str | None]
    note: Mapped[str | None]
    brought: Mapped[float | None]
    """When it was brought from another lab, where it was trained; it never trains on here."""
    deleted: Mapped[float | None]
    """When; then ``state`` is "deleted" and ``state_before`` what undoing puts back."""
    state_before: Mapped[str | None]
    owner: Mapped[int | None]
    """The person whose run it is; empty where nobody was asked for a name."""
    node: Mapped[str | None]
    """The machine of a cluster that has its worker, or had it last: what it trained goes on by
    itself when that dies. "" until that is known; empty for a run of no cluster."""
    num_moves: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often its worker or its machine died since it last measured an epoch."""
    moved_from: Mapped[str | None]
    """The machine that it moved from when that died, if it did; the last one of several."""
    made_for: Mapped[str | None]
    """What had it made, if not a person by hand: ``experiment/3``, ``lesson/en/dropout``."""


QUIETLY: dict[str, Any] = {"revision": RunRow.revision}
"""Values of an update of what no list shows, such as a heartbeat: lists need not be read again."""


class EpochRow(Base):
    __tablename__ = "epochs"
    # how long runs took is told in every list of them
    __table_args__ = (Index("epochs_by_run", "run_id", "seconds"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"),
                                        primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    train_loss: Mapped[float]
    train_accuracy: Mapped[float]
    test_loss: Mapped[float]
    test_accuracy: Mapped[float]
    held_out_loss: Mapped[float | None]
    held_out_accuracy: Mapped[float | None]
    seconds: Mapped[float]


class CurveRow(Base):
    """Consecutive batches; ``values`` is float32 [3, num]: loss, percent correct, lr."""

    __tablename__ = "curves"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"),
                                        primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    values: Mapped[bytes] = mapped_column(LargeBinary)


class CommandRow(Base):
    """A wish for a running worker: "pause", "resume", "step" or "stop"."""

    __tablename__ = "commands"
    __table_args__ = (Index("commands_by_run", "run_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    verb: Mapped[str]


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


class QueueRow(Base):
    """One row: what the servers of this database agree on of the queue, where it is fair between
    people."""

    __tablename__ = "queue"

    id: Mapped[int] = mapped_column(primary_key=True)
    is_paused: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """No run starts until the teacher lets the queue go on."""
    last_run: Mapped[int | None]
    """The run whose turn came last."""


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


class SecretRow(Base):
    """What all servers of this database share and nobody else knows, such as the key that signs
    cookies."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


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


class ExperimentRow(Base):
    """A question with its runs. Times are UNIX seconds."""

    __tablename__ = "experiments"
    __table_args__ = (
        Index("experiments_by_state", "state", "id"),
        Index("experiments_by_owner", "owner", "id"),
        # a link to a deleted experiment must never show another one
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    step_id: Mapped[str | None]
    recipe: Mapped[str]
    """What its settings are varied of."""
    question: Mapped[str]
    """JSON of ``experiments.question.Question``."""
    state: Mapped[str]
    """Of ``experiments.experiment.State``."""
    problem: Mapped[str | None]
    """Why no trial of it can be made now, in a sentence."""
    created: Mapped[float]
    finished: Mapped[float | None]
    owner: Mapped[int | None]
    num_changes: Mapped[int] = mapped_column(default=0, server_default="0")
    """Counts whatever changes it or its trials, but not what its runs do."""


class TrialRow(Base):
    """One choice of an experiment's settings; numbered from 1 as they were made."""

    __tablename__ = "trials"

    experiment: Mapped[int] = mapped_column(ForeignKey("experiments.id", ondelete="CASCADE"),
                                            primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    overrides: Mapped[str]
    """JSON of what it sets of the recipe, by key."""
    purpose: Mapped[str]
    """``search``, or ``confirmation``: with fresh seeds, measured on the test set."""
    created: Mapped[float]


class TrialRunRow(Base):
    """The run of a trial with one seed."""

    __tablename__ = "trial_runs"
    __table_args__ = (
        ForeignKeyConstraint(("experiment", "trial"), ("trials.experiment", "trials.number"),
                             ondelete="CASCADE"),
        Index("trial_runs_by_run", "run_id"),
    )

    experiment: Mapped[int] = mapped_column(primary_key=True)
    trial: Mapped[int] = mapped_column(primary_key=True)
    seed: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))
    """Empty before it is queued, and after it was deleted."""
    is_made: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """There was a run for it: without ``run_id`` that was deleted since, and is not made again by
    itself."""
    was_there: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """It had been trained before, or was on its way."""
    pruned_at: Mapped[int | None]
    """After which epoch successive halving stopped it."""
    passed: Mapped[int | None]
    """The last epoch after which successive halving let it go on."""
    problem: Mapped[str | None]
    """Why there can be no such run, in a sentence: its settings do not go together."""


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


class HealthRow(Base):
    """One row, written to see whether rows can be written; ``at`` in UNIX seconds."""

    __tablename__ = "health"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[float]


def hits(session: Session, statement: Update | Delete) -> bool:
    """Execute it; whether there was any row for it."""
    return cast(CursorResult[Any], session.execute(statement)).rowcount > 0
