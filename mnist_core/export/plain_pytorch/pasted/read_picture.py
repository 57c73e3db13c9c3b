import torch
from PIL import Image


def read_picture(path: str) -> torch.Tensor:
    """A picture of one digit as MNIST has them: uint8 [28, 28], white on black, 20 pixels high or
    wide, the centre of its mass in the middle.
    """
    picture = Image.open(path).convert("L")
    grey = torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8)
    grey = grey.reshape(picture.height, picture.width)
    if grey.float().mean() > 127:
        # dark ink on light paper
        grey = 255 - grey
    rows, columns = (grey > 50).nonzero(as_tuple=True)
    if len(rows) == 0:
        raise SystemExit(f"{path} shows nothing.")
    ink = grey[rows.min():rows.max() + 1, columns.min():columns.max() + 1]
    longest = max(ink.shape)
    size = [max(1, round(20 * side / longest)) for side in ink.shape]
    small = torch.nn.functional.interpolate(ink[None, None].float(), size, mode="bilinear",
                                            antialias=True)[0, 0]
    # the first row and column, so that the centre of mass comes to lie in the middle
    places = []
    for axis in (0, 1):
        mass = small.sum(dim=1 - axis)
        centre = (mass * (torch.arange(len(mass)) + 0.5)).sum() / mass.sum()
        places.append(min(max(round(14 - centre.item()), 0), 28 - len(mass)))
    digit = torch.zeros(28, 28)
    digit[places[0]:places[0] + size[0], places[1]:places[1] + size[1]] = small
    return digit.round().clamp(0, 255).to(torch.uint8)
