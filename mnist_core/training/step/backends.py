"""Which way batches are trained: the reference, or the fastest that this machine can go.

The choice rests on what the machine has, never on a stopwatch: the same recipe and seed must give
the same bits tomorrow, when the machine is busier.
"""

from dataclasses import dataclass
from functools import cache

import torch

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Backend:
    """One way to train a batch; ``--path``, records and checkpoints name it as ``path``.

    ``fused`` does in one what lies between two convolutions (see ``fast/fused.py``). ``bf16`` lets
    convolutions and linear layers multiply in bfloat16; weights, statistics and updates stay
    float32. ``captured`` replays one CUDA graph a batch.
    """

    name: str
    words: str
    fused: bool = False
    bf16: bool = False
    captured: bool = False


BACKENDS = {backend.name: backend for backend in (
    Backend("reference", "float32, operator by operator"),
    Backend("fused", "float32, fused between convolutions", fused=True),
    Backend("fused-bf16", "bfloat16, fused between convolutions", fused=True, bf16=True),
    Backend("captured", "float32, one CUDA graph a batch", captured=True),
)}
# what runs begun before 2026-11-25 say of themselves
_RENAMED = {"wide": "fused", "wide-bf16": "fused-bf16"}


def choose_backend(wanted: str, device: torch.device) -> Backend:
    """The backend that a person named, or for "auto" the fastest that this machine has.

    Raises:
        ValueError: an unknown name, or a backend that this device does not have.
    """
    is_gpu = device.type == "cuda"
    if wanted == AUTO:
        return BACKENDS["captured" if is_gpu else "fused-bf16" if has_bf16() else "fused"]
    backend = BACKENDS.get(_RENAMED.get(wanted, wanted))
    if backend is None:
        raise ValueError(f"unknown backend `{wanted}`; use {AUTO}, {', '.join(BACKENDS)}.")
    if backend.captured and not is_gpu:
        raise ValueError(f"The backend {backend.name} needs a CUDA GPU; use auto.")
    if backend.fused and is_gpu:
        raise ValueError(f"The backend {backend.name} is for CPUs; use auto.")
    return backend


@cache
def has_bf16() -> bool:
    """Whether the CPU multiplies bfloat16 in hardware; emulated, it is slower than float32."""
    cpu = torch.cpu
    return any(is_there() for is_there in (
        getattr(cpu, name, bool)
        for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported")))
