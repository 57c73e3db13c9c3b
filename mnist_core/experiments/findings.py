"""What may be said of an experiment: sentences for a student, and the figures behind them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from mnist_core.experiments.best_at_edge import Edge, edges
from mnist_core.experiments.comparison import Comparison, Values, with_anchor, with_best
from mnist_core.experiments.effects import Effect, SettingMap, effects, setting_maps
from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.headline import headline
from mnist_core.experiments.power import (
    USUAL,
    WANTED_POINTS,
    Power,
    SeedSpread,
    learned,
    spread_of,
    told,
)
from mnist_core.experiments.remarks import (
    failed_remark,
    pruned_remark,
    scope_remark,
    simpler_remark,
    ties_remark,
    unlearned_remark,
)
from mnist_core.experiments.results import Results, TrialFigures, results_of
from mnist_core.experiments.winners_curse import WinnersCurse, winners_curse

Kind = Literal["headline", "ties", "simpler", "failed", "unlearned", "pruned", "edge", "power",
               "winners_curse", "test", "scope"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or two, and what they are about: pages choose colour and place by it."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that may be said so far.

    Attributes:
        headline: the answer; also the first of the ``sentences``.
        best, anchor: trials by number; what all are held against, where the question names it.
        ties: those that chance does not tell from the best.
        comparisons: with the anchor where there is one, else with the best; corrected for all.
    """

    headline: str
    sentences: tuple[Sentence, ...]
    best: int | None
    anchor: int | None
    ties: tuple[int, ...]
    trials: tuple[TrialFigures, ...]
    comparisons: tuple[Comparison, ...]
    effects: tuple[Effect, ...]
    maps: tuple[SettingMap, ...]
    edges: tuple[Edge, ...]
    winners_curse: WinnersCurse | None
    power: Power | None

    def as_json(self) -> dict[str, Any]:
        """Plain dicts, lists and finite numbers, without the trials: whoever shows these lists
        them with all that they have."""
        return asdict(replace(self, trials=()))


def findings_of(experiment: Experiment, recorded: SeedSpread | None = None) -> Findings:
    """Everything that may be said of an experiment as it stands.

    ``recorded`` is by how much seeds of such a recipe moved in the lab so far; it is told while
    the experiment itself does not show it.
    """
    results = results_of(experiment)
    best = results.best
    able = {number: results.trial(number).values for number in results.ranked}
    anchor = results.anchor if results.anchor is not None and (
        results.trial(results.anchor).can_be_compared) else None
    among = _against(best.number, able, with_best) if best else ()
    comparisons = among if anchor is None else _against(
        anchor, {**able, anchor: results.trial(anchor).values}, with_anchor)
    told_apart = {one.b for one in among if one.is_told_apart} | {
        one.a for one in comparisons if best and one.b == best.number and one.is_told_apart}
    ties = tuple(one.b for one in among if one.b not in told_apart)
    found_edges = edges(experiment, best.number) if best and len(able) > 1 else ()
    flattered = winners_curse(experiment, results)
    # without an anchor nobody has said which of many pairs matter
    power = _power(experiment, results, recorded, 1 if anchor is None else len(comparisons))
    first = headline(experiment, results, comparisons)
    sentences = [
        Sentence("headline", first),
        *_said("ties", ties_remark, results, ties),
        *_said("simpler", simpler_remark, experiment, results, ties),
        *_said("failed", failed_remark, results),
        *_said("unlearned", unlearned_remark, results),
        *_said("pruned", pruned_remark, results),
        *(Sentence("edge", edge.text) for edge in found_edges),
        *((Sentence("winners_curse", flattered.text), Sentence("test", flattered.test_text))
          if flattered else ()),
        *([Sentence("power", power.text)] if power else []),
        *_said("scope", scope_remark, experiment, results),
    ]
    return Findings(first, tuple(sentences), best.number if best else None,
                    anchor, ties, results.trials, comparisons,
                    effects(experiment, results), setting_maps(experiment, results), found_edges,
                    flattered, power)


def _against(one: int, values: Mapping[int, Values], compared_with: Callable[
        [tuple[int, Values], Sequence[tuple[int, Values]]], tuple[Comparison, ...]],
             ) -> tuple[Comparison, ...]:
    return compared_with((one, values[one]), [(number, of_trial) for number, of_trial
                                              in values.items() if number != one])


def _said(kind: Kind, remark: Callable[..., str], *given: object) -> Iterable[Sentence]:
    text = remark(*given)
    return [Sentence(kind, text)] if text else []


def _power(experiment: Experiment, results: Results, recorded: SeedSpread | None,
           num_compared: int) -> Power | None:
    """None of a loss of which no spread is known: there is no usual one."""
    measure = experiment.question.measure
    # bad settings are less steady than those that anybody would choose between
    better = results.ranked[:max(2, -(-len(results.ranked) // 2))]
    values = [results.trial(number).values for number in better]
    num_seeds = max(map(len, values), default=len(experiment.question.seeds))
    own = spread_of([one for one in values if learned(one, measure)],
                    "by the spread of the seeds measured here")
    is_accuracy = measure == "held_out_accuracy"
    spread = own or (recorded or USUAL if is_accuracy else None)
    if spread is None:
        return None
    wanted = WANTED_POINTS if is_accuracy else spread.difference
    return told(wanted, spread, num_seeds, num_compared=num_compared, measure=measure)
