"""An experiment as one page to take home: the answer, all trials, and what else may be said."""

from collections.abc import Iterator, Sequence

from mnist_core.base.format import count_of, unbroken
from mnist_core.base.markup import Markup, el, table
from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.findings import Findings, Kind
from mnist_core.experiments.question import Measure, Setting, default_held_out, planned_words
from mnist_core.experiments.results import TrialFigures
from mnist_core.experiments.summary import (
    MEASURES,
    interval_text,
    trials_by_rank,
    varied_words,
)
from mnist_core.experiments.words import setting_words, value_text, value_words
from mnist_core.export.html_document import document
from mnist_core.export.report.style import STYLE
from mnist_core.findings.significance import p_text
from mnist_core.recipe.recipe import Recipe

_TITLES: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("Who else may be as good", ("ties", "simpler")),
    ("What went wrong", ("failed", "unlearned", "pruned")),
    ("Trained anew with fresh seeds", ("winners_curse", "test")),
    ("How to go on", ("edge", "power")),
    ("What these figures are about", ("scope",)),
)
_MOST_COMPARED = 50


def experiment_html(experiment: Experiment, findings: Findings) -> bytes:
    """One page of HTML that asks nobody for anything, made to be printed."""
    title = experiment.name or f"Experiment {experiment.id}"
    return document(f"{title} · experiment", STYLE, el("main", *(
        part for part in (_head(experiment, findings, title), _question(experiment),
                          _trials(experiment, findings), _comparisons(experiment, findings),
                          *_sentences(findings)) if part)))


def _head(experiment: Experiment, findings: Findings, title: str) -> Markup:
    return el("header", el("h1", title),
              el("p", f"An experiment with MNIST Drill-Down: {varied_words(experiment)}.",
                 class_="quiet"),
              el("p", findings.headline, class_="verdict"))


def _question(experiment: Experiment) -> Markup:
    question = experiment.question
    held_out = question.held_out or default_held_out(experiment.recipe)
    seeds = ", ".join(map(str, question.seeds))
    return el("section", el("h2", "Question"),
              el("ul", *(el("li", _tried(setting, experiment.recipe))
                         for setting in question.settings),
                 el("li", f"{planned_words(question)}, by the "
                          f"{'seed' if len(question.seeds) == 1 else 'seeds'} {seeds}"),
                 el("li", f"Judged by {MEASURES[question.measure]}, on {held_out:,} training "
                          "digits that were not trained on.")))


def _tried(setting: Setting, base: Recipe) -> str:
    name = setting_words(setting.key)
    if setting.range:
        low, high = setting.range
        return f"{name} from {low:g} to {high:g}{', by its logarithm' if setting.log else ''}"
    values = (value_words(setting.key, one, base) for one in setting.values or ())
    return f"{name}: {', '.join(values)}"


def _trials(experiment: Experiment, findings: Findings) -> Markup:
    measure = experiment.question.measure
    return el("section", el("h2", "Trials"), table(
        f"The best first; {MEASURES[measure]}, mean over the seeds",
        ("trial", "", "state", "mean", "95 % interval", "seeds", "each seed"),
        (_row(measure, one) for one in trials_by_rank(experiment, findings)), left=3))


def _row(measure: Measure, one: TrialFigures) -> Sequence[str]:
    words = one.words if one.purpose == "search" else f"{one.words}, trained anew"
    each = ", ".join(value_text(measure, value) for _, value in sorted(one.values.items()))
    return (str(one.number), words, one.state,
            unbroken(value_text(measure, one.mean.mean)) if one.mean else "–",
            interval_text(measure, one), f"{len(one.values)} of {one.num_runs}", unbroken(each))


def _comparisons(experiment: Experiment, findings: Findings) -> Markup | None:
    known = [one for one in findings.comparisons if one.p_value is not None]
    if not known or len(known) > _MOST_COMPARED:
        return None
    words = {one.number: one.words for one in findings.trials}
    decimals = 2 if experiment.question.is_higher_better else 4
    return table(
        f"Against {words[known[0].a]}: paired by seed; p by Holm's correction for "
        f"{count_of(len(known), 'comparison')}",
        ("", "difference", "95 % interval, alone", "p, alone", "p, corrected"),
        ((words[one.b], f"{one.difference:+.{decimals}f}",
          "" if one.low is None or one.high is None else
          f"{one.low:+.{decimals}f} to {one.high:+.{decimals}f}",
          p_text(one.p_value or 0.0), p_text(one.adjusted or 0.0)) for one in known))


def _sentences(findings: Findings) -> Iterator[Markup]:
    for title, kinds in _TITLES:
        texts = [one.text for one in findings.sentences if one.kind in kinds]
        if texts:
            yield el("section", el("h2", title), *(el("p", text) for text in texts))
