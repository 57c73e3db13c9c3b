from collections.abc import Sequence

import matplotlib.pyplot as plt
import torch


def show_digits(images: torch.Tensor, titles: Sequence[str], columns: int = 10) -> None:
    """Pictures [N, 28, 28] in rows, each with a title."""
    rows = max(1, -(-len(images) // columns))
    figure, axes = plt.subplots(rows, columns, figsize=(1.2 * columns, 1.6 * rows), squeeze=False)
    for axis in axes.flat:
        axis.axis("off")
    for axis, image, title in zip(axes.flat, images, titles, strict=False):
        axis.imshow(image.numpy(), cmap="gray")
        axis.set_title(title, fontsize=9)
    figure.tight_layout()
    plt.show()
