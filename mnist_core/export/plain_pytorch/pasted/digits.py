from collections.abc import Callable

import torch
from torch.utils.data import Dataset


class Digits(Dataset[tuple[torch.Tensor, int]]):
    """Digits that are transformed one by one, each time they are asked for."""

    def __init__(self, images: torch.Tensor, labels: torch.Tensor,
                 transform: Callable[[torch.Tensor], torch.Tensor]) -> None:
        self.images, self.labels, self.transform = images.unsqueeze(1), labels, transform

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        return self.transform(self.images[index]), int(self.labels[index])
