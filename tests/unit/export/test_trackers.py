"""A run leaves for TensorBoard and MLflow: the same bytes each time, which their readers read."""

from pathlib import Path

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from mnist_core.export.archive import write_files
from mnist_core.export.bundle import bundle
from mnist_core.export.exported_run import ExportedRun, exported_run
from mnist_core.reference.records import reference_runs
from mnist_core.trackers.tracker import MAX_BATCH_POINTS


@pytest.fixture(scope="module")
def run() -> ExportedRun:
    # without the digits: what trackers are told needs no answers
    return exported_run(next(run for run in reference_runs() if run.key == "strategy-4@1"), None)


@pytest.fixture(scope="module")
def folder(run: ExportedRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("home") / "bundle"
    write_files(bundle(run, ["README.md"], ["mlflow", "tensorboard"]), target)
    return target


def test_tensorboard_reads_its_figures(run: ExportedRun, folder: Path) -> None:
    read = EventAccumulator(str(folder / "tensorboard" / run.name)).Reload()
    assert [point.step for point in read.Scalars("epoch/test_accuracy")] == list(range(1, 16))
    assert [point.value for point in read.Scalars("epoch/test_accuracy")] == pytest.approx(
        [epoch.test_accuracy for epoch in run.epochs])
    losses = read.Scalars("batch/loss")
    assert 100 < len(losses) <= MAX_BATCH_POINTS + 1
    assert (losses[0].step, losses[-1].step) == (run.curve.at[0], run.curve.at[-1])
    assert losses[-1].value == pytest.approx(run.curve.loss[-1])
    # it took as long as its epochs did, on the day of its evidence
    assert run.evidence is not None
    took = losses[-1].wall_time - losses[0].wall_time
    assert took == pytest.approx(sum(epoch.seconds for epoch in run.epochs), rel=0.01)
    assert "_hparams_/session_start_info" in read.Tags()["tensors"]


def test_mlflow_reads_its_figures_parameters_and_tags(
        run: ExportedRun, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    from mlflow import MlflowClient

    client = MlflowClient(tracking_uri=(folder / "mlflow").as_uri())
    experiment = client.get_experiment_by_name("MNIST Drill-Down")
    assert experiment is not None
    found, = client.search_runs([experiment.experiment_id])
    assert (found.info.run_name, found.info.status) == (run.name, "FINISHED")
    assert found.data.params["optimiser.lr"] == str(run.recipe.optimiser.lr)
    assert found.data.params["layers"] == run.recipe.layers
    assert found.data.tags["step"] == "strategy-4"
    assert found.data.tags["seed"] == str(run.recipe.seed)
    history = client.get_metric_history(found.info.run_id, "epoch/test_accuracy")
    assert [(point.step, point.value) for point in history] == [
        (epoch.epoch, epoch.test_accuracy) for epoch in run.epochs]


def test_the_same_run_gives_the_same_bytes(run: ExportedRun) -> None:
    once, again = (dict(bundle(run, ["README.md"], ["mlflow", "tensorboard"])) for _ in range(2))
    assert once == again
    assert b"`tensorboard/`" in once["README.md"] and b"`mlflow/`" in once["README.md"]


def test_an_unknown_folder_is_named(run: ExportedRun) -> None:
    with pytest.raises(ValueError, match="did you mean `tensorboard`"):
        list(bundle(run, (), ["tensorbord"]))
