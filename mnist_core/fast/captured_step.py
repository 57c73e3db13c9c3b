"""One batch as one CUDA graph: a small network's hundred kernels are launched at once.

Whatever changes from batch to batch (digits, labels, lr, momentum) lies in tensors that the graph
reads; nothing in it waits for the device.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from mnist_core.fast.tensor_optimiser import TensorOptimiser

WARM_UPS = 3


class CapturedStep:
    """Replays the captured step; a batch of another size runs the same code uncaptured."""

    def __init__(self, model: nn.Sequential, optimiser: torch.optim.Optimizer, batch_size: int,
                 loss: Callable[[Tensor, Tensor], Tensor]) -> None:
        """``loss`` takes logits [B, 10] and labels [B]; nothing in it may wait for the device."""
        self._model, self._update, self._loss = model, TensorOptimiser(optimiser), loss
        device = next(model.parameters()).device
        self._batch_size = batch_size
        self._images = torch.zeros(batch_size, 1, 28, 28, device=device)
        self._labels = torch.zeros(batch_size, dtype=torch.int64, device=device)
        self._graph: torch.cuda.CUDAGraph | None = None
        self._results: tuple[Tensor, Tensor] | None = None

    @property
    def is_captured(self) -> bool:
        return self._graph is not None

    def __call__(self, images: Tensor, labels: Tensor, lr: float,
                 momentum: float) -> tuple[Tensor, Tensor]:
        self.set_rates(lr, momentum)
        if len(labels) != self._batch_size:
            return self.run(images, labels)
        self._images.copy_(images)
        self._labels.copy_(labels)
        if self._graph is None:
            self._capture()
        assert self._graph is not None and self._results is not None
        self._graph.replay()
        loss, correct = self._results
        # the next replay overwrites them
        return loss.clone(), correct.clone()

    def set_rates(self, lr: float, momentum: float) -> None:
        self._update.lr.fill_(lr)
        self._update.momentum.fill_(momentum)

    def run(self, images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """What the graph captures: forward, backward and update."""
        logits = self._model(images)
        loss = self._loss(logits, labels)
        self._update(torch.autograd.grad(loss, self._update.parameters))
        return loss.detach(), (logits.detach().argmax(dim=1) == labels).sum()

    def _capture(self) -> None:
        """Capture one step without training: weights, buffers and optimiser are put back."""
        random = torch.cuda.get_rng_state()
        state = [*self._model.state_dict().values(), *self._update.state]
        before = [value.clone() for value in state]
        side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(WARM_UPS):
                self.run(self._images, self._labels)
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self._results = self.run(self._images, self._labels)
        for value, old in zip(state, before, strict=True):
            value.copy_(old)
        torch.cuda.set_rng_state(random)
        self._graph = graph
