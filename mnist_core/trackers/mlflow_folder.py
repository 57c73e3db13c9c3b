"""A run as a folder of MLflow's file store, for the bundle.

MLflow's own writer gives a run a number by chance; these are the text files that it would write
(https://mlflow.org/docs/latest/self-hosting/migrate-from-file-store), with one that follows from
the run. ``mlflow migrate-filestore`` reads them into a database.
"""

import json
from collections.abc import Iterable, Mapping

from mnist_core.trackers.tracker import EXPERIMENT, Point, TrackedRun

# MLflow takes any number; one of our own cannot be mistaken for its "Default", which is 0
EXPERIMENT_ID = "994"
_FINISHED, _LOCAL = 3, 4


def mlflow_files(run: TrackedRun, points: Iterable[Point], ended: float) -> dict[str, bytes]:
    """The files below the store's folder, by their names; ``ended`` in seconds since 1970."""
    started, until = (int(1000 * seconds) for seconds in (run.started, ended))
    place = f"{EXPERIMENT_ID}/{run.id}"
    metrics: dict[str, list[str]] = {}
    for point in points:
        for name, value in point.values.items():
            metrics.setdefault(name, []).append(f"{int(1000 * point.at)} {value!r} {point.step}\n")
    texts = {
        f"{EXPERIMENT_ID}/meta.yaml": _yaml({
            "artifact_location": "", "creation_time": started, "experiment_id": EXPERIMENT_ID,
            "last_update_time": until, "lifecycle_stage": "active", "name": EXPERIMENT}),
        f"{place}/meta.yaml": _yaml({
            "artifact_uri": "", "end_time": until, "entry_point_name": "",
            "experiment_id": EXPERIMENT_ID, "lifecycle_stage": "active", "run_id": run.id,
            "run_name": run.name, "source_name": "", "source_type": _LOCAL, "source_version": "",
            "start_time": started, "status": _FINISHED, "tags": [], "user_id": ""}),
        # a run without this folder counts as none
        f"{place}/artifacts/recipe.json": run.recipe.to_json() + "\n",
        **{f"{place}/params/{name}": str(value) for name, value in run.params.items()},
        **{f"{place}/tags/{name}": text for name, text in
           {**run.tags, "mlflow.runName": run.name}.items()},
        **{f"{place}/metrics/{name}": "".join(lines) for name, lines in metrics.items()},
    }
    return {name: text.encode() for name, text in sorted(texts.items())}


def _yaml(values: Mapping[str, object]) -> str:
    """JSON's scalars are YAML's."""
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in values.items())
