"""What is said of a training whose loss stopped being a number."""


def divergence(position: int, num_batches: int, lr: float) -> str:
    """One sentence; ``position`` is the first such batch of the run, counted from 0."""
    epoch, batch = divmod(position, num_batches)
    return (f"The loss is no longer a number since epoch {epoch + 1}, batch {batch + 1}: lower the "
            f"learning rate (now {lr:g}) or add batch norm.")
