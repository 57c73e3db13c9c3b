"""The answer to an experiment in one sentence, as far as its figures go."""

from dataclasses import replace

from mnist_core.base.format import count_of
from mnist_core.experiments.comparison import Comparison
from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.means import Mean
from mnist_core.experiments.power import USUAL_HIGH, USUAL_LOW
from mnist_core.experiments.question import Measure
from mnist_core.experiments.results import Results, TrialFigures
from mnist_core.experiments.words import (
    capitalised,
    difference_text,
    interval_words,
    unit_of,
    value_text,
)
from mnist_core.findings.significance import LEVEL, SAME, p_text

_FAR = 4
"""Standard deviations of one network between two, from which on a single pair looks like more than
its seed: about three of a difference."""
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def headline(experiment: Experiment, results: Results,
             comparisons: tuple[Comparison, ...]) -> str:
    """``comparisons`` are with the anchor where there is one, else with the best."""
    so_far = "" if results.is_settled else "So far: "
    best, measure = results.best, experiment.question.measure
    if best is None or best.mean is None:
        return _nothing_yet(results)
    if not comparisons:
        return so_far + _alone(best, measure)
    against = next((one for one in comparisons if one.b == best.number), None)
    if against is None and len(comparisons) == 1:
        # of two there is no other to be held against
        against = _turned(comparisons[0])
    if against is not None:
        return so_far + _best_against(results.trial(against.a), best, against, comparisons, measure)
    if results.anchor == best.number:
        return so_far + _anchor_is_best(best, comparisons, measure)
    return so_far + _best_of(best, results, comparisons, measure)


def number_words(num: int) -> str:
    """``three``, and ``12`` from there on where words grow long."""
    return _NUMBERS[num] if num < len(_NUMBERS) else f"{num:,}"


def better_words(measure: Measure, difference: float) -> str:
    """``reads 0.12 points more held-out digits right than``, of b less a."""
    size = difference_text(measure, abs(difference))
    if measure == "held_out_accuracy":
        return f"reads {size} points {'more' if difference >= 0 else 'fewer'} held-out digits right"
    return (f"has a held-out loss that is {size} nats "
            f"{'lower' if difference <= 0 else 'higher'}")


def seeds_words(compared: Comparison, a: TrialFigures, b: TrialFigures) -> str:
    """``3 seeds each``; ``3 seeds against 5``."""
    if compared.num_pairs:
        return (f"{count_of(compared.num_pairs, 'seed')} each" if compared.num_pairs ==
                len(a.values) == len(b.values) else
                f"the {count_of(compared.num_pairs, 'seed')} that both have")
    if len(a.values) == len(b.values):
        return f"{count_of(len(a.values), 'seed')} each"
    return f"{count_of(len(b.values), 'seed')} against {len(a.values):,}"


def _nothing_yet(results: Results) -> str:
    if not results.is_settled:
        return "Nothing is trained to its end yet."
    if not results.trials:
        return "There are no trials."
    if results.measured:
        return ("No setting can be called the best: each of them has a run that failed or was "
                "stopped early.")
    return "No run was trained to its end, so nothing can be said."


def _alone(best: TrialFigures, measure: Measure) -> str:
    assert best.mean
    name, text = capitalised(best.words), value_text(measure, best.mean.mean)
    what = f"{name}: {text} of the held-out digits read right" if (
        measure == "held_out_accuracy") else f"{name}: a held-out loss of {text}"
    return f"{what} ({_mean_interval(best.mean, measure)})."


def _mean_interval(mean: Mean, measure: Measure) -> str:
    seeds = count_of(mean.n, "seed")
    if mean.low is None or mean.high is None:
        return f"{seeds}, so how far others would lie is not known"
    return (f"mean of {seeds}, 95 % interval {value_text(measure, mean.low)} to "
            f"{value_text(measure, mean.high)}")


def _best_against(anchor: TrialFigures, best: TrialFigures, compared: Comparison,
                  comparisons: tuple[Comparison, ...], measure: Measure) -> str:
    seeds = seeds_words(compared, anchor, best)
    what = (f"{best.words} {better_words(measure, compared.difference)} than {anchor.words}")
    if abs(compared.difference) < SAME:
        return f"{capitalised(best.words)} and {anchor.words} come to the same ({seeds})."
    if len(best.values) < 2 and len(anchor.values) < 2:
        return f"{capitalised(what)}, with one seed each. {_one_seed(measure, compared)}"
    if compared.adjusted is None or compared.p_value is None:
        return (f"{capitalised(what)} ({seeds}), but there are too few seeds, or all of them "
                "differ by the same: how much of that is chance cannot be said.")
    interval = interval_words(measure, compared.low, compared.high)
    if compared.is_told_apart:
        word = "more than chance" if compared.adjusted < LEVEL / 5 else "probably more than chance"
        return (f"{capitalised(what)} ({seeds}, {interval}): {word} "
                f"({_p_words(compared, comparisons)}).")
    fewer = min(anchor, best, key=lambda one: len(one.values))
    return (f"{capitalised(_seeds(fewer))} cannot tell {anchor.words} and {best.words} apart: "
            f"{what} ({interval}), and that may be chance ({_p_words(compared, comparisons)})."
            f"{_alone_it_would(compared, comparisons)}")


def _anchor_is_best(anchor: TrialFigures, comparisons: tuple[Comparison, ...],
                    measure: Measure) -> str:
    num = len(comparisons)
    begin = (f"{_comes_out_best(anchor, measure)}: none of the {number_words(num)} others does "
             "better")
    worse = sum(one.is_told_apart for one in comparisons)
    if len(anchor.values) < 2:
        return f"{begin}, with one seed each. {_one_seed(measure)}"
    if worse == num:
        return f"{begin}; all of them are worse, by more than chance."
    if worse:
        return (f"{begin}, and {worse} {'is' if worse == 1 else 'are'} worse by more than chance. "
                "The rest may be as good.")
    return f"{begin}, but {_seeds(anchor)} cannot tell any of them from it."


def _best_of(best: TrialFigures, results: Results, comparisons: tuple[Comparison, ...],
             measure: Measure) -> str:
    begin = _comes_out_best(best, measure)
    worse, num = sum(one.is_told_apart for one in comparisons), len(comparisons)
    if len(best.values) < 2:
        return (f"{begin} of {num + 1:,}. {_one_seed(measure)} And the best of many is the "
                "luckiest as well.")
    if worse == num:
        return f"{begin}: better than all {number_words(num)} others, by more than chance."
    if worse:
        return (f"{begin}: better than {worse} of {num} others by more than chance. The rest may "
                "be as good.")
    second = results.trial(results.ranked[1])
    assert best.mean and second.mean
    ahead = difference_text(measure, abs(best.mean.mean - second.mean.mean))
    return (f"{capitalised(_seeds(best))} cannot tell them apart: {best.words} comes out best "
            f"({value_text(measure, best.mean.mean)}), {ahead} {unit_of(measure)} ahead of "
            f"{second.words}, and that may be chance.")


def _comes_out_best(best: TrialFigures, measure: Measure) -> str:
    assert best.mean
    return (f"{capitalised(best.words)} comes out best ({value_text(measure, best.mean.mean)}, "
            f"{count_of(len(best.values), 'seed')})")


def _seeds(trial: TrialFigures) -> str:
    num = len(trial.values)
    return f"{number_words(num)} {'seed' if num == 1 else 'seeds'}"


def _one_seed(measure: Measure, compared: Comparison | None = None) -> str:
    if measure != "held_out_accuracy":
        return ("One seed cannot show a difference: the seed alone moves a network, too, and by "
                "how much only more seeds can say.")
    known = f"{USUAL_LOW:g} to {USUAL_HIGH:g} points"
    if compared is not None and abs(compared.difference) > _FAR * USUAL_HIGH:
        return (f"That is more than seeds alone usually move such networks ({known}), but one seed "
                "each cannot show it: train two more.")
    return ("One seed says nothing about differences of this size: seeds alone move networks like "
            f"these by {known}.")


def _turned(compared: Comparison) -> Comparison:
    """``compared`` with its two sides exchanged."""
    low, high = compared.low, compared.high
    return replace(compared, a=compared.b, b=compared.a, difference=-compared.difference,
                   low=None if high is None else -high, high=None if low is None else -low)


def _p_words(compared: Comparison, comparisons: tuple[Comparison, ...]) -> str:
    assert compared.adjusted is not None
    num = len(comparisons)
    return p_text(compared.adjusted) + (f", corrected for {num} comparisons" if num > 1 else "")


def _alone_it_would(compared: Comparison, comparisons: tuple[Comparison, ...]) -> str:
    if compared.p_value is None or compared.p_value >= LEVEL or len(comparisons) < 2:
        return ""
    return (" Looked at alone this pair would count as more than chance "
            f"({p_text(compared.p_value)}), but where {len(comparisons)} are compared, one often "
            "looks so by luck.")
