"""Questions about learning rates against PyTorch's own optimiser and schedulers."""

import re

import pytest
import torch

from mnist_core.quiz.question import Chart
from tests.unit.quiz.asked import asked, right_number, right_text, rows


def descend(curve: float, lowest: float, start: float, rate: float, num: int) -> list[float]:
    weight = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.SGD([weight], lr=rate)
    found = [start]
    for _ in range(num):
        optimiser.zero_grad()
        (curve / 2 * (weight - lowest) ** 2).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        found.append(weight.item())
    return found


def numbers(text: str) -> list[float]:
    return [float(found.replace("−", "-")) for found in re.findall(r"−?\d+(?:\.\d+)?", text)]


def test_one_step_is_pytorchs() -> None:
    for question in asked("next-weight"):
        assert isinstance(question.picture, Chart)
        valley, now = question.picture.lines
        lowest = valley.x[valley.y.index(min(valley.y))]
        curve = 2 * now.y[0] / (now.x[0] - lowest) ** 2
        weight, slope, rate = numbers(question.text)[:3]
        assert slope == pytest.approx(curve * (weight - lowest))
        after = descend(curve, lowest, weight, rate, 1)[-1]
        assert right_number(question) == pytest.approx(after, abs=0.005)


def test_the_best_of_four_rates() -> None:
    for question in asked("nearest-rate"):
        # where the lowest point is at 0, the slope is told without it
        curve, *told, start, num = numbers(question.text)
        lowest = told[0] if told else 0.0
        away = {choice.text: abs(descend(curve, lowest, start, float(choice.text), int(num))[-1]
                                 - lowest) for choice in question.choices}
        assert right_text(question) == min(away, key=away.__getitem__)


def test_steps_tell_the_rate() -> None:
    for question in asked("steps-seen"):
        assert isinstance(question.picture, Chart)
        steps, lowest = question.picture.lines[0].y, question.picture.lines[1].y[0]
        away = [step - lowest for step in steps]
        changes_sides = away[0] * away[1] < 0
        words = right_text(question)
        assert words.startswith("Too large") == (abs(away[-1]) > abs(away[0]))
        assert words.startswith("Large") == (changes_sides and abs(away[-1]) < abs(away[0]))
        assert words.startswith("Too small") == (not changes_sides and
                                                 abs(away[-1]) > abs(away[0]) / 3)
        assert words.startswith("About right") == (abs(away[3]) < abs(away[0]) / 10
                                                   and not changes_sides)


def test_a_rate_falls_as_pytorchs_scheduler_has_it() -> None:
    for question in asked("rate-at"):
        lr, gamma, every, _ = (float(value.split()[0]) for _, value in rows(question))
        epoch = int(numbers(question.text)[-1])
        optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
        schedule = torch.optim.lr_scheduler.StepLR(optimiser, int(every), gamma)
        for _ in range(epoch - 1):
            optimiser.step()
            schedule.step()
        assert right_number(question) == pytest.approx(schedule.get_last_lr()[0], rel=1e-3)
