import gzip
from pathlib import Path

import torch
from torchvision import datasets


def read_idx(folder: Path, name: str, header: int) -> torch.Tensor:
    """One of MNIST's files, packed or not: a header, then one byte for each pixel or label."""
    path = folder / name
    if path.exists():
        data = path.read_bytes()
    else:
        data = gzip.decompress((folder / f"{name}.gz").read_bytes())
    return torch.frombuffer(bytearray(data[header:]), dtype=torch.uint8)


def load_mnist(folder: str) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Images uint8 [N, 28, 28] and labels int64 [N], of the training and of the test digits.

    Without a folder torchvision downloads them, once, into the folder "data".
    """
    if not folder:
        train = datasets.MNIST("data", train=True, download=True)
        test = datasets.MNIST("data", train=False)
        return train.data, train.targets, test.data, test.targets
    splits = []
    for split in ("train", "t10k"):
        images = read_idx(Path(folder), f"{split}-images-idx3-ubyte", header=16)
        labels = read_idx(Path(folder), f"{split}-labels-idx1-ubyte", header=8)
        splits += [images.reshape(-1, 28, 28), labels.long()]
    return splits[0], splits[1], splits[2], splits[3]
