"""From which epoch on did learning no longer help with new digits?"""

from random import Random
from statistics import fmean

from mnist_core.quiz.choices import numbered
from mnist_core.quiz.material import Material, MeasuredRun
from mnist_core.quiz.question import Chart, Line, Question

KIND = "best-epoch"
RISE = 1.15
"""Where the mean test loss of the last epochs is this many times the lowest, it has risen."""
NUM_LAST = 3
CLEARLY = 1.03
"""So many times the lowest loss is that of each wrong answer."""


def make(material: Material, random: Random) -> Question:
    run = material.a_run(random, _fits)
    test = [epoch.test_loss for epoch in run.epochs]
    train = [epoch.train_loss for epoch in run.epochs]
    lowest = best_epoch(run)
    lower = next((epoch.epoch for epoch in run.epochs if epoch.train_loss < epoch.test_loss), 1)
    # where the training loss is lowest, where the curves cross, and on either side
    others = (train.index(min(train)) + 1, lower, test.index(max(test[1:])) + 1,
              max(2, lowest // 2), (lowest + len(test)) // 2, len(test))
    choices, place = numbered(lowest, [
        (epoch, _mistake(epoch, lowest, lower)) for epoch in others
        if test[epoch - 1] >= CLEARLY * min(test)], " epochs", random)
    shown = range(2, len(test) + 1)
    lines = tuple(Line(name=name, x=tuple(shown), y=tuple(values[1:]), has_dots=True)
                  for name, values in (("training digits", train), ("test digits", test)))
    told = ". ".join(f"Loss of the {line.name} from epoch 2 on: "
                     f"{', '.join(f'{value:.3f}' for value in line.y)}" for line in lines)
    return Question(
        kind=KIND, topic="fitting", choices=choices, right=place,
        text=("These are the losses of a run, epoch by epoch. After how many epochs should it have "
              "ended, to be at its best with new digits?"),
        picture=Chart(caption=f"{run.name}: loss after each epoch, from the second on.",
                      x_name="epoch", y_name="loss", lines=lines, told=f"{told}."),
        explanation=(
            f"New digits are read as the test digits are. Their loss is lowest after epoch "
            f"{lowest}, {min(test):.3f}, and {test[-1]:.3f} in the end, while that of the training "
            f"digits fell on to {train[-1]:.3f}."))


def best_epoch(run: MeasuredRun) -> int:
    """With the lowest test loss, from 1."""
    return min(run.epochs, key=lambda epoch: epoch.test_loss).epoch


def _mistake(epoch: int, lowest: int, crossing: int) -> str:
    if epoch > lowest:
        return "By then the test loss has risen; only the training loss falls on."
    if epoch == crossing:
        return "There the two curves cross; the test loss still falls."
    return "The test loss still falls after that."


def _fits(run: MeasuredRun) -> bool:
    losses = [epoch.test_loss for epoch in run.epochs]
    return (len(losses) >= 6 and 3 <= best_epoch(run) <= len(losses) - 3
            and fmean(losses[-NUM_LAST:]) >= RISE * min(losses)
            and run.epochs[-1].train_loss < losses[-1])
