"""The modules of ``pasted/`` as text. They are read, not imported: matplotlib may not be here."""

from collections.abc import Iterable
from importlib import resources

_FOLDER = f"{__package__}.pasted"
_INSTALLED = ("torch", "torchvision", "PIL", "matplotlib")


def imports_of(*names: str) -> set[str]:
    """The import lines of these modules."""
    return {line for name in names for line in _source(name).splitlines()
            if line.startswith(("import ", "from "))}


def code_of(name: str) -> str:
    """A module without its imports."""
    return "".join(line for line in _source(name).splitlines(keepends=True)
                   if not line.startswith(("import ", "from "))).strip("\n")


def import_block(lines: Iterable[str]) -> str:
    """Sorted as isort does it: what comes with Python, then what is installed."""
    names: dict[str, set[str]] = {}
    for line in lines:
        module, _, imported = line.partition(" import ")
        names.setdefault(module, set()).update([imported] if imported else [])
    groups: tuple[list[str], list[str]] = [], []
    for module in sorted(names, key=lambda module: (module.startswith("from "), module.lower())):
        imported = f" import {', '.join(sorted(names[module]))}" if names[module] else ""
        groups[module.split()[1].partition(".")[0] in _INSTALLED].append(module + imported)
    return "\n\n".join("\n".join(group) for group in groups if group)


def _source(name: str) -> str:
    return resources.files(_FOLDER).joinpath(f"{name}.py").read_text(encoding="utf-8")
