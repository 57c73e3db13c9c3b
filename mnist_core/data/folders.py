"""The folders that MNIST is looked for in, and what is amiss with them, as clauses of sentences."""

from collections.abc import Sequence
from pathlib import Path

from mnist_core.base.settings import Settings
from mnist_core.data.mnist_files import FILES, candidates
from mnist_core.data.search import Unusable

_ARCHIVES = (".zip", ".tar", ".tgz", ".7z")


def home_folder(settings: Settings) -> Path:
    """Where fetched files are kept."""
    return settings.home / "mnist"


def folders_of(settings: Settings) -> list[Path]:
    """All of them, the one that the user named first."""
    return [folder for folder in (settings.data_dir, home_folder(settings)) if folder]


def clauses_of(unusable: Sequence[Unusable], settings: Settings) -> str:
    """What cannot be used, in one clause: a whole other data set at once, else file by file."""
    told = []
    for folder in dict.fromkeys(one.folder for one in unusable):
        here = [one for one in unusable if one.folder == folder]
        name = _named(folder, settings)
        others = {one.file for one in here if one.other_set is not None}
        known = {one.other_set for one in here if one.other_set}
        if others == set(FILES):
            told.append(f"{name} holds {' and '.join(sorted(known))}, not MNIST" if known else
                        f"{name} holds four well-formed files, but not MNIST's")
        else:
            told += [one.clause for one in here]
    return " and ".join(told)


def _named(folder: Path, settings: Settings) -> str:
    return f"MNIST_DATA_DIR={folder}" if folder == settings.data_dir else str(folder)


def lacks_of(settings: Settings) -> str:
    """What the folder that the user chose, or has begun to fill, is short of; empty if neither."""
    folder = settings.data_dir or home_folder(settings)
    name = _named(folder, settings)
    missing = [file.packed_name for file, paths in candidates(folder).items() if not paths]
    if not missing:
        return ""
    if len(missing) < len(FILES):
        return f"{name} holds no {' and no '.join(missing)}"
    if not settings.data_dir:
        return ""
    return f"{name} holds no MNIST files{_why_nothing(folder)}"


def _why_nothing(folder: Path) -> str:
    """Why a folder shows nothing, in brackets; empty where it simply is without the files."""
    try:
        archives = sorted(path.name for path in folder.iterdir() if path.suffix in _ARCHIVES)
    except FileNotFoundError:
        return " (no such folder)"
    except NotADirectoryError:
        return " (it is a file, not a folder)"
    except OSError as error:
        return f" (it cannot be looked into: {error.strerror})"
    return f" (unpack {archives[0]}?)" if archives else ""
