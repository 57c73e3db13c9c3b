"""The ES modules of all elements, as the browser gets them: as they are written, without a build.

Their address holds a digest of them all. So a browser may keep them for good, a changed one has
another address, and relative imports stay within one version. Below it they lie as in the project,
since elements import what they share with the pages that leave the lab (``mnist_core/scripts``).
"""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from posixpath import dirname, join, normpath

from mnist_core import scripts

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
_IMPORT = re.compile(r'^(?:import|export) [^;]*?"(\.[^"]+)";$', re.MULTILINE)


@cache
def modules() -> dict[str, str]:
    """The text of each by its name, such as ``dashboard/components/shared/client/client.js``."""
    paths = [*FOLDER.glob("*/*.js"), *FOLDER.glob("shared/*/*.js"),
             *Path(scripts.__path__[0]).rglob("*.js")]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(paths)}


def script_of(element: str) -> str:
    """The name of an element's own module."""
    return f"dashboard/components/{element}/{element}.js"


@cache
def version() -> str:
    """A digest of all modules."""
    digest = sha256()
    for name, text in modules().items():
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()[:16]


def address_of(name: str) -> str:
    """Where a module lies, below the server's root."""
    return f"api/modules/{version()}/{name}"


def with_imports(name: str) -> list[str]:
    """The module and all that it imports, each after what it imports itself."""
    found: dict[str, None] = {}
    _collect(name, found)
    return list(found)


def _collect(name: str, found: dict[str, None]) -> None:
    for imported in _IMPORT.findall(modules()[name]):
        part = normpath(join(dirname(name), imported))
        if part not in found:
            _collect(part, found)
    found[name] = None
