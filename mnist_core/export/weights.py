"""The weights as safetensors, with all in the metadata that is needed to use them."""

import json

from safetensors.torch import save

from mnist_core.export.exported_run import ExportedRun
from mnist_core.network.notation import to_text

WEIGHTS = "weights.safetensors"
_LENGTH_BYTES = 8


def weights_safetensors(run: ExportedRun) -> bytes:
    """By PyTorch's names, float32. The metadata is text: ``layers``, ``mean`` and ``std`` of the
    normalisation (pixel / 255 - mean) / std, ``recipe`` as JSON, and of which ``epoch`` they are.
    """
    assert run.network is not None
    recipe = run.recipe
    epoch = run.best_epoch if run.moment == "best" else len(run.epochs)
    return _in_order(save(run.network.state_dict(), metadata={
        "title": run.title, "layers": to_text(recipe.network), "recipe": recipe.to_json(),
        "mean": repr(recipe.normalisation.mean), "std": repr(recipe.normalisation.std),
        "epoch": str(epoch)}))


def _in_order(file: bytes) -> bytes:
    """A safetensors file with its header sorted: the library writes its metadata in any order.

    A file begins with the length of its header, little-endian, then the header as JSON, filled up
    with spaces (https://github.com/huggingface/safetensors#format).
    """
    end = _LENGTH_BYTES + int.from_bytes(file[:_LENGTH_BYTES], "little")
    header = json.dumps(json.loads(file[_LENGTH_BYTES:end]), sort_keys=True).encode()
    header += b" " * (-len(header) % _LENGTH_BYTES)
    return len(header).to_bytes(_LENGTH_BYTES, "little") + header + file[end:]
