"""The notebook of a bundle in a real kernel, beside the other files and nothing of the lab's."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from mnist_core.data.mnist import Dataset
from mnist_core.export.archive import write_files
from mnist_core.export.bundle import bundle
from mnist_core.export.exported_run import exported_run
from mnist_core.reference.records import typical_run
from tests.exported_runs import write_mnist
from tests.unit.export.test_notebook import EVERYTHING


def run_notebook(step_id: str, changed: dict[str, Any], dataset: Dataset, tmp_path: Path,
                 monkeypatch: pytest.MonkeyPatch) -> str:
    """What the notebook of a step's reference run prints, with few digits and one epoch."""
    reference = typical_run(step_id)
    assert reference is not None
    run = exported_run(reference, dataset)
    if dataset.source.is_sample:
        run = replace(run, source=dataset.source.description)
    # trained on little, but with the weights and the answers of the reference run
    run = replace(run, recipe=run.recipe.model_copy(
        update={"num_train": 300, "epochs": 1, **changed}))
    write_files(bundle(run), folder := tmp_path / "bundle")
    if dataset.source.folder is None:
        write_mnist(dataset, folder)
    monkeypatch.setenv("MNIST_DATA_DIR", str(dataset.source.folder or folder))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    # what Streamlit sets for itself would be the kernel's, too
    monkeypatch.delenv("MPLBACKEND", raising=False)
    notebook = nbformat.read(  # type: ignore[no-untyped-call]
        folder / "notebook.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    assert not os.path.exists(folder / "data")
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == 4
    return "".join(output.text for output in outputs if output.output_type == "stream")


def check(printed: str, dataset: Dataset) -> None:
    assert "epoch  1: train" in printed
    if not dataset.source.is_sample:
        assert "The answers are the lab's, digit by digit." in printed


def test_it_runs_where_the_lab_is_not(dataset: Dataset, tmp_path: Path,
                                      monkeypatch: pytest.MonkeyPatch) -> None:
    check(run_notebook("strategy-4", EVERYTHING, dataset, tmp_path, monkeypatch), dataset)


@pytest.mark.slow
@pytest.mark.parametrize("step_id", ["drilldown-3", "models-4", "nets-6", "finetune-5"])
def test_it_runs_as_published(step_id: str, dataset: Dataset, tmp_path: Path,
                              monkeypatch: pytest.MonkeyPatch) -> None:
    check(run_notebook(step_id, {}, dataset, tmp_path, monkeypatch), dataset)
