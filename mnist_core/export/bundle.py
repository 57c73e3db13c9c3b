"""The bundle of a run: its files, and a ``README.md`` that says what each is."""

from collections.abc import Collection, Iterator, Mapping

from mnist_core.base.format import count_of
from mnist_core.base.validation import one_of
from mnist_core.export.all_files import FILES, FOLDERS, PARQUET, File, Folder
from mnist_core.export.exported_run import ExportedRun
from mnist_core.export.tables import TABLES

README = "README.md"


def bundle(run: ExportedRun, only: Collection[str] = (), extra: Collection[str] = (), *,
           parquet: bool = False) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file, ``README.md`` first; ``only`` some of them, by name, and
    besides the ``extra`` folders.

    ``parquet`` adds the tables in that form; a file of theirs may also be named. What cannot be
    written of this run is left out, and the README says why.

    Raises:
        ValueError: ``only`` names a file that no bundle has, or one that cannot be written;
            ``extra`` a folder of which the same is true.
    """
    chosen, folders = _chosen(run, only, parquet=parquet), _chosen_folders(run, extra)
    if not only or README in only:
        yield README, _readme(run, chosen, folders)
    for file in chosen:
        yield file.name, file.write(run)
    for folder in folders:
        for name, data in folder.write(run).items():
            yield f"{folder.name}/{name}", data


def missing(run: ExportedRun) -> Mapping[str, str]:
    """The files that this run cannot have, with the reason for each."""
    return {file.name: why for file in FILES if (why := file.missing(run))}


def _chosen(run: ExportedRun, only: Collection[str], *, parquet: bool) -> list[File]:
    known = {file.name: file for file in (*FILES, *PARQUET)}
    if wrong := sorted(set(only) - known.keys() - {README}):
        raise ValueError(f"There is no file {wrong[0]!r} in a bundle; choose from "
                         f"{', '.join([README, *known])}.")
    for name in only:
        if name in known and (why := known[name].missing(run)):
            raise ValueError(f"{name} cannot be written: {why}.")
    return [file for file in known.values() if not file.missing(run) and (
        file.name in only or (file in PARQUET and parquet) or (file in FILES and not only))]


def _chosen_folders(run: ExportedRun, names: Collection[str]) -> list[Folder]:
    known = [folder.name for folder in FOLDERS]
    for name in names:
        if name not in known:
            raise ValueError(one_of("folder", name, known))
    chosen = [folder for folder in FOLDERS if folder.name in names]
    for folder in chosen:
        if why := folder.missing(run):
            raise ValueError(f"The folder {folder.name} cannot be written: {why}.")
    return chosen


def _readme(run: ExportedRun, files: list[File], folders: list[Folder]) -> bytes:
    score = "" if run.accuracy is None else f" It reads {run.accuracy:.2f} % of the test digits."
    lines = [
        f"# {run.title}", "",
        f"A network of {count_of(run.parameters, 'parameter')}, trained for "
        f"{count_of(len(run.epochs), 'epoch')} with MNIST Drill-Down.{score}", "",
        *_quick_try(run),
        "| file | what it is |", "|---|---|",
        *(f"| `{file.name}` | {file.words} |" for file in files),
        *(f"| `{folder.name}/` | {folder.words} |" for folder in folders), "",
        *(f"- `{name}` is not here: {why}." for name, why in missing(run).items()),
        *_columns(files)]
    return ("\n".join(lines).rstrip() + "\n").encode()


def _columns(files: list[File]) -> list[str]:
    """What each column of the tables is."""
    names = {file.name.partition(".")[0] for file in files
             if file.name.endswith((".csv", ".parquet"))}
    return [line for table in TABLES if table.name in names for line in (
        "", f"## Columns of `{table.name}`", "", "| column | what it is |", "|---|---|",
        *(f"| `{name}` | {words} |" for name, words in table.words.items()))]


def _quick_try(run: ExportedRun) -> list[str]:
    if not run.shortened:
        return []
    return [f"It was a quick try: {run.shortened}. Its figures are not the step's.", ""]
