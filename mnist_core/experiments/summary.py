"""An experiment to read and to take home: Markdown for a terminal or a file, and CSV, a row a
run."""

from collections.abc import Iterator

from mnist_core.base.files.spreadsheet import spreadsheet_csv
from mnist_core.base.format import count_of, listed
from mnist_core.base.markdown import escaped, table
from mnist_core.experiments.experiment import Experiment, Trial, TrialRun
from mnist_core.experiments.findings import Findings
from mnist_core.experiments.question import Measure, planned_words
from mnist_core.experiments.results import TrialFigures
from mnist_core.experiments.words import capitalised, difference_text, setting_words, value_text
from mnist_core.training.epoch_record import EpochRecord, best_epoch

MAX_ROWS = 20
"""Trials that a summary lists; all are in the CSV."""
MEASURES: dict[Measure, str] = {"held_out_accuracy": "held-out accuracy",
                                 "held_out_loss": "held-out loss"}


def varied_words(experiment: Experiment) -> str:
    """What it varies: ``dropout and learning rate of strategy-4``."""
    of = f" of {experiment.step_id}" if experiment.step_id else ""
    words = [setting_words(setting.key) for setting in experiment.question.settings] or ["seeds"]
    return listed(words) + of


def summary(experiment: Experiment, findings: Findings) -> str:
    """Markdown: the answer, the trials from the best to the worst, and all else that may be
    said."""
    question = experiment.question
    ranked = trials_by_rank(experiment, findings)
    asked = (f"{capitalised(varied_words(experiment))}: {planned_words(question)}, judged by "
             f"{MEASURES[question.measure]}.")
    parts = [f"# {escaped(experiment.name or f'Experiment {experiment.id}')}", findings.headline,
             asked,
             table(("trial", "", MEASURES[question.measure], "95 % interval", "seeds", "state"),
                   (_row(question.measure, one) for one in ranked[:MAX_ROWS]))]
    if len(ranked) > MAX_ROWS:
        parts.append(f"And {count_of(len(ranked) - MAX_ROWS, 'trial')} more.")
    parts += [one.text for one in findings.sentences if one.kind != "headline"]
    return "\n\n".join(parts) + "\n"


def trials_by_rank(experiment: Experiment, findings: Findings) -> list[TrialFigures]:
    """Those of the search, the best first, then those that cannot be the best; confirmations
    last."""
    sign = -1 if experiment.question.is_higher_better else 1

    def place(one: TrialFigures) -> tuple[bool, bool, bool, float, int]:
        return (one.purpose == "confirmation", one.mean is None, not one.can_be_compared,
                sign * one.mean.mean if one.mean else 0.0, one.number)
    return sorted(findings.trials, key=place)


def trials_csv(experiment: Experiment) -> str:
    """One row a run. Of the test set there is something only where it was asked: of the runs of a
    confirmation."""
    keys = [setting.key for setting in experiment.question.settings]
    columns = ("trial", "purpose", *keys, "seed", "run", "state", "stopped early after epoch",
               "epochs", "best epoch", "held-out accuracy in percent", "held-out loss in nats",
               "test accuracy in percent", "error")
    return spreadsheet_csv(columns, _csv_rows(experiment, keys))


def interval_text(measure: Measure, one: TrialFigures) -> str:
    """``99.39 to 99.46``, where the mean of a trial lies with 95 % confidence; empty if unknown."""
    mean = one.mean
    if mean is None or mean.low is None or mean.high is None:
        return ""
    return f"{difference_text(measure, mean.low)} to {difference_text(measure, mean.high)}"


def _csv_rows(experiment: Experiment, keys: list[str]) -> Iterator[tuple[object, ...]]:
    for trial in experiment.trials:
        for run in trial.runs:
            yield (trial.number, trial.purpose, *(trial.overrides.get(key) for key in keys),
                   run.seed, run.run_id, run.state, run.pruned_at, len(run.epochs),
                   *_figures(trial, run), run.error)


def _figures(trial: Trial, run: TrialRun) -> tuple[object, ...]:
    best: EpochRecord | None = best_epoch(run.epochs)
    if best is None:
        return (None,) * 4
    is_asked = trial.purpose == "confirmation" and run.state == "finished"
    return (best.epoch, best.held_out_accuracy, best.held_out_loss,
            best.test_accuracy if is_asked else None)


def _row(measure: Measure, one: TrialFigures) -> tuple[str, ...]:
    name = one.words if one.purpose == "search" else f"{one.words}, confirmed"
    mean = one.mean
    return (str(one.number), escaped(name), value_text(measure, mean.mean) if mean else "–",
            interval_text(measure, one), f"{len(one.values)} of {one.num_runs}", one.state)
