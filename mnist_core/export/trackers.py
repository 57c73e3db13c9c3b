"""A run in the words of other programs, on wish: TensorBoard's event files, MLflow's file store."""

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.util import find_spec

from mnist_core.export.exported_run import ExportedRun
from mnist_core.ladders.labels import OWN_RECIPE
from mnist_core.trackers.tracker import Point, TrackedRun, recorded_points


def tensorboard_folder(run: ExportedRun) -> Mapping[str, bytes]:
    """One event file, with scalars of epochs and batches and the recipe under HPARAMS."""
    from mnist_core.trackers.tensorboard_files import FILE, event_bytes

    return {f"{run.name}/{FILE}.0": event_bytes(_tracked(run), _points(run))}


def mlflow_folder(run: ExportedRun) -> Mapping[str, bytes]:
    """One run with its parameters, metrics and tags."""
    from mnist_core.trackers.mlflow_folder import mlflow_files

    points = _points(run)
    return mlflow_files(_tracked(run), points, points[-1].at)


def _tracked(run: ExportedRun) -> TrackedRun:
    return TrackedRun(
        name=run.name, recipe=run.recipe, started=_started(run),
        tags={"run": run.key, "step": run.step.id if run.step else OWN_RECIPE,
              "seed": str(run.recipe.seed),
              "commit": run.evidence.commit if run.evidence else "unknown"})


def _points(run: ExportedRun) -> list[Point]:
    return list(recorded_points(run.epochs, run.curve, run.num_batches, _started(run)))


def _started(run: ExportedRun) -> float:
    """The day of its evidence: when it was written is not part of a result."""
    if run.evidence is None:
        return 0.0
    return datetime.fromisoformat(run.evidence.date).replace(tzinfo=UTC).timestamp()


def without_tensorboard(run: ExportedRun) -> str:
    if find_spec("tensorboard"):
        return ""
    return "TensorBoard is not installed here; `pip install tensorboard` brings it"
