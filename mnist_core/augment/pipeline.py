"""Augmentation of whole batches, every digit with parameters of its own, on 8-bit pixels.

Each augmentation acts on what the one before it left, in the order of ``augmentations``, and each
rounds to whole grey levels, as the authors' pipelines did.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from mnist_core.augment.augmentation import Augmentation, Draw
from mnist_core.fast.loops import share_threads

Streams = Callable[[str], torch.Generator]
"""The random stream with a name; asked once for each name and used to its end."""


@dataclass(frozen=True, slots=True)
class Draws:
    """The random parameters of N digits, drawn once an epoch, so that any slice can be applied."""

    draws: tuple[Draw, ...]

    @property
    def is_identity(self) -> bool:
        return not self.draws

    def rows(self, rows: slice, device: torch.device) -> "Draws":
        """The parameters of some digits, on a device."""
        return Draws(tuple(draw.rows(rows, device) for draw in self.draws))


def draw(augmentations: Sequence[Augmentation], num: int, streams: Streams) -> Draws:
    """Draw the parameters of ``num`` digits, on the CPU whatever the device of the training."""
    random: dict[str, torch.Generator] = {}
    draws = []
    for augmentation in augmentations:
        name = augmentation.stream or augmentation.name
        random[name] = random.get(name) or streams(name)
        draws.append(augmentation.draw(num, random[name]))
    return Draws(tuple(draws))


def augment(images: Tensor, draws: Draws) -> Tensor:
    """Apply N draws to N digits: uint8 [N, 28, 28] to uint8 [N, 28, 28], on their device."""
    if draws.is_identity:
        return images
    pixels = images.unsqueeze(1).float()
    for draw in draws.draws:
        pixels = draw.apply(pixels)
    return pixels.squeeze(1).to(torch.uint8)


def augment_compiled(images: Tensor, draws: Draws) -> Tensor:
    """What ``augment`` makes of digits on the CPU, by compiled loops."""
    if draws.is_identity:
        return images
    share_threads()
    pixels = images.reshape(len(images), -1).numpy()
    for draw in draws.draws:
        pixels = draw.apply_compiled(pixels)
    return torch.from_numpy(pixels).view_as(images)
