"""A published log: train and test accuracy of every epoch, with the target's line."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.display.theme import layout
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
              reference: Sequence[float] = ()) -> go.Figure:
    """Accuracy by epoch, with a ring around the best test accuracy.

    ``reference`` is the test accuracy of our own training of the step, if there is one.
    """
    low = lowest_shown((log.train_accuracy, log.test_accuracy))
    high = max(log.best_train_accuracy, log.best_test_accuracy, target) + 0.3
    best = log.test_accuracy.index(log.best_test_accuracy)
    figure = go.Figure(layout=layout(
        colours, height=270, dragmode=False, hovermode="x unified",
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom",
                "itemclick": False, "itemdoubleclick": False}))
    quiet = {"size": 12, "color": colours.muted}
    figure.update_xaxes(title={"text": "epoch", "font": quiet, "standoff": 12}, tickfont=quiet,
                        fixedrange=True, showgrid=False, showline=False, tick0=5, dtick=5,
                        range=[0.5, len(log.test_accuracy) + 0.5])
    figure.update_yaxes(tickfont=quiet, fixedrange=True, range=[low, min(high, 100.05)],
                        ticksuffix=" %", nticks=6, showline=False)
    figure.add_hline(**target_line(target, target, colours))
    figure.add_trace(_line("train", log.train_accuracy, colours.train))
    figure.add_trace(_line("test", log.test_accuracy, colours.test))
    if reference:
        figure.add_trace(_line("test, our reference run", reference, colours.text, dash="dot"))
    figure.add_trace(go.Scatter(
        x=[best + 1], y=[log.best_test_accuracy], mode="markers", hoverinfo="skip",
        name=f"best, {log.best_test_accuracy:.2f} %",
        marker={"symbol": "circle-open", "size": 13, "color": colours.test,
                "line": {"width": 2}}))
    return figure


def _line(name: str, accuracies: Sequence[float], colour: str, dash: str = "solid") -> go.Scatter:
    return go.Scatter(
        name=name, x=list(range(1, len(accuracies) + 1)), y=list(accuracies),
        mode="lines+markers", line={"color": colour, "width": 2, "dash": dash},
        marker={"size": 5},
        hovertemplate="%{y:.2f} %")
