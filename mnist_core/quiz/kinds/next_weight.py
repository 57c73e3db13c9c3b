"""Where is a weight after one step?"""

from random import Random

from mnist_core.quiz.choices import numbered
from mnist_core.quiz.material import Material
from mnist_core.quiz.question import Question
from mnist_core.quiz.valley import Valley, figure, in_brackets

KIND = "next-weight"


def make(_: Material, random: Random) -> Question:
    valley = Valley(random.choice((1.0, 2.0, 4.0)), float(random.randint(-2, 2)))
    weight = valley.lowest + random.choice((-2.0, -1.5, 1.5, 2.0, 2.5))
    rate = random.choice((0.1, 0.2, 0.3))
    slope = valley.slope(weight)
    right = valley.steps(weight, rate, 1)[1]
    choices, place = numbered(right, (
        (weight + rate * slope, "The step went up the slope instead of down."),
        (weight - slope, "The slope was not multiplied by the learning rate."),
        (-rate * slope, "That is the step alone; it begins where the weight stands."),
        (weight - rate, "The learning rate alone was subtracted, without the slope."),
    ), "", random, 2, is_signed=True)
    return Question(
        kind=KIND, topic="rate", choices=choices, right=place,
        text=(f"A weight is {figure(weight)}. There the slope of the loss is {figure(slope)}, "
              f"and the learning rate is {rate:g}. What is the weight after one step of gradient "
              "descent?"),
        picture=valley.chart(weight),
        explanation=(f"A step goes down the slope, by learning rate × slope: {figure(weight)} − "
                     f"{rate:g} × {in_brackets(slope)} = {figure(right)}."))
