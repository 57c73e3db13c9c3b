"""Which reference run a page shows of a step: more seeds of it may make it another one."""

from mnist_core.reference.records import ReferenceRun, runs_of_step, typical_run


def standing_for(step_id: str) -> ReferenceRun:
    """The middle one of its seeds: it stands for the step."""
    run = typical_run(step_id)
    assert run, f"no run of {step_id} is recorded"
    return run


def best_of(step_id: str) -> ReferenceRun:
    """The best one: in hand while nobody has chosen a run."""
    return max(runs_of_step(step_id), key=lambda run: run.best_test_accuracy)
