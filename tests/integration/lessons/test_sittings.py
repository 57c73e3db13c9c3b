"""Sittings of the quiz, on SQLite and PostgreSQL."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from mnist_core.base.not_found import NotFound
from mnist_core.quiz.question import Question
from mnist_core.quiz.quiz import make_quiz
from mnist_core.runs.lessons.sittings import Sitting, Sittings, finished_of, gain_of
from mnist_core.runs.people.classrooms import open_classroom
from mnist_core.runs.people.people import People
from mnist_core.runs.people.removal import remove_people
from tests.integration.runs_lab import Lab, either_database
from tests.unit.quiz.asked import material

pytestmark = either_database


def made(seed: int, besides: Sequence[Question]) -> Sequence[Question]:
    return make_quiz(material(), seed, besides)


def done(sittings: Sittings, stage: str, num_right: int) -> Sitting:
    """One with the first so many answers right and the others unknown."""
    sitting = sittings.begin("before" if stage == "before" else "after", made)
    for place, question in enumerate(sitting.questions):
        sittings.answer(sitting.id, place, question.right if place < num_right else None)
    return sittings.finish(sitting.id)


def test_a_sitting_goes_on_where_it_was_left(lab: Lab) -> None:
    sittings = Sittings(lab.store.engine)
    begun = sittings.begin("before", made)
    sittings.answer(begun.id, 3, 1)
    sittings.answer(begun.id, 3, 2)
    sittings.answer(begun.id, 0, None)
    again = Sittings(lab.store.engine).begin("before", made)
    assert (again.id, again.questions, dict(again.answers)) == (
        begun.id, begun.questions, {3: 2, 0: None})
    with pytest.raises(ValueError, match="left: 2, 3, 5, 6"):
        sittings.finish(begun.id)


def test_what_is_finished_stands_and_the_first_of_each_counts(lab: Lab) -> None:
    sittings = Sittings(lab.store.engine)
    with pytest.raises(ValueError, match="before the lessons first"):
        sittings.begin("after", made)
    before = done(sittings, "before", 4)
    with pytest.raises(ValueError, match="its answers stand"):
        sittings.answer(before.id, 0, 0)
    assert sittings.finish(before.id).finished == before.finished
    with pytest.raises(ValueError, match="the one that counts"):
        sittings.begin("before", made)
    assert gain_of(sittings.all()) is None
    after = done(sittings, "after", 8)
    again = done(sittings, "after", 12)
    assert again.id != after.id
    asked = [{question.text + question.picture.model_dump_json() for question in one.questions}
             for one in (before, after, again)]
    assert not asked[0] & asked[1]
    assert not asked[1] & asked[2]
    gain = gain_of(sittings.all())
    assert gain and gain.share == 0.5


def test_two_tabs_begin_one_sitting_and_lose_no_answer(lab: Lab) -> None:
    sittings = Sittings(lab.store.engine)
    with ThreadPoolExecutor(4) as pool:
        begun = list(pool.map(lambda _: sittings.begin("before", made).id, range(4)))
        assert len(set(begun)) == 1
        list(pool.map(lambda place: sittings.answer(begun[0], place, place % 4), range(12)))
    assert dict(sittings.find(begun[0]).answers) == {place: place % 4 for place in range(12)}


def test_each_has_sittings_of_ones_own_which_go_with_them(lab: Lab) -> None:
    engine = lab.store.engine
    people, classroom = People(engine), open_classroom(engine, "QUIZ")
    anna, ben = people.join(classroom, "Anna")[0], people.join(classroom, "Ben")[0]
    of_anna = done(Sittings(engine, anna.id), "before", 5)
    of_ben = Sittings(engine, ben.id).begin("before", made)
    done(Sittings(engine), "before", 1)
    with pytest.raises(NotFound, match="no quiz"):
        Sittings(engine, ben.id).answer(of_anna.id, 0, 0)
    with pytest.raises(NotFound, match="no question 13"):
        Sittings(engine, ben.id).answer(of_ben.id, 12, 0)
    found = finished_of(engine, [anna.id, ben.id])
    assert [sitting.marks.num_right for sitting in found[anna.id]] == [5]
    assert ben.id not in found
    remove_people(lab.store, [anna.id])
    assert finished_of(engine, [anna.id]) == {}
    assert len(Sittings(engine).all()) == 1
