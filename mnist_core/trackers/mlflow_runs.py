"""MLflow's runs: on a tracking server, or in a SQLite file where there is none.

mlflow-skinny speaks to both. It would tell its makers how it is used; here it does not.
"""

import os
from collections.abc import Sequence

# before mlflow is imported: a server that does not answer is given up within seconds
for _name, _value in (("MLFLOW_DISABLE_TELEMETRY", "true"), ("MLFLOW_LOGGING_LEVEL", "WARNING"),
                      ("MLFLOW_HTTP_REQUEST_TIMEOUT", "10"),
                      ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")):
    os.environ.setdefault(_name, _value)

from mlflow import MlflowClient  # noqa: E402
from mlflow.entities import Metric, Param, RunTag  # noqa: E402

from mnist_core.trackers.tracker import EXPERIMENT, Ending, Point, TrackedRun  # noqa: E402

ID_TAG = "lab_id"
STATUS: dict[Ending, str] = {"finished": "FINISHED", "stopped": "KILLED", "failed": "FAILED"}
# of one request, as MLflow's servers allow
_MAX_METRICS = 1000


class MlflowRun:
    """A ``Tracker``: one run of MLflow; that of before, where the lab's run goes on."""

    def __init__(self, client: MlflowClient, run_id: str) -> None:
        self._client, self._run_id = client, run_id

    def log(self, points: Sequence[Point]) -> None:
        metrics = [Metric(name, value, int(1000 * point.at), point.step)
                   for point in points for name, value in point.values.items()]
        for first in range(0, len(metrics), _MAX_METRICS):
            self._client.log_batch(self._run_id, metrics=metrics[first:first + _MAX_METRICS])

    def close(self, ending: Ending) -> None:
        self._client.set_terminated(self._run_id, STATUS[ending])


def open_mlflow_run(tracking_uri: str, run: TrackedRun) -> MlflowRun:
    """Begin the run there, or go on with it.

    Raises:
        MlflowException: there is no answer, or no right to write.
    """
    client = MlflowClient(tracking_uri=tracking_uri)
    experiment = client.get_experiment_by_name(EXPERIMENT)
    number = experiment.experiment_id if experiment else client.create_experiment(EXPERIMENT)
    before = client.search_runs([number], f"tags.{ID_TAG} = '{run.id}'", max_results=1)
    if before:
        run_id = before[0].info.run_id
        client.update_run(run_id, status="RUNNING")
        return MlflowRun(client, run_id)
    run_id = client.create_run(number, start_time=int(1000 * run.started),
                               run_name=run.name).info.run_id
    client.log_batch(run_id, params=[Param(name, str(value)) for name, value in run.params.items()],
                     tags=[RunTag(name, text) for name, text in {**run.tags, ID_TAG: run.id
                                                                 }.items()])
    return MlflowRun(client, run_id)
