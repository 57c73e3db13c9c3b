"""Geometric transforms by one 3x3 matrix a digit, each resampled on its own.

Two matrices multiplied into one would round once where the authors' pipelines rounded twice. The
meaning of fill and the rounding are torchvision's on 8-bit tensors.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from mnist_core.augment.warp_loops import bilinear, nearest
from mnist_core.fast.loops import Array
from mnist_core.network.geometry import IMAGE_SIZE

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

    def rows(self, rows: slice, device: torch.device) -> Self:
        return type(self)(self.matrices[rows].to(device), self.nearest, self.fill)

    def apply(self, pixels: Tensor) -> Tensor:
        return resampled(pixels, _grid(self.matrices), nearest=self.nearest, fill=self.fill)

    def apply_compiled(self, pixels: Array) -> Array:
        result = np.empty_like(pixels)
        resample = nearest if self.nearest else bilinear
        resample(pixels, self.matrices.reshape(-1, 9).numpy(), self.fill, result)
        return result

    def moved(self, digit: Tensor, places: Tensor) -> Tensor:
        # resampling looks up backwards
        forward = torch.linalg.inv(self.matrices.double())
        points = torch.cat([places, torch.ones_like(places[:, :1])], dim=1)
        moved = (forward[digit] @ points.unsqueeze(2)).squeeze(2)
        ratio: Tensor = moved[:, :2] / moved[:, 2:]
        return ratio


def resampled(pixels: Tensor, grid: Tensor, *, nearest: bool, fill: int) -> Tensor:
    """Look every output pixel up in the input.

    Args:
        pixels: float32 [N, 1, 28, 28] of whole grey levels.
        grid: [N, 28, 28, 2], where each output pixel looks, in ``grid_sample``'s -1 to 1.
    """
    if nearest:
        # subtracting the fill makes the zeros of the padding mean it, exactly
        return F.grid_sample(pixels - fill, grid, "nearest", "zeros", align_corners=False) + fill
    inside = F.grid_sample(torch.ones_like(pixels), grid, "bilinear", "zeros", align_corners=False)
    sampled = F.grid_sample(pixels, grid, "bilinear", "zeros", align_corners=False)
    return (sampled * inside + (1 - inside) * fill).round_()


def pixel_centres(device: torch.device) -> tuple[Tensor, Tensor]:
    """x [1, 1, 28] and y [1, 28, 1] of every pixel's centre, from the top left corner."""
    centres = torch.arange(IMAGE_SIZE, device=device) + 0.5
    return centres.view(1, 1, -1), centres.view(1, -1, 1)


def _grid(matrices: Tensor) -> Tensor:
    x, y = pixel_centres(matrices.device)
    rows = matrices.view(-1, 9, 1, 1).unbind(1)
    depth = rows[6] * x + rows[7] * y + rows[8]
    across = (rows[0] * x + rows[1] * y + rows[2]) / depth
    down = (rows[3] * x + rows[4] * y + rows[5]) / depth
    return torch.stack([across, down], dim=-1).div_(HALF).sub_(1)


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
