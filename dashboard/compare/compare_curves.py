"""The curves of compared runs, one measure a chart, every run in its own colour and mark."""

from collections.abc import Iterable, Sequence
from math import inf, isfinite, log10
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dashboard.compare.runs import Compared, Kind
from dashboard.display.chart import Chart, Line, Trace, chart_layout, scatter
from dashboard.display.curve import smooth
from dashboard.figures.targets import target_line
from mnist_core.base.curve_thinning import kept_points
from mnist_core.charts.ladder_scale import SMALLEST_ERROR
from mnist_core.charts.palette import Palette
from mnist_core.trained.batch_curve import BatchCurve

Measure = Literal["test_accuracy", "train_accuracy", "test_loss"]
"""A field of an epoch's record."""
MEASURES: dict[Measure, str] = {"test_accuracy": "Test accuracy",
                                "train_accuracy": "Train accuracy", "test_loss": "Test loss"}
DASHES: dict[Kind, str] = {"own": "solid", "reference": "dash", "published": "dot"}
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "triangle-down", "star")
"""A second way to tell runs apart, by place."""
MAX_BATCHES = 1000
"""Reference runs keep this many of their batches, so all others are thinned alike: the mean of
thinned losses is not that of all of them."""
SMOOTHED_EPOCHS = 0.25
SHOWN_POINTS = 300
LEAST_LOSS = 1e-7
_LOSS_TICKS = (10, 5, 3, 2, 1, 0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.002,
               0.001, 5e-4, 2e-4, 1e-4)
# the roundest first: the others are written where there is room
_PERCENTS = (99, 90, 99.5, 98, 95, 50, 80, 99.2, 99.4, 98.5, 99.3, 99.6, 97, 10, 99.7, 99.8, 99.1)
_TICK_SPACE = 0.075
"""Of the axis' length, between two ticks."""
HEIGHT = 300


def accuracy_chart(runs: Sequence[Compared], measure: Measure, colours: Palette, *,
                   whole: bool, targets: Sequence[float] = ()) -> Chart:
    """Accuracy by epoch, on an axis that is logarithmic in the errors, as that of the ladders.

    Unless ``whole``, the lowest quarter of a run's epochs may lie below the axis. ``targets`` are
    what the runs' ladders aim at, in percent.
    """
    values = [_values(run, measure) for run in runs if run.epochs]
    axis = {}
    if values:
        low = min(min(of_run) if whole else sorted(of_run)[len(of_run) // 4] for of_run in values)
        high = max([*targets, *map(max, values)])
        ends = [height(low), height(high)]
        room = 0.05 * max(0.1, ends[1] - ends[0])
        low, high = ends[0] - room, ends[1] + room
        ticks = _ticks(low, high)
        axis = {"range": [low, high], "tickvals": [height(tick) for tick in ticks],
                "ticktext": [f"{tick:g} %" for tick in ticks]}
    lines = []
    for run in runs:
        told = _values(run, measure)
        lines.append(_line(run, _numbers(run), [height(value) for value in told], colours,
                           "%{customdata:.2f} %", customdata=told))
    return _chart(runs, lines, axis, colours,
                  [target_line(target, height(target), colours) for target in targets])


def loss_chart(runs: Sequence[Compared], colours: Palette) -> Chart:
    """Test loss by epoch, on a logarithmic axis."""
    values = [_values(run, "test_loss") for run in runs if run.epochs]
    return _chart(
        runs, [_line(run, _numbers(run), _values(run, "test_loss"), colours, "%{y:.4f}")
               for run in runs],
        _log_axis([loss for of_run in values for loss in of_run]), colours)


def batch_chart(runs: Sequence[Compared], colours: Palette) -> Chart:
    """The loss of the trained batches, smoothed, of the runs of which it is known."""
    curves = [(run, *smoothed_loss(run.trained.curve(), run.num_batches))
              for run in runs if run.trained and run.has_batches]
    shown = [loss for *_, of_run in curves for loss in of_run[len(of_run) // 50:].tolist()]
    return _chart(
        runs, [_line(run, at.round(3).tolist(), _short(loss), colours, "%{y:.4f}", markers=False)
               for run, at, loss in curves],
        _log_axis(shown), colours)


def height(accuracy: float) -> float:
    """Where an accuracy in percent stands on the axis: a tenth of the errors is one unit up."""
    return -log10(max(100 - accuracy, SMALLEST_ERROR))


def smoothed_loss(curve: BatchCurve, num_batches: int
                  ) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """When, in epochs, and the loss as a moving geometric mean: the mean on a logarithmic axis."""
    if not len(curve.loss):
        return np.empty(0), np.empty(0, np.float32)
    kept = kept_points(curve.loss, MAX_BATCHES)
    at = (curve.at[kept] + 1) / max(1, num_batches)
    window = max(1, round(SMOOTHED_EPOCHS * len(kept) / max(at[-1], SMOOTHED_EPOCHS)))
    logs = np.log(np.maximum(curve.loss[kept], LEAST_LOSS))
    loss = np.exp(smooth(logs, window, None))
    every = -(-len(kept) // SHOWN_POINTS)
    # counted from the end, so that the last point is among them
    return at[::-1][::every][::-1], loss[::-1][::every][::-1]


def described(runs: Sequence[Compared], measure: Measure) -> str:
    """What a chart shows, for those who cannot see it."""
    told = [f"{run.name} {'has no epoch yet' if not run.epochs else _ending(run, measure)}"
            for run in runs]
    return f"{MEASURES[measure]} by epoch: {'; '.join(told)}."


def _ending(run: Compared, measure: Measure) -> str:
    values = _values(run, measure)
    if measure == "test_loss":
        return f"ends at {values[-1]:.4f}, lowest {min(values):.4f}"
    return f"ends at {values[-1]:.2f} %, best {max(values):.2f} %"


def _values(run: Compared, measure: Measure) -> list[float]:
    return [getattr(epoch, measure) for epoch in run.epochs]


def _numbers(run: Compared) -> list[int]:
    return [epoch.epoch for epoch in run.epochs]


def _ticks(low: float, high: float) -> list[float]:
    """Percents to write on an accuracy axis between these heights, none too near another."""
    kept: list[float] = []
    for tick in _PERCENTS:
        near = (abs(height(tick) - height(other)) < _TICK_SPACE * (high - low) for other in kept)
        if low <= height(tick) <= high and not any(near):
            kept.append(tick)
    return kept


def _chart(runs: Iterable[Compared], lines: list[Trace], axis: dict[str, Any], colours: Palette,
           targets: Sequence[Line] = ()) -> Chart:
    """``axis`` is what the measure's own axis has of its own."""
    quiet = {"size": 12, "color": colours.muted}
    lengths = [len(run.epochs) for run in runs if run.epochs] or [1]
    shapes = [target.shape for target in targets]
    if len(set(lengths)) > 1:
        # the last epoch that all have, at which they are held against each other
        shapes.append({"type": "line", "xref": "x", "yref": "y domain", "x0": min(lengths),
                       "x1": min(lengths), "y0": 0, "y1": 1,
                       "line": {"color": colours.muted, "width": 1, "dash": "dot"}})
    # fixed margins: to find them by itself, Plotly draws each chart several times
    return {"data": lines, "layout": chart_layout(
        colours, height=HEIGHT, dragmode=False, showlegend=False, hovermode="x unified",
        margin={"l": 58, "r": 8, "t": 8, "b": 42},
        xaxis={"title": {"text": "epoch", "font": quiet, "standoff": 8}, "tickfont": quiet,
               "fixedrange": True, "showgrid": False, "showline": False, "nticks": 9,
               "automargin": False, "range": [0, max(lengths) + 0.3], "hoverformat": ".4~g"},
        yaxis={"tickfont": quiet, "fixedrange": True, "showline": False, "automargin": False,
               **axis},
        shapes=shapes, annotations=[target.note for target in targets])}


def _log_axis(values: Sequence[float]) -> dict[str, Any]:
    positive = [value for value in values if 0 < value < inf] or [0.01, 1]
    low, high = log10(min(positive)) - 0.05, log10(max(positive)) + 0.05
    return {"type": "log", "range": [low, high], "tickvals": list(_LOSS_TICKS),
            "ticktext": [f"{tick:g}" for tick in _LOSS_TICKS]}


def _line(run: Compared, x: Sequence[float], y: Sequence[float], colours: Palette, form: str, *,
          markers: bool = True, **extra: Any) -> Trace:
    if markers:
        extra["marker"] = {"size": 6, "symbol": SYMBOLS[run.place]}
    # a diverged loss leaves a gap: JSON has no number for it
    return scatter(
        name=f"{run.letter} {run.short_label}", x=list(x),
        y=[value if isfinite(value) else None for value in y],
        mode="lines+markers" if markers else "lines", hovertemplate=form,
        line={"color": colours.series[run.place], "width": 2, "dash": DASHES[run.kind]}, **extra)


def _short(values: NDArray[np.float32]) -> list[float]:
    return [float(f"{value:.4g}") for value in values]
