"""The command line keeps its contract: keys, exit codes, one sentence for every mistake.

What needs no process of its own runs in this one; trainings, signals and start-up are real
processes. No test reaches the network.
"""

import json
import math
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from typer.testing import CliRunner, Result

from mnist_core.base.settings import Settings
from mnist_core.base.source import ROOT
from mnist_core.cli import app
from mnist_core.data.mnist import Dataset
from mnist_core.ladders import STEPS
from mnist_core.runs.records.store import open_store
from mnist_core.runs.worker.journal import Journal
from mnist_core.training.events import Batches, Started
from tests.digit_pages import Writer, on_paper

UNREACHABLE = "http://127.0.0.1:9"
EASY = ("strategy-2", "--set", "num_train=2000", "--set", "batch_size=32", "--set", "lr=0.05",
        "--epochs", "3", "--threads", "1")
STOPPED_AT = "Epoch 1 of 3"
TRAIN_KEYS = ["run", "parameters", "epochs", "best_test_accuracy", "verdict"]
EPOCH_KEYS = ["epoch", "train_loss", "train_accuracy", "test_loss", "test_accuracy", "seconds"]
RUN_KEYS = ["id", "step", "against_step", "state", "seed", "created", "epochs_done",
            "best_test_accuracy"]
LAYER_KEYS = ["token", "kernel", "stride", "padding", "in_channels", "out_channels", "size_in",
              "size_out", "jump", "receptive_field", "parameters", "multiply_adds"]


@dataclass(frozen=True)
class Lab:
    """A home of its own, and the command line on it."""

    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """This process's, less what would make the outcome depend on the machine."""
        kept = {name: value for name, value in os.environ.items() if name not in (
            "MNIST_DATABASE_URL", "MNIST_SLOTS", "no_proxy", "NO_PROXY")}
        return {**kept, "MNIST_HOME": str(self.home), "MNIST_DEVICE": "cpu",
                "PYTHONPATH": str(ROOT), "http_proxy": UNREACHABLE, "https_proxy": UNREACHABLE}

    def start(self, *words: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "mnist_core", *map(str, words)], text=True, cwd=self.home,
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        process = self.start(*words)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def result(self, *words: object) -> Any:
        """The JSON that a command prints."""
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def result_here(self, *words: object) -> Any:
        """``result`` without the seconds that a new process takes to import PyTorch."""
        done = self.here(*words, "--json")
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    def here(self, *words: object) -> Result:
        """A command in this process, which is afterwards as it was before."""
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        with pytest.MonkeyPatch.context() as patch:
            for name in ("MNIST_DATABASE_URL", "no_proxy", "NO_PROXY"):
                patch.delenv(name, raising=False)
            for name, value in self.environment.items():
                patch.setenv(name, value)
            result = CliRunner().invoke(app, [str(word) for word in words])
        for number, handler in handlers.items():
            signal.signal(number, handler)
        return result

    def runs(self) -> list[dict[str, Any]]:
        return list(self.result_here("runs"))


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return Lab(tmp_path_factory.mktemp("home"))


@pytest.fixture
def empty_lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


@pytest.fixture(scope="module")
def undisturbed(lab: Lab) -> dict[str, Any]:
    """What an easy training prints when nobody disturbs it."""
    return dict(lab.result("train", *EASY))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system that is full soon after a run has room to begin."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root can mount a small tmpfs")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def wait_for(process: subprocess.Popen[str], line: str) -> None:
    """Read stderr until a line begins so."""
    assert process.stderr is not None
    for read in process.stderr:
        if read.startswith(line):
            return
    pytest.fail(f"it ended before it said {line!r}")


def assert_one_sentence(result: Result | subprocess.CompletedProcess[str], code: int) -> None:
    """The exit code, one line of error, and nothing on stdout."""
    assert result.stdout == ""
    given = result.exit_code if isinstance(result, Result) else result.returncode
    assert given == code, result.stderr
    errors = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1 and result.stderr.endswith(f"{errors[0]}\n")
    assert errors[0].endswith((".", "?")) and "Traceback" not in result.stderr


def figures(result: dict[str, Any]) -> list[dict[str, Any]]:
    """The epochs without their times, which no two trainings share."""
    return [{key: value for key, value in epoch.items() if key != "seconds"}
            for epoch in result["epochs"]]


def test_steps_are_all_in_order(empty_lab: Lab) -> None:
    steps = empty_lab.result_here("steps")
    assert [step["id"] for step in steps] == list(STEPS)
    assert {"id", "ladder", "title", "parameters", "published_best_train_accuracy",
            "published_best_test_accuracy"} <= steps[0].keys()
    table = empty_lab.here("steps")
    assert table.exit_code == 0
    assert all(step_id in table.stdout for step_id in STEPS)


@pytest.mark.parametrize("step_id", STEPS)
def test_describe_has_the_published_parameters(empty_lab: Lab, step_id: str) -> None:
    description = empty_lab.result_here("describe", step_id)
    assert list(description) == ["parameters", "multiply_adds", "layers"]
    assert all(list(layer) == LAYER_KEYS for layer in description["layers"])
    assert description["parameters"] == STEPS[step_id].published.parameters
    table = empty_lab.here("describe", step_id)
    assert table.exit_code == 0
    assert all(layer["token"] in table.stdout for layer in description["layers"])


def test_describe_has_the_table_of_the_courses_and_what_an_author_printed(empty_lab: Lab) -> None:
    as_csv = empty_lab.here("describe", "finetune-6", "--table", "courses", "--csv").stdout
    assert as_csv.splitlines()[:2] == [
        "layer,operation,nin,in_ch,out_ch,padding,kernel,stride,nout,jin,jout,rin,rout,act_size,"
        "params", "1,conv3x3(8),28,1,8,0,3,1,26,1,1,1,3,784,72"]
    table = empty_lab.here("describe", "finetune-6", "--table", "courses").stdout
    assert "248 → 28" in table and "the README's table says A" in table
    assert "22 + 3 × 2 = 28" in empty_lab.here("describe", "strategy-4", "--table",
                                               "arithmetic").stdout


def test_describe_says_what_a_network_drops(empty_lab: Lab) -> None:
    said = empty_lab.here("describe", "--layers", "Conv3x3 (4) AvgPool4 gap conv1x1(10) flatten")
    assert "Layer 2 `avgpool4` drops the last 2 rows and columns of its 26 × 26 map" in said.stdout


def test_describe_takes_a_network_of_ones_own(empty_lab: Lab) -> None:
    description = empty_lab.result_here("describe", "--layers", "flatten linear(10)")
    assert description["parameters"] == 7_850


# batch norm over one value a digit, and a last batch of one digit
SINGLE_LAST_DIGIT = ("--layers", "conv3x3(8) relu gap bn conv1x1(10) flatten", "--set",
                     "num_train=2001", "--set", "batch_size=1000")
HUGE = "conv1x1(128) relu " * 60 + "gap conv1x1(10) flatten"


@pytest.mark.parametrize(("words", "hint"), [
    (["--set", "dropout=1.5"], "dropout is 1.5"),
    (["--set", "batch_size=0"], "at least 1"),
    (["--set", "batch_size=60001"], "at most 60,000"),
    (["--set", "rotation=400"], "at most 180"),
    (["--set", "rotatoin=7"], "did you mean `rotation`?"),
    (["--set", "dropout"], "KEY=VALUE"),
    (["--set", "lr=NaN"], "lr is nan"),
    (["--set", "optimiser=adamm"], "did you mean `adam`?"),
    (["--set", 'optimiser={"lr": 1}'], "`optimiser.kind` is missing"),
    (["--set", "held_out=1995", "--set", "num_train=2000"], "leaves fewer than 10"),
    (["--layers", "conv3x3(9) maxpool2 maxpool2 conv7x7(10) flatten"], "layer 4 `conv7x7(10)`"),
    (["--layers", "conv3x3(9) gap flatten"], "ends in 9 values"),
    (["--layers", ""], "empty"),
    (["--epochs", "0"], "at least 1"),
    (["--epochs", "many"], "--epochs"),
    (["--seed", "-1"], "at least 0"),
    (["--device", "tpu"], "'auto', 'cpu' or 'cuda'"),
    (["--threads", "0"], "--threads"),
    (["--bogus"], "--bogus"),
    (["--path", "fast"], "unknown backend `fast`"),
    ([*SINGLE_LAST_DIGIT], "leaves a batch of a single digit"),
    ([*SINGLE_LAST_DIGIT, "--seeds", "1-2"], "leaves a batch of a single digit"),
    ([*SINGLE_LAST_DIGIT, "--seeds", "1-2", "--together"], "leaves a batch of a single digit"),
    (["--layers", HUGE, "--set", "batch_size=2000"], "of memory with this network"),
    (["--layers", HUGE, "--set", "batch_size=2000", "--seeds", "1-2"], "of memory with this"),
])
def test_a_wrong_training_is_refused_in_one_sentence(empty_lab: Lab, words: list[str],
                                                     hint: str) -> None:
    result = empty_lab.here("train", "strategy-2", *words, "--json")
    assert_one_sentence(result, 2)
    assert hint in result.stderr
    assert empty_lab.runs() == []


@pytest.mark.parametrize("words", [
    ["train", "strategy-22"], ["train"], ["describe", "strategy-22"], ["describe"],
    ["describe", "strategy-2", "--layers", "gap"], ["describe", "--layers", "conv3x3(9)"],
    ["resume", "99"], ["resume", "one"], ["predict", "99", "digit.png"],
    ["predict", "strategy-22", "digit.png"], ["predict", "strategy-1", "digit.png"],
    ["predict", "strategy-1"], ["bogus"],
])
def test_a_wrong_word_is_refused_in_one_sentence(empty_lab: Lab, words: list[str]) -> None:
    assert_one_sentence(empty_lab.here(*words), 2)


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_a_gpu_that_is_not_there_is_refused_before_anything_is_recorded(empty_lab: Lab) -> None:
    assert_one_sentence(empty_lab.here("train", "strategy-2", "--device", "cuda"), 2)
    assert empty_lab.runs() == []


def test_a_damaged_data_file_is_named_and_never_trained_on(
        empty_lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "train-images-idx3-ubyte.gz").write_bytes(b"\x1f\x8b\x08\x00 cut short")
    monkeypatch.setenv("MNIST_DATA_DIR", str(data))
    # as often as it is asked, for nothing is moved or renamed
    for _ in range(2):
        told = empty_lab.here("data", "--no-fetch").stdout
        *_, nothing, why = told.splitlines()
        assert nothing == "MNIST is not complete: nothing is trained."
        assert why.startswith(f"{data / 'train-images-idx3-ubyte.gz'} is ")
        for words in (["train", "strategy-2", "--epochs", 1], ["lr-find", "strategy-2"],
                      ["reproduce", "strategy-2"]):
            result = empty_lab.here(*words)
            assert_one_sentence(result, 2)
            assert f"Error: {why}" in result.stderr
    assert empty_lab.runs() == []
    assert [path.name for path in data.iterdir()] == ["train-images-idx3-ubyte.gz"]


def test_data_says_what_is_missing_and_fails_to_fetch_it_without_a_network(
        empty_lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MNIST_DATA_DIR", raising=False)
    report = empty_lab.result_here("data", "--no-fetch")
    assert (report["complete"], report["trains_on"]) == (False, "Offline sample 4,000 + 1,000")
    assert [file["state"] for file in report["files"]] == ["missing"] * 4
    assert "training uses the offline sample" in empty_lab.here("data", "--no-fetch").stdout
    assert_one_sentence(empty_lab.here("data"), 1)


def test_no_runs_are_an_empty_list(empty_lab: Lab) -> None:
    assert empty_lab.here("runs", "--json").stdout == "[]\n"
    assert empty_lab.here("runs").stdout == ""


@pytest.mark.parametrize("words", [["--help"], ["steps"], ["describe", "nets-6"], ["runs"]])
def test_quick_commands_do_not_wait_for_torch(empty_lab: Lab, words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-X", "importtime", "-m", "mnist_core", *words],
                          env=empty_lab.environment, cwd=ROOT, text=True, capture_output=True,
                          check=True)
    assert done.stdout or words == ["runs"]
    assert not [line for line in done.stderr.splitlines() if line.split()[-1] == "torch"]


def test_train_prints_its_result_and_nothing_else(lab: Lab, undisturbed: dict[str, Any],
                                                  dataset: Dataset) -> None:
    assert list(undisturbed) == TRAIN_KEYS
    assert undisturbed["parameters"] == 9_436
    assert [list(epoch) for epoch in undisturbed["epochs"]] == [EPOCH_KEYS] * 3
    assert [epoch["epoch"] for epoch in undisturbed["epochs"]] == [1, 2, 3]
    accuracies = [epoch["test_accuracy"] for epoch in undisturbed["epochs"]]
    assert undisturbed["best_test_accuracy"] == max(accuracies) > 85
    assert len(dataset.test) * accuracies[0] / 100 == pytest.approx(
        round(len(dataset.test) * accuracies[0] / 100))
    assert undisturbed["verdict"].endswith("target not yet met.")

    listed = next(run for run in lab.runs() if run["id"] == undisturbed["run"])
    assert list(listed) == RUN_KEYS
    assert (listed["step"], listed["state"], listed["seed"]) == ("strategy-2", "finished", 1)
    assert (listed["epochs_done"], listed["best_test_accuracy"]) == (3, max(accuracies))


def test_after_a_training_the_database_is_one_file(lab: Lab, undisturbed: dict[str, Any]) -> None:
    copy = Lab(lab.home / "copy")
    copy.home.mkdir()
    shutil.copyfile(lab.home / "lab.db", copy.home / "lab.db")
    assert not (lab.home / "lab.db-wal").exists()
    assert copy.runs() == lab.runs()


def test_a_lab_is_saved_in_one_file_and_brought_back(
        lab: Lab, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    file, back = tmp_path / "lab.zip", Lab(tmp_path / "back")
    told = lab.result_here("backup", file)
    assert (told["file"], told["runs"]) == (str(file), len(lab.runs()))
    assert told["bytes"] > 100_000 and told["files"] >= 5
    restored = back.result_here("restore", file)
    assert {**restored, "files": 0, "bytes": 0} == {
        "home": str(back.home), "runs": told["runs"], "aside": None, "files": 0, "bytes": 0}
    assert back.runs() == lab.runs()
    assert back.result_here("resume", undisturbed["run"]) == undisturbed


@pytest.mark.parametrize(("words", "code"), [
    (("backup", "{file}"), 2), (("backup", "/nowhere/lab.zip"), 2), (("restore", "{file}"), 2),
    (("restore", "missing.zip"), 2)])
def test_a_backup_that_cannot_be_made_or_used_is_one_sentence(
        lab: Lab, undisturbed: dict[str, Any], tmp_path: Path, words: tuple[str, ...],
        code: int) -> None:
    file = tmp_path / "holiday.txt"
    file.write_text("by the sea")
    assert_one_sentence(lab.here(*(word.format(file=file) for word in words)), code)
    assert file.read_text() == "by the sea"


def test_the_same_seed_gives_the_same_numbers_and_another_one_does_not(
        lab: Lab, undisturbed: dict[str, Any]) -> None:
    again = lab.result_here("train", *EASY, "--epochs", 1)
    assert figures(again) == figures(undisturbed)[:1]
    other = lab.result_here("train", *EASY, "--epochs", 1, "--seed", 2)
    assert figures(other) != figures(again)
    assert [run["id"] for run in lab.runs()[:2]] == [other["run"], again["run"]]


def test_resume_of_a_finished_run_prints_its_result(lab: Lab, undisturbed: dict[str, Any]) -> None:
    assert lab.result_here("resume", undisturbed["run"]) == undisturbed
    text = lab.here("resume", undisturbed["run"]).stdout
    assert "EPOCH: 3\nLoss=" in text and "Batch_id=62 " in text
    assert "Test set: Average loss: " in text
    assert text.endswith(f"{undisturbed['verdict']}\nRun {undisturbed['run']}\n")


def test_ctrl_c_saves_and_resume_ends_as_if_nothing_had_happened(
        lab: Lab, undisturbed: dict[str, Any]) -> None:
    process = lab.start("train", *EASY, "--json")
    wait_for(process, STOPPED_AT)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    run = lab.runs()[0]
    assert (process.returncode, out) == (1, "")
    assert err.endswith(f"Stopped. Go on with: python -m mnist_core resume {run['id']}\n")
    assert run["state"] == "stopped" and 1 <= run["epochs_done"] < 3

    resumed = lab.result_here("resume", run["id"])
    assert resumed["run"] == run["id"]
    assert figures(resumed) == figures(undisturbed)
    assert resumed["verdict"] == undisturbed["verdict"]


@pytest.mark.slow
def test_a_killed_run_is_noticed_at_once_and_resumes_as_if_nothing_had_happened(
        lab: Lab, undisturbed: dict[str, Any]) -> None:
    process = lab.start("train", *EASY, "--json")
    wait_for(process, STOPPED_AT)
    process.kill()
    process.communicate()
    # nobody has to wait until its silence is long enough
    run = lab.runs()[0]
    assert run["state"] == "interrupted"
    assert lab.here("runs").stderr == ("1 run was interrupted; go on with: python -m mnist_core "
                                       f"resume {run['id']}\n")
    assert figures(lab.result("resume", run["id"])) == figures(undisturbed)


def test_a_training_that_diverges_fails_in_one_sentence(lab: Lab) -> None:
    result = lab.here("train", "strategy-2", "--layers", "flatten linear(100) linear(100) "
                      "linear(100) linear(10)", "--set", "lr=10", "--set", "num_train=2000",
                      "--json")
    assert_one_sentence(result, 1)
    assert "lower the learning rate" in result.stderr
    assert lab.runs()[0]["state"] == "failed"


def test_a_full_disk_is_one_sentence_and_what_was_recorded_stays(
        small_disk: Path, undisturbed: dict[str, Any]) -> None:
    lab = Lab(small_disk)
    process = lab.start("train", *EASY, "--json")
    wait_for(process, STOPPED_AT)
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space left"), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    out, err = process.communicate(timeout=30)
    assert_one_sentence(subprocess.CompletedProcess([], process.returncode, out, err), 1)
    assert f"The disk of {small_disk} is full" in err
    run = lab.runs()[0]
    assert 1 <= run["epochs_done"] < 3 and run["best_test_accuracy"] > 0

    filler.unlink()
    while lab.runs()[0]["state"] == "running":
        time.sleep(0.2)
    assert figures(lab.result_here("resume", run["id"])) == figures(undisturbed)


def test_predict_reads_pictures_of_any_size_and_colour(
        lab: Lab, undisturbed: dict[str, Any], dataset: Dataset, tmp_path: Path) -> None:
    paths = []
    kinds = ("png", "jpg", "webp", "tif", "bmp", "gif") * 2
    for index in range(10):
        ink_on_paper = Image.fromarray(255 - dataset.test.images[index].numpy())
        path = tmp_path / f"{index}.{kinds[index]}"
        ink_on_paper.resize((300, 300), Image.Resampling.BICUBIC).convert("RGB").save(path)
        paths.append(str(path))
    answers = lab.result_here("predict", undisturbed["run"], *paths)
    assert [list(answer) for answer in answers] == [
        ["image", "digit", "probabilities", "text", "rows", "warnings"]] * 10
    assert all(answer["rows"][0][0]["digit"] == answer["digit"] == int(answer["text"])
               for answer in answers)
    assert [answer["image"] for answer in answers] == paths
    assert all(math.isclose(sum(answer["probabilities"]), 1, abs_tol=1e-5) for answer in answers)
    assert [answer["digit"] for answer in answers] == [
        int(np.argmax(answer["probabilities"])) for answer in answers]
    labels = dataset.test.labels[:10].tolist()
    assert sum(answer["digit"] == label
               for answer, label in zip(answers, labels, strict=True)) >= 7
    assert lab.here("predict", "strategy-2", paths[0]).exit_code == 0


def test_several_digits_are_read_in_rows_and_one_says_that_there_are_more(
        lab: Lab, undisturbed: dict[str, Any], dataset: Dataset, tmp_path: Path) -> None:
    writer = Writer(dataset.test, np.random.default_rng(2))
    ink, rows = writer.ink([3, 2], size=90)
    path = tmp_path / "page.png"
    on_paper(writer, ink).save(path)
    page, = lab.result_here("predict", undisturbed["run"], path, "--several")
    assert list(page) == ["image", "text", "rows", "warnings"] and page["warnings"] == []
    assert [len(row) for row in page["rows"]] == [3, 2] == [len(row) for row in rows]
    assert page["text"] == "\n".join("".join(str(digit["digit"]) for digit in row)
                                     for row in page["rows"])
    first, second = page["rows"][0][:2]
    assert first["box"][2] < second["box"][0] and 0 <= first["probability"] <= 1
    assert page["rows"][0][0]["box"][3] < page["rows"][1][0]["box"][1]
    one, = lab.result_here("predict", undisturbed["run"], path)
    assert "seems to show 5 digits" in one["warnings"][0]
    told = lab.here("predict", undisturbed["run"], path)
    assert "--several" in told.stderr


def test_what_is_no_picture_of_a_digit_is_refused_in_one_sentence(
        lab: Lab, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    text, blank, cut = tmp_path / "text.png", tmp_path / "blank.png", tmp_path / "cut.png"
    text.write_text("7")
    Image.new("L", (28, 28), 255).save(blank)
    Image.effect_noise((64, 64), 99).save(cut)
    cut.write_bytes(cut.read_bytes()[:1500])
    for path in (text, blank, cut, tmp_path, tmp_path / "missing.png"):
        result = lab.here("predict", undisturbed["run"], path, "--json")
        assert_one_sentence(result, 2)
        assert str(path) in result.stderr


def test_a_run_goes_on_only_where_its_files_are(empty_lab: Lab, dataset: Dataset,
                                                tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two homes that share one database, of which the other one has trained."""
    other_home = tmp_path_factory.mktemp("other")
    store = open_store(Settings(home=other_home,
                                database_url=f"sqlite:///{empty_lab.home}/lab.db"))
    run = store.create(STEPS["strategy-2"].recipe, step_id="strategy-2", worker="elsewhere")
    journal = Journal(store, run.lease)
    journal.set_source(dataset.source.description)
    journal.append(Started("cpu", "reference", num_train=4_000, num_batches=32, position=0,
                           epochs_done=0))
    journal.append(Batches(0, (1.0,) * 7, (50.0,) * 7, (0.1,) * 7))
    journal.leave("stopped")
    result = empty_lab.here("resume", run.id)
    assert_one_sentence(result, 2)
    assert f":{other_home}/runs/{run.id}: copy that folder to " in result.stderr
    assert empty_lab.runs()[0]["state"] == "stopped"
    assert len(store.curve(run.id).loss) == 7
    store.close()


def test_a_run_goes_on_with_its_own_digits_only(empty_lab: Lab, dataset: Dataset) -> None:
    other = ("MNIST 60,000 + 10,000" if dataset.source.is_sample else
             "Offline sample 4,000 + 1,000")
    store = open_store(Settings(home=empty_lab.home,
                                database_url=f"sqlite:///{empty_lab.home}/lab.db"))
    run = store.create(STEPS["strategy-2"].recipe, step_id="strategy-2", worker="elsewhere")
    journal = Journal(store, run.lease)
    journal.set_source(other)
    journal.append(Started("cpu", "reference", num_train=4_000, num_batches=32, position=7,
                           epochs_done=0))
    journal.leave("stopped")
    result = empty_lab.here("resume", run.id)
    assert_one_sentence(result, 2)
    assert f"began with {other}" in result.stderr
    assert empty_lab.runs()[0]["state"] == "stopped"
