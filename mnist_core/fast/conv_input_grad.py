"""The input gradient of a convolution, computed as a convolution of the padded output gradient.

oneDNN pads few channels slowly, and fills whole vectors with channels only. So the padding is ours,
and of 8 channels or fewer two neighbouring columns are computed as one of twice as many channels.
docs/SPEED.md has what it brought.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mnist_core.fast.flat import channels_last

# no gain was measured from there on, nor in float32 but with pairs of columns
MANY_CHANNELS = 32
HALF_A_VECTOR = 8


def pays_off(conv: nn.Conv2d, dtype: torch.dtype) -> bool:
    """Whether ``ConvInputGrad`` can stand for this convolution, and is quicker."""
    size, is_plain = conv.kernel_size[0], (conv.stride, conv.dilation) == ((1, 1), (1, 1))
    if size == 1 or not is_plain or conv.groups > 1 or _border(conv) < 0:
        return False
    return conv.in_channels <= HALF_A_VECTOR or (
        dtype == torch.bfloat16 and max(conv.in_channels, conv.out_channels) < MANY_CHANNELS)


class ConvInputGrad:
    """The input gradient of a convolution of stride 1: weights rotated by 180 degrees."""

    def __init__(self, conv: nn.Conv2d) -> None:
        self._border, self._channels = _border(conv), conv.in_channels

    def backward(self, grad: Tensor, weight: Tensor) -> Tensor:
        """``grad`` [N, C_out, H_out, W_out], ``weight`` [C_out, C_in, K, K]: [N, C_in, H, W]."""
        padded = channels_last(F.pad(grad, [self._border] * 4))
        turned = weight.flip(2, 3).transpose(0, 1)
        columns = padded.shape[3] + 1 - turned.shape[3]
        if self._channels > HALF_A_VECTOR or columns % 2:
            return torch.conv2d(padded, channels_last(turned))
        pair = torch.cat([F.pad(turned, (0, 1)), F.pad(turned, (1, 0))])
        pairs = torch.conv2d(padded, channels_last(pair), stride=(1, 2))
        maps = pairs.permute(0, 2, 3, 1).reshape(len(grad), -1, columns, self._channels)
        return maps.permute(0, 3, 1, 2)


def _border(conv: nn.Conv2d) -> int:
    """How many zeros around the gradient give back the size of the input."""
    assert isinstance(conv.padding, tuple)
    return conv.kernel_size[0] - 1 - conv.padding[0]
