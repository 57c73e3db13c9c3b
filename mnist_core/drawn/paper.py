"""Ink against paper in a picture whose light may be uneven, as a photograph's is.

Light multiplies: in the shade ink and paper are darker by the same factor, so ink is told by its
distance from its paper as a share of the paper's light. The paper is the median of a wide
neighbourhood, which follows a slow shade as well as the edge of a shadow, and does not see a line
of ink.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

Grey = NDArray[np.uint8]
Field = NDArray[np.float32]

_COPY_SIDE = 80  # the light is looked for in a small copy: a wide median is slow
_NEIGHBOURHOOD = 0.4  # of the copy's longer side: ink never fills half of it
BLACK = 24  # grey: paper darker than this is taken for this light, else its grain would count
_EVEN = 0.2  # a border whose greys span this share of all greys is evenly lit


def against_paper(grey: Grey) -> tuple[Field, Field]:
    """How far each place is from its paper towards ink, at least 0, and the paper's own grey.

    Both float32 [H, W] in grey levels. The quotient is the same in the shade as in the light.
    """
    values = grey.astype(np.float32)
    paper = _paper(values)
    towards_ink = paper - values if is_dark_on_light(grey) else values - paper
    return np.clip(towards_ink, 0, None), np.maximum(paper, BLACK)


def is_dark_on_light(grey: Grey) -> bool:
    """Whether ink is darker than paper: the border tells, or, in uneven light, the details do."""
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    low, high = float(grey.min()), float(grey.max())
    darkest, lightest = np.percentile(border, (5, 95))
    if lightest - darkest <= _EVEN * (high - low):
        return float(np.median(border)) > (low + high) / 2
    small = _copy(grey.astype(np.float32))
    paper = _paper(small)
    details = (small - paper) / np.maximum(paper, BLACK)
    darker, lighter = (float((np.clip(sign * details, 0, 1) ** 2).sum()) for sign in (-1, 1))
    return darker > lighter


def _paper(values: Field) -> Field:
    small = _copy(values)
    wide = round(_NEIGHBOURHOOD * max(small.shape)) | 1
    median = ndimage.median_filter(small, wide, mode="nearest")
    shape = (values.shape[1], values.shape[0])
    return np.asarray(Image.fromarray(median).resize(shape, Image.Resampling.BILINEAR), np.float32)


def _copy(values: Field) -> Field:
    image = Image.fromarray(values)
    image.thumbnail((_COPY_SIDE, _COPY_SIDE), Image.Resampling.BOX)
    return np.asarray(image, np.float32)
