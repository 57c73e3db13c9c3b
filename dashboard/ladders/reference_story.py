"""What our own trainings of a published step came to, beside what its author published."""

from functools import lru_cache

import streamlit as st

from dashboard.ladders.step_result import percent, unbroken
from dashboard.navigation import page_paths
from mnist_core.findings.analysis import analysis
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


def reference_rows(step: Step) -> str:
    """Rows of the result table: each reference run at its best epoch, then the variants'."""
    runs = (*runs_of_step(step.id), *_variant_runs(step))
    return "\n".join(
        f"| {_name(run)} | {_train(run)} | {percent(run.best_test_accuracy)} "
        f"(epoch {run.best_epoch}) |" for run in runs) or "| Reference run | not measured | |"


def reference_accuracies(step: Step) -> tuple[float, ...]:
    """Test accuracy by epoch of the step's typical reference run; nothing without one."""
    run = typical_run(step.id)
    return tuple(epoch.test_accuracy for epoch in run.epochs()) if run else ()


def reference_story(step: Step) -> None:
    """What the figures of the reference runs show, and why they differ where they do."""
    run = typical_run(step.id)
    if not run:
        return
    among = rank_words(step.id)
    st.markdown("#### Our reference run" + ("s" if among else ""), anchors=False)
    if among:
        st.caption(f"Told of reference {run.record.seed}, {among} by best test accuracy.")
    told = [*_story(run), *_over_seeds(step)]
    if step.reproduction:
        told.append(step.reproduction)
    st.markdown("\n".join(f"- {unbroken(sentence)}" for sentence in told))
    with st.container(horizontal=True):
        for label, page, icon in (("Replay it", page_paths.TRAIN, "replay"),
                                  ("Its mistakes", page_paths.ERRORS, "grid_view"),
                                  ("Draw for it", page_paths.DRAW, "draw")):
            address = {"step": step.id, "replay": run.key} if page == page_paths.TRAIN else {
                "run": run.key}
            if page == page_paths.TRAIN or run.moments:
                st.page_link(page, label=label, icon=f":material/{icon}:", query_params=address)


@lru_cache(maxsize=64)
def _story(run: ReferenceRun) -> tuple[str, ...]:
    """The generated analysis against the step before, with the same seed where there is one."""
    return analysis(run, _before(run))


def _before(run: ReferenceRun) -> ReferenceRun | None:
    step = step_before(find_step(run.step_id))
    if not step:
        return None
    same_seed = (other for other in runs_of_step(step.id) if other.record.seed == run.record.seed)
    return next(same_seed, typical_run(step.id))


def _over_seeds(step: Step) -> list[str]:
    """The spread of several seeds, and whether they differ from those of the step before."""
    runs, before = runs_of_step(step.id), step_before(step)
    told = []
    if len(runs) > 1:
        last_five = seed_report([run.epochs() for run in runs]).last_five
        told.append(f"Over {last_five.n} seeds the mean of the last five epochs is "
                    f"{last_five.mean:.2f} %, from {last_five.min:.2f} to {last_five.max:.2f} %.")
    compared = compare_seeds(_last_accuracies(before), _last_accuracies(step)) if before else None
    if before and compared:
        told.append(compared.sentence(f"step {before.number}", f"step {step.number}"))
    return told


def _last_accuracies(step: Step) -> list[float]:
    return [run.epochs()[-1].test_accuracy for run in runs_of_step(step.id)]


def _variant_runs(step: Step) -> list[ReferenceRun]:
    return [run for run in reference_runs() if run.step_id == step.id and run.record.variant]


def _name(run: ReferenceRun) -> str:
    titles = {variant.id: f", {variant.title}" for variant in find_step(run.step_id).variants}
    return f"Reference {run.record.seed}{titles.get(run.record.variant or '', '')}"


def _train(run: ReferenceRun) -> str:
    return percent(run.epochs()[run.best_epoch - 1].train_accuracy)
