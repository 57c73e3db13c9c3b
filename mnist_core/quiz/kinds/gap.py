"""By how much is a run better on its training digits than on new ones?"""

from random import Random

from mnist_core.quiz.choices import numbered
from mnist_core.quiz.material import Material, MeasuredRun
from mnist_core.quiz.question import Question, Table

KIND = "gap"
LEAST = 0.1
"""Points; a smaller gap tells nothing."""


def make(material: Material, random: Random) -> Question:
    run = material.a_run(random, _fits)
    last, first = run.epochs[-1], run.epochs[0]
    gap = last.gap
    choices, place = numbered(gap, (
        (-gap, "Train and test were swapped."),
        (100 - last.test_accuracy, "That is how many test digits it reads wrong, in percent."),
        (100 - last.train_accuracy, "That is how many training digits it reads wrong, in percent."),
        (last.train_accuracy - first.train_accuracy, "That is what it gained while it learned."),
        (first.gap, "That is the gap of the first epoch."),
    ), " points", random, 2, is_signed=True)
    return Question(
        kind=KIND, topic="fitting", choices=choices, right=place,
        text=("How large is the gap that overfitting opens, at the end of this run: by how many "
              "points are its own training digits read better than new ones? (Below 0: worse.)"),
        picture=Table(
            caption=f"{run.name}: how many digits of 100 were read right.",
            heads=("epoch", "training digits", "test digits"),
            rows=tuple((str(epoch.epoch), f"{epoch.train_accuracy:.2f} %",
                        f"{epoch.test_accuracy:.2f} %") for epoch in
                       (first, *run.epochs[1:-1][-1:], last))),
        explanation=(
            f"Train less test at the last epoch: {last.train_accuracy:.2f} − "
            f"{last.test_accuracy:.2f} = {f'{gap:+.2f}'.replace('-', '−')} points. " + (
                "It has fitted its own digits more than new ones." if gap > 0 else
                "It is not a sign of overfitting: "
                + ("dropout or changed digits make learning harder than reading, and "
                   if run.recipe.is_regularised else "")
                + "the train figure is counted while it still learns.")))


def _fits(run: MeasuredRun) -> bool:
    return run.is_settled and abs(run.epochs[-1].gap) >= LEAST
