"""Augmentation of whole batches, every digit with parameters of its own, on 8-bit pixels.

The meaning of each transform, its random parameters and its rounding are those of torchvision's
``RandomRotation``, ``RandomAffine``, ``RandomPerspective`` and ``ColorJitter`` on 8-bit tensors.
Each geometric transform is one 3x3 matrix a digit and is resampled on its own, as the authors'
pipelines did; two matrices multiplied into one would round once where they rounded twice.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from mnist_core.network.geometry import IMAGE_SIZE
from mnist_core.recipe.model import Affine, Colour, Perspective, Recipe, Rotation

HALF = IMAGE_SIZE / 2


@dataclass(frozen=True, slots=True)
class Warp:
    """One geometric transform of N digits.

    ``matrices`` [N, 3, 3], float32: output pixel to input pixel, in pixels from the top left
    corner (a pixel's centre lies at + 0.5).
    """

    matrices: Tensor
    nearest: bool
    fill: int


@dataclass(frozen=True, slots=True)
class Tint:
    """Brightness and contrast factors of N digits, [N] float32, and which of the two is first."""

    brightness: Tensor
    contrast: Tensor
    brightness_first: Tensor


@dataclass(frozen=True, slots=True)
class Draws:
    """The random parameters of N digits, drawn once an epoch, so that any slice can be applied."""

    warps: tuple[Warp, ...]
    tint: Tint | None

    @property
    def is_identity(self) -> bool:
        return not self.warps and self.tint is None

    def rows(self, rows: slice, device: torch.device) -> "Draws":
        """The parameters of some digits, on a device."""
        warps = tuple(Warp(warp.matrices[rows].to(device), warp.nearest, warp.fill)
                      for warp in self.warps)
        tint = self.tint and Tint(self.tint.brightness[rows].to(device),
                                  self.tint.contrast[rows].to(device),
                                  self.tint.brightness_first[rows].to(device))
        return Draws(warps, tint)


def draw(recipe: Recipe, num: int, random: torch.Generator) -> Draws:
    """Draw the parameters of ``num`` digits, on the CPU whatever the device of the training."""
    warps: list[Warp] = []
    if recipe.rotation:
        rotation = recipe.rotation
        warps.append(Warp(draw_rotation(rotation, num, random),
                          rotation.interpolation == "nearest", rotation.fill))
    if recipe.affine:
        affine = recipe.affine
        warps.append(Warp(draw_affine(affine, num, random),
                          affine.interpolation == "nearest", affine.fill))
    if recipe.perspective:
        perspective = recipe.perspective
        warps.append(Warp(draw_perspective(perspective, num, random),
                          perspective.interpolation == "nearest", perspective.fill))
    tint = draw_tint(recipe.colour, num, random) if recipe.colour else None
    return Draws(tuple(warps), tint)


def augment(images: Tensor, draws: Draws) -> Tensor:
    """Apply N draws to N digits: uint8 [N, 28, 28] to uint8 [N, 28, 28], on their device."""
    if draws.is_identity:
        return images
    pixels = images.unsqueeze(1).float()
    for warp in draws.warps:
        pixels = _resample(pixels, warp)
    if draws.tint:
        pixels = _tinted(pixels, draws.tint)
    return pixels.squeeze(1).to(torch.uint8)


def draw_rotation(rotation: Rotation, num: int, random: torch.Generator) -> Tensor:
    angles = _uniform(num, -rotation.degrees, rotation.degrees, random)
    # torchvision turns counter-clockwise with a positive angle, its affine clockwise
    return affine_matrices(-angles)


def draw_affine(affine: Affine, num: int, random: torch.Generator) -> Tensor:
    angles = _uniform(num, -affine.degrees, affine.degrees, random)
    shift = affine.translate * IMAGE_SIZE
    shifts = [_uniform(num, -shift, shift, random).round() for _ in "xy"]
    scales = _uniform(num, affine.scale_min, affine.scale_max, random)
    shears = _uniform(num, -affine.shear, affine.shear, random)
    return affine_matrices(angles, shifts[0], shifts[1], scales, shears)


def draw_perspective(perspective: Perspective, num: int, random: torch.Generator) -> Tensor:
    reach = int(perspective.distortion * (IMAGE_SIZE // 2))
    applied = torch.rand(num, generator=random) < perspective.probability
    inwards = torch.randint(0, reach + 1, (num, 4, 2), generator=random)
    matrices = torch.eye(3).repeat(num, 1, 1)
    matrices[applied] = perspective_matrices(inwards[applied])
    return matrices


def draw_tint(colour: Colour, num: int, random: torch.Generator) -> Tint:
    brightness, contrast = (_uniform(num, max(0.0, 1 - value), 1 + value, random)
                            for value in (colour.brightness, colour.contrast))
    return Tint(brightness, contrast, torch.rand(num, generator=random) < 0.5)


def affine_matrices(degrees: Tensor, shift_x: Tensor | None = None, shift_y: Tensor | None = None,
                    scale: Tensor | None = None, shear_degrees: Tensor | None = None) -> Tensor:
    """Output to input pixel, [N, 3, 3]: rotate, shear along x, scale about the centre, then shift.

    The inverse matrix of torchvision's ``functional.affine``; all arguments are [N].
    """
    angle = degrees.double().deg2rad()
    zeros = torch.zeros_like(angle)
    slope = zeros if shear_degrees is None else shear_degrees.double().deg2rad().tan()
    size = zeros + 1 if scale is None else scale.double()
    x, y = (zeros if shift is None else shift.double() for shift in (shift_x, shift_y))
    a, b = angle.cos(), -angle.cos() * slope - angle.sin()
    c, d = angle.sin(), -angle.sin() * slope + angle.cos()
    linear = torch.stack([d, -b, -c, a], dim=1).view(-1, 2, 2) / size.view(-1, 1, 1)
    centre = torch.full((len(angle), 2, 1), HALF, dtype=torch.float64)
    moved = centre + torch.stack([x, y], dim=1).unsqueeze(2)
    matrices = torch.zeros(len(angle), 3, 3, dtype=torch.float64)
    matrices[:, :2, :2] = linear
    matrices[:, :2, 2:] = centre - linear @ moved
    matrices[:, 2, 2] = 1
    return matrices.float()


def perspective_matrices(inwards: Tensor) -> Tensor:
    """Output to input pixel, [N, 3, 3], for corners that moved inwards.

    Args:
        inwards: [N, 4, 2] pixels by which the top left, top right, bottom right and bottom left
            corner moved towards the middle, in x and in y.

    Solves the eight equations of torchvision's ``functional.perspective``.
    """
    last = IMAGE_SIZE - 1
    start = torch.tensor([[0, 0], [last, 0], [last, last], [0, last]], dtype=torch.float64)
    direction = torch.tensor([[1, 1], [-1, 1], [-1, -1], [1, -1]], dtype=torch.float64)
    end = start + direction * inwards.double()
    num = len(inwards)
    source = start.expand(num, 4, 2)
    zeros, ones = torch.zeros(num, 4, 1).double(), torch.ones(num, 4, 1).double()
    x_rows = torch.cat([end, ones, zeros.expand(-1, -1, 3), -source[..., :1] * end], dim=2)
    y_rows = torch.cat([zeros.expand(-1, -1, 3), end, ones, -source[..., 1:] * end], dim=2)
    equations = torch.cat([x_rows, y_rows], dim=1)
    values = torch.cat([source[..., 0], source[..., 1]], dim=1)
    solution = torch.linalg.solve(equations, values)
    return torch.cat([solution, ones[:, 0]], dim=1).view(-1, 3, 3).float()


def _resample(pixels: Tensor, warp: Warp) -> Tensor:
    """Look every output pixel up in the input; [N, 1, 28, 28] float with 8-bit values."""
    grid = _grid(warp.matrices)
    if warp.nearest:
        # subtracting the fill makes the zeros of the padding mean it, exactly
        return F.grid_sample(pixels - warp.fill, grid, "nearest", "zeros",
                             align_corners=False) + warp.fill
    inside = F.grid_sample(torch.ones_like(pixels), grid, "bilinear", "zeros", align_corners=False)
    sampled = F.grid_sample(pixels, grid, "bilinear", "zeros", align_corners=False)
    return (sampled * inside + (1 - inside) * warp.fill).round_()


def _grid(matrices: Tensor) -> Tensor:
    """Where each output pixel looks, [N, 28, 28, 2], in grid_sample's -1 to 1."""
    centres = torch.arange(IMAGE_SIZE, device=matrices.device) + 0.5
    x, y = centres.view(1, 1, -1), centres.view(1, -1, 1)
    rows = matrices.view(-1, 9, 1, 1).unbind(1)
    depth = rows[6] * x + rows[7] * y + rows[8]
    across = (rows[0] * x + rows[1] * y + rows[2]) / depth
    down = (rows[3] * x + rows[4] * y + rows[5]) / depth
    return torch.stack([across, down], dim=-1).div_(HALF).sub_(1)


def _tinted(pixels: Tensor, tint: Tint) -> Tensor:
    first = tint.brightness_first.view(-1, 1, 1, 1)
    brightness = torch.where(first, tint.brightness.view(-1, 1, 1, 1), 1)
    contrast = tint.contrast.view(-1, 1, 1, 1)
    brightness_after = torch.where(first, 1, tint.brightness.view(-1, 1, 1, 1))
    pixels = _eight_bit(pixels * brightness)
    mean = pixels.mean(dim=(1, 2, 3), keepdim=True)
    pixels = _eight_bit(contrast * pixels + (1 - contrast) * mean)
    return _eight_bit(pixels * brightness_after)


def _eight_bit(pixels: Tensor) -> Tensor:
    return pixels.clamp_(0, 255).trunc_()


def _uniform(num: int, low: float, high: float, random: torch.Generator) -> Tensor:
    return torch.rand(num, generator=random) * (high - low) + low
