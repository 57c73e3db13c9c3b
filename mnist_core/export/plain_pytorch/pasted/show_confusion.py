import matplotlib.pyplot as plt
import torch


def show_confusion(labels: torch.Tensor, read: torch.Tensor) -> None:
    """How often each digit (row) was read as which (column); only mistakes are coloured."""
    counts = torch.bincount(10 * labels + read, minlength=100).reshape(10, 10)
    mistakes = counts.clone().fill_diagonal_(0)
    _, axis = plt.subplots(figsize=(6, 6))
    # black figures stay legible on the darkest red
    axis.imshow(mistakes.numpy(), cmap="Reds", vmax=1.6 * max(int(mistakes.max()), 1))
    for row in range(10):
        for column in range(10):
            if counts[row, column]:
                axis.text(column, row, str(counts[row, column].item()), ha="center", va="center",
                          fontsize=8)
    axis.set(xlabel="read as", ylabel="label", xticks=range(10), yticks=range(10))
    plt.show()
