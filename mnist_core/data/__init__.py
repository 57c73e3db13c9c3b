"""MNIST's files: found, told by their content, fetched; ``mnist_core.dataset`` is the way in."""
