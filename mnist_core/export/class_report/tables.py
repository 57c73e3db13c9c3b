"""The class report as tables for a spreadsheet: a row a run, or a row a student."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from mnist_core.base.files.spreadsheet import spreadsheet_csv
from mnist_core.export.class_report.learner import Learner
from mnist_core.runs.run_list.columns import RunEntry

RUN_COLUMNS = ("student", "run", "name", "step", "changed", "quick try", "state", "begun (UTC)",
               "epochs", "best test accuracy %", "parameters", "seconds of training", "note")
STUDENT_COLUMNS = ("student", "runs", "finished", "quick tries", "best test accuracy %",
                   "best is a quick try", "its run", "its step", "its changes", "its parameters",
                   "seconds of training", "notes", "quiz before", "quiz after", "normalised gain",
                   "lessons begun", "lessons finished", "finished lessons")


def runs_csv(learners: Sequence[Learner]) -> str:
    return spreadsheet_csv(RUN_COLUMNS, (
        (learner.name, *_run(run)) for learner in learners for run in learner.runs))


def students_csv(learners: Sequence[Learner]) -> str:
    return spreadsheet_csv(STUDENT_COLUMNS, map(_student, learners))


def _run(run: RunEntry) -> Iterator[object]:
    yield from (run.id, run.name, run.recipe_name, run.changes, _yes(run.is_quick_try), run.state)
    yield f"{datetime.fromtimestamp(run.created, UTC):%Y-%m-%d %H:%M:%S}"
    yield from (run.epochs_done, _percent(run), run.parameters, f"{run.seconds:.1f}", run.note)


def _student(learner: Learner) -> tuple[object, ...]:
    best = learner.best
    of_best = ((_percent(best), _yes(best.is_quick_try), best.id, best.recipe_name, best.changes,
                best.parameters) if best else (None,) * 6)
    return (learner.name, len(learner.runs), len(learner.finished), learner.num_quick_tries,
            *of_best, f"{learner.seconds:.1f}", len(learner.noted), *_quiz(learner),
            *_lessons(learner))


def _quiz(learner: Learner) -> Iterator[object]:
    """Right answers before and after the lessons, and the gain."""
    for marks in (learner.quiz("before"), learner.quiz("after")):
        yield marks.num_right if marks else None
    share = learner.gain.share if learner.gain else None
    # a number: text that begins with a minus would be taken for a formula
    yield None if share is None else round(share, 3)


def _lessons(learner: Learner) -> Iterator[object]:
    finished = [lesson.title for lesson in learner.lessons if lesson.is_finished]
    yield from (len(learner.lessons), len(finished), "; ".join(finished))


def _percent(run: RunEntry) -> str | None:
    return None if run.best_test_accuracy is None else f"{run.best_test_accuracy:.2f}"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
