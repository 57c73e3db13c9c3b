"""The trained network of a run, at its best epoch or as it is now."""

from functools import lru_cache

from safetensors import SafetensorError
from safetensors.torch import load as load_safetensors
from torch import nn

from mnist_core.network.build import build
from mnist_core.network.notation import parse
from mnist_core.runs.artifacts.artifacts import (
    BEST_WEIGHTS,
    CHECKPOINT,
    PREVIOUS_CHECKPOINT,
    ArtifactStore,
)
from mnist_core.runs.artifacts.missing_files import damaged_sentence, missing_sentence
from mnist_core.runs.database.run import Run
from mnist_core.runs.records.store import Store
from mnist_core.training.checkpoint import from_bytes


def trained_network(store: Store, run: Run, *, best: bool = False) -> nn.Sequential:
    """The run's network in eval mode, on the CPU; a paused run's as it was paused.

    Raises:
        ValueError: nothing was saved yet, or it is damaged, or on another machine.
    """
    names = (BEST_WEIGHTS, CHECKPOINT) if best else (CHECKPOINT, PREVIOUS_CHECKPOINT, BEST_WEIGHTS)
    has_file = False
    for name in names:
        version = store.artifacts.version(run.id, name)
        if version is None:
            continue
        has_file = True
        try:
            return _cached(store.artifacts, run.id, run.recipe.layers, name, version)
        except ValueError:
            if name == BEST_WEIGHTS and best:
                # those of another epoch would be taken for the best
                raise ValueError(damaged_sentence(store.artifacts, run, name)) from None
            # the next in line is the best that there is
            continue
    if has_file:
        raise ValueError(f"The weights of run {run.id} are damaged, in "
                         f"{store.artifacts.place(run.id)}: put that folder back from a backup.")
    if run.epochs_done or (run.position and not run.is_attached):
        raise ValueError(missing_sentence(store.artifacts, run))
    raise ValueError(f"Run {run.id} has no trained weights yet; wait for its first epoch, or pause "
                     "it.")


@lru_cache(maxsize=16)
def _cached(artifacts: ArtifactStore, run_id: int, layers: str, name: str,
            version: int) -> nn.Sequential:
    data = artifacts.read(run_id, name)
    if data is None:
        raise ValueError(f"{name} of run {run_id} is gone.")
    network = build(parse(layers))
    try:
        state = load_safetensors(data) if name == BEST_WEIGHTS else from_bytes(data).measured_model
        network.load_state_dict(state)
    except (SafetensorError, RuntimeError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"{name} of run {run_id} is damaged ({type(error).__name__}).") from None
    return network.eval().requires_grad_(False)
