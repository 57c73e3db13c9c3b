"""Which learning rate brings a weight nearest to the lowest point?"""

from random import Random

from mnist_core.quiz.material import Material
from mnist_core.quiz.question import Choice, Question
from mnist_core.quiz.valley import Valley, figure, in_brackets

KIND = "nearest-rate"
NUM_STEPS = 3
_SHARES = ((0.05, 0.2, 0.9, 1.9), (0.9, 1.7, 2.2, 3.0), (0.1, 1.1, 1.8, 2.4), (0.02, 0.1, 0.3, 0.8))
"""Four rates as shares of the one that lands at the lowest point in a single step: the best of them
stands at another place in each row."""


def make(_: Material, random: Random) -> Question:
    valley = Valley(random.choice((0.5, 1.0, 2.0, 4.0)), float(random.randint(-2, 2)))
    weight = valley.lowest + random.choice((-2.0, -1.0, 1.0, 2.0, 3.0))
    rates = [share / valley.curve for share in random.choice(_SHARES)]
    ends = [valley.steps(weight, rate, NUM_STEPS)[-1] for rate in rates]
    away = [abs(end - valley.lowest) for end in ends]
    right = away.index(min(away))
    start = abs(weight - valley.lowest)
    # "weight − 0" reads like a mistake
    distance = f"(weight − {in_brackets(valley.lowest)})" if valley.lowest else "weight"
    told = "; ".join(f"{rate:.4g}: {end:.3g}" for rate, end in zip(rates, ends, strict=True))
    return Question(
        kind=KIND, topic="rate", right=right,
        text=(f"In this valley the slope at a weight is {valley.curve:g} × {distance}. "
              f"The weight begins at {figure(weight)} and takes "
              f"{NUM_STEPS} steps. With which learning rate does it end nearest to the lowest "
              "point?"),
        picture=valley.chart(weight),
        choices=tuple(Choice(text=f"{rate:.4g}", mistake="" if place == right else _mistake(
            rate < rates[right], away[place] > start)) for place, rate in enumerate(rates)),
        explanation=(f"Each step multiplies the distance by 1 − rate × {valley.curve:g}. After "
                     f"{NUM_STEPS} steps the weight is, rate by rate, {told}".replace("-", "−")
                     + f"; the lowest point is {figure(valley.lowest)}."))


def _mistake(is_smaller: bool, goes_away: bool) -> str:
    if is_smaller:
        return "It creeps: three steps are not enough."
    if goes_away:
        return "Too large: each step jumps over the lowest point and lands farther away."
    return "It jumps over the lowest point from side to side and comes nearer only slowly."
