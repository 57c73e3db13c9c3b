"""The augmentations of a recipe as torchvision's transforms, as Python source.

Each acts on one digit, uint8 [1, 28, 28], as the lab's do:
``tests/unit/export/test_plain_transforms.py`` holds the pixels of both against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_core.augment.affine import Affine
from mnist_core.augment.augmentation import Augmentation, Interpolation
from mnist_core.augment.colour import Colour
from mnist_core.augment.cutout import Cutout
from mnist_core.augment.elastic import Elastic
from mnist_core.augment.perspective import Perspective
from mnist_core.augment.rotation import Rotation


@dataclass(frozen=True, slots=True)
class _Transform:
    """An expression that makes it; ``pasted`` is the module of ``pasted/`` that holds its class,
    and empty for one of torchvision's."""

    expression: str
    pasted: str


def transform_lines(augmentations: Sequence[Augmentation]) -> list[str]:
    """One expression each, in the order in which they act; what does nothing is left out."""
    return [one.expression for one in _transforms(augmentations)]


def pasted_modules(augmentations: Sequence[Augmentation]) -> list[str]:
    """The modules of ``pasted/`` that hold the classes of these expressions."""
    return list(dict.fromkeys(one.pasted for one in _transforms(augmentations) if one.pasted))


def _transforms(augmentations: Sequence[Augmentation]) -> list[_Transform]:
    return [_transform(one) for one in augmentations if one.parts]


def _transform(augmentation: Augmentation) -> _Transform:
    match augmentation:
        case Rotation() as own:
            return _call("v2.RandomRotation", _figure(own.degrees),
                         *_resampling(own.interpolation, "nearest", own.fill))
        case Affine() as own:
            return _call("v2.RandomAffine", _figure(own.degrees), *_affine_options(own),
                         *_resampling(own.interpolation, "nearest", own.fill))
        case Perspective() as own:
            return _call("v2.RandomPerspective", _figure(own.distortion),
                         f"p={_figure(own.probability)}",
                         *_resampling(own.interpolation, "bilinear", own.fill))
        case Elastic() as own:
            return _call("v2.ElasticTransform", f"alpha={_figure(own.alpha)}",
                         f"sigma={_figure(own.sigma)}",
                         *_resampling(own.interpolation, "bilinear", own.fill))
        case Colour() as own:
            return _call("v2.ColorJitter", *(
                f"{name}={_figure(value)}" for name, value in (("brightness", own.brightness),
                                                        ("contrast", own.contrast)) if value))
        case Cutout() as own:
            return _call("Cutout", f"size={own.size}", f"probability={_figure(own.probability)}",
                         f"fill={own.fill}", pasted="cutout")
    raise AssertionError(augmentation)


def _affine_options(affine: Affine) -> list[str]:
    options = []
    if affine.translate:
        options.append(f"translate=({_figure(affine.translate)}, {_figure(affine.translate)})")
    if (affine.scale_min, affine.scale_max) != (1, 1):
        options.append(f"scale=({_figure(affine.scale_min)}, {_figure(affine.scale_max)})")
    if affine.shear:
        options.append(f"shear={_figure(affine.shear)}")
    return options


def _resampling(interpolation: Interpolation, usual: Interpolation, fill: int) -> list[str]:
    """What differs from torchvision's own defaults."""
    options = []
    if interpolation != usual:
        options.append(f"interpolation=v2.InterpolationMode.{interpolation.upper()}")
    if fill:
        options.append(f"fill={fill}")
    return options


def _figure(value: float) -> str:
    """``6`` for 6.0; exactly the number."""
    return repr(value).removesuffix(".0")


def _call(name: str, *arguments: str, pasted: str = "") -> _Transform:
    return _Transform(f"{name}({', '.join(arguments)})", pasted)
