"""Ray as if it were of another version: its package anew, of links, with a version of its own."""

import re
from pathlib import Path

import ray

VERSION = "2.10.0"


def make_other_ray(folder: Path) -> Path:
    """What stands first on PYTHONPATH for a process to have it; nothing installed is changed."""
    installed, other = Path(ray.__file__).parent, folder / "ray"
    other.mkdir(parents=True)
    for entry in installed.iterdir():
        if entry.name not in ("_version.py", "__pycache__"):
            (other / entry.name).symlink_to(entry)
    text, num = re.subn(r'^version = ".*"', f'version = "{VERSION}"',
                        (installed / "_version.py").read_text(), flags=re.MULTILINE)
    assert num == 1
    (other / "_version.py").write_text(text)
    return folder
