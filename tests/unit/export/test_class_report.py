"""The pages and tables of the class report, of runs that were made up."""

import csv
from datetime import date
from io import StringIO
from typing import Any

from mnist_core.export.class_report.learner import Learner, ladder_of
from mnist_core.export.class_report.lessons import walked
from mnist_core.export.class_report.page import class_page, learner_page
from mnist_core.export.class_report.tables import runs_csv, students_csv
from mnist_core.lessons.place import Place
from mnist_core.quiz.marks import Stage
from mnist_core.quiz.quiz import make_quiz
from mnist_core.runs.lessons.places import KeptPlace
from mnist_core.runs.lessons.sittings import Sitting
from mnist_core.runs.run_list.columns import RunEntry
from tests.unit.quiz.asked import material

NOON = 1_796_000_000.0


def entry(number: int, **changed: Any) -> RunEntry:
    given: dict[str, Any] = {
        "id": number, "step_id": "strategy-4", "name": "", "note": "", "changes": "",
        "against_step": "changed", "own_network": False, "state": "finished",
        "created": NOON + number, "seed": 1,
        "num_epochs": 2, "epochs_done": 2, "best_test_accuracy": 99.0, "parameters": 7_850,
        "device_note": None, "is_imported": False, "owner": 1, "seconds": 10.0,
        "seconds_left": None}
    return RunEntry(**{**given, **changed})


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def test_a_quick_try_is_best_only_where_there_is_nothing_else() -> None:
    tried = entry(1, against_step="shorter", best_test_accuracy=99.3)
    whole = entry(2, best_test_accuracy=98.9)
    imported = entry(3, best_test_accuracy=99.9, is_imported=True)
    stopped = entry(4, best_test_accuracy=99.8, state="stopped")
    assert Learner("Anna", (tried, whole, imported, stopped)).best == whole
    assert Learner("Anna", (tried, imported)).best == tried
    assert Learner("Anna", (stopped,)).best is None
    # of a class as of each student
    told = class_page([Learner("Anna", (tried,)), Learner("Ben", ())]).decode()
    assert told.count("best test accuracy, a quick try") == 2
    assert "a quick try" not in class_page([Learner("Anna", (whole,))]).decode()


def test_names_and_notes_are_text_on_the_page() -> None:
    learner = Learner("<b>Eve", (entry(1, note="<script>alert(1)</script>", name="<i>x"),))
    for page in (learner_page(learner), class_page([learner])):
        told = page.decode()
        assert "&lt;b&gt;Eve" in told and "&lt;script&gt;alert(1)" in told
        assert "<b>" not in told and "<script" not in told and "<i>" not in told


def test_what_a_spreadsheet_would_compute_is_text() -> None:
    learner = Learner("=1+1", (entry(1, note="@SUM(A1)\nand more"), entry(2)))
    first, second = rows(runs_csv([learner]))
    assert (first["student"], first["note"]) == ("'=1+1", "'@SUM(A1)\nand more")
    assert (second["best test accuracy %"], second["quick try"]) == ("99.00", "no")


def test_a_class_is_a_row_a_student_also_without_a_run() -> None:
    busy = Learner("Anna", (entry(1, note="Small is slow."), entry(2, state="failed")))
    first, second = rows(students_csv([busy, Learner("Paul", ())]))
    assert (first["runs"], first["finished"], first["its run"], first["notes"]) == (
        "2", "1", "1", "1")
    assert (second["runs"], second["its run"], second["best test accuracy %"]) == ("0", "", "")
    told = class_page([busy, Learner("Paul", ())], date(2026, 11, 29)).decode()
    assert told.count('class="learner"') == 3
    assert "No run was started." in told and "of 29 November 2026" in told


def test_a_hundred_runs_of_one_place_are_drawn() -> None:
    """As bad as can be for dots that give way: all of one size, all on the bottom edge."""
    many = tuple(entry(number, best_test_accuracy=11.35, state="finished")
                 for number in range(1, 101))
    assert "the best 20 of 100" in learner_page(Learner("Anna", many)).decode()
    class_of_many = [Learner(f"Student {run.id}", (run,)) for run in many]
    assert class_page(class_of_many).decode().count("<g") == 100 * 2


def test_the_chart_is_of_the_ladder_that_was_climbed() -> None:
    runs = [entry(1, step_id="nets-2"), entry(2, step_id="nets-3"), entry(3)]
    assert ladder_of(runs).id == "nets"
    assert ladder_of([entry(1, step_id=None), entry(2, step_id="gone-1")]).id == "strategy"


def sitting(stage: Stage, num_right: int) -> Sitting:
    questions = make_quiz(material(), len(stage))
    return Sitting(id=num_right, owner=1, stage=stage, questions=questions, begun=NOON,
                   finished=NOON, answers={place: question.right for place, question
                                           in enumerate(questions) if place < num_right})


def test_the_quiz_is_a_line_of_each_student() -> None:
    anna = Learner("Anna", (), [sitting("before", 4), sitting("after", 8), sitting("after", 12)])
    paul = Learner("Paul", (), [sitting("before", 6)])
    first, second, third = rows(students_csv([anna, paul, Learner("Zoe", ())]))
    told = ("quiz before", "quiz after", "normalised gain")
    assert [first[name] for name in told] == ["4", "8", "0.5"]
    assert [second[name] for name in told] == ["6", "", ""]
    assert [third[name] for name in told] == ["", "", ""]
    page = class_page([anna, paul]).decode()
    assert "4 → 8 of 12" in page and "6 → – of 12" in page
    assert "4 of 12 were right before, 8 of 12 after" in learner_page(anna).decode()
    assert "The quiz before" not in learner_page(paul).decode()


def kept(lesson: str, begun: float, finished: float | None = None) -> KeptPlace:
    return KeptPlace(owner=1, lesson=lesson, place=Place(part="your-turn"), begun=begun,
                     updated=finished or begun, finished=finished)


def test_lessons_are_told_as_begun_and_finished() -> None:
    places = [kept("gone", NOON + 90_000), kept("dropout", NOON, NOON + 600)]
    lessons = walked(places, {"dropout": "<b>Worth it?"})
    anna = Learner("Anna", (), lessons=lessons)
    assert [lesson.title for lesson in lessons] == ["<b>Worth it?", "gone"]
    told = learner_page(anna).decode()
    assert "&lt;b&gt;Worth it?" in told and "part 6 of 6, your turn" in told
    row, = rows(students_csv([anna]))
    assert (row["lessons begun"], row["lessons finished"], row["finished lessons"]) == (
        "2", "1", "<b>Worth it?")
    assert "1 of 2 lessons" in class_page([anna]).decode()
    assert [lesson.title for lesson in walked(places, {}, date.fromtimestamp(NOON))] == ["dropout"]
