"""What a picture takes to be read: ``python -m bench.pictures``.

Each is made, then read by a process of its own; the growth of that process at its highest is held
against what ``needed_bytes`` says of the file's header.
"""

import re
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from bench.report import machine, table
from mnist_core.drawn.drawing import stages_from_image
from mnist_core.drawn.picture_file import needed_bytes, open_picture

MEGABYTE = 1_000_000
PHONE, LARGER, LARGEST, SCAN = (8_064, 6_048), (9_248, 6_936), (12_000, 9_000), (7_000, 7_000)
PICTURES: tuple[tuple[str, str, tuple[int, int], dict[str, Any]], ...] = (
    ("JPEG", "RGB", PHONE, {}), ("JPEG", "RGB", LARGER, {}), ("JPEG", "RGB", LARGEST, {}),
    ("JPEG", "RGB", PHONE, {"progressive": True}), ("PNG", "RGB", PHONE, {"compress_level": 1}),
    ("PNG", "I;16", SCAN, {"compress_level": 1}), ("TIFF", "L", PHONE, {"compression": "tiff_lzw"}),
    ("GIF", "P", PHONE, {}), ("WEBP", "RGB", (5_600, 4_200), {"method": 0}))


def picture(mode: str, size: tuple[int, int], kind: str, options: dict[str, Any]) -> bytes:
    """The file of a dark bar on light paper with some grain."""
    width, height = size
    tile = np.random.default_rng(0).integers(220, 240, (512, 512), np.uint8)
    grey = np.tile(tile, (height // 512 + 1, width // 512 + 1))[:height, :width].copy()
    grey[height // 5:-height // 5, int(.47 * width):int(.53 * width)] = 40
    image = Image.fromarray(grey.astype(np.uint16) * 257 if mode == "I;16" else grey)
    file = BytesIO()
    (image if mode == "I;16" else image.convert(mode)).save(file, kind, **options)
    return file.getvalue()


def status(name: str) -> int:
    """Bytes of this process, as the kernel counts them."""
    found = re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found
    return 1024 * int(found[1])


def read_one() -> None:
    """Read the picture on standard input; prints estimate, peak and what stays, and the time."""
    stages_from_image(np.pad(np.full((100, 20), 255, np.uint8), 100))  # what is read once for all
    data = sys.stdin.buffer.read()
    Path("/proc/self/clear_refs").write_text("5")
    before, began = status("VmRSS"), time.perf_counter()
    image = open_picture(data)
    needed = needed_bytes(image)
    stages_from_image(image)
    seconds = time.perf_counter() - began
    print(needed, status("VmHWM") - before, seconds)


def main() -> None:
    if sys.argv[1:] == ["read"]:
        read_one()
        return
    rows = []
    for kind, mode, (width, height), options in PICTURES:
        data = picture(mode, (width, height), kind, options)
        answer = subprocess.run([sys.executable, "-m", "bench.pictures", "read"], input=data,
                                capture_output=True, check=True)
        needed, peak, seconds = map(float, answer.stdout.split())
        rows.append((f"{'progressive ' if options.get('progressive') else ''}{kind}, {mode}",
                     f"{width * height / 1e6:.0f}", f"{len(data) / MEGABYTE:.1f}",
                     f"{needed / MEGABYTE:.0f}", f"{peak / MEGABYTE:.0f}", f"{seconds:.2f}"))
    print(f"Growth of a process that reads one picture; n = 1 each. {machine()}\n")
    print(table(("picture", "million pixels", "file, MB", "estimate, MB", "peak, MB", "seconds"),
                rows))


if __name__ == "__main__":
    main()
