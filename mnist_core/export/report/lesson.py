"""What the person predicted in a lesson of this run, beside what came."""

from math import isnan, nan

from mnist_core.base.markup import Markup, el, joined
from mnist_core.charts.epoch_chart import Line, epoch_chart
from mnist_core.lessons.record import LessonRecord, PredictionRecord, SketchedCurve

_TITLES = {"test_accuracy": "Test accuracy in percent",
           "train_accuracy": "Train accuracy in percent",
           "test_loss": "Test loss in nats", "train_loss": "Train loss in nats"}


def lessons(records: tuple[LessonRecord, ...]) -> Markup | None:
    """A section a lesson."""
    if not records:
        return None
    return joined(_lesson(record, f"lesson-{place}") for place, record in enumerate(records, 1))


def _lesson(record: LessonRecord, key: str) -> Markup:
    wrote = (el("p", "In the words of who trained it: ", el("q", record.explanation, class_="note"))
             if record.explanation else None)
    return el("section", el("h2", f"Predicted in the lesson “{record.title}”"),
              *(_prediction(one, f"{key}-{place}")
                for place, one in enumerate(record.predictions, 1)),
              wrote, class_="predicted", lang=None if record.language == "en" else record.language)


def _prediction(record: PredictionRecord, key: str) -> Markup:
    return el("div", el("p", el("strong", record.question)),
              *(el("p", sentence) for sentence in record.told),
              _curve(record.curve, key) if record.curve else None, class_="prediction")


def _curve(curve: SketchedCurve, key: str) -> Markup:
    sketched = [nan if value is None else value for value in curve.sketched]
    # as many epochs as were sketched: only these can be held against each other
    lines = [Line("as predicted", "published", sketched),
             Line(curve.name, "test", curve.measured[:len(sketched)])]
    values = [value for line in lines for value in line.values if not isnan(value)]
    low, high = min(values, default=0.0), max(values, default=1.0)
    edge = max(0.05 * (high - low), 1e-3)
    told = " ".join(f"{line.name}: {', '.join(map(_value, line.values))}." for line in lines)
    return epoch_chart(key, _TITLES[curve.measure], told, lines, (low - edge, high + edge))


def _value(value: float) -> str:
    return "nothing" if isnan(value) else f"{value:.4g}"
