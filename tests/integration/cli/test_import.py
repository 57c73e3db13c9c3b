"""A run that was taken home comes back bit for bit, and no file of a stranger leaves anything."""

import json
import stat
import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import pytest
import torch
from safetensors.numpy import load, save

from mnist_core.base.settings import Settings
from mnist_core.data.mnist import Dataset
from mnist_core.export.archive import zip_bytes
from mnist_core.importing.importing import import_runs
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.runs.artifacts.folder_artifacts import FolderArtifacts
from mnist_core.runs.own_runs.own_weights import trained_network
from mnist_core.runs.records.store import Store, open_store
from tests.integration.cli.test_cli import Lab, assert_one_sentence

LAYERS = "conv5x5(6,s3) relu bn gap conv1x1(10) flatten"
EASY = ("strategy-4", "--layers", LAYERS, "--set", "num_train=640", "--set", "held_out=64",
        "--set", "batch_size=64", "--epochs", "2", "--threads", "1")
NAME, NOTE = "<b>mine</b> ✓", "line one\nline two, and more, \"quoted\""

Files = dict[str, bytes]
Change = Callable[[Files], Files]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """A lab with one run, which has a name and a note."""
    lab = Lab(tmp_path_factory.mktemp("home"))
    run = lab.result_here("train", *EASY)["run"]
    store = store_of(lab)
    store.rename(run, NAME)
    store.annotate(run, NOTE)
    store.close()
    return lab


@pytest.fixture(scope="module")
def bundle(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("bundle") / "run.zip"
    assert lab.here("export", 1, file).exit_code == 0
    return file


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Where strangers' files arrive; nothing stays of any."""
    with closing(open_store(Settings(home=tmp_path_factory.mktemp("other")))) as store:
        yield store


@pytest.fixture
def empty_lab(tmp_path: Path) -> Lab:
    (tmp_path / "home").mkdir()
    return Lab(tmp_path / "home")


@pytest.fixture(scope="module")
def importing_lab(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """A lab that the run was imported into, as its number 2."""
    lab = Lab(tmp_path_factory.mktemp("imported"))
    store = store_of(lab)
    store.create(recipe_of(bundle))
    store.close()
    imported, = lab.result_here("import", bundle)
    assert (imported["id"], imported["was_here"]) == (2, False)
    return lab


def store_of(lab: Lab) -> Store:
    return open_store(Settings(home=lab.home))


def recipe_of(bundle: Path) -> Recipe:
    return read_recipe(files_of(bundle)["recipe.json"].decode())


def files_of(bundle: Path) -> Files:
    with ZipFile(bundle) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_imported_run_is_the_same_bit_for_bit(lab: Lab, importing_lab: Lab) -> None:
    here, there = store_of(importing_lab), store_of(lab)
    imported, run = here.run(2), there.run(1)
    assert imported.is_imported and not run.is_imported
    for name in ("recipe", "step_id", "name", "note", "against_step", "state", "position",
                 "num_batches", "epochs_done", "best_epoch", "best_test_accuracy", "parameters",
                 "device", "path", "threads", "source", "machine"):
        assert getattr(imported, name) == getattr(run, name), name
    assert here.epochs(2) == there.epochs(1)
    mine, theirs = here.curve(2), there.curve(1)
    for name in ("loss", "correct", "lr"):
        assert np.array_equal(getattr(mine, name), getattr(theirs, name))
    for best in (True, False):
        answers, same = (store.evaluation(run_id, best=best) for store, run_id in (
            (here, 2), (there, 1)))
        assert answers and same
        assert np.array_equal(answers.log_probabilities, same.log_probabilities)
    ours, others = (trained_network(store, store.run(run_id), best=True).state_dict()
                    for store, run_id in ((here, 2), (there, 1)))
    assert all(torch.equal(ours[name], weights) for name, weights in others.items())
    here.close()
    there.close()


def test_a_imported_run_is_exported_as_it_came(bundle: Path, importing_lab: Lab, tmp_path: Path
                                              ) -> None:
    assert importing_lab.here("export", 2, tmp_path / "again.zip").exit_code == 0
    again, before = files_of(tmp_path / "again.zip"), files_of(bundle)
    same = set(before) - {"README.md", "evidence.json", "weights.safetensors"}
    told_in = {"report.html", "network.html", "notebook.ipynb", "model.py", "model.onnx"}
    assert same >= {"recipe.json", "epochs.csv", "batches.csv", "predictions.csv",
                    "lab.safetensors"}
    assert {name: again[name] for name in same - told_in} == {
        name: before[name] for name in same - told_in}
    mine, theirs = load(again["weights.safetensors"]), load(before["weights.safetensors"])
    assert all(np.array_equal(mine[name], weights) for name, weights in theirs.items())
    told, first = (json.loads(files["evidence.json"]) for files in (again, before))
    changed = {name for name in told if told[name] != first[name]}
    assert changed == {"run", "title", "imported"} and told["imported"]


def test_a_run_that_is_here_is_not_copied(lab: Lab, bundle: Path, importing_lab: Lab) -> None:
    for there, number in ((importing_lab, 2), (lab, 1)):
        before = there.runs()
        done = there.here("import", bundle)
        assert done.exit_code == 0 and f"Run {number} " in done.stdout
        assert "is here already" in done.stdout and there.runs() == before


def test_what_was_imported_never_trains_on(bundle: Path, empty_lab: Lab, tmp_path: Path) -> None:
    """Also one that was stopped, which a run of this lab would go on from."""
    recipe = json.loads(files_of(bundle)["recipe.json"]) | {"epochs": 9}
    stopped = tmp_path / "stopped.zip"
    stopped.write_bytes(zip_bytes((files_of(bundle) | {
        "recipe.json": json.dumps(recipe).encode()}).items()))
    imported, = empty_lab.result_here("import", stopped)
    assert imported["state"] == "stopped"
    refused = empty_lab.here("resume", imported["id"])
    assert_one_sentence(refused, 2)
    assert "imported from another lab" in refused.stderr
    store = store_of(empty_lab)
    with pytest.raises(ValueError, match="imported from another lab"):
        store.ask(imported["id"], "resume")
    assert store.run(imported["id"]).state == "stopped"
    store.close()


def test_several_runs_come_in_folders_and_with_what_systems_add(
        bundle: Path, empty_lab: Lab, tmp_path: Path) -> None:
    files = files_of(bundle)
    other = files | {"epochs.csv": files["epochs.csv"].replace(b"\n2,", b"\n2,0")}
    both = tmp_path / "both.zip"
    with ZipFile(both, "w") as archive:
        archive.mkdir("all")
        archive.mkdir("all/run-1")
        for folder, of_run in (("all/run-1", files), ("all/run-2", other)):
            for name, data in of_run.items():
                archive.writestr(f"{folder}/{name}", data)
        archive.writestr("all/run-1/mlflow/artifacts/evidence.json", b"{}")
        archive.writestr("__MACOSX/all/run-1/._recipe.json", b"\0")
        archive.writestr("all/.DS_Store", b"\0")
    imported = empty_lab.result_here("import", both)
    # a leading zero is the same number
    assert [one["was_here"] for one in imported] == [False, True]


def test_a_recipe_can_be_trained_again(lab: Lab, bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "recipe.json").write_bytes(files_of(bundle)["recipe.json"])
    again = lab.result_here("train", tmp_path / "recipe.json", "--epochs", 1, "--threads", 1)
    store = store_of(lab)
    run = store.run(again["run"])
    assert run.recipe == store.run(1).recipe.model_copy(update={"epochs": 1})
    assert run.step_id is None
    store.close()
    (tmp_path / "other.json").write_text("{}")
    for file, said in (("other.json", "is not a recipe"), ("none.json", "cannot be read")):
        refused = lab.here("train", tmp_path / file)
        assert_one_sentence(refused, 2)
        assert said in refused.stderr


def with_(**changed: bytes | None) -> Change:
    """Some files replaced, named with a dash for the point, or left out."""
    names = {name.replace("__", "."): data for name, data in changed.items()}
    return lambda files: {name: data for name, data in (files | names).items()
                          if data is not None}


def with_json(file: str, **values: object) -> Change:
    return lambda files: files | {
        file: json.dumps(json.loads(files[file]) | values).encode()}


def with_arrays(file: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Change:
    return lambda files: files | {file: save(change(load(files[file])))}


def with_row(change: Callable[[str], str]) -> Change:
    return lambda files: files | {"epochs.csv": change(files["epochs.csv"].decode()).encode()}


def changed(name: str, change: Callable[[Any], Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda arrays: arrays | {name: change(arrays[name])}


def one_nan(array: Any) -> Any:
    copy = array.copy()
    copy.flat[3] = np.nan
    return copy


FIRST_WEIGHT = "0.weight"
DEEP = b'{"layers":' + b"[" * 40_000 + b"]" * 40_000 + b"}"
# what is changed in the files of a good bundle, and what the sentence says of it
CONTENTS: dict[str, tuple[Change, str]] = {
    "no evidence": (with_(evidence__json=None), "not a run that a lab exported"),
    "no recipe": (with_(recipe__json=None), "it has no recipe.json"),
    "no curve": (with_(lab__safetensors=None), "it has no lab.safetensors"),
    "no weights": (with_(weights__safetensors=None), "it has no weights.safetensors"),
    "evidence that is not JSON": (with_(evidence__json=b"\xff{"), "not what a lab writes"),
    "evidence of another kind": (with_json("evidence.json", parameters="many"), "parameters"),
    "a newer bundle": (with_json("evidence.json", format=2), "newer version"),
    "a reference run": (with_json("evidence.json", run="strategy-4@1"), "reference run"),
    "another network": (with_json("evidence.json", parameters=7), "recipe has 222"),
    "a day that is none": (with_json("evidence.json", evidence={"date": "yesterday"}),
                           "not what a lab writes"),
    "a recipe that is none": (with_(recipe__json=b"[1, 2]"), "is not a recipe"),
    "a newer recipe": (with_json("recipe.json", optimizer2={"kind": "lion"}), "a newer one may"),
    "a deep recipe": (with_(recipe__json=DEEP), "is not a recipe"),
    "a recipe that is not text": (with_(recipe__json=b"\xff\xfe"), "is not text"),
    "other columns": (with_row(lambda text: text.replace("test_loss", "loss")), "the columns"),
    "epochs that are not text": (with_(epochs__csv=b"\xff\xfe"), "is not a table"),
    "too many epochs": (with_row(lambda text: text + text.splitlines()[-1] + "\n"), "asks for 2"),
    "epochs from 2": (with_row(lambda text: text.replace("\n1,", "\n2,")), "count its epochs"),
    "a loss that is not a number": (with_row(lambda text: text.replace("\n1,", "\n1,nan,")
                                             .replace(",", "", 1)), "columns"),
    "a NaN among figures": (with_row(lambda text: "\n".join(
        line if place != 1 else "1,nan," + line.split(",", 2)[2]
        for place, line in enumerate(text.splitlines())) + "\n"), "epoch 1"),
    "a curve cut short": (with_arrays("lab.safetensors", changed(
        "curve.loss", lambda loss: loss[:-1])), "does not fit"),
    "a curve of float64": (with_arrays("lab.safetensors", changed(
        "curve.loss", lambda loss: loss.astype(np.float64))), "float32"),
    "a NaN in the curve": (with_arrays("lab.safetensors", changed("curve.loss", one_nan)),
                           "not numbers"),
    "a NaN among answers": (with_arrays("lab.safetensors", changed(
        "best.log_probabilities", one_nan)), "not numbers"),
    "answers of other shape": (with_arrays("lab.safetensors", changed(
        "best.log_probabilities", lambda array: array[:, :9])), "ten probabilities"),
    "answers that fit no figure": (with_arrays("lab.safetensors", changed(
        "best.log_probabilities", lambda array: array[:, ::-1].copy())), "right for"),
    "other labels": (with_arrays("lab.safetensors", changed(
        "labels", lambda labels: labels[::-1].copy())), "labels"),
    "labels that are not digits": (with_arrays("lab.safetensors", changed(
        "labels", lambda labels: labels + 9)), "digits from 0 to 9"),
    "a pickle": (with_(lab__safetensors=b"\x80\x04\x95\x10cposix\nsystem\n."), "safetensors"),
    "weights cut short": (lambda files: files | {
        "weights.safetensors": files["weights.safetensors"][:-1]}, "safetensors"),
    "weights of another network": (with_arrays("weights.safetensors", changed(
        FIRST_WEIGHT, lambda weights: weights.transpose(0, 1, 3, 2)[:, :, :4].copy())),
        "too small|does not fit"),
    "a NaN among weights": (with_arrays("weights.safetensors", changed(FIRST_WEIGHT, one_nan)),
                            "not numbers"),
    "a huge network": (lambda files: with_json("evidence.json", parameters=167_792_650)(with_json(
        "recipe.json", layers="flatten linear(4096) " + "linear(4096) " * 9 + "linear(10)")(files)),
        "parameters|too small"),
    "a zip in a zip": (lambda files: {"run.zip": zip_bytes(files.items())}, "not a run"),
}


@pytest.mark.parametrize("case", CONTENTS)
def test_a_bundle_that_cannot_be_leaves_nothing(case: str, bundle: Path, empty_store: Store,
                                                dataset: Dataset) -> None:
    change, said = CONTENTS[case]
    content = zip_bytes(change(files_of(bundle)).items())
    assert_refused(empty_store, dataset, content, said)


def test_a_refusal_is_one_sentence(tmp_path: Path, empty_lab: Lab) -> None:
    (tmp_path / "no.zip").write_bytes(b"PK")
    for file, said in (("no.zip", "not a whole ZIP file"), ("none.zip", "cannot be read")):
        refused = empty_lab.here("import", tmp_path / file)
        assert_one_sentence(refused, 2)
        assert said in refused.stderr


def packed(files: Files, add: Callable[[ZipFile], None]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        add(archive)
    return buffer.getvalue()


def named(name: str) -> Callable[[Files], bytes]:
    return lambda files: packed(files, lambda archive: archive.writestr(name, b"x"))


def link(archive: ZipFile) -> None:
    info = ZipInfo("passwords.txt")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(info, "/etc/passwd")


def many(archive: ZipFile) -> None:
    for number in range(10_000):
        archive.writestr(f"{number}", b"")


def encrypted(files: Files) -> bytes:
    data = bytearray(zip_bytes(files.items()))
    # the first bit of the flags, in the list at the end
    for place in (at for at in range(len(data)) if data[at:at + 4] == b"PK\1\2"):
        data[place + 8] |= 1
    return bytes(data)


def lying(files: Files) -> bytes:
    """A bomb whose list says that it is small."""
    data = bytearray(packed({}, lambda archive: archive.writestr("evidence.json", b" " * 10**7)))
    place = data.rfind(b"PK\1\2")
    data[place + 24:place + 28] = struct.pack("<I", 500)
    return bytes(data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("make", "said"), [
    (named("../../lab.db"), "leads out"), (named("/etc/cron.d/x"), "leads out"),
    (named("C:/x"), "leads out"), (named("a\\..\\x"), "leads out"),
    (named("recipe.json"), "twice"),
    (lambda files: packed(files, link), "a link"),
    (lambda files: packed(files, many), "more than 5,000 files"),
    (lambda files: packed(files, lambda archive: archive.writestr("zeros", bytes(50_000_000))),
     "would unpack to 50,000,000"),
    (lambda files: packed(files | {"recipe.json": bytes(200_000)}, lambda archive: None),
     "may take 100,000"),
    (encrypted, "password"), (lying, "damaged|not a whole"),
    (lambda files: zip_bytes(files.items())[:-30], "not a whole ZIP"),
    (lambda files: b"\x89PNG\r\n", "not a whole ZIP"), (lambda files: b"", "not a whole ZIP"),
], ids=["up", "root", "drive", "backslash", "twice", "link", "many", "bomb", "large", "password",
        "lying", "cut", "picture", "empty"])
def test_a_zip_that_no_lab_wrote_leaves_nothing(make: Callable[[Files], bytes], said: str,
                                                bundle: Path, empty_store: Store,
                                                dataset: Dataset) -> None:
    assert_refused(empty_store, dataset, make(files_of(bundle)), said)


def test_a_disk_that_fails_leaves_nothing(bundle: Path, empty_lab: Lab,
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(FolderArtifacts, "sync", fails)
    failed = empty_lab.here("import", bundle)
    assert_one_sentence(failed, 1)
    assert empty_lab.runs() == [] and not list((empty_lab.home / "runs").iterdir())


def assert_refused(store: Store, dataset: Dataset, content: bytes, said: str) -> None:
    """One sentence that names the file, and neither a run nor a file."""
    home = Path(store.artifacts.place(1).partition(":")[2]).parents[1]
    with pytest.raises(ValueError, match=said) as refused:
        import_runs(store, Settings(home=home), BytesIO(content), "stranger.zip", dataset)
    sentence = str(refused.value)
    assert sentence.startswith("stranger.zip was not imported: ") and sentence.endswith(".")
    assert store.runs() == [] and not (home / "runs").exists()
