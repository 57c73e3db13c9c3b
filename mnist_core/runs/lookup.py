"""Which run somebody means by a number, by a step, or by nothing at all."""

from mnist_core.ladders import find_step
from mnist_core.runs.artifacts import BEST_WEIGHTS, CHECKPOINT, PREVIOUS_CHECKPOINT
from mnist_core.runs.records import Run
from mnist_core.runs.store import Store

# beyond this no database column holds a number; nobody has that many runs
_LARGEST_ID = 2**31


def has_weights(store: Store, run: Run) -> bool:
    """Whether a network of this run was saved, at any time of its training."""
    return any(store.artifacts.version(run.id, name) is not None
               for name in (BEST_WEIGHTS, CHECKPOINT, PREVIOUS_CHECKPOINT))


def find_run(store: Store, text: str | None = None) -> Run:
    """The run with this number, or the newest run of this step that has weights.

    ``None`` means the newest run of all that has weights.

    Raises:
        ValueError: one sentence: there is no such run or step, or it was never trained here.
    """
    if text is None:
        return _newest(store, None, "Nothing is trained here yet; train a step first, for example "
                                    "`python -m mnist_core train strategy-4`.")
    if text.isascii() and text.isdecimal():
        number = int(text) if len(text) <= 10 else _LARGEST_ID
        if number >= _LARGEST_ID:
            raise ValueError(f"There is no run {text[:20]}.")
        return store.run(number)
    step = find_step(text)
    return _newest(store, step.id, f"{step.id} has not been trained here yet; train it first: "
                                   f"`python -m mnist_core train {step.id}`.")


def _newest(store: Store, step_id: str | None, otherwise: str) -> Run:
    for run in store.runs():
        if (step_id is None or run.step_id == step_id) and has_weights(store, run):
            return run
    raise ValueError(otherwise)
