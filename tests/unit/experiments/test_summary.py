"""An experiment to take home."""

import csv
from dataclasses import replace
from io import StringIO

from mnist_core.experiments.findings import findings_of
from mnist_core.experiments.summary import summary, title_of, trials_csv
from tests.unit.experiments.made import dropout, experiment, trial


def test_the_summary_ranks_the_trials_and_says_all_that_may_be_said() -> None:
    asked = dropout({0: {1: 99.3, 2: 99.34}, 0.05: {1: 99.42, 2: 99.46},
                     0.1: {1: 99.4, 2: "failed"}})
    found = findings_of(asked)
    text = summary(asked, found)
    lines = text.splitlines()
    assert lines[0] == "# Experiment 1: dropout of strategy-4" and found.headline in lines
    rows = [line.split(" | ")[1] for line in lines if line.startswith("| ")]
    assert rows[2:] == ["dropout 0.05", "no dropout", "dropout 0.1"]
    assert all(one.text in text for one in found.sentences)


def test_the_csv_has_a_row_a_run_and_test_figures_of_confirmations_alone() -> None:
    asked = experiment([{"key": "dropout", "values": [0, 0.05]}], [
        trial(1, {"dropout": 0}, {1: 99.3, 2: "failed"}), trial(2, {"dropout": 0.05}, {1: 99.4}),
        trial(3, {"dropout": 0.05}, {11: 99.35}, "confirmation", {11: 99.44})])
    rows = list(csv.DictReader(StringIO(trials_csv(asked).removeprefix("\ufeff"))))
    assert [(row["trial"], row["seed"], row["state"]) for row in rows] == [
        ("1", "1", "finished"), ("1", "2", "failed"), ("2", "1", "finished"),
        ("3", "11", "finished")]
    assert [row["test accuracy in percent"] for row in rows] == ["", "", "", "99.44"]
    assert [row["held-out accuracy in percent"] for row in rows] == ["99.3", "", "99.4", "99.35"]
    assert rows[2]["dropout"] == "0.05"


def test_a_name_of_a_person_stays_plain_text() -> None:
    asked = replace(dropout({0: {1: 99.3}}), name="<b>*mine*")
    assert title_of(asked) == "<b>*mine*"
    assert "\\<b\\>\\*mine\\*" in summary(asked, findings_of(asked))
