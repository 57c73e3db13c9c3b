"""How the plain class gets the weights of ``weights.safetensors``, as Python source."""

from textwrap import fill

from mnist_core.export.exported_run import ExportedRun
from mnist_core.export.plain_pytorch.network_class import layer_names

LOAD_NETWORK = '''
def load_network(path):
    """The trained network, in eval mode: without dropout."""
    state = {}
    for name, tensor in read_safetensors(path).items():
        number, _, rest = name.partition(".")
        state[f"{LAYER_NAMES[number]}.{rest}"] = tensor
    network = Network()
    network.load_state_dict(state)
    return network.eval()
'''


def layer_names_code(run: ExportedRun) -> str:
    """``LAYER_NAMES``, which ``LOAD_NETWORK`` reads."""
    names = layer_names(run.recipe.network, run.described)
    # an entry is never parted: its own space becomes one only when the lines are broken
    entries = ", ".join(f'"{number}":\0"{name}"' for number, name in names.items())
    body = fill(entries, 92, initial_indent="    ", subsequent_indent="    ").replace("\0", " ")
    return ("# weights.safetensors names a layer by its place in the network, counted from 0\n"
            f"LAYER_NAMES = {{\n{body},\n}}")
