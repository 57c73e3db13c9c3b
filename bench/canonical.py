"""The loop everyone copies, as the yardstick: torchvision, PIL, DataLoader, eager float32.

In the spirit of pytorch/examples' ``mnist``: a transform pipeline a digit, an ``.item()`` a batch.
"""

import gzip
import shutil
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms
from torchvision.transforms import InterpolationMode

from mnist_core.network.build import build
from mnist_core.network.dropout import Dropout
from mnist_core.recipe.recipe import SGD, Adam, Recipe

MODES = {"nearest": InterpolationMode.NEAREST, "bilinear": InterpolationMode.BILINEAR}

# the notebooks of finetune-5 and 6 ask for both, which take time and change nothing of a grey digit
SATURATION_AND_HUE = 0.4, 0.1


def unpack(source: Path, root: Path) -> None:
    """Lay the four files out as torchvision wants them: ``root/MNIST/raw/``, unpacked."""
    raw = root / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for packed in source.glob("*-ubyte.gz"):
        with gzip.open(packed) as content, (raw / packed.stem).open("wb") as file:
            shutil.copyfileobj(content, file)


def pipeline(recipe: Recipe, *, train: bool) -> transforms.Compose:
    """The recipe's transforms as the authors wrote them, on PIL images."""
    steps: list[object] = []
    if train and recipe.rotation:
        turn = recipe.rotation
        steps.append(transforms.RandomRotation(turn.degrees, MODES[turn.interpolation],
                                               fill=(turn.fill,)))
    if train and recipe.affine:
        affine = recipe.affine
        steps.append(transforms.RandomAffine(
            affine.degrees, (affine.translate, affine.translate),
            (affine.scale_min, affine.scale_max), affine.shear, MODES[affine.interpolation],
            affine.fill))
    if train and recipe.perspective:
        perspective = recipe.perspective
        steps.append(transforms.RandomPerspective(perspective.distortion, perspective.probability,
                                                  MODES[perspective.interpolation],
                                                  perspective.fill))
    if train and recipe.colour:
        steps.append(transforms.ColorJitter(recipe.colour.brightness, recipe.colour.contrast,
                                            *SATURATION_AND_HUE))
    normalisation = recipe.normalisation
    return transforms.Compose([*steps, transforms.ToTensor(),
                               transforms.Normalize((normalisation.mean,), (normalisation.std,))])


class Canonical:
    """Model, optimiser and loaders of one recipe, on part of MNIST."""

    def __init__(self, recipe: Recipe, root: Path, device: torch.device, *, num_train: int,
                 num_test: int, num_workers: int) -> None:
        self._device = device
        self._model = _with_torchs_dropout(build(recipe.network)).to(device)
        chosen = recipe.optimiser
        if isinstance(chosen, SGD):
            self._optimiser: torch.optim.Optimizer = torch.optim.SGD(
                self._model.parameters(), chosen.lr, chosen.momentum)
        else:
            kind = torch.optim.Adam if isinstance(chosen, Adam) else torch.optim.AdamW
            self._optimiser = kind(self._model.parameters(), chosen.lr)
        loaders = []
        for train, num in ((True, num_train), (False, num_test)):
            digits = datasets.MNIST(str(root), train=train,
                                    transform=pipeline(recipe, train=train))
            loaders.append(DataLoader(Subset(digits, range(num)), recipe.batch_size if train
                                      else 1000, shuffle=train, num_workers=num_workers,
                                      pin_memory=device.type == "cuda"))
        self._train_loader, self._test_loader = loaders

    def epoch(self) -> tuple[float, float]:
        """Train one epoch and test it; mean training loss in nats, test accuracy in percent."""
        self._model.train()
        losses = []
        for images, labels in self._train_loader:
            images, labels = images.to(self._device), labels.to(self._device)
            self._optimiser.zero_grad()
            loss = F.nll_loss(self._model(images).log_softmax(dim=1), labels)
            loss.backward()  # type: ignore[no-untyped-call]
            self._optimiser.step()
            losses.append(loss.item())
        self._model.eval()
        correct = total = 0
        with torch.no_grad():
            for images, labels in self._test_loader:
                predicted = self._model(images.to(self._device)).argmax(dim=1).cpu()
                correct += int((predicted == labels).sum())
                total += len(labels)
        return sum(losses) / len(losses), 100 * correct / total


def _with_torchs_dropout(model: nn.Sequential) -> nn.Sequential:
    return nn.Sequential(*(nn.Dropout(module.p) if isinstance(module, Dropout) else module
                           for module in model))
