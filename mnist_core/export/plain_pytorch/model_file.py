"""``model.py``: the network and its trained weights, for whoever has PyTorch."""

from mnist_core.export.exported_run import ExportedRun
from mnist_core.export.plain_pytorch.kept_weights import LOAD_NETWORK, layer_names_code
from mnist_core.export.plain_pytorch.network_class import network_class
from mnist_core.export.plain_pytorch.pasted_source import code_of, import_block, imports_of

_IMPORTS = {"import sys", "import torch.nn.functional as F", "from pathlib import Path",
            "from torch import nn"}
_TO_INPUT = '''
def to_input(images):
    """Pixels uint8 [N, 28, 28], ink 255, to what the network takes: float32 [N, 1, 28, 28]."""
    return (images.unsqueeze(1).float() / 255 - MEAN) / STD
'''
_MAIN = '''
def main():
    if len(sys.argv) == 1:
        sys.exit(__doc__)
    network = load_network(Path(__file__).with_name("weights.safetensors"))
    for path in sys.argv[1:]:
        with torch.no_grad():
            probabilities = network(to_input(read_picture(path)[None])).softmax(dim=1)[0]
        digit = int(probabilities.argmax())
        print(f"{path}: {digit} ({100 * probabilities[digit]:.1f} %)")


if __name__ == "__main__":
    main()
'''


def model_py(run: ExportedRun) -> bytes:
    """The file needs ``weights.safetensors`` beside it."""
    pasted = ("read_safetensors", "read_picture")
    normalisation = run.recipe.normalisation
    parts = [
        _heading(run) + "\n" + import_block(_IMPORTS | imports_of(*pasted))
        + f"\n\nMEAN, STD = {normalisation.mean!r}, {normalisation.std!r}\n"
        + layer_names_code(run),
        network_class(run.recipe.network, run.described),
        *map(code_of, pasted), LOAD_NETWORK, _TO_INPUT, _MAIN]
    return ("\n\n\n".join(part.strip("\n") for part in parts) + "\n").encode()


def _heading(run: ExportedRun) -> str:
    title = run.title.replace("\\", "\\\\").replace('"', '\\"')
    return f'''"""{title}: the network and its trained weights.

    python model.py digit.png

reads pictures of one digit each. From Python: load_network("weights.safetensors"), then
network(to_input(images)) has the logits. It needs torch and torchvision.
"""
'''
