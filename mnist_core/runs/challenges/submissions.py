"""What was submitted to a challenge: copies of recipe, weights and answers, which stand still."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mnist_core.challenges.halves import first_half
from mnist_core.challenges.ranking import Entry
from mnist_core.runs.artifacts.artifacts import BEST_WEIGHTS
from mnist_core.runs.artifacts.missing_files import missing_sentence, unread_sentence
from mnist_core.runs.challenges.challenges import Challenge, is_taking
from mnist_core.runs.challenges.fit import Fit, fit_of
from mnist_core.runs.database.row_number import is_row_number
from mnist_core.runs.database.run import Run
from mnist_core.runs.database.tables.base import hits
from mnist_core.runs.database.tables.challenges import ChallengeRow, SubmissionRow, SubmittedRunRow
from mnist_core.runs.lease.clock import read_time
from mnist_core.runs.records.store import Store

MAX_SUBMISSIONS = 50
"""Of one person to one challenge, those that were withdrawn included."""
MAX_WEIGHTS_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Submission:
    """One of them. ``first_accuracy`` in percent of the first half; times in UNIX seconds."""

    id: int
    person: int
    run_ids: tuple[int, ...]
    parameters: int
    seconds: float
    """Of training, the mean over its runs."""
    first_accuracy: float
    submitted: float
    is_withdrawn: bool


class Submissions:
    """Those to one challenge."""

    def __init__(self, store: Store, challenge: Challenge) -> None:
        self._store, self._challenge = store, challenge

    def all(self) -> list[Submission]:
        """In the order in which they were submitted."""
        with Session(self._store.engine) as session:
            rows = session.scalars(select(SubmissionRow).where(
                SubmissionRow.challenge == self._challenge.id).order_by(SubmissionRow.id)).all()
            parts: dict[int, list[tuple[int, float]]] = {row.id: [] for row in rows}
            for submission, number, seconds in session.execute(
                    select(SubmittedRunRow.submission, SubmittedRunRow.run_number,
                           SubmittedRunRow.seconds).join(SubmissionRow)
                    .where(SubmissionRow.challenge == self._challenge.id)
                    .order_by(SubmittedRunRow.run_number)):
                parts[submission].append((number, seconds))
        return [_from_row(row, parts[row.id]) for row in rows]

    def standing(self) -> list[Submission]:
        """The best one of each person, by the first half; of equally good ones the earlier."""
        best: dict[int, Submission] = {}
        for one in self.all():
            if not one.is_withdrawn and (
                    one.person not in best
                    or one.first_accuracy > best[one.person].first_accuracy):
                best[one.person] = one
        return sorted(best.values(), key=lambda one: one.id)

    def fit_of(self, run: Run, person: int) -> Fit:
        """What the rules say of a run; a challenge that takes no more is a refusal."""
        if not self._challenge.takes_runs:
            return Fit(self._over())
        with Session(self._store.engine) as session:
            now = read_time(session)
        return fit_of(self._store, self._challenge.rules, run, person, now)

    def add(self, run: Run, person: int) -> Submission:
        """Submit a run, and those of further seeds with it where several count.

        Raises:
            ValueError: why it cannot be submitted.
        """
        fit = self.fit_of(run, person)
        if not fit.fits:
            raise ValueError(fit.why_not)
        copies = [self._copied(self._store.run(run_id)) for run_id in fit.run_ids]
        if sum(len(copy.weights) for copy in copies) > MAX_WEIGHTS_BYTES:
            raise ValueError("The weights of what is submitted may take "
                             f"{MAX_WEIGHTS_BYTES / 1e6:.0f} MB; use fewer parameters.")
        entry, half = self._entry(0, copies)
        row = SubmissionRow(
            challenge=self._challenge.id, person=person, parameters=run.parameters,
            run_numbers=",".join(map(str, fit.run_ids)), first_accuracy=entry.accuracy(half))
        with Session(self._store.engine) as session:
            self._count_change(session)
            num = session.scalar(select(func.count()).select_from(SubmissionRow).where(
                SubmissionRow.challenge == self._challenge.id, SubmissionRow.person == person)) or 0
            if num >= MAX_SUBMISSIONS:
                raise ValueError(f"You have submitted {num} times, which is as often as one may.")
            row.submitted = read_time(session)
            session.add(row)
            try:
                session.flush()
            except IntegrityError:
                raise ValueError(f"{_named(fit.run_ids)} submitted already.") from None
            for copy in copies:
                copy.submission = row.id
            session.add_all(copies)
            session.commit()
            return _from_row(row, [(copy.run_number, copy.seconds) for copy in copies])

    def find(self, number: int) -> Submission | None:
        return next((one for one in self.all() if one.id == number), None
                    ) if is_row_number(number) else None

    def withdraw(self, submission: Submission) -> None:
        """Have it count no more, until the challenge's end.

        Raises:
            ValueError: that is over, or it was withdrawn before.
        """
        with Session(self._store.engine) as session:
            self._count_change(session)
            ends, now = self._challenge.rules.ends, read_time(session)
            if ends is not None and now > ends:
                raise ValueError(f"The challenge “{self._challenge.title}” has ended: what was "
                                 "submitted stands.")
            if not hits(session, update(SubmissionRow).where(
                    SubmissionRow.id == submission.id, SubmissionRow.withdrawn.is_(None))
                    .values(withdrawn=now, run_numbers=None)):
                raise ValueError("This submission was withdrawn already.")
            session.commit()

    def files(self, submission: Submission) -> dict[str, bytes]:
        """By name, the recipe and the weights of each of its runs, as they were submitted."""
        with Session(self._store.engine) as session:
            runs = session.execute(
                select(SubmittedRunRow.run_number, SubmittedRunRow.recipe, SubmittedRunRow.weights)
                .where(SubmittedRunRow.submission == submission.id)
                .order_by(SubmittedRunRow.run_number)).all()
        return {f"run-{number}{ending}": data for number, recipe, weights in runs for ending, data
                in ((".recipe.json", recipe.encode()), (".safetensors", weights))}

    def entries(self, submissions: Collection[Submission]
                ) -> tuple[list[Entry], NDArray[np.bool_]]:
        """What their networks read right, digit by digit, and the first half of the digits.

        Only ``challenges.ranking`` and the server look at the second half, and nobody else does
        until it is opened.
        """
        found: dict[int, list[SubmittedRunRow]] = {one.id: [] for one in submissions}
        with Session(self._store.engine) as session:
            for number, answers in session.execute(
                    select(SubmittedRunRow.submission, SubmittedRunRow.answers)
                    .where(SubmittedRunRow.submission.in_(found))):
                found[number].append(SubmittedRunRow(answers=answers))
        half = np.zeros(0, np.bool_)
        entries = []
        for one in submissions:
            entry, half = self._entry(one.id, found[one.id])
            entries.append(entry)
        return entries, half

    def _entry(self, key: int, runs: Collection[SubmittedRunRow]
               ) -> tuple[Entry, NDArray[np.bool_]]:
        read = np.array([np.frombuffer(run.answers, np.uint8).reshape(2, -1) for run in runs])
        labels = read[0, 1]
        right = (read[:, 0] == labels).sum(axis=0, dtype=np.int64)
        return Entry(key, right, len(runs)), _half(labels.tobytes(), self._challenge.secret)

    def _copied(self, run: Run) -> SubmittedRunRow:
        """Its recipe, and its weights and answers at its best epoch."""
        artifacts = self._store.artifacts
        evaluation = self._store.evaluation(run.id, best=True)
        if evaluation is None:
            raise ValueError(unread_sentence(artifacts, run, best=True))
        weights = artifacts.read(run.id, BEST_WEIGHTS)
        if weights is None:
            raise ValueError(missing_sentence(artifacts, run))
        answers = np.array([evaluation.predicted, evaluation.labels], np.uint8)
        return SubmittedRunRow(
            run_number=run.id, recipe=run.recipe_json, weights=weights, answers=answers.tobytes(),
            seconds=sum(epoch.seconds for epoch in self._store.epochs(run.id)))

    def _count_change(self, session: Session) -> None:
        """Hold the challenge until the commit, so that nobody opens or closes it meanwhile."""
        if not hits(session, update(ChallengeRow).where(
                ChallengeRow.id == self._challenge.id, *is_taking())
                .values(num_changes=ChallengeRow.num_changes + 1)):
            raise ValueError(self._over())

    def _over(self) -> str:
        return f"The challenge “{self._challenge.title}” is over: nothing is submitted any more."


def _from_row(row: SubmissionRow, runs: list[tuple[int, float]]) -> Submission:
    return Submission(
        row.id, row.person, tuple(number for number, _ in runs), row.parameters,
        sum(seconds for _, seconds in runs) / len(runs), row.first_accuracy, row.submitted,
        row.withdrawn is not None)


def _named(run_ids: tuple[int, ...]) -> str:
    if len(run_ids) == 1:
        return f"Run {run_ids[0]} is"
    return f"Runs {', '.join(map(str, run_ids))} are"


@lru_cache(maxsize=16)
def _half(labels: bytes, secret: str) -> NDArray[np.bool_]:
    return first_half(np.frombuffer(labels, np.uint8), secret)
