"""``model.onnx``: the network for programs that have no PyTorch, with its normalisation inside.

Written operator by operator rather than traced: quick, and the same bytes for the same run.
Operators: https://onnx.ai/onnx/operators, opset 17.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from mnist_core.export.exported_run import ExportedRun
from mnist_core.network.geometry import IMAGE_SIZE, NUM_CLASSES, LayerGeometry
from mnist_core.network.layers import (
    AvgPool,
    BatchNorm,
    Conv,
    Drop,
    Flatten,
    GlobalPool,
    Layer,
    Linear,
    MaxPool,
    Relu,
)
from mnist_core.network.notation import to_text

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

# of 2022, so that runtimes of the years since read the file
_OPSET, _IR_VERSION = 17, 8
_BATCH_NORM_EPS = 1e-5


def without_onnx(run: ExportedRun) -> str:
    if find_spec("onnx") is None:
        return "it takes the package onnx, which is not installed (pip install onnx)"
    return "" if run.network else "no weights were kept of this run"


def model_onnx(run: ExportedRun) -> bytes:
    """From ``images``, uint8 [N, 28, 28] with ink 255, to ``probabilities``, float32 [N, 10]."""
    import onnx
    from onnx import TensorProto, helper

    nodes = [*_normalisation(), *_layers(run), helper.make_node(
        "Softmax", [_output(len(run.recipe.network) - 1)], ["probabilities"], "softmax", axis=1)]
    graph = helper.make_graph(
        nodes, "mnist",
        [helper.make_tensor_value_info("images", TensorProto.UINT8, ["N", IMAGE_SIZE, IMAGE_SIZE])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", NUM_CLASSES])],
        [*_constants(run), *_weights(run)])
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION,
        producer_name="MNIST Drill-Down", doc_string=run.title)
    accuracy = "" if run.accuracy is None else f"{run.accuracy:.2f}"
    helper.set_model_props(model, {
        "title": run.title, "layers": to_text(run.recipe.network), "recipe": run.recipe.to_json(),
        "test_accuracy_percent": accuracy})
    onnx.checker.check_model(model, full_check=True)
    data: bytes = model.SerializeToString(deterministic=True)
    return data


def _normalisation() -> "Iterator[NodeProto]":
    """(pixel / 255 - mean) / std, in the order in which ``normalise`` rounds."""
    from onnx import TensorProto, helper

    yield helper.make_node("Cast", ["images"], ["pixels"], "cast", to=TensorProto.FLOAT)
    yield helper.make_node("Unsqueeze", ["pixels", "channel_axis"], ["map"], "unsqueeze")
    for operator, before, constant, after in (
            ("Div", "map", "white", "shares"), ("Sub", "shares", "mean", "centred"),
            ("Div", "centred", "std", _output(-1))):
        yield helper.make_node(operator, [before, constant], [after], f"normalise_{constant}")


def _constants(run: ExportedRun) -> "Iterator[TensorProto]":
    from onnx import TensorProto, helper

    yield helper.make_tensor("channel_axis", TensorProto.INT64, [1], [1])
    normalisation = run.recipe.normalisation
    for name, value in (("white", 255.0), ("mean", normalisation.mean),
                        ("std", normalisation.std)):
        yield helper.make_tensor(name, TensorProto.FLOAT, [], [value])


def _weights(run: ExportedRun) -> "Iterator[TensorProto]":
    """By PyTorch's names; what only training needs is left out."""
    from onnx import numpy_helper

    assert run.network is not None
    for name, tensor in run.network.state_dict().items():
        if tensor.is_floating_point():
            yield numpy_helper.from_array(tensor.detach().float().numpy(), name)


def _layers(run: ExportedRun) -> "Iterator[NodeProto]":
    from onnx import helper

    assert run.network is not None
    names = set(run.network.state_dict())
    for index, (layer, row) in enumerate(zip(run.recipe.network, run.described.layers,
                                             strict=True)):
        operator, parameters, attributes = _operator(layer, row)
        inputs = [full for name in parameters if (full := f"{index}.{name}") in names]
        yield helper.make_node(operator, [_output(index - 1), *inputs], [_output(index)],
                               f"{index}.{layer.token}", **attributes)


def _operator(layer: Layer, row: LayerGeometry) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """Its name, the parameters that it takes where the layer has them, and its attributes."""
    match layer:
        case Conv():
            return "Conv", ("weight", "bias"), {
                "kernel_shape": [layer.kernel] * 2, "strides": [layer.stride] * 2,
                "pads": [layer.padding] * 4, "dilations": [layer.dilation] * 2,
                "group": layer.groups}
        case BatchNorm():
            return ("BatchNormalization", ("weight", "bias", "running_mean", "running_var"),
                    {"epsilon": _BATCH_NORM_EPS})
        case Relu():
            return "Relu", (), {}
        case Drop():
            # it acts in training only
            return "Identity", (), {}
        case MaxPool(kernel):
            return "MaxPool", (), {"kernel_shape": [kernel] * 2, "strides": [kernel] * 2}
        case AvgPool(kernel):
            return "AveragePool", (), {"kernel_shape": [kernel] * 2, "strides": [kernel] * 2}
        case GlobalPool():
            return "GlobalAveragePool", (), {}
        case Flatten():
            return "Flatten", (), {"axis": 1}
        case Linear():
            return "Gemm", ("weight", "bias"), {"transB": 1}


def _output(index: int) -> str:
    """What the value behind a layer is called; -1 is what the first one gets."""
    return f"after_{index}" if index >= 0 else "normalised"
