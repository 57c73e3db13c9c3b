"""SGD, Adam and AdamW with lr and momentum in tensors, so that a CUDA graph can hold the update.

The state lies in the ``torch.optim`` optimiser that is given, in that one's own form: checkpoints
of either go on with the other.
"""

from collections.abc import Sequence

import torch
from torch import Tensor


class TensorOptimiser:
    """Updates the parameters of a ``torch.optim`` SGD, Adam or AdamW as that would.

    ``lr`` and ``momentum`` (beta 1 for Adam and AdamW) are tensors beside the parameters, 0-d.
    Formulas as PyTorch documents them for these classes (no AMSGrad, no dampening).
    """

    def __init__(self, optimiser: torch.optim.Optimizer, num_lrs: int | None = None) -> None:
        """With ``num_lrs`` there are as many rates, [num_lrs]: one a row of every parameter."""
        (group,) = optimiser.param_groups
        self.parameters: list[Tensor] = group["params"]
        self.momentum = self.parameters[0].new_zeros(())
        self.lr: Tensor = self.parameters[0].new_zeros(() if num_lrs is None else (num_lrs,))
        self._optimiser, self._group = optimiser, group
        self._is_sgd = isinstance(optimiser, torch.optim.SGD)
        self._is_decoupled = isinstance(optimiser, torch.optim.AdamW)
        self._prepared = False

    @property
    def state(self) -> list[Tensor]:
        """Every tensor that an update changes beside the parameters."""
        self._prepare()
        return [value for parameter in self.parameters
                for value in self._optimiser.state[parameter].values()]

    @torch.no_grad()
    def __call__(self, gradients: Sequence[Tensor]) -> None:
        """Update every parameter in place; ``gradients`` in the order of ``parameters``."""
        self._prepare()
        decay = self._group["weight_decay"]
        grads = list(gradients)
        if decay and self._is_decoupled:
            self._shrink(decay)
        elif decay:
            grads = list(torch._foreach_add(grads, self.parameters, alpha=decay))
        if self._is_sgd:
            self._sgd(grads)
        else:
            self._adam(grads)

    def _sgd(self, grads: list[Tensor]) -> None:
        buffers = self._state("momentum_buffer")
        torch._foreach_mul_(buffers, self.momentum)
        torch._foreach_add_(buffers, grads)
        steps = buffers
        if self._group["nesterov"]:
            ahead = torch._foreach_mul(buffers, self.momentum)
            steps = list(torch._foreach_add(ahead, grads))
        torch._foreach_sub_(self.parameters, self._scaled(steps))

    def _adam(self, grads: list[Tensor]) -> None:
        beta2, eps = self._group["betas"][1], self._group["eps"]
        means, squares, times = (self._state(name) for name in ("exp_avg", "exp_avg_sq", "step"))
        torch._foreach_add_(times, 1)
        torch._foreach_mul_(means, self.momentum)
        torch._foreach_add_(means, torch._foreach_mul(grads, 1 - self.momentum))
        torch._foreach_mul_(squares, beta2)
        torch._foreach_addcmul_(squares, grads, grads, value=1 - beta2)
        for parameter, mean, square, time in zip(self.parameters, means, squares, times,
                                                 strict=True):
            # in float32 what is left of 1 - 0.999 would be off by 5 in 100,000
            late = time.double()
            step = self._lr_of(parameter) / (1 - self.momentum.double()**late)
            parameter.sub_(step * mean / ((square / (1 - beta2**late)).sqrt() + eps))

    def _shrink(self, decay: float) -> None:
        if self.lr.dim() == 0:
            torch._foreach_mul_(self.parameters, 1 - self.lr * decay)
            return
        for parameter in self.parameters:
            parameter.mul_(1 - self._lr_of(parameter) * decay)

    def _scaled(self, steps: list[Tensor]) -> list[Tensor]:
        if self.lr.dim() == 0:
            return list(torch._foreach_mul(steps, self.lr))
        return [step * self._lr_of(step) for step in steps]

    def _lr_of(self, parameter: Tensor) -> Tensor:
        if self.lr.dim() == 0:
            return self.lr
        return self.lr.view(-1, *(1,) * (parameter.dim() - 1))

    def _state(self, name: str) -> list[Tensor]:
        return [self._optimiser.state[parameter][name] for parameter in self.parameters]

    def _prepare(self) -> None:
        """Give every parameter the state of an optimiser that has not stepped yet."""
        if self._prepared:
            return
        self._prepared = True
        names = ("momentum_buffer",) if self._is_sgd else ("exp_avg", "exp_avg_sq")
        for parameter in self.parameters:
            state = self._optimiser.state[parameter]
            for name in names:
                if state.get(name) is None:
                    state[name] = torch.zeros_like(parameter)
            if not self._is_sgd:
                time = state.get("step", torch.zeros(()))
                state["step"] = time.to(parameter.device)
