import torch
from torch import nn


class Cutout(nn.Module):
    """Paint a square over, with its middle at any pixel: at the border less of it lies within.

    torchvision has none: its RandomErasing paints rectangles that always lie within.
    """

    def __init__(self, size: int, probability: float, fill: int) -> None:
        super().__init__()
        self.size, self.probability, self.fill = size, probability, fill

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        if torch.rand(1).item() >= self.probability:
            return image
        left, top = (torch.randint(0, 28, (2,)) - self.size // 2).tolist()
        right, bottom = left + self.size, top + self.size
        image = image.clone()
        image[:, max(top, 0):max(bottom, 0), max(left, 0):max(right, 0)] = self.fill
        return image
