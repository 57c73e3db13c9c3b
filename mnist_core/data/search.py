"""What folders hold of MNIST's four files, and what is wrong with the rest; nothing is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mnist_core.data.content import Bytes, DamagedFile, OtherDataSet, read
from mnist_core.data.mnist_files import FILES, MnistFile, candidates


@dataclass(frozen=True, slots=True)
class Unusable:
    """A file that is named as one of the four, but cannot be used as it."""

    file: MnistFile
    folder: Path
    """The folder that was searched, above ``path``."""
    path: Path
    fault: str
    """What it is instead, to follow the path."""
    other_set: str | None
    """The data set that it is a well-formed file of, empty if unknown; None if it is none."""

    @property
    def clause(self) -> str:
        return f"{self.path} {self.fault}"


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """The first intact copy of each file, and every copy before it that is none."""

    found: dict[MnistFile, tuple[Path, Bytes]]
    unusable: tuple[Unusable, ...]

    @property
    def missing(self) -> tuple[MnistFile, ...]:
        return tuple(file for file in FILES if file not in self.found)

    def of(self, file: MnistFile) -> tuple[Unusable, ...]:
        return tuple(unusable for unusable in self.unusable if unusable.file is file)


def search(folders: Sequence[Path]) -> Search:
    """Look for the four files, told by their content, in folders: the first one counts most."""
    found: dict[MnistFile, tuple[Path, Bytes]] = {}
    unusable: list[Unusable] = []
    for folder in folders:
        # a file that another one's name led to is looked for under its own name, too: that may
        # hold the other one
        done = set(found)
        for file, paths in candidates(folder).items():
            for path in paths:
                if file in done:
                    break
                other_set = None
                try:
                    actual, content = read(path, file)
                    found.setdefault(actual, (path, content))
                    if actual is file:
                        done.add(file)
                        continue
                    fault = f"is MNIST's {actual.name}"
                except DamagedFile as error:
                    fault = str(error)
                    other_set = error.name if isinstance(error, OtherDataSet) else None
                except OSError as error:
                    fault = f"cannot be read ({error.strerror})"
                unusable.append(Unusable(file, folder, path, fault, other_set))
    used = {path for path, _ in found.values()}
    return Search(found, tuple(one for one in unusable if one.path not in used))


def state_of(folders: Sequence[Path]) -> tuple[object, ...]:
    """Changes whenever a copy of a file comes, goes or is written; costs no reading."""
    return tuple((path, *_state(path)) for folder in folders
                 for paths in candidates(folder).values() for path in paths)


def _state(path: Path) -> tuple[int, ...]:
    try:
        stat = path.stat()
    except OSError:
        return ()
    return stat.st_size, stat.st_mtime_ns, stat.st_mode, stat.st_ino
