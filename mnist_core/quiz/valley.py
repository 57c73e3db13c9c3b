"""A valley of the loss over one weight, and steps down its slope: what learning rates are asked of.

loss = (curve / 2) · (weight − lowest)², so that slope = curve · (weight − lowest).
"""

from dataclasses import dataclass

from mnist_core.quiz.question import Chart, Line

NUM_POINTS = 41


@dataclass(frozen=True, slots=True)
class Valley:
    curve: float
    lowest: float

    def loss(self, weight: float) -> float:
        return self.curve / 2 * (weight - self.lowest) ** 2

    def slope(self, weight: float) -> float:
        return self.curve * (weight - self.lowest)

    def steps(self, weight: float, rate: float, num: int) -> list[float]:
        """The weight at the start and after each of ``num`` steps."""
        found = [weight]
        for _ in range(num):
            found.append(found[-1] - rate * self.slope(found[-1]))
        return found

    def chart(self, weight: float) -> Chart:
        """The valley, and where the weight stands."""
        reach = abs(weight - self.lowest) * 1.4
        xs = [round(self.lowest - reach + 2 * reach * place / (NUM_POINTS - 1), 4)
              for place in range(NUM_POINTS)]
        return Chart(
            caption="The loss for each value of one weight; the dot is where it stands now.",
            x_name="weight", y_name="loss",
            lines=(Line(name="loss", x=tuple(xs), y=tuple(round(self.loss(x), 4) for x in xs)),
                   Line(name="now", x=(weight,), y=(self.loss(weight),), has_dots=True)),
            told=(f"A valley with its lowest point at {self.lowest:g}. The weight stands at "
                  f"{weight:g}, where the loss is {self.loss(weight):g} and the slope "
                  f"{self.slope(weight):g}."))


def figure(value: float) -> str:
    """With a true minus."""
    return f"{value:.4g}".replace("-", "−")


def in_brackets(value: float) -> str:
    """``(−2)``, as it stands behind a sign; ``2`` needs none."""
    return f"({figure(value)})" if value < 0 else figure(value)
