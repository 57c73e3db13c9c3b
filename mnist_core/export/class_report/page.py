"""The class report as HTML to print: light, A4, and without a script."""

from collections.abc import Sequence
from datetime import date

from mnist_core.base.format import count_of, duration_text, percent, unbroken
from mnist_core.base.markup import Markup, el, joined, table
from mnist_core.charts.ladder_scale import FLOOR
from mnist_core.charts.run_map import RunDot, run_map
from mnist_core.export.class_report.learner import Learner, begun, best_of, ladder_of
from mnist_core.export.class_report.lessons import lessons_section, lessons_words
from mnist_core.export.class_report.style import STYLE
from mnist_core.export.html_document import document
from mnist_core.findings.report import OWN_LADDER
from mnist_core.ladders import STEPS
from mnist_core.runs.run_list.columns import RunEntry

MOST_DOTS = 20
NUM_LINES = 6
"""For a pen, where nobody wrote a note."""
_TRIED = ("run", "begun", "step", "what was changed", "state", "epochs", "best test", "parameters",
          "trained")
_LEGEND = (f"Hollow: quick tries. Below {FLOOR} %: on the bottom edge. Grey: the steps of the "
           "ladder")
_CLASS = ("student", "best run", "what was changed", "best test", "parameters", "runs", "finished",
          "quick tries", "notes", "trained", "quiz", "lessons")


def learner_page(learner: Learner, day: date | None = None) -> bytes:
    """One person's."""
    return document(f"{learner.name} · report", STYLE, el("main", _learner(learner, 1, day)))


def class_page(learners: Sequence[Learner], day: date | None = None) -> bytes:
    """The class's, and after it one of each person, each on a sheet of its own."""
    return document("The class · report", STYLE, el(
        "main", _class(learners, day),
        *(_learner(learner, number, day) for number, learner in enumerate(learners, 1))))


def _learner(learner: Learner, number: int, day: date | None) -> Markup:
    return el("article", _head(learner.name, day), _figures(learner), _best(learner),
              _chart(f"learner-{number}", learner), _tried(learner),
              lessons_section(learner.lessons), _quiz(learner),
              _learnt(learner), class_="learner")


def _head(name: str, day: date | None) -> Markup:
    when = f"of {day:%d %B %Y}" if day else f"until {date.today():%d %B %Y}"
    return el("header", el("h1", el("bdi", name)),
              el("p", f"What was tried with MNIST Drill-Down, {when}", class_="quiet"))


def _figures(learner: Learner) -> Markup:
    best = learner.best
    return _list({
        **_best_figure(best),
        "its parameters": f"{best.parameters:,}" if best else "–",
        "runs": str(len(learner.runs)), "finished": str(len(learner.finished)),
        "quick tries": str(learner.num_quick_tries),
        "training time": duration_text(learner.seconds)})


def _best_figure(best: RunEntry | None) -> dict[str, str]:
    of_what = ", a quick try" if best and best.is_quick_try else ""
    return {f"best test accuracy{of_what}": percent(best.best_test_accuracy) if best else "–"}


def _list(shown: dict[str, str]) -> Markup:
    return el("dl", *(el("div", el("dt", name), el("dd", value)) for name, value in shown.items()),
              class_="figures")


def _best(learner: Learner) -> Markup | None:
    best = learner.best
    if best is None:
        return el("p", "No run is finished yet." if learner.runs else "No run was started.")
    told = [f"Best is run {best.id} with {percent(best.best_test_accuracy)} on the test digits: "
            f"{_what(best)}."]
    if best.is_quick_try:
        told.append("It is a quick try, whose figures are not its step's.")
    elif best.step_id in STEPS:
        log = STEPS[best.step_id].log
        told.append(f"The step's author published {percent(log.best_test_accuracy)} after "
                    f"{count_of(len(log.test_accuracy), 'epoch')}.")
    return el("p", unbroken(" ".join(told)), class_="verdict")


def _what(run: RunEntry) -> str:
    if run.step_id is None:
        return "an own recipe"
    changed = f"changed: {run.changes}" if run.changes else "as it was published"
    return f"{run.recipe_name}, {changed}"


def _chart(key: str, learner: Learner) -> Markup | None:
    finished = sorted(learner.finished, key=lambda run: run.best_test_accuracy or 0.0)
    shown = sorted(finished[-MOST_DOTS:], key=lambda run: run.id)
    if not shown:
        return None
    left_out = len(finished) - len(shown)
    title = "Test accuracy against parameters, a dot a finished run" + (
        f"; the best {len(shown)} of {len(finished)}" if left_out else "")
    ladder = ladder_of(shown)
    return el("figure", el("p", f"{title}. {_LEGEND} {ladder.title}.", class_="quiet"),
              run_map(key, title, [_dot(run, str(run.id), f"run {run.id}") for run in shown],
                      ladder.goal, _published(ladder.id)), class_="map-of-runs")


def _dot(run: RunEntry, label: str, name: str) -> RunDot:
    assert run.best_test_accuracy is not None
    return RunDot(label, name, run.parameters, run.best_test_accuracy, run.is_quick_try)


def _published(ladder_id: str) -> list[tuple[int, float]]:
    return [(step.published.parameters, step.log.best_test_accuracy)
            for step in STEPS.values() if step.ladder_id == ladder_id]


def _tried(learner: Learner) -> Markup | None:
    if not learner.runs:
        return None
    rows = ((f"{run.id}" + (f" {run.name}" if run.name else ""), begun(run), run.recipe_name,
             _changed(run), run.state, f"{run.epochs_done} of {run.num_epochs}",
             percent(run.best_test_accuracy), f"{run.parameters:,}", duration_text(run.seconds))
            for run in learner.runs)
    return el("section", el("h2", "What was tried"),
              el("div", table("A row a run, in the order in which they were begun", _TRIED, rows,
                              left=5, class_="tried"), class_="wide"))


def _changed(run: RunEntry) -> str:
    kind = "quick try: " if run.is_quick_try else "imported from another lab: " if (
        run.is_imported) else ""
    return f"{kind}{run.changes or 'nothing'}"


def _learnt(learner: Learner) -> Markup:
    noted = el("ul", *(
        el("li", el("strong", f"Run {run.id}, {run.recipe_name}"), el("p", run.note.strip()))
        for run in learner.noted), class_="notes") if learner.noted else el(
        "div", el("p", "No note was written.", class_="unseen"),
        *(el("p") for _ in range(NUM_LINES)), class_="lines")
    return el("section", el("h2", "What was learnt"), noted)


def _class(learners: Sequence[Learner], day: date | None) -> Markup:
    best = best_of(run for learner in learners for run in learner.finished)
    runs = [run for learner in learners for run in learner.runs]
    return el("article", _head("The class", day), _list({
        **_best_figure(best), "students": str(len(learners)),
        "runs": str(len(runs)), "finished": str(sum(len(one.finished) for one in learners)),
        "training time": duration_text(sum(one.seconds for one in learners))}),
        _class_chart(learners, runs), _students(learners), _class_notes(learners),
        class_="learner")


def _class_chart(learners: Sequence[Learner], runs: Sequence[RunEntry]) -> Markup | None:
    dots = [_dot(learner.best, str(number), learner.name)
            for number, learner in enumerate(learners, 1) if learner.best]
    if not dots:
        return None
    ladder = ladder_of(runs) if runs else OWN_LADDER
    title = "Test accuracy against parameters, the best run of each student"
    return el("figure", el("p", f"{title}, by the numbers of the table. {_LEGEND} "
                           f"{ladder.title}.", class_="quiet"),
              run_map("class", title, dots, ladder.goal, _published(ladder.id)),
              class_="map-of-runs")


def _students(learners: Sequence[Learner]) -> Markup:
    return el("section", el("h2", "Everybody"), el("div", table(
        "A row a student, in the order in which they joined", _CLASS,
        (_student(number, learner) for number, learner in enumerate(learners, 1)), left=3,
        class_="everybody"), class_="wide"))


def _student(number: int, learner: Learner) -> tuple[str, ...]:
    best = learner.best
    of_best = (f"{best.id} · {best.recipe_name}", _changed(best), percent(best.best_test_accuracy),
               f"{best.parameters:,}") if best else ("–",) * 4
    return (joined((f"{number} · ", el("bdi", learner.name))), *of_best, str(len(learner.runs)),
            str(len(learner.finished)), str(learner.num_quick_tries), str(len(learner.noted)),
            duration_text(learner.seconds), _quiz_words(learner), lessons_words(learner.lessons))


def _quiz_words(learner: Learner) -> str:
    """``4 → 8 of 12``: right answers before the lessons and after."""
    before, after = learner.quiz("before"), learner.quiz("after")
    if before is None:
        return "–"
    return f"{before.num_right} → {after.num_right if after else '–'} of {before.num}"


def _quiz(learner: Learner) -> Markup | None:
    if learner.gain is None:
        return None
    return el("section", el("h2", "The quiz before the lessons and after"),
              el("p", learner.gain.sentence), el("p", learner.gain.chance_sentence))


def _class_notes(learners: Sequence[Learner]) -> Markup | None:
    items = [el("li", el("strong", el("bdi", learner.name), f", run {run.id}, {run.recipe_name}"),
                el("p", run.note.strip())) for learner in learners for run in learner.noted]
    if not items:
        return None
    return el("section", el("h2", "What was learnt"), el("ul", *items, class_="notes"))
