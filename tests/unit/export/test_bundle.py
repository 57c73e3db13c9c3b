"""A bundle is the same bytes each time, says what each file is, and what is missing and why."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from pyarrow import csv, parquet

from mnist_core.data.mnist import Dataset
from mnist_core.export.all_files import FILES
from mnist_core.export.archive import zip_bytes
from mnist_core.export.bundle import README, bundle, missing
from mnist_core.export.exported_run import ExportedRun, exported_run
from mnist_core.export.tables import TABLES
from mnist_core.reference.records import reference_runs


def exported(key: str, data: Dataset | None) -> ExportedRun:
    run = next(run for run in reference_runs() if run.key == key)
    return exported_run(run, data)


@pytest.fixture(scope="module")
def reference(dataset: Dataset) -> ExportedRun:
    return exported("strategy-4@1", dataset)


@pytest.fixture
def answered(reference: ExportedRun) -> ExportedRun:
    """``reference`` where its answers are known: the sample has other test digits."""
    if reference.evaluation is None:
        pytest.skip("needs the full test set: set MNIST_DATA_DIR")
    return reference


def test_the_same_run_gives_the_same_bytes(reference: ExportedRun) -> None:
    once, again = (zip_bytes(bundle(reference)) for _ in range(2))
    assert once == again
    with ZipFile(BytesIO(once)) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_its_first_file_says_what_the_others_are(reference: ExportedRun) -> None:
    files = dict(bundle(reference))
    assert next(iter(files)) == README
    told = files[README].decode()
    assert told.startswith(f"# {reference.title}\n")
    for file in FILES:
        line = f"| `{file.name}` | {file.words} |" if file.name in files else (
            f"- `{file.name}` is not here: {missing(reference)[file.name]}.")
        assert line in told
    assert "lab.safetensors" in missing(reference)


def test_some_files_are_chosen_by_name(reference: ExportedRun) -> None:
    assert [name for name, _ in bundle(reference, ["recipe.json", README])] == [
        README, "recipe.json"]
    with pytest.raises(ValueError, match=r"no file 'recipe.txt'.*choose from README.md, "):
        list(bundle(reference, ["recipe.txt"]))
    with pytest.raises(ValueError, match=r"lab.safetensors cannot be written: a reference run"):
        list(bundle(reference, ["lab.safetensors"]))


def test_what_was_not_kept_is_left_out() -> None:
    """A large network's weights, and answers that nobody can compute without digits or weights."""
    large = exported("finetune-0@1", None)
    names = [name for name, _ in bundle(large)]
    assert {"weights.safetensors", "predictions.csv"} <= set(missing(large)) - set(names)
    assert "epochs.csv" in names


def test_parquet_holds_what_the_csv_holds_and_comes_on_wish_alone(answered: ExportedRun) -> None:
    names = [f"{table.name}.parquet" for table in TABLES]
    assert not set(names) & {name for name, _ in bundle(answered)}
    assert [name for name, _ in bundle(answered, ["epochs.parquet"])] == ["epochs.parquet"]
    files = dict(bundle(answered, [f"{table.name}.csv" for table in TABLES], parquet=True))
    for table in TABLES:
        kept = parquet.read_table(BytesIO(files[f"{table.name}.parquet"]))
        written = csv.read_csv(BytesIO(files[f"{table.name}.csv"]))
        assert kept.num_rows and kept.column_names == written.column_names
        assert kept.equals(written.cast(kept.schema))


def test_the_readme_says_what_every_column_is(answered: ExportedRun) -> None:
    readme = next(iter(dict(bundle(answered, parquet=True)).values())).decode()
    for table in TABLES:
        assert f"## Columns of `{table.name}`" in readme
        assert all(words and f"| `{name}` | {words} |" in readme
                   for name, words in table.words.items())
