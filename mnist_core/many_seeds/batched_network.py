"""Several networks of one shape as one: their channels lie side by side in every map.

The channels of network ``s`` are the ``s``-th block of each map, so a convolution becomes one
convolution with as many times the groups. Batch norm, activations, pooling and dropout never mix
channels: PyTorch's own kernels then keep the statistics of each network apart by themselves.
"""

from collections.abc import Iterator, Sequence
from copy import copy

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mnist_core.network.build import build
from mnist_core.network.dropout import Dropout
from mnist_core.network.geometry import describe
from mnist_core.network.layers import Layer


class BatchedNetwork:
    """S networks of the same layers, each with weights of its own.

    Attributes:
        state: the state dicts of all networks as one, every tensor [S, ...].
        parameters: those of its tensors that are trained, in the order of the modules.
    """

    def __init__(self, layers: tuple[Layer, ...], states: Sequence[dict[str, Tensor]],
                 device: torch.device) -> None:
        """``states`` are the S state dicts that the networks begin with."""
        # on "meta" nothing is drawn and nothing is kept: only the shapes are wanted
        with torch.device("meta"):
            self._modules = build(layers)
        self.num = len(states)
        self.state = {name: torch.stack([state[name] for state in states]).to(device)
                      for name in self._modules.state_dict()}
        self.parameters = [self.state[name].requires_grad_()
                           for name, _ in self._modules.named_parameters()]
        self._drops = [
            (module, (row.in_channels, row.size_in, row.size_in) if row.spatial
             else (row.in_channels,))
            for module, row in zip(self._modules, describe(layers).layers, strict=True)
            if isinstance(module, Dropout)]

    def with_state(self, state: dict[str, Tensor]) -> "BatchedNetwork":
        """These networks with the weights ``state``; nothing is copied."""
        other = copy(self)
        other.state = state
        return other

    @property
    def has_dropout(self) -> bool:
        return bool(self._drops)

    def draw_masks(self, num_digits: int, device: torch.device) -> list[Tensor]:
        """What one network's dropout layers multiply by, drawn as they draw: by the generator.

        One tensor a layer, [num_digits, C, H, W] or [num_digits, F]: 0 or 1/(1-p).
        """
        one = torch.ones((), device=device)
        return [module(one.expand(num_digits, *shape)) for module, shape in self._drops]

    def logits(self, x: Tensor, masks: Sequence[Sequence[Tensor]] | None = None) -> Tensor:
        """[N, S, 28, 28], one digit a network, to [N, S, 10].

        With ``masks``, those of each network, in training mode: batch norm by the statistics of
        the batch, which also move the running ones. Without, in eval mode.
        """
        layer_masks: Iterator[Tensor] = iter(
            torch.cat(layer, dim=1) for layer in zip(*(masks or ()), strict=True))
        for name, module in self._modules.named_children():
            match module:
                case nn.Conv2d():
                    x = self._convolved(x, name, module)
                case nn.BatchNorm1d() | nn.BatchNorm2d():
                    x = self._normalised(x, name, module, training=masks is not None)
                case nn.Linear():
                    x = self._mapped(x, name)
                case Dropout():
                    x = x if masks is None else x * next(layer_masks)
                case _:
                    x = module(x)
        return x.reshape(len(x), self.num, -1)

    def state_of(self, index: int) -> dict[str, Tensor]:
        """The state dict of one network, as its own ``nn.Sequential`` would give it; a copy."""
        return {name: value.detach()[index].clone() for name, value in self.state.items()}

    def _convolved(self, x: Tensor, name: str, module: nn.Conv2d) -> Tensor:
        weight, bias = self._flat(name, "weight"), self._flat(name, "bias")
        # build() pads by numbers only
        assert weight is not None and not isinstance(module.padding, str)
        return F.conv2d(x, weight, bias, module.stride, module.padding, module.dilation,
                        self.num * module.groups)

    def _normalised(self, x: Tensor, name: str, module: nn.BatchNorm1d | nn.BatchNorm2d, *,
                    training: bool) -> Tensor:
        assert module.momentum is not None
        if training:
            self.state[f"{name}.num_batches_tracked"].add_(1)
        return F.batch_norm(x, self._flat(name, "running_mean"), self._flat(name, "running_var"),
                            self._flat(name, "weight"), self._flat(name, "bias"), training,
                            module.momentum, module.eps)

    def _mapped(self, x: Tensor, name: str) -> Tensor:
        weight, bias = self.state[f"{name}.weight"], self.state.get(f"{name}.bias")
        # [N, S * in] to [S, N, in], times [S, in, out]
        rows, columns = x.reshape(len(x), self.num, -1).transpose(0, 1), weight.transpose(1, 2)
        y = torch.bmm(rows, columns) if bias is None else torch.baddbmm(
            bias.unsqueeze(1), rows, columns)
        return y.transpose(0, 1).flatten(1)

    def _flat(self, name: str, tensor: str) -> Tensor | None:
        """[S, C, ...] as [S * C, ...], the same memory; None where the module has none."""
        value = self.state.get(f"{name}.{tensor}")
        return None if value is None else value.flatten(0, 1)
