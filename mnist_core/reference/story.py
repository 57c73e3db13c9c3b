"""What our own trainings of a published step came to, in sentences."""

from functools import lru_cache
from statistics import fmean

from mnist_core.base.format import count_of
from mnist_core.findings.analysis import CHANCE_PERCENT, analysis
from mnist_core.findings.seeds import seed_report
from mnist_core.findings.significance import compare_seeds
from mnist_core.ladders import Step, find_step, step_before
from mnist_core.reference.records import (
    ReferenceRun,
    reference_runs,
    runs_of_step,
    typical_run,
)


def mean_best(step: Step) -> float | None:
    """The best test accuracy of the step's reference runs, mean over their seeds."""
    runs = runs_of_step(step.id)
    return fmean(run.best_test_accuracy for run in runs) if runs else None


def never_learned_words(step: Step) -> str:
    """``1 of 2 seeds never learned: 11.35 %, 95.68 %``, in words for whoever reads their mean;
    empty where all of them learned."""
    bests = [run.best_test_accuracy for run in runs_of_step(step.id)]
    num = sum(best < CHANCE_PERCENT for best in bests)
    if not num:
        return ""
    figures = ", ".join(f"{best:.2f} %" for best in bests)
    return f"{num} of {count_of(len(bests), 'seed')} never learned: {figures}"


def variant_runs(step: Step) -> list[ReferenceRun]:
    """The reference runs of the step's other readings."""
    return [run for run in reference_runs() if run.step_id == step.id and run.record.variant]


def seed_name(run: ReferenceRun) -> str:
    """``Reference 1``, and what its variant does differently."""
    titles = {variant.id: f", {variant.title}" for variant in find_step(run.step_id).variants}
    return f"Reference {run.record.seed}{titles.get(run.record.variant or '', '')}"


def reference_sentences(step: Step) -> tuple[str, ...]:
    """What the figures of the typical reference run show, those over its seeds, and why they
    differ from the published ones where they do; nothing where the step was not measured."""
    run = typical_run(step.id)
    if not run:
        return ()
    return (*_story(run), *_over_seeds(step), *filter(None, [step.reproduction]))


@lru_cache(maxsize=64)
def _story(run: ReferenceRun) -> tuple[str, ...]:
    """The generated analysis against the step before, with the same seed where there is one."""
    earlier = step_before(find_step(run.step_id))
    return analysis(run, step_run_of_seed(earlier, run.record.seed) if earlier else None)


def step_run_of_seed(step: Step, seed: int) -> ReferenceRun | None:
    """The step's reference run with this seed, else its typical one."""
    same_seed = (run for run in runs_of_step(step.id) if run.record.seed == seed)
    return next(same_seed, typical_run(step.id))


def _over_seeds(step: Step) -> list[str]:
    """The spread of several seeds, and whether they differ from those of the step before."""
    runs, earlier = runs_of_step(step.id), step_before(step)
    told = []
    if len(runs) > 1:
        last_five = seed_report([run.epochs() for run in runs]).last_five
        told.append(f"Over {last_five.n} seeds the mean of the last five epochs is "
                    f"{last_five.mean:.2f} %, from {last_five.min:.2f} to {last_five.max:.2f} %.")
    compared = compare_seeds(_last_accuracies(earlier), _last_accuracies(step)) if earlier else None
    if earlier and compared:
        told.append(compared.sentence(f"step {earlier.number}", f"step {step.number}"))
    return told


def _last_accuracies(step: Step) -> list[float]:
    return [run.epochs()[-1].test_accuracy for run in runs_of_step(step.id)]
