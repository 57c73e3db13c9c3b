"""What do the steps of a weight tell of its learning rate?"""

from random import Random
from typing import Literal

from mnist_core.quiz.material import Material
from mnist_core.quiz.question import Chart, Choice, Line, Question
from mnist_core.quiz.valley import Valley

KIND = "steps-seen"
NUM_STEPS = 8
Pace = Literal["small", "right", "large", "too-large"]
SHARES: dict[Pace, tuple[float, float]] = {
    "small": (0.04, 0.12), "right": (0.6, 0.9), "large": (1.6, 1.85), "too-large": (2.08, 2.25)}
"""Between which shares of the rate that lands at the lowest point in one step each lies."""
_WORDS: dict[Pace, str] = {
    "small": "Too small: it would get there, but far too slowly",
    "right": "About right: it goes straight to the lowest point",
    "large": "Large: it jumps over the lowest point each time, yet comes nearer",
    "too-large": "Too large: each step lands farther away than the one before"}


def make(_: Material, random: Random) -> Question:
    pace: Pace = random.choice(tuple(SHARES))
    valley = Valley(random.choice((1.0, 2.0)), float(random.randint(-2, 2)))
    share = round(random.uniform(*SHARES[pace]), 2)
    start = valley.lowest + random.choice((-2.0, -1.0, 1.0, 2.0))
    weights = tuple(round(weight, 4) for weight in
                    valley.steps(start, share / valley.curve, NUM_STEPS))
    steps = tuple(range(NUM_STEPS + 1))
    factor = f"{1 - share:.2f}".replace("-", "−")
    return Question(
        kind=KIND, topic="rate", right=tuple(SHARES).index(pace),
        text=(f"A weight takes {NUM_STEPS} steps towards the lowest point of the loss, which is at "
              f"{valley.lowest:g}. What do they tell of the learning rate?".replace("-", "−")),
        picture=Chart(
            caption="The weight at the start and after each step; the flat line is the lowest "
                    "point.",
            x_name="step", y_name="weight",
            lines=(Line(name="weight", x=steps, y=weights, has_dots=True),
                   Line(name="lowest point", x=(0, NUM_STEPS), y=(valley.lowest,) * 2)),
            told=f"The weight, step by step: {', '.join(f'{weight:.3g}' for weight in weights)}."),
        choices=tuple(Choice(text=_WORDS[one], mistake="" if one == pace else _mistake(one))
                      for one in SHARES),
        explanation=(f"Each step multiplies the distance to the lowest point by {factor}. "
                     + _why(1 - share)))


def _mistake(chosen: Pace) -> str:
    return {"small": "Then the weight would hardly move.",
            "right": "Then it would be there within two or three steps, from one side.",
            "large": "Then it would change sides at every step and come nearer.",
            "too-large": "Then it would change sides at every step and go farther away."}[chosen]


def _why(factor: float) -> str:
    if factor < -1:
        return "With a factor below −1 the distance changes sides and grows: the rate is too large."
    if factor < 0:
        return ("With a factor between −1 and 0 the distance changes sides at every step and "
                "shrinks.")
    if factor > 0.5:
        return "With a factor just below 1 hardly anything of the distance goes with a step."
    return "With a factor near 0 most of the distance goes with every step."
