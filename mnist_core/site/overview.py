"""The first page: all steps in one chart, then each ladder as a row of cards."""

from collections.abc import Sequence

from mnist_core.base.format import percent, unbroken
from mnist_core.base.markup import Markup, el
from mnist_core.charts.ladder_map import Dot, ladder_map
from mnist_core.ladders import LADDERS, STEPS, Ladder, Step
from mnist_core.ladders.labels import PUBLISHED_WORDS, REFERENCE_WORDS, step_name
from mnist_core.reference.story import mean_best, reference_label
from mnist_core.site.parts import NAME, changes, page

WIDE, NARROW = (1040, 460), (360, 420)
CHART_TITLE = "Best published test accuracy against parameters"


def overview_page() -> bytes:
    goal = LADDERS[0].goal
    return page(
        NAME, None, el("h1", f"Climb to {goal.test_accuracy:g} % with fewer than "
                             f"{goal.max_parameters:,} parameters"),
        el("p", f"{len(STEPS)} published MNIST experiments in {len(LADDERS)} ladders: what each "
                "step changed, what came out, and what it teaches."),
        el("p", f"{PUBLISHED_WORDS} {REFERENCE_WORDS}", class_="quiet"),
        el("ul", el("li", el("a", "Lessons: predict, watch, compare", href="lessons/index.html")),
           class_="doors"),
        el("h2", CHART_TITLE), _legend(), *_charts(), *map(_ladder, LADDERS))


def _legend() -> Markup:
    return el("ul", *(el("li", el("a", ladder.title, href=f"#{ladder.id}",
                                  class_=f"of-{ladder.id}")) for ladder in LADDERS),
              class_="legend")


def _charts() -> tuple[Markup, Markup]:
    """For a screen and for a phone: one drawn smaller could not be read."""
    dots: Sequence[Dot] = [
        Dot(step.ladder_id, step.number, step_name(step), _href(step), step.published.parameters,
            step.log.best_test_accuracy) for step in STEPS.values()]
    goal = LADDERS[0].goal
    return (el("div", ladder_map("wide", CHART_TITLE, dots, goal, *WIDE), class_="wide"),
            el("div", ladder_map("narrow", CHART_TITLE, dots, goal, *NARROW), class_="narrow"))


def _ladder(ladder: Ladder) -> Markup:
    return el(
        "section", el("h2", ladder.title, id=ladder.id), el("p", unbroken(ladder.summary)),
        el("p", unbroken(f"Goal: {ladder.goal.text}. Published by {ladder.author}, "
                         f"{ladder.published_in}."), class_="quiet"),
        el("ol", *map(_card, ladder.steps), class_=f"cards of-{ladder.id}"))


def _card(step: Step) -> Markup:
    mean = mean_best(step)
    shown = {"Parameters": f"{step.published.parameters:,}",
             "Published": percent(step.log.best_test_accuracy),
             reference_label(step): "not measured" if mean is None else percent(mean)}
    return el("li", el("h3", el("a", f"{step.number} {step.title}", href=_href(step))),
              changes(step, with_parameters=False),
              el("dl", *(el("div", el("dt", name), el("dd", value))
                         for name, value in shown.items())))


def _href(step: Step) -> str:
    return f"steps/{step.id}/index.html"
