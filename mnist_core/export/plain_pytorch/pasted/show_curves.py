from collections.abc import Sequence

import matplotlib.pyplot as plt


def show_curves(history: Sequence[dict[str, float]], lab: Sequence[float]) -> None:
    """Loss and accuracy of every epoch; ``lab`` has the test accuracies of the run in the lab."""
    epochs = [row["epoch"] for row in history]
    _, (left, right) = plt.subplots(1, 2, figsize=(11, 4))
    for name in ("train", "test"):
        left.plot(epochs, [row[f"{name}_loss"] for row in history], marker=".", label=name)
        right.plot(epochs, [row[f"{name}_accuracy"] for row in history], marker=".", label=name)
    right.plot(range(1, len(lab) + 1), lab, linestyle="--", color="gray", label="test, in the lab")
    left.set(xlabel="epoch", ylabel="loss (nats)", yscale="log")
    right.set(xlabel="epoch", ylabel="accuracy (%)")
    for axis in (left, right):
        axis.locator_params(axis="x", integer=True)
        axis.grid(alpha=0.3)
        axis.legend()
    plt.show()
