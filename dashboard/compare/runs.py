"""What is compared: own runs, reference runs and published logs, all with the same figures."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from dashboard.compare.slots import LETTERS, MAX_RUNS, Places
from dashboard.people.whose import label_of
from mnist_core.findings.report import NUM_LAST, Verdict, goal_of, verdict
from mnist_core.findings.same_epoch import Side, published_epochs
from mnist_core.ladders import LADDERS, STEPS, Goal, Step, find_step, step_before
from mnist_core.ladders.labels import published_name, scored
from mnist_core.library.library import DEFAULT_STEP, Library
from mnist_core.recipe.recipe import Recipe
from mnist_core.reference.records import typical_run
from mnist_core.runs.people.rights import NotAllowed
from mnist_core.trained.trained import Trained
from mnist_core.training.epoch_record import EpochRecord, best_epoch

PUBLISHED = "published:"
Kind = Literal["own", "reference", "published"]


@dataclass(frozen=True)
class Compared:
    """One run in its place. Accuracies in percent.

    ``trained`` is None for a published log, of which nothing but its epochs is known.
    """

    place: int
    key: str
    label: str
    short_label: str
    kind: Kind
    step_id: str | None
    recipe_name: str
    recipe: Recipe
    parameters: int
    num_batches: int
    epochs: tuple[EpochRecord, ...]
    trained: Trained | None

    @property
    def letter(self) -> str:
        return LETTERS[self.place]

    @property
    def name(self) -> str:
        """``A (Run 12)``: for sentences."""
        return f"{self.letter} ({self.short_label})"

    @property
    def side(self) -> Side:
        return Side(self.name, self.epochs, self.trained)

    @property
    def has_batches(self) -> bool:
        """Something is known of its single batches; never of a published log."""
        return bool(self.trained and (self.epochs or len(self.trained.curve().loss)))

    @property
    def best(self) -> EpochRecord | None:
        return best_epoch(self.epochs)

    @property
    def last(self) -> EpochRecord | None:
        return self.epochs[-1] if self.epochs else None

    @property
    def mean_of_last(self) -> float | None:
        """Of the test accuracies of the last five epochs; None before there are five."""
        last = [epoch.test_accuracy for epoch in self.epochs[-NUM_LAST:]]
        return statistics.fmean(last) if len(last) == NUM_LAST else None

    @property
    def seconds(self) -> float | None:
        """What its epochs took; unknown of a published log."""
        return self.trained.seconds if self.trained and self.epochs else None

    @property
    def goal(self) -> Goal:
        """What its ladder aims at."""
        return goal_of(self.step_id)

    @cached_property
    def verdict(self) -> Verdict:
        return verdict(self.goal, self.parameters, self.epochs)


def find_compared(library: Library, places: Places) -> tuple[list[Compared], list[str]]:
    """The runs in their places, and one sentence for each that cannot be shown."""
    found: list[Compared] = []
    problems = []
    if len(places) > MAX_RUNS:
        problems.append(f"The link names more than {MAX_RUNS} runs; here are the first of them.")
    for place, key in enumerate(places[:MAX_RUNS]):
        try:
            run = _find(library, place, key) if key else None
        except (ValueError, NotAllowed) as error:
            problems.append(str(error))
        else:
            # a step's id may mean a run that has a place already
            if run and run.key not in [other.key for other in found]:
                found.append(run)
    return found, problems


def default_places(library: Library, chosen: Trained | None, step_id: str) -> Places:
    """What is shown where nothing is asked for.

    The run that somebody has chosen, the reference run of its step (beside itself that of the step
    before) and its published log; as long as there is none, the reference runs of the ladder of
    ``step_id``, or its published logs.
    """
    typical = (typical_run(step.id, library.root) for step in STEPS.values())
    references = {run.step_id: run.key for run in typical if run}
    if chosen is not None:
        if chosen.step_id not in STEPS:
            return (chosen.key, *filter(None, [references.get(DEFAULT_STEP)]))
        reference = references.get(chosen.step_id)
        before = step_before(STEPS[chosen.step_id])
        if reference == chosen.key and before:
            reference = references.get(before.id)
        return tuple(filter(None, (chosen.key, reference, PUBLISHED + chosen.step_id)))
    steps = ladder_keys(find_step(step_id).ladder_id)
    known = tuple(references[key.removeprefix(PUBLISHED)] for key in steps
                  if key.removeprefix(PUBLISHED) in references)
    return known if len(known) > 1 else steps


def ladder_keys(ladder_id: str) -> Places:
    """The published logs of a ladder, in order."""
    return next(tuple(PUBLISHED + step.id for step in ladder.steps)
                for ladder in LADDERS if ladder.id == ladder_id)


def choices(own: Iterable[Trained], library: Library, shown: Sequence[Compared]
            ) -> dict[str, str]:
    """What can be added, ``own`` runs among them: the label of each key, those of the steps in
    sight first."""
    known: dict[str, tuple[str | None, str]] = {
        run.key: (run.step_id, label_of(run)) for run in own}
    known |= {run.key: (run.step_id, run.label) for run in library.references()}
    known |= {PUBLISHED + step.id: (step.id, _published_label(step)) for step in STEPS.values()}
    keys, steps = {run.key for run in shown}, {run.step_id for run in shown}
    left = {key: value for key, value in known.items() if key not in keys}
    return {key: label for key, (step_id, label) in
            sorted(left.items(), key=lambda item: item[1][0] not in steps)}


def _find(library: Library, place: int, key: str) -> Compared:
    if key.startswith(PUBLISHED):
        return _of_log(place, find_step(key.removeprefix(PUBLISHED)))
    trained = library.find(key)
    name = f"{trained.short_label}, quick try" if trained.is_quick_try else trained.short_label
    return Compared(
        place=place, key=trained.key, label=label_of(trained), short_label=name,
        kind="reference" if trained.is_reference else "own", step_id=trained.step_id,
        recipe_name=trained.recipe_name, recipe=trained.recipe,
        parameters=trained.parameters, num_batches=trained.num_batches,
        epochs=trained.epochs(), trained=trained)


def _of_log(place: int, step: Step) -> Compared:
    return Compared(
        place=place, key=PUBLISHED + step.id, label=_published_label(step),
        short_label=published_name(step.id), kind="published", step_id=step.id,
        recipe_name=step.id, recipe=step.recipe,
        parameters=step.published.parameters, num_batches=step.log.num_batches,
        epochs=published_epochs(step.log), trained=None)


def _published_label(step: Step) -> str:
    return scored(published_name(step.id), step.log.best_test_accuracy)
