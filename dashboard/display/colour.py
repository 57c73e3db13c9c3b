"""Colours as ``#RRGGBB``: mixing them, and how far they stand out from each other."""

from mnist_core.charts.palette import Palette


def mixed(colour: str, background: str, share: float) -> str:
    """``#rrggbb`` on its way to the background: quiet, and yet opaque where lines cross dots."""
    pairs = zip(_channels(colour), _channels(background), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def ink_on(colour: str, colours: Palette) -> str:
    """The page's text or ground colour, or white: whichever stands out most from this one."""
    return max((colours.text, colours.background, "#FFFFFF"), key=lambda ink: contrast(ink, colour))


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place:place + 2], 16) for place in (1, 3, 5))


def _luminance(colour: str) -> float:
    """WCAG's relative luminance, 0 to 1."""
    shares = [channel / 255 for channel in _channels(colour)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
              for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
