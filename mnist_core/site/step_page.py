"""The page of a step: its story, its figures, its curves, its network, and what else to open."""

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_core.base.format import unbroken
from mnist_core.base.markup import Markup, el, joined, table
from mnist_core.charts.curves import accuracy_chart, loss_chart
from mnist_core.charts.epoch_chart import Line
from mnist_core.export.course_columns import COLUMN_WORDS, course_columns
from mnist_core.findings.goal_checks import checks
from mnist_core.ladders import Ladder, Step, find_ladder, step_after, step_before
from mnist_core.network.course_table import cells, course_table
from mnist_core.network.notices import sentences
from mnist_core.reference.records import runs_of_step
from mnist_core.reference.story import accuracy_rows, reference_sentences, told_of
from mnist_core.site.parts import NAME, changes, page

FILE_DOORS = {"report.html": "Report of our training, to be printed",
         "network.html": "Draw digits for the network"}
"""Files beside the page, and what the links to them say."""


@dataclass(frozen=True, slots=True)
class Door:
    """A link to what else there is to open of a step. ``missing`` is why it is not there, as a
    sentence ends; empty where it is."""

    words: str
    href: str
    missing: str = ""


def step_page(step: Step, doors: Sequence[Door]) -> bytes:
    """``doors`` are those that a step may have."""
    ladder = find_ladder(step.ladder_id)
    return page(
        f"{step.id} · {step.title} · {NAME}", _navigation(step, ladder),
        el("h1", f"{step.number} {step.title}"),
        el("p", f"Step {step.number} of the ladder {ladder.title}, by {ladder.author}.",
           class_="quiet"),
        _doors(doors),
        el("div", el("div", *_story(step), *_reference(step), *_errata(step)),
           _result(step, ladder), class_="columns"),
        _network(step))


def _navigation(step: Step, ladder: Ladder) -> Markup:
    before, after = step_before(step), step_after(step)
    return el(
        "nav", el("a", "All ladders", href=f"../../index.html#{ladder.id}"),
        el("a", f"← {before.number} {before.title}", href=f"../{before.id}/index.html",
           rel="prev") if before else None,
        el("a", f"{after.number} {after.title} →", href=f"../{after.id}/index.html", rel="next",
           class_="next") if after else None, aria_label="Steps")


def _doors(doors: Sequence[Door]) -> Markup:
    there = [el("li", el("a", door.words, href=door.href)) for door in doors if not door.missing]
    told = (el("p", f"{door.words}: not here, since {door.missing}.", class_="quiet")
            for door in doors if door.missing)
    return joined((el("ul", *there, class_="doors") if there else None, *told))


def _story(step: Step) -> tuple[Markup | None, ...]:
    before = step_before(step)
    return (el("h2", "Target"), el("p", unbroken(step.target)),
            el("h2", "What changed" + (f" since step {before.number}" if before else "")),
            changes(step, with_parameters=True),
            el("h2", "What it taught"), el("p", unbroken(step.taught)),
            el("h2", "Analysis of the published log"), el("p", unbroken(step.analysis)))


def _reference(step: Step) -> tuple[Markup, ...]:
    sentences_of_runs, told = reference_sentences(step), told_of(step)
    if not sentences_of_runs:
        return (el("h2", "Our reference run"), el("p", "Not measured: it was not trained again."))
    return (el("h2", "Our reference runs" if told else "Our reference run"),
            *((el("p", told, class_="quiet"),) if told else ()),
            el("ul", *(el("li", unbroken(text)) for text in sentences_of_runs)))


def _errata(step: Step) -> tuple[Markup, ...]:
    if not step.errata:
        return ()
    return (el("h2", "What the README does not say"),
            el("ul", *(el("li", unbroken(text)) for text in step.errata)))


def _result(step: Step, ladder: Ladder) -> Markup:
    log = step.log
    # the axes are the published log's: a seed that never learned would press all into one line
    accuracies = [Line("train, published", "train", log.train_accuracy),
                  Line("test, published", "test", log.test_accuracy)]
    losses = [Line("test, published", "test", log.test_loss)]
    for run in runs_of_step(step.id):
        name = f"test, reference {run.record.seed}"
        epochs = run.epochs()
        accuracies.append(Line(name, "reference", [epoch.test_accuracy for epoch in epochs]))
        losses.append(Line(name, "reference", [epoch.test_loss for epoch in epochs]))
    return el(
        "section", el("h2", "Result"),
        table("Accuracy", ("figures of", "train", "test"), accuracy_rows(step),
              class_="accuracies"),
        el("ul", *(el("li", f"{_MARKS[check.outcome]} {unbroken(check.text)}")
                   for check in checks(step, ladder.goal))),
        accuracy_chart("accuracy", accuracies, ladder.goal.test_accuracy, accuracies[:2]),
        loss_chart("loss", losses, losses[:1]))


_MARKS = {"met": "Met:", "partly": "In part:", "missed": "Missed:"}


def _network(step: Step) -> Markup:
    described, printed = step.recipe.describe(), step.printed
    rows = map(printed.corrected if printed else cells, course_table(described.layers))
    return el(
        "section", el("h2", "Network and receptive field"),
        el("p", el("code", step.recipe.layers)),
        course_columns(rows, "Layers", unseen=True), el("p", f"{COLUMN_WORDS}.", class_="quiet"),
        el("p", f"A → B: {printed.source} says A where it is B.") if printed else None,
        *(el("p", unbroken(text)) for text in sentences(described.layers)))
