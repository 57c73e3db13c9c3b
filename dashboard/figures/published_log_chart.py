"""A published log: train and test accuracy of every epoch, with the target's line."""

from collections.abc import Sequence

from dashboard.display.chart import Chart, Trace, chart_layout, scatter
from dashboard.figures.targets import target_line
from mnist_core.charts.curves import lowest_shown
from mnist_core.charts.palette import Palette
from mnist_core.ladders import Log


def hidden_epochs(log: Log) -> list[int]:
    """The epochs, from 1, of which a point lies below the axis."""
    low = lowest_shown((log.train_accuracy, log.test_accuracy))
    return [epoch for epoch, pair in enumerate(zip(log.train_accuracy, log.test_accuracy,
                                                   strict=True), start=1) if min(pair) < low]


def log_chart(log: Log, target: float, colours: Palette,
              reference: Sequence[float] = ()) -> Chart:
    """Accuracy by epoch, with a ring around the best test accuracy.

    ``reference`` is the test accuracy of our own training of the step, if there is one.
    """
    low = lowest_shown((log.train_accuracy, log.test_accuracy))
    high = max(log.best_train_accuracy, log.best_test_accuracy, target) + 0.3
    best = log.test_accuracy.index(log.best_test_accuracy)
    line, note = target_line(target, target, colours)
    quiet = {"size": 12, "color": colours.muted}
    traces = [_line("train", log.train_accuracy, colours.train),
              _line("test", log.test_accuracy, colours.test)]
    if reference:
        traces.append(_line("test, our reference run", reference, colours.text, dash="dot"))
    traces.append(scatter(
        x=[best + 1], y=[log.best_test_accuracy], mode="markers", hoverinfo="skip",
        name=f"best, {log.best_test_accuracy:.2f} %",
        marker={"symbol": "circle-open", "size": 13, "color": colours.test,
                "line": {"width": 2}}))
    return {"data": traces, "layout": chart_layout(
        colours, height=270, dragmode=False, hovermode="x unified",
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom",
                "itemclick": False, "itemdoubleclick": False},
        xaxis={"title": {"text": "epoch", "font": quiet, "standoff": 12}, "tickfont": quiet,
               "fixedrange": True, "showgrid": False, "showline": False, "tick0": 5, "dtick": 5,
               "range": [0.5, len(log.test_accuracy) + 0.5]},
        yaxis={"tickfont": quiet, "fixedrange": True, "range": [low, min(high, 100.05)],
               "ticksuffix": " %", "nticks": 6, "showline": False},
        shapes=[line], annotations=[note])}


def _line(name: str, accuracies: Sequence[float], colour: str, dash: str = "solid") -> Trace:
    return scatter(
        name=name, x=list(range(1, len(accuracies) + 1)), y=list(accuracies),
        mode="lines+markers", line={"color": colour, "width": 2, "dash": dash},
        marker={"size": 5},
        hovertemplate="%{y:.2f} %")
