"""What our own trainings of a published step came to, in sentences."""

from collections.abc import Sequence
from functools import lru_cache
from statistics import fmean

from mnist_core.base.format import count_of, percent
from mnist_core.findings.analysis import CHANCE_PERCENT, analysis
from mnist_core.findings.goal_checks import best_epoch_number
from mnist_core.findings.seeds import seed_report
from mnist_core.findings.significance import compare_seeds
from mnist_core.ladders import Step, find_step, step_before
from mnist_core.reference.records import (
    ReferenceRun,
    rank_words,
    reference_runs,
    runs_of_step,
    typical_run,
)


def mean_best(step: Step) -> float | None:
    """The best test accuracy of the step's reference runs, mean over their seeds."""
    runs = runs_of_step(step.id)
    return fmean(run.best_test_accuracy for run in runs) if runs else None


def reference_label(step: Step) -> str:
    """What stands before ``mean_best``: ``Reference, mean of 2``."""
    num_seeds = len(runs_of_step(step.id))
    return f"Reference, mean of {num_seeds}" if num_seeds > 1 else "Reference"


def told_of(step: Step) -> str:
    """Which of several reference runs the sentences are about; empty where there is one."""
    run, among = typical_run(step.id), rank_words(step.id)
    return f"Told of reference {run.record.seed}, {among} by best test accuracy." if (
        run and among) else ""


def accuracy_rows(step: Step) -> list[tuple[str, str, str]]:
    """Whose figures, and the accuracies on the training and on the test digits: of the README, of
    the published log, of each reference run, and of those of the step's other readings."""
    published, log = step.published, step.log
    runs = (*runs_of_step(step.id), *_variant_runs(step))
    return [("README", percent(published.best_train_accuracy),
             percent(published.best_test_accuracy)),
            ("Log, best epoch", _best(log.train_accuracy), _best(log.test_accuracy)),
            *((_seed_name(run), percent(run.epochs()[run.best_epoch - 1].train_accuracy),
               f"{percent(run.best_test_accuracy)} (epoch {run.best_epoch})") for run in runs)]


def _best(accuracies: Sequence[float]) -> str:
    return f"{percent(max(accuracies))} (epoch {best_epoch_number(accuracies)})"


def never_learned_words(step: Step) -> str:
    """``1 of 2 seeds never learned: 11.35 %, 95.68 %``, in words for whoever reads their mean;
    empty where all of them learned."""
    bests = [run.best_test_accuracy for run in runs_of_step(step.id)]
    num = sum(best < CHANCE_PERCENT for best in bests)
    if not num:
        return ""
    figures = ", ".join(f"{best:.2f} %" for best in bests)
    return f"{num} of {count_of(len(bests), 'seed')} never learned: {figures}"


def _variant_runs(step: Step) -> list[ReferenceRun]:
    """The reference runs of the step's other readings."""
    return [run for run in reference_runs() if run.step_id == step.id and run.record.variant]


def _seed_name(run: ReferenceRun) -> str:
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
