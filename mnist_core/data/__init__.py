"""MNIST's files: found, told by their content, fetched; ``mnist_core.data.mnist`` is the way in."""
