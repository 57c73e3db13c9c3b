"""Random streams: every random choice of a run is a function of its seed and a name."""

from hashlib import blake2b

import torch


def stream_seed(seed: int, *name: object) -> int:
    """A 63-bit seed for one named stream, the same on every machine."""
    text = "/".join(map(str, (seed, *name)))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def generator(seed: int, *name: object) -> torch.Generator:
    """A CPU generator at the start of one named stream."""
    return torch.Generator().manual_seed(stream_seed(seed, *name))


def seed_default(device: torch.device, seed: int, *name: object) -> None:
    """Put the device's default generator, which dropout draws from, at the start of a stream.

    ``torch.manual_seed`` would also format a stack trace for every backend it knows.
    """
    if device.type == "cuda":
        default = torch.cuda.default_generators[device.index or 0]
    else:
        default = torch.default_generator
    default.manual_seed(stream_seed(seed, *name))


def uniform(num: int, low: float, high: float, random: torch.Generator) -> torch.Tensor:
    """float32 [num], uniform in [low, high)."""
    return torch.rand(num, generator=random) * (high - low) + low
