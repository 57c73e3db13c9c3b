"""Each person's sittings of the quiz: the questions as they were made, and what was answered."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import SystemRandom

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Engine, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mnist_core.base.not_found import NotFound
from mnist_core.quiz.gain import Gain
from mnist_core.quiz.marks import STAGES, Answer, Marks, Stage, marks_of
from mnist_core.quiz.question import Question
from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.lessons import QuizSittingRow

LARGEST_SEED = 2**31 - 1
_QUESTIONS = TypeAdapter(tuple[Question, ...])
_ANSWERS = TypeAdapter(dict[int, Answer])
Making = Callable[[int, Sequence[Question]], Sequence[Question]]
"""Questions for a seed, none of them one of those that were asked already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """``begun`` and ``finished`` in UNIX seconds; ``answers`` are by the question's place."""

    id: int
    owner: int | None
    stage: Stage
    questions: Sequence[Question]
    answers: Mapping[int, Answer]
    begun: float
    finished: float | None

    @property
    def marks(self) -> Marks:
        assert self.finished is not None
        return marks_of(self.questions, self.answers)


class Sittings:
    """Those of one person, or with ``owner=None`` those that belong to nobody."""

    def __init__(self, engine: Engine, owner: int | None = None) -> None:
        self._engine, self._owner = engine, owner

    def all(self) -> list[Sitting]:
        """In the order in which they were begun."""
        with Session(self._engine) as session:
            return [_sitting(row) for row in session.scalars(
                select(QuizSittingRow).where(self._mine()).order_by(QuizSittingRow.id))]

    def find(self, number: int) -> Sitting:
        """Raises:
            NotFound: one has no such sitting.
        """
        with Session(self._engine) as session:
            row = session.scalar(select(QuizSittingRow).where(
                self._mine(), QuizSittingRow.id == number))
            if row is None:
                raise NotFound(f"You have no quiz {number}.")
            return _sitting(row)

    def begin(self, stage: Stage, make: Making) -> Sitting:
        """A new sitting, or the one that is not finished yet.

        Raises:
            ValueError: it is not its turn; one sentence.
        """
        known = self.all()
        if found := _open(known, stage):
            return found
        is_done = any(sitting.stage == "before" and sitting.finished for sitting in known)
        if stage == "before" and is_done:
            raise ValueError("You have done the quiz before the lessons; it is the one that "
                             "counts. Go on with the lessons, and then take the quiz after them.")
        if stage == "after" and not is_done:
            raise ValueError("Take the quiz before the lessons first: what you gain is the "
                             "difference between the two.")
        seed = SystemRandom().randint(0, LARGEST_SEED)
        asked = [question for sitting in known for question in sitting.questions]
        row = QuizSittingRow(
            owner=self._owner, stage=stage, seed=seed, answers="{}", begun=time.time(),
            questions=_QUESTIONS.dump_json(tuple(make(seed, asked))).decode())
        try:
            with Session(self._engine) as session:
                session.add(row)
                session.commit()
                return _sitting(row)
        except IntegrityError:
            # another tab of theirs was first
            found = _open(self.all(), stage)
            if found is None:
                raise
            return found

    def answer(self, number: int, question: int, answer: Answer) -> Sitting:
        """The answer from now on, until the sitting is finished.

        Raises:
            NotFound: one has no such sitting, or it no such question.
            ValueError: it is finished.
        """
        while True:
            sitting = self.find(number)
            if sitting.finished is not None:
                raise ValueError("This quiz is finished, and its answers stand.")
            if question >= len(sitting.questions):
                raise NotFound(f"The quiz has no question {question + 1}.")
            answers = {**sitting.answers, question: answer}
            # two tabs may answer at once: neither answer is lost
            if self._write(number, sitting.answers, answers=_text(answers)):
                return replace(sitting, answers=answers)

    def finish(self, number: int) -> Sitting:
        """No answer changes after that; to finish it again changes nothing.

        Raises:
            NotFound: one has no such sitting.
            ValueError: questions are left.
        """
        while True:
            sitting = self.find(number)
            if sitting.finished is not None:
                return sitting
            left = [place + 1 for place in range(len(sitting.questions))
                    if place not in sitting.answers]
            if left:
                raise ValueError("Answer all questions, or say that you do not know; left: "
                                 f"{', '.join(map(str, left))}.")
            now = time.time()
            if self._write(number, sitting.answers, finished=now):
                return replace(sitting, finished=now)

    def _write(self, number: int, known: Mapping[int, Answer], **values: object) -> bool:
        """Whether the answers were still those."""
        with Session(self._engine) as session:
            is_written = hits(session, update(QuizSittingRow).where(
                self._mine(), QuizSittingRow.id == number, QuizSittingRow.finished.is_(None),
                QuizSittingRow.answers == _text(known)).values(**values))
            session.commit()
            return is_written

    def _mine(self) -> ColumnElement[bool]:
        return (QuizSittingRow.owner.is_(None) if self._owner is None
                else QuizSittingRow.owner == self._owner)


def finished_of(engine: Engine, people: Collection[int]) -> dict[int, list[Sitting]]:
    """By person, in the order in which they were begun."""
    found: dict[int, list[Sitting]] = {}
    with Session(engine) as session:
        for row in session.scalars(select(QuizSittingRow).where(
                QuizSittingRow.owner.in_(people), QuizSittingRow.finished.is_not(None)
                ).order_by(QuizSittingRow.id)):
            sitting = _sitting(row)
            assert sitting.owner is not None
            found.setdefault(sitting.owner, []).append(sitting)
    return found


def num_finished(engine: Engine, people: Collection[int]) -> int:
    """How many sittings these people finished; whoever finishes one changes it."""
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(QuizSittingRow).where(
            QuizSittingRow.owner.in_(people), QuizSittingRow.finished.is_not(None))) or 0


def first_finished(sittings: Iterable[Sitting], stage: Stage) -> Sitting | None:
    """The one that counts."""
    return next((sitting for sitting in sittings
                 if sitting.stage == stage and sitting.finished is not None), None)


def counted_marks(sittings: Iterable[Sitting], stage: Stage) -> Marks | None:
    """Those of the one that counts; None until it is finished."""
    found = first_finished(sittings, stage)
    return found.marks if found else None


def gain_of(sittings: Sequence[Sitting]) -> Gain | None:
    """From the first quiz before to the first one after; None until both are finished."""
    before, after = (counted_marks(sittings, stage) for stage in STAGES)
    return Gain(before, after) if before and after else None


def _open(sittings: Iterable[Sitting], stage: Stage) -> Sitting | None:
    return next((sitting for sitting in sittings
                 if sitting.stage == stage and sitting.finished is None), None)


def _text(answers: Mapping[int, Answer]) -> str:
    return _ANSWERS.dump_json(dict(answers)).decode()


def _sitting(row: QuizSittingRow) -> Sitting:
    stage: Stage = "before" if row.stage == "before" else "after"
    return Sitting(id=row.id, owner=row.owner, stage=stage, begun=row.begun,
                   finished=row.finished, questions=_QUESTIONS.validate_json(row.questions),
                   answers=_ANSWERS.validate_json(row.answers))
