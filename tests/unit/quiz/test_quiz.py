"""A quiz as a whole: the same for one seed, other numbers after than before, own runs first."""

from collections import Counter
from dataclasses import replace

from mnist_core.quiz.kinds.all_kinds import KINDS
from mnist_core.quiz.material import Material, MeasuredRun, measured
from mnist_core.quiz.question import TOPICS
from mnist_core.quiz.quiz import make_quiz
from tests.unit.quiz.asked import asked, material, run_called


def test_a_seed_makes_one_quiz_of_four_questions_a_topic() -> None:
    quiz = make_quiz(material(), 3)
    assert quiz == make_quiz(material(), 3)
    assert quiz != make_quiz(material(), 4)
    assert [question.kind for question in quiz] == list(KINDS)
    assert Counter(question.topic for question in quiz) == dict.fromkeys(TOPICS, 4)


def test_after_asks_the_same_kinds_with_other_numbers() -> None:
    for seed in range(30):
        before = make_quiz(material(), seed)
        after = make_quiz(material(), seed, before)
        for one, other in zip(before, after, strict=True):
            assert (one.kind, one.topic) == (other.kind, other.topic)
            assert (one.text, one.picture) != (other.text, other.picture)


def test_each_question_has_four_answers_of_which_any_place_may_be_right() -> None:
    for kind in KINDS:
        places = Counter(question.right for question in asked(kind))
        # by chance one place in 60 has fewer than five of them once in ten thousand
        assert min(places[place] for place in range(4)) >= 5, (kind, places)


def own(name: str, of: str) -> MeasuredRun:
    run, = measured([run_called(of)])
    return replace(run, name=name, is_own=True)


def test_a_students_own_runs_are_asked_about_before_others() -> None:
    mine = own("Run 12", "nets-3 · reference 1")
    quiz = make_quiz(Material([*material().runs, mine], material().digits), 1)
    named = {question.kind for question in quiz if "Run 12" in question.picture.model_dump_json()}
    assert named == {"gap", "largest-gap", "best-epoch", "new-digits"}
    assert "a made one" in quiz[list(KINDS).index("place")].picture.caption


def test_an_own_run_that_makes_no_question_leaves_it_to_others() -> None:
    # train and test the same: no gap, and no epoch that was best
    flat = own("Run 1", "strategy-4 · reference 1")
    epochs = [replace(epoch, train_accuracy=99.0, test_accuracy=99.0) for epoch in flat.epochs]
    quiz = make_quiz(Material([*material().runs, replace(flat, epochs=epochs)]), 1)
    assert len(quiz) == 12
