"""Sheets of small pictures for ``components.map_sheets``: activations and filters of the layers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.display.pixels import quantised
from dashboard.network.layer_table import shape
from mnist_core.network.geometry import NUM_CLASSES, LayerGeometry

Weights = NDArray[np.float32]
MAX_CHANNELS = 64
MAX_INPUTS = 32
"""Of a layer's inputs, as many as stand in one row of its filters."""
TILE = 66
"""Pixels of the screen that a map wants to be wide."""
FILTER = 21


def activation_sheet(number: int, layer: LayerGeometry, output: Weights) -> dict[str, Any]:
    """What layer ``number`` (from 1) put out, [C, H, W], one tile a channel."""
    num, side = output.shape[0], output.shape[-1]
    shown = min(num, MAX_CHANNELS)
    is_answer = num == NUM_CLASSES and not layer.spatial
    return {
        "title": f"{number}  {layer.token}", "about": shape(layer) + _part(shown, num, "channels"),
        "tiles": shown, "side": side, "zoom": max(1, round(TILE / side)) if side > 1 else 30,
        "labels": [str(index if is_answer else index + 1) for index in range(shown)],
        "what": "digit" if is_answer else "channel", "matrix": 0,
        **quantised(output[:shown]),
    }


def filter_sheet(number: int, layer: LayerGeometry, weights: Weights) -> dict[str, Any]:
    """The filters of layer ``number`` (from 1), [out, in, K, K]: a row an output, unless each has
    one input only.
    """
    num_out, num_in, kernel, _ = weights.shape
    outs, ins = min(num_out, MAX_CHANNELS), min(num_in, MAX_INPUTS)
    about = f"{num_out:,} filters" if num_in == 1 else f"{num_out:,} outputs × {num_in:,} inputs"
    parts = _part(outs, num_out, "outputs"), _part(ins, num_in, "inputs")
    return {
        "title": f"{number}  {layer.token}",
        "about": f"{about} of {kernel} × {kernel}{''.join(parts)}",
        "tiles": outs * ins, "side": kernel,
        "zoom": max(1, round((42 if num_in == 1 else FILTER) / kernel)),
        "labels": [str(index + 1) for index in range(outs)] if num_in == 1 else [],
        "what": "filter", "matrix": ins if num_in > 1 else 0,
        **quantised(weights[:outs, :ins]),
    }


def layers_to_show(layers: Sequence[LayerGeometry]) -> list[int]:
    """The layers whose output is news, from 0: dropout and flatten change no value here."""
    return [index for index, layer in enumerate(layers)
            if not layer.token.startswith("drop") and
            (layer.token != "flatten" or index == len(layers) - 1 or layer.size_in > 1)]


def _part(shown: int, num: int, what: str) -> str:
    return "" if shown == num else f", the first {shown} {what}"
