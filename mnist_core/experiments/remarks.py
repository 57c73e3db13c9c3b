"""What else may be said of an experiment, a sentence each; empty where there is nothing to say."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from mnist_core.base.format import count_of, listed
from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.question import default_held_out
from mnist_core.experiments.results import Results, TrialFigures
from mnist_core.experiments.words import capitalised, is_off
from mnist_core.findings.significance import INTERVAL
from mnist_core.network.geometry import describe
from mnist_core.network.notation import parse

MAX_NAMED = 4


def ties_remark(results: Results, ties: Sequence[int]) -> str:
    """Whom chance does not tell from the best; of two the headline says it already."""
    best = results.best
    if best is None or not ties or len(best.values) < 2 or len(results.ranked) < 3:
        return ""
    named = _named([results.trial(number) for number in ties])
    if len(ties) == len(results.ranked) - 1:
        return (f"None of the others can be told from {best.words} by more than chance, so each of "
                f"them may be the best: {named}.")
    return (f"{capitalised(named)} cannot be told from {best.words} by more than chance, so "
            f"{'it' if len(ties) == 1 else 'each of them'} may be as good.")


def simpler_remark(experiment: Experiment, results: Results, ties: Sequence[int]) -> str:
    """Which of those that chance does not tell from the best does with less."""
    best = results.best
    if best is None or len(best.values) < 2:
        return ""
    of_best = _size(experiment, best.number)
    simplest = next((number for number in ties
                     if _is_less(_size(experiment, number), of_best)), None)
    if simplest is None:
        return ""
    name = results.trial(simplest).words
    return (f"{capitalised(name)} is simpler than {best.words} and not told from it by more than "
            "chance: without a reason for more, take the simpler one.")


def failed_remark(results: Results) -> str:
    """Runs that diverged or failed, which are in no mean."""
    failed = [one for one in results.trials if one.num_failed]
    if not failed:
        return ""
    num = sum(one.num_failed for one in failed)
    begin = (f"{count_of(num, 'run')} diverged or failed and "
             f"{'is' if num == 1 else 'are'} in no mean: "
             f"{_named(failed, lambda one: f'{one.num_failed} of {one.num_runs} with {one.words}')}"
             ".")
    partly = [one for one in failed if one.mean]
    return begin + (" A setting with which a run fails is not called the best, however good its "
                    "other seeds are." if partly else "")


def unlearned_remark(results: Results) -> str:
    """Runs that stayed at chance: they are in the means, since that is what the recipe does."""
    stuck = [one for one in results.trials if one.num_unlearned]
    if not stuck:
        return ""
    num = sum(one.num_unlearned for one in stuck)
    named = _named(stuck, lambda one: f"{one.num_unlearned} of {len(one.values)} with {one.words}")
    return (f"{count_of(num, 'run')} never learned anything: {named}. Means that hold such a run "
            "say little; look at the seeds one by one.")


def pruned_remark(results: Results) -> str:
    pruned = [one for one in results.trials if one.num_pruned]
    if not pruned:
        return ""
    return (f"{count_of(len(pruned), 'trial')} {'was' if len(pruned) == 1 else 'were'} stopped "
            "early by successive halving, since others were further at the same epoch. A slow "
            "starter may be among them: train one to its end to see.")


def scope_remark(experiment: Experiment, results: Results) -> str:
    """What the intervals are about."""
    best = results.best
    if best is None or len(best.values) < 2:
        return ""
    question = experiment.question
    num = question.held_out or default_held_out(experiment.recipe)
    return (f"{100 * INTERVAL:.0f} % intervals say where the mean of many seeds would lie on these "
            f"{num:,} held-out digits; other digits could shift it. The test set has chosen "
            "nothing.")


def _named(trials: Sequence[TrialFigures],
           name: Callable[[TrialFigures], str] = lambda one: one.words) -> str:
    """The first few, and how many more."""
    texts = [name(one) for one in trials[:MAX_NAMED]]
    if len(trials) > MAX_NAMED:
        texts.append(f"{len(trials) - MAX_NAMED:,} more")
    return listed(texts, between="; " if any("," in text for text in texts) else ", ")


def _size(experiment: Experiment, number: int) -> tuple[int, int, int]:
    """Parameters, epochs, and how many of the varied settings are on: less is simpler."""
    overrides = next(one.overrides for one in experiment.trials if one.number == number)
    num_on = sum(not is_off(key, value) for key, value in overrides.items())
    layers, epochs = overrides.get("layers"), overrides.get("epochs", experiment.recipe.epochs)
    return (_num_parameters(str(layers or experiment.recipe.layers)),
            epochs if isinstance(epochs, int) else experiment.recipe.epochs, num_on)


@lru_cache(maxsize=100)
def _num_parameters(layers: str) -> int:
    return describe(parse(layers)).parameters


def _is_less(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """In something, and in nothing more."""
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))
