"""How many threads PyTorch uses in the server."""

import torch


def one_thread() -> None:
    """Let PyTorch use one thread for what the calling thread computes.

    The server trains nothing, and beside a training several threads would wait for each other.
    OpenMP keeps the number by thread, so every thread that computes calls this.
    """
    torch.set_num_threads(1)
