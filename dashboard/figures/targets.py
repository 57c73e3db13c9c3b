"""What ladders aim at, as charts write it: one target, or those of several ladders."""

from collections.abc import Iterable, Sequence
from typing import Any

from dashboard.display.chart import Line
from mnist_core.charts.palette import Palette
from mnist_core.ladders import Goal


def distinct(goals: Iterable[Goal]) -> list[Goal]:
    """Each pair of accuracy and size once, as several ladders may share it; the easiest first."""
    by_target = {(goal.test_accuracy, goal.max_parameters): goal for goal in goals}
    return sorted(by_target.values(), key=lambda goal: (goal.test_accuracy, -goal.max_parameters))


def target_text(goals: Sequence[Goal]) -> str:
    """``at least 99.4 %,<br>under 10,000 parameters``; of several goals a line each."""
    if len(goals) == 1:
        goal, = goals
        return (f"<b>Target</b><br>at least {goal.test_accuracy:g} %,"
                f"<br>under {goal.max_parameters:,} parameters")
    lines = [f"{goal.test_accuracy:g} % under {goal.max_parameters:,} parameters"
             for goal in goals]
    return "<br>".join(["<b>Targets of the ladders</b>", *lines])


def target_note(goals: Sequence[Goal], colours: Palette) -> dict[str, Any]:
    """Their words as a Plotly annotation in the chart's upper left corner."""
    return {"x": 0, "xref": "paper", "y": 1, "yref": "paper", "xanchor": "left",
            "yanchor": "top", "xshift": 8, "yshift": -4, "align": "left", "showarrow": False,
            "text": target_text(goals), "font": {"size": 12, "color": colours.target}}


def target_line(accuracy: float, y: float, colours: Palette) -> Line:
    """A line for an accuracy in percent, at the height ``y``."""
    across = {"xref": "x domain", "yref": "y"}
    return Line(
        {"type": "line", **across, "x0": 0, "x1": 1, "y0": y, "y1": y,
         "line": {"color": colours.target, "width": 1.5, "dash": "dash"}},
        {**across, "x": 0, "y": y, "text": f"target {accuracy:g} %", "xanchor": "left",
         "yanchor": "bottom", "showarrow": False, "font": {"size": 12, "color": colours.target}})
