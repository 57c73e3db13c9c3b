"""What is the learning rate in some epoch of a schedule that falls in steps?"""

from random import Random

from mnist_core.quiz.choices import Unlucky, mixed
from mnist_core.quiz.material import Material, MeasuredRun
from mnist_core.quiz.question import Choice, Question, Table
from mnist_core.recipe.schedules import StepDecay
from mnist_core.training.rates import rates

KIND = "rate-at"
LEAST = 1e-4
"""Smaller rates would be written with an exponent."""


def make(material: Material, random: Random) -> Question:
    run = material.a_run(random, _fits)
    schedule, lr = run.recipe.schedule, run.recipe.optimiser.lr
    assert isinstance(schedule, StepDecay)
    gamma, every = schedule.gamma, schedule.every
    falls = random.randint(1, (run.recipe.epochs - 1) // every)
    # at a border: the last epoch before a fall, or the first behind it
    epoch = falls * every + random.choice((0, 1))
    right = rates(run.recipe, 1).at(epoch - 1, ()).lr
    num = (epoch - 1) // every
    if not num or right < LEAST:
        raise Unlucky

    def fallen(times: int) -> float:
        return float(lr * gamma ** times)
    mistakes = (
        (fallen(num + 1), "One fall too many: it falls after so many epochs are done."),
        (fallen(num - 1), "It falls at another epoch."),
        (lr, "It has fallen by then."),
        (fallen(epoch - 1), "It does not fall after every epoch."),
        (lr / epoch, "It falls in steps by a factor, not evenly."))
    choices, place = mixed(
        Choice(text=f"{right:.4g}"),
        [Choice(text=f"{value:.4g}", mistake=why) for value, why in mistakes if value > LEAST],
        random)
    return Question(
        kind=KIND, topic="rate", choices=choices, right=place,
        text=(f"This run begins with the learning rate in the table, and it is multiplied by "
              f"{gamma:g} after every {every} epochs. What is it in epoch {epoch}?"),
        picture=Table(caption=f"{run.name}.", heads=("setting", "value"), rows=(
            ("learning rate at the start", f"{lr:g}"), ("multiplied by", f"{gamma:g}"),
            ("after every", f"{every} epochs"), ("epochs in all", str(run.recipe.epochs)))),
        explanation=(f"Before epoch {epoch} there are {epoch - 1} epochs done, in which it has "
                     f"fallen {'once' if num == 1 else f'{num} times'}: {lr:g} × {gamma:g}"
                     f"{'' if num == 1 else f' to the power of {num}'} = {right:.4g}."))


def _fits(run: MeasuredRun) -> bool:
    schedule = run.recipe.schedule
    return (isinstance(schedule, StepDecay) and 2 <= schedule.every < run.recipe.epochs
            and schedule.gamma < 1)
