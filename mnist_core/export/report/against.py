"""A run held against the published log and against reference runs: at one epoch, and at the end."""

from collections.abc import Iterator
from dataclasses import dataclass

from mnist_core.base.format import count_of
from mnist_core.export.exported_run import ExportedRun
from mnist_core.findings.same_epoch import Side, common_epoch, compare_at, published_epochs
from mnist_core.ladders import step_before
from mnist_core.reference.records import ReferenceRun, typical_run
from mnist_core.reference.story import step_run_of_seed


@dataclass(frozen=True, slots=True)
class Standing:
    """One comparison; accuracies in percent. ``told`` is a sentence with its chance."""

    other: str
    when: str
    own_accuracy: float
    other_accuracy: float
    told: str


def standings(run: ExportedRun) -> tuple[Standing, ...]:
    """Against all that its step has; nothing for a run of no step, or on other digits."""
    if is_on_sample(run):
        return ()
    own = Side("this run", run.epochs, run)
    return tuple(found for other in _others(run) for found in _both_ends(own, other))


def is_on_sample(run: ExportedRun) -> bool:
    """Whether it was measured on other digits than published figures are."""
    return run.source is not None and not run.is_on_full_mnist


def reference(run: ExportedRun) -> ReferenceRun | None:
    """The reference run that it is held against: of its step; for a reference run, which is one
    itself, of the step before."""
    if run.step is None:
        return None
    if not run.is_reference:
        return typical_run(run.step.id)
    before = step_before(run.step)
    return step_run_of_seed(before, run.recipe.seed) if before else None


def reference_words(found: ReferenceRun) -> str:
    """As a sentence has it: ``reference 1 of strategy-4``."""
    return f"reference {found.record.seed} of {found.record.reference_id}"


def _others(run: ExportedRun) -> Iterator[Side]:
    if run.step:
        yield Side("the published log", published_epochs(run.step.log))
    if found := reference(run):
        yield Side(reference_words(found), found.epochs(), found)


def _both_ends(own: Side, other: Side) -> Iterator[Standing]:
    common = common_epoch((own.epochs, other.epochs))
    assert common
    ends = len(own.epochs), len(other.epochs)
    if ends == (common, common):
        yield _standing(own, other, *ends, f"at the end, after {count_of(common, 'epoch')}")
        return
    yield _standing(own, other, common, common,
                    f"both after {count_of(common, 'epoch')}")
    yield _standing(own, other, *ends, f"at the end, after {ends[0]} and {ends[1]}")


def _standing(own: Side, other: Side, epoch_own: int, epoch_other: int, when: str) -> Standing:
    sentence = compare_at(own, other, epoch_own, epoch_other).sentence(own.name, other.name)
    return Standing(other.name, when, own.accuracy(epoch_own), other.accuracy(epoch_other),
                    sentence[0].upper() + sentence[1:])
