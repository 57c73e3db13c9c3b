"""``model.onnx`` in onnxruntime against the network in PyTorch."""

import json
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray

from mnist_core.data.mnist import Dataset
from mnist_core.export import onnx_model
from mnist_core.export.bundle import missing
from mnist_core.export.exported_run import ExportedRun, exported_run
from mnist_core.export.onnx_model import model_onnx
from mnist_core.recipe.recipe import Recipe
from mnist_core.reference.records import typical_run
from mnist_core.trained.predict import predict
from tests.exported_runs import untrained_run
from tests.unit.export.test_model_file import RECIPES


def read(model: bytes, digits: NDArray[np.uint8]) -> NDArray[np.float32]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])
    probabilities: NDArray[np.float32] = session.run(["probabilities"], {"images": digits})[0]
    return probabilities


def ours(run: ExportedRun, digits: NDArray[np.uint8]) -> NDArray[np.float32]:
    assert run.network is not None
    return predict(run.network, digits, run.recipe.normalisation)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.layers[:40])
def test_every_layer_of_the_notation_computes_the_same(recipe: Recipe, dataset: Dataset) -> None:
    run = untrained_run(recipe)
    digits = dataset.test.images[:5].numpy()
    assert np.abs(read(model_onnx(run), digits) - ours(run, digits)).max() <= 1e-5


@pytest.fixture(scope="module")
def trained() -> ExportedRun:
    reference = typical_run("strategy-4")
    assert reference is not None
    return exported_run(reference, None)


def test_a_thousand_digits_are_read_alike(trained: ExportedRun, dataset: Dataset) -> None:
    digits = dataset.test.images[:1000].numpy()
    assert np.abs(read(model_onnx(trained), digits) - ours(trained, digits)).max() <= 1e-5


def test_it_says_what_it_is(trained: ExportedRun) -> None:
    data = model_onnx(trained)
    assert model_onnx(trained) == data
    model = onnx.load_from_string(data)
    told = {entry.key: entry.value for entry in model.metadata_props}
    assert (told["title"], told["layers"]) == (trained.title, trained.recipe.layers)
    assert json.loads(told["recipe"]) == json.loads(trained.recipe.to_json())
    assert float(told["test_accuracy_percent"]) == pytest.approx(trained.accuracy, abs=0.005)
    assert [shape(value) for value in (model.graph.input[0], model.graph.output[0])] == [
        ("images", ["N", 28, 28]), ("probabilities", ["N", 10])]
    assert trained.network is not None
    weights = {name for name in trained.network.state_dict() if "num_batches" not in name}
    assert weights <= {tensor.name for tensor in model.graph.initializer}


def shape(value: Any) -> tuple[str, list[object]]:
    dims = value.type.tensor_type.shape.dim
    return value.name, [dim.dim_param or dim.dim_value for dim in dims]


def test_without_the_package_the_bundle_says_what_to_install(
        trained: ExportedRun, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "model.onnx" not in missing(trained)
    monkeypatch.setattr(onnx_model, "find_spec", lambda name: None)
    assert "pip install onnx" in missing(trained)["model.onnx"]
