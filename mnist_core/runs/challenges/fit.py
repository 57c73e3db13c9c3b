"""Whether a run of somebody's can be submitted to a challenge: rule by rule, and why not."""

from collections.abc import Iterator
from dataclasses import dataclass

from mnist_core.challenges.rules import Facts, Finding, Rules, judge
from mnist_core.data.mnist import FULL_MNIST
from mnist_core.recipe.recipe import NewerVersion, Recipe
from mnist_core.runs.database.run import Run
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.runs.records.store import Store


@dataclass(frozen=True, slots=True)
class Fit:
    """What the rules say of a run.

    Attributes:
        refusal: why it counts in no challenge, in a sentence; empty where it might.
        findings: what each rule says; none where there is a refusal.
        run_ids: what would be submitted: the run, or those of as many seeds as count.
    """

    refusal: str = ""
    findings: tuple[Finding, ...] = ()
    run_ids: tuple[int, ...] = ()

    @property
    def fits(self) -> bool:
        return not self.refusal and all(finding.fits for finding in self.findings)

    @property
    def why_not(self) -> str:
        """One sentence; empty where it fits."""
        broken = [finding.words for finding in self.findings if not finding.fits]
        if self.refusal or not broken:
            return self.refusal
        return f"It does not keep to the rules: {'; '.join(broken)}."


def fit_of(store: Store, rules: Rules, run: Run, person: int, now: float) -> Fit:
    """``now`` is that of the database's clock: a run that has finished before now did so before
    an end that is still to come, whatever the clock of its machine said."""
    if refusal := _refusal(run, person):
        return Fit(refusal)
    try:
        findings = judge(rules, _facts(store, run, now))
    except NewerVersion as error:
        return Fit(str(error))
    if rules.num_seeds == 1 or not all(finding.fits for finding in findings):
        return Fit("", findings, (run.id,))
    alike: dict[int, int] = {}
    for other in _alike(store, run, person):
        if all(finding.fits for finding in judge(rules, _facts(store, other, now))):
            alike.setdefault(other.seed, other.id)
    # the first ones that were started, so that nobody picks the lucky ones
    counted = dict(list(alike.items())[:rules.num_seeds])
    return Fit("", (*findings, _seeds(counted, len(alike), rules.num_seeds)),
               tuple(counted.values()))


def _refusal(run: Run, person: int) -> str:
    if run.owner != person:
        return f"Run {run.id} is not yours; only one's own runs can be submitted."
    if run.is_imported:
        return f"Run {run.id} was trained in another lab; only runs of this one count."
    if run.state != "finished":
        return f"Run {run.id} is {run.state}; it can be submitted when it has finished."
    if run.source != FULL_MNIST:
        return (f"Run {run.id} was trained on the offline sample; only runs on all of MNIST can "
                "be compared.")
    return ""


def _facts(store: Store, run: Run, now: float) -> Facts:
    seconds = sum(epoch.seconds for epoch in store.epochs(run.id))
    return Facts(recipe=run.recipe, parameters=run.parameters, seconds=seconds,
                 is_quick_try=run.is_quick_try, finished=min(run.finished or now, now))


def _alike(store: Store, run: Run, person: int) -> Iterator[Run]:
    """The run and all others of its person that differ in their seed alone, as they were started.
    """
    recipe = run.recipe.apart_from_seed
    others = store.runs(RunQuery(owner=person, states=("finished",), parameters=run.parameters,
                                 num_epochs=run.num_epochs))
    return (other for other in reversed(others)
            if not _refusal(other, person) and _trains(other, recipe))


def _trains(run: Run, recipe: Recipe) -> bool:
    try:
        return run.recipe.apart_from_seed == recipe
    except NewerVersion:
        return False


def _seeds(counted: dict[int, int], num: int, wanted: int) -> Finding:
    runs = ", ".join(map(str, counted.values()))
    if num < wanted:
        return Finding(False, f"{num} of {wanted} seeds: train the same recipe with other seeds")
    first = f"the first {wanted} of " if num > wanted else ""
    return Finding(True, f"{first}{num} seeds, runs {runs}")
