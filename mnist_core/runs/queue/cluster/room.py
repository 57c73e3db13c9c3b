"""How many runs a cluster has room for.

Every run has the same share of its machine: as many cores as ``MNIST_RUN_CORES`` says, since their
number decides the last bits of the weights, and a share of a GPU where its machine has one.
"""

from collections.abc import Iterable, Mapping

from mnist_core.runs.queue.cluster.messages import Kind, Share, Wanted

# shares are added up: four of a quarter, ten of a tenth
_ALMOST = 1e-6


def room_of(machines: Iterable[Mapping[str, float]], wanted: Wanted) -> dict[Kind, int]:
    """Slots of each kind; ``machines``: what Ray says each has. At most as many as are wanted."""
    room: dict[Kind, int] = {"gpu": 0, "cpu": 0}
    for machine in machines:
        slots = int(machine.get("CPU", 0)) // wanted.cores
        on_gpu = 0
        if wanted.may_use_gpu:
            # Ray gives a share of one GPU, never parts of two
            on_gpu = min(slots, int(machine.get("GPU", 0)) * int(1 / wanted.gpu_share + _ALMOST))
        room["gpu"] += on_gpu
        room["cpu"] += slots - on_gpu
    if wanted.most is not None:
        room["gpu"] = min(room["gpu"], wanted.most)
        room["cpu"] = min(room["cpu"], wanted.most - room["gpu"])
    return room


def share_of(wanted: Wanted, kind: Kind) -> Share:
    """What a host of this kind has to have."""
    return Share(kind, wanted.cores, wanted.gpu_share if kind == "gpu" else 0)
