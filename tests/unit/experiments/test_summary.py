"""An experiment to take home."""

import csv
from dataclasses import replace
from html import escape
from io import StringIO

from mnist_core.experiments.findings import findings_of
from mnist_core.experiments.summary import summary, trials_csv
from mnist_core.export.experiment_page import experiment_html
from tests.unit.experiments.made import dropout, experiment, trial


def test_the_summary_ranks_the_trials_and_says_all_that_may_be_said() -> None:
    asked = dropout({0: {1: 99.3, 2: 99.34}, 0.05: {1: 99.42, 2: 99.46},
                     0.1: {1: 99.4, 2: "failed"}})
    found = findings_of(asked)
    text = summary(asked, found)
    lines = text.splitlines()
    assert lines[0] == "# Experiment 1" and found.headline in lines
    assert "Dropout of strategy-4: 3 trials x 2 seeds = 6 runs, judged by held-out" in text
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
    found = findings_of(asked)
    assert "# \\<b\\>\\*mine\\*" in summary(asked, found)
    assert b"<h1>&lt;b&gt;*mine*</h1>" in experiment_html(asked, found)


def test_the_page_to_take_home_has_every_trial_comparison_and_sentence() -> None:
    asked = dropout({0: {1: 99.3, 2: 99.34, 3: 99.28}, 0.05: {1: 99.42, 2: 99.44, 3: 99.41},
                     0.1: {1: 99.4, 2: "failed", 3: 99.38}})
    found = findings_of(asked)
    page = experiment_html(asked, found).decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "<td>dropout 0.05</td>" in page and "99.42 %, 99.44 %, 99.41 %" in page
    assert "Against no dropout: paired by seed" in page
    assert all(escape(one.text) in page for one in found.sentences)
    assert "<script" not in page
