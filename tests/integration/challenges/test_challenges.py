"""Challenges and what is submitted to them, on SQLite and PostgreSQL."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from mnist_core.challenges.rules import Rules
from mnist_core.runs.challenges.challenges import Challenge, Challenges
from mnist_core.runs.challenges.submissions import Submissions
from mnist_core.runs.database.tables.challenges import SubmittedRunRow
from mnist_core.runs.people.classrooms import open_classroom
from mnist_core.runs.people.people import People
from mnist_core.runs.records.deleted import delete_runs, purge
from mnist_core.runs.records.store import Store
from tests.integration.runs_lab import Lab, either_database
from tests.made_runs import made_run

pytestmark = either_database
FREE = Rules(title="Free")


@dataclass
class ClassLab:
    """A class with two students and its challenges."""

    store: Store
    challenges: Challenges
    anna: int
    ben: int

    def submissions(self, challenge: Challenge) -> Submissions:
        return Submissions(self.store, challenge)


@pytest.fixture
def school(lab: Lab) -> Iterator[ClassLab]:
    classroom = open_classroom(lab.store.engine, "7B-2026")
    people = People(lab.store.engine)
    anna, ben = (people.join(classroom, name)[0].id for name in ("Anna", "Ben"))
    yield ClassLab(lab.store, Challenges(lab.store.engine, classroom.id), anna, ben)


def refusal(work: Any) -> str:
    with pytest.raises(ValueError) as caught:
        work()
    sentence = str(caught.value)
    assert sentence.endswith(".") and "\n" not in sentence
    return sentence


def test_one_at_a_time_is_open_and_older_ones_stay_readable(school: ClassLab) -> None:
    first = school.challenges.add(Rules(title="First", most_parameters=10_000))
    assert "close it" in refusal(lambda: school.challenges.add(FREE))
    school.submissions(first).add(made_run(school.store, school.anna, range(50)), school.anna)
    school.challenges.close(first)
    second = school.challenges.add(FREE)
    assert [one.title for one in school.challenges.all()] == ["Free", "First"]
    found = school.challenges.find(first.id)
    assert found and found.rules.most_parameters == 10_000 and found.state(0) == "closed"
    assert len(school.submissions(found).standing()) == 1
    assert "is over" in refusal(lambda: school.submissions(found).add(
        made_run(school.store, school.ben, range(50)), school.ben))
    assert second.secret != first.secret


def test_two_that_are_set_at_one_moment_are_one(school: ClassLab) -> None:
    outcomes: list[object] = []

    def attempt() -> None:
        try:
            outcomes.append(school.challenges.add(FREE).id)
        except ValueError as error:
            outcomes.append(str(error))
    threads = [threading.Thread(target=attempt) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 6 and sum(isinstance(one, int) for one in outcomes) == 1


def test_a_class_sees_its_own_challenges_only(school: ClassLab) -> None:
    other = Challenges(school.store.engine, open_classroom(school.store.engine, "8A-2026").id)
    ours, theirs = school.challenges.add(FREE), other.add(FREE)
    assert school.challenges.find(theirs.id) is None and other.find(ours.id) is None
    assert [one.id for one in other.all()] == [theirs.id]


def test_what_was_submitted_stands_still(school: ClassLab) -> None:
    challenge = school.challenges.add(FREE)
    run = made_run(school.store, school.anna, range(50))
    before = school.submissions(challenge).add(run, school.anna)
    school.store.rename(run.id, "another name")
    delete_runs(school.store, [run.id])
    purge(school.store, older_than_seconds=-1)
    after, = school.submissions(challenge).standing()
    assert after == before and after.run_ids == (run.id,)
    entry, = school.submissions(challenge).entries([after])[0]
    assert np.flatnonzero(entry.num_right == 0).tolist() == list(range(50))
    with Session(school.store.engine) as session:
        row, = session.scalars(select(SubmittedRunRow))
        assert row.weights == b"weights of run %d" % run.id
        assert row.recipe == run.recipe_json


def test_the_best_stands_while_others_come_and_go(school: ClassLab) -> None:
    submissions = school.submissions(school.challenges.add(FREE))
    good, better, worse = (
        submissions.add(made_run(school.store, school.anna, range(num)), school.anna)
        for num in (100, 50, 200))
    other = submissions.add(made_run(school.store, school.ben, range(300)), school.ben)
    assert submissions.standing() == [better, other]
    submissions.withdraw(better)
    assert submissions.standing() == [good, other]
    assert "already" in refusal(lambda: submissions.withdraw(better))
    for one in (good, worse):
        submissions.withdraw(one)
    assert submissions.standing() == [other]
    assert [one.is_withdrawn for one in submissions.all()] == [True, True, True, False]


def test_the_same_run_twice_is_said_unless_it_was_withdrawn(school: ClassLab) -> None:
    submissions = school.submissions(school.challenges.add(FREE))
    run = made_run(school.store, school.anna, range(50))
    first = submissions.add(run, school.anna)
    assert refusal(lambda: submissions.add(run, school.anna)) == (
        f"Run {run.id} is submitted already.")
    submissions.withdraw(first)
    assert submissions.add(run, school.anna).id != first.id


def test_a_double_click_submits_once(school: ClassLab) -> None:
    submissions = school.submissions(school.challenges.add(FREE))
    run = made_run(school.store, school.anna, range(50))
    sentences: list[str] = []

    def click() -> None:
        try:
            submissions.add(run, school.anna)
        except ValueError as error:
            sentences.append(str(error))
    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sentences == [f"Run {run.id} is submitted already."] * 3
    assert len(submissions.all()) == 1


def test_only_ones_own_finished_runs_on_all_of_mnist_that_were_trained_here(
        school: ClassLab) -> None:
    submissions = school.submissions(school.challenges.add(FREE))

    def why_not(run_owner: int | None, **values: Any) -> str:
        run = made_run(school.store, run_owner, range(50), **values)
        return refusal(lambda: submissions.add(run, school.anna)).partition(f"Run {run.id} ")[2]
    assert why_not(school.ben).startswith("is not yours")
    assert why_not(None).startswith("is not yours")
    assert why_not(school.anna, imported=1.0).startswith("was trained in another lab")
    assert why_not(school.anna, state="stopped").startswith("is stopped")
    assert why_not(school.anna, source="offline sample").startswith("was trained on the offline")
    quick = made_run(school.store, school.anna, range(50), changes={"epochs": 1})
    assert "a quick try" in refusal(lambda: submissions.add(quick, school.anna))
    assert submissions.all() == []


def test_a_run_that_does_not_fit_is_refused_with_all_that_is_wrong(school: ClassLab) -> None:
    rules = Rules(title="Strict", most_parameters=10, most_seconds=5, most_epochs=1000)
    submissions = school.submissions(school.challenges.add(rules))
    run = made_run(school.store, school.anna, range(50))
    assert refusal(lambda: submissions.add(run, school.anna)) == (
        f"It does not keep to the rules: {run.parameters:,} parameters, at most 10; 20.0 s of "
        "training, at most 5 s.")
    assert [one.fits for one in submissions.fit_of(run, school.anna).findings] == [
        False, True, False]


def test_of_a_run_that_does_not_fit_nothing_is_said_of_further_seeds(school: ClassLab) -> None:
    rules = Rules(title="Small", most_parameters=10, num_seeds=3)
    run = made_run(school.store, school.anna, range(50))
    fit = school.submissions(school.challenges.add(rules)).fit_of(run, school.anna)
    assert [one.words for one in fit.findings] == [f"{run.parameters:,} parameters, at most 10"]
    assert not fit.fits


def test_several_seeds_are_one_submission_and_nobody_picks_the_lucky_ones(
        school: ClassLab) -> None:
    rules = Rules(title="Three seeds", num_seeds=3)
    submissions = school.submissions(school.challenges.add(rules))

    def seeded(seed: int, wrong: int, **changes: Any) -> Any:
        return made_run(school.store, school.anna, range(wrong), changes={"seed": seed, **changes})
    runs = [seeded(1, 120), seeded(2, 60)]
    seeded(1, 10), seeded(9, 10, dropout=0.2)
    made_run(school.store, school.ben, range(10), changes={"seed": 7})
    assert "2 of 3 seeds" in refusal(lambda: submissions.add(runs[0], school.anna))
    runs.append(seeded(3, 90))
    lucky = seeded(4, 0)
    one = submissions.add(lucky, school.anna)
    assert one.run_ids == tuple(run.id for run in runs)
    assert one.first_accuracy == pytest.approx(100 - 90 / 100, abs=0.3)
    entry, = submissions.entries([one])[0]
    assert (entry.num_seeds, entry.num_right.min(), entry.num_right[59]) == (3, 0, 0)
    assert entry.num_right[60:120].tolist() == [1] * 30 + [2] * 30
    assert "are submitted already" in refusal(lambda: submissions.add(runs[2], school.anna))


def test_a_run_counts_if_it_finished_before_the_end(school: ClassLab) -> None:
    now = time.time()
    challenge = school.challenges.add(Rules(title="Short", ends=now + 3600))
    # the clock of the machine that trained it is an hour ahead
    ahead = made_run(school.store, school.anna, range(50), finished=now + 7200)
    standing = school.submissions(challenge).add(ahead, school.anna)
    in_time, late = (made_run(school.store, school.anna, range(50), finished=now + seconds)
                     for seconds in (-90, -10))
    over = at(school, challenge, now - 60)
    assert over.state(school.challenges.now()) == "ended"
    assert "finished 50 s after the end" in refusal(
        lambda: school.submissions(over).add(late, school.anna))
    school.submissions(over).add(in_time, school.anna)
    assert "has ended" in refusal(lambda: school.submissions(over).withdraw(standing))


def at(school: ClassLab, challenge: Challenge, ends: float) -> Challenge:
    """``challenge`` with another end, which is over by then."""
    rules = challenge.rules.model_copy(update={"ends": ends})
    school.challenges._change(challenge, "", (), rules=rules.model_dump_json())
    found = school.challenges.find(challenge.id)
    assert found
    return found


def test_the_end_moves_until_the_second_half_is_open(school: ClassLab) -> None:
    now = time.time()
    assert "over already" in refusal(
        lambda: school.challenges.add(Rules(title="Late", ends=now - 1)))
    challenge = school.challenges.add(FREE)
    assert school.challenges.end_at(challenge, now + 60).rules.ends == now + 60
    assert "over already" in refusal(lambda: school.challenges.end_at(challenge, now - 1))
    opened = school.challenges.open_second_half(school.challenges.end_at(challenge, None))
    assert opened.state(now) == "opened" and not opened.takes_runs
    assert "shown already" in refusal(lambda: school.challenges.open_second_half(opened))
    assert "stays as it is" in refusal(lambda: school.challenges.end_at(opened, now + 60))
    run = made_run(school.store, school.anna, range(50))
    assert "is over" in refusal(lambda: school.submissions(challenge).add(run, school.anna))


def test_every_change_has_a_version_of_its_own(school: ClassLab) -> None:
    challenge = school.challenges.add(FREE)
    versions = [challenge.version]

    def noted() -> None:
        found = school.challenges.find(challenge.id)
        assert found
        versions.append(found.version)
    submissions = school.submissions(challenge)
    one = submissions.add(made_run(school.store, school.anna, range(50)), school.anna)
    noted()
    submissions.withdraw(one)
    noted()
    school.challenges.end_at(challenge, time.time() + 60)
    noted()
    school.challenges.open_second_half(challenge)
    noted()
    school.challenges.close(challenge)
    noted()
    assert versions == sorted(set(versions))


def test_the_end_is_judged_by_the_clock_of_the_database(school: ClassLab,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    if school.store.engine.dialect.name == "sqlite":
        pytest.skip("SQLite's clock is that of its machine")
    challenge = school.challenges.add(Rules(title="Short", ends=time.time() + 3600))
    run = made_run(school.store, school.anna, range(50))
    # this server's clock is a day ahead
    day_ahead = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: day_ahead)
    one = school.submissions(challenge).add(run, school.anna)
    assert one.submitted < day_ahead - 86_000
    school.submissions(challenge).withdraw(one)


def test_a_list_of_submissions_reads_no_answers(school: ClassLab) -> None:
    submissions = school.submissions(school.challenges.add(FREE))
    submissions.add(made_run(school.store, school.anna, range(50)), school.anna)
    statements: list[str] = []
    event.listen(school.store.engine, "before_cursor_execute",
                 lambda _c, _cursor, statement, *_: statements.append(statement))
    submissions.standing()
    assert len(statements) == 2
    assert not any("answers" in one or "weights" in one for one in statements)
