"""Marks and gains, by hand and against SciPy's own interval."""

import pytest
from scipy import stats

from mnist_core.quiz.gain import Gain, class_gain
from mnist_core.quiz.kinds.all_kinds import KINDS
from mnist_core.quiz.marks import Marks, marks_of
from mnist_core.quiz.question import Topic
from mnist_core.quiz.quiz import make_quiz
from tests.unit.quiz.asked import material

TOPIC: dict[str, Topic] = {name: kind.topic for name, kind in KINDS.items()}


def marks(num_right: int, skip: int = 0) -> Marks:
    """The first so many kinds right, but for ``skip`` of them at the beginning."""
    return Marks({kind: skip <= place < num_right + skip for place, kind in enumerate(KINDS)},
                 TOPIC)


def test_marks_count_what_is_right_and_nothing_else() -> None:
    quiz = make_quiz(material(), 1)
    answers = {place: question.right for place, question in enumerate(quiz)}
    assert marks_of(quiz, answers).num_right == 12
    wrong = {**answers, 0: (quiz[0].right + 1) % 4, 1: None}
    del wrong[11]
    found = marks_of(quiz, wrong)
    assert found.num_right == 9
    assert {topic: one.num_right for topic, one in found.by_topic().items()} == {
        "field": 2, "fitting": 4, "rate": 3}


@pytest.mark.parametrize(("before", "after", "share"), [
    (4, 8, 0.5), (0, 12, 1.0), (3, 3, 0.0), (9, 6, -1.0), (12, 12, None), (12, 9, None)])
def test_the_normalised_gain(before: int, after: int, share: float | None) -> None:
    gain = Gain(marks(before), marks(after))
    assert gain.share == share
    assert f"{before} of 12 were right before, {after} of 12 after" in gain.sentence
    assert ("nothing to gain" in gain.sentence) == (share is None)


def test_chance_is_judged_by_the_kinds_that_changed() -> None:
    # six went from wrong to right and none back: a fair coin does so twice in 64
    assert Gain(marks(4), marks(10)).p_value == pytest.approx(2 / 64)
    # as many right, but others: three learnt, three lost
    swapped = Gain(marks(4), marks(4, skip=3))
    assert (swapped.num_learnt, swapped.num_lost, swapped.p_value) == (3, 3, 1.0)
    assert "could easily be chance" in Gain(marks(4), marks(5)).chance_sentence


def test_a_class_has_a_mean_gain_with_n_and_an_interval() -> None:
    gains = [Gain(marks(4), marks(8)), Gain(marks(6), marks(12)), Gain(marks(8), marks(7)),
             Gain(marks(12), marks(12))]
    found = class_gain(gains)
    assert (found.num_both, found.num_full, found.n) == (4, 1, 3)
    assert found.mean == pytest.approx((0.5 + 1.0 - 0.25) / 3)
    assert (found.before, found.after) == (7.5, 9.75)
    assert found.of_means == pytest.approx(2.25 / 4.5)
    expected = stats.t.interval(0.95, 2, loc=found.mean, scale=stats.sem([0.5, 1.0, -0.25]))
    assert (found.low, found.high) == pytest.approx(expected)


def test_a_class_of_one_or_none_has_no_interval() -> None:
    assert class_gain([]).mean is None
    one = class_gain([Gain(marks(4), marks(8))])
    assert (one.mean, one.low) == (0.5, None)
    full = class_gain([Gain(marks(12), marks(12))])
    assert (full.n, full.mean, full.of_means) == (0, None, None)
