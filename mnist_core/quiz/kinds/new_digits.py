"""How many new digits will a network read wrong?"""

from random import Random

from mnist_core.quiz.choices import numbered
from mnist_core.quiz.material import Material, MeasuredRun
from mnist_core.quiz.question import Question, Table

KIND = "new-digits"
NUM = 1000
CLEARLY = 0.25
"""Which share of the right number lies between it and a wrong one at least: it is asked about how
many there are."""


def make(material: Material, random: Random) -> Question:
    run = material.a_run(random, _fits)
    last = run.epochs[-1]

    def wrong(accuracy: float) -> float:
        return NUM * (100 - accuracy) / 100
    right = wrong(last.test_accuracy)
    mistakes = (
        (wrong(last.train_accuracy),
         "That follows from the training digits, which it has seen many times."),
        (wrong(last.train_accuracy + last.test_accuracy - 100),
         "The digits that it reads wrong of both kinds were added."),
        (abs(wrong(last.train_accuracy) - right), "That is the gap of the two."),
        (right / 10, "One percent of 1,000 is 10, not 1."),
        (right * 10, "One percent of 1,000 is 10, not 100."),
    )
    choices, place = numbered(right, [
        (value, why) for value, why in mistakes if abs(value - right) >= max(2, CLEARLY * right)],
        " digits", random)
    return Question(
        kind=KIND, topic="fitting", choices=choices, right=place,
        text=(f"Somebody brings {NUM:,} digits of the same kind, which this network has never "
              "seen. About how many of them will it read wrong?"),
        picture=Table(
            caption=f"{run.name} at its last epoch.", heads=("read right of", "share"),
            rows=(("its training digits", f"{last.train_accuracy:.2f} %"),
                  ("the test digits", f"{last.test_accuracy:.2f} %"))),
        explanation=(
            f"It has never learned from the test digits, so they stand for new ones: "
            f"100 − {last.test_accuracy:.2f} = {100 - last.test_accuracy:.2f} % of {NUM:,} are "
            f"about {right:.0f}. Its training digits tell nothing of that."))


def _fits(run: MeasuredRun) -> bool:
    last = run.epochs[-1]
    return last.test_accuracy > 90 and abs(last.gap) >= 0.3
