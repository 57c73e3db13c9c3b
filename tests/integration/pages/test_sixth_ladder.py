"""What a ladder aims at is its own: one more, with other goals, and everything follows it."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from dashboard.compare.compare_curves import accuracy_chart
from dashboard.compare.runs import PUBLISHED, find_compared
from dashboard.figures.ladder_chart import alt_text, ladder_chart
from dashboard.navigation import page_list
from dashboard.network.totals import budget_words
from dashboard.server import resources
from mnist_core.charts.palette import DARK, LIGHT
from mnist_core.cli.commands.steps import steps
from mnist_core.data.mnist import Dataset
from mnist_core.findings.report import goal_of, verdict
from mnist_core.ladders import LADDERS, STEPS, Goal, Ladder, find_ladder, published_log
from mnist_core.ladders.step import _published_logs
from mnist_core.library.library import Library
from mnist_core.runs.records.store import open_store
from tests.integration.page_script import open_script

GOAL = Goal(test_accuracy=99.2, max_parameters=15_000, max_epochs=25)


@pytest.fixture
def sixth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ladder]:
    """Steps of the ladder ``nets`` under another name, which aim at something else."""
    nets = find_ladder("nets")
    ladder = replace(nets, id="sixth", title="A sixth ladder", goal=GOAL, steps=tuple(
        replace(step, id=step.id.replace("nets", "sixth")) for step in nets.steps))
    for step in ladder.steps:
        monkeypatch.setitem(STEPS, step.id, step)
        monkeypatch.setitem(_published_logs(), step.id,
                            published_log(step.id.replace("sixth", "nets")))
    before, with_sixth = LADDERS, (*LADDERS, ladder)
    _exchange(before, with_sixth)
    for colours in (LIGHT, DARK):
        monkeypatch.setitem(colours.ladders, ladder.id, colours.series[0])
    monkeypatch.setenv("MNIST_HOME", str(tmp_path))
    resources.forget()
    yield ladder
    # in modules, too, that were imported meanwhile
    _exchange(with_sixth, before)
    resources.forget()


def _exchange(ladders: tuple[Ladder, ...], others: tuple[Ladder, ...]) -> None:
    for module in list(sys.modules.values()):
        if getattr(module, "LADDERS", None) is ladders:
            vars(module)["LADDERS"] = others


def sent(page: str, **address: str) -> dict[str, Any]:
    """What all elements of a page were given, in one."""
    app = open_script(page, **address)
    assert not app.exception, app.exception
    told = [json.loads(element.proto.json) for element in app.get("bidi_component")
            if element.proto.json]
    return {name: value for data in told for name, value in data.items()}


def test_its_cards_and_its_opened_step_are_held_against_it(sixth: Ladder) -> None:
    app = open_script(page_list.LADDERS, step="sixth-4")
    assert not app.exception, app.exception
    assert app.title[0].value == "Climb to 99.2 % with fewer than 15,000 parameters"
    read = "\n".join(element.value for element in app.markdown).replace("\N{NO-BREAK SPACE}", " ")
    assert "Goal: 99.20 % with fewer than 15,000 parameters in at most 25 epochs." in read
    assert "99.20 % or more in 5 of the last 5 published epochs: held" in read
    assert "14,450 parameters: fewer than 15,000" in read and "20 epochs: at most 25" in read
    assert [button.key for button in app.button][:6] == [f"open-{step.id}" for step in sixth.steps]


def test_charts_draw_its_target(sixth: Ladder) -> None:
    notes = [note["text"] for note in ladder_chart(LIGHT, "sixth", None)["layout"]["annotations"]]
    assert any("at least 99.2 %" in note and "under 15,000 parameters" in note for note in notes)
    every = ladder_chart(LIGHT, None, None)
    assert any("99.2 % under 15,000" in note["text"] and "99.4 % under 8,000" in note["text"]
               for note in every["layout"]["annotations"])
    assert "sixth-4" in alt_text(0) and "nets-4" not in alt_text(0)


def test_a_comparison_draws_the_target_of_each_ladder(sixth: Ladder) -> None:
    library = Library(open_store(resources.settings()))
    runs, _ = find_compared(library, (f"{PUBLISHED}sixth-4", f"{PUBLISHED}strategy-4"))
    assert [run.verdict.met for run in runs] == [True, True]
    chart = accuracy_chart(runs, "test_accuracy", LIGHT, whole=False,
                           targets=sorted({run.goal.test_accuracy for run in runs}))
    assert [note["text"] for note in chart["layout"]["annotations"]] == [
        "target 99.2 %", "target 99.4 %"]


def test_the_train_page_shows_what_it_allows_and_aims_at(sixth: Ladder, dataset: Dataset) -> None:
    told = sent(page_list.TRAIN, step="sixth-4")
    assert (told["max_parameters"], told["max_epochs"], told["target"]) == (15_000, 25, 99.2)
    told = sent(page_list.TRAIN, step="nets-4")
    assert (told["max_parameters"], told["max_epochs"], told["target"]) == (8_000, 15, 99.4)


def test_a_verdict_is_that_of_its_goal(sixth: Ladder) -> None:
    library = Library(open_store(resources.settings()))
    (mine,), _ = find_compared(library, (f"{PUBLISHED}sixth-4",))
    (nets,), _ = find_compared(library, (f"{PUBLISHED}nets-4",))
    judged = verdict(goal_of("sixth-4"), mine.parameters, mine.epochs)
    assert judged.met and judged.text.startswith("Target met: 99.20 % or more in each")
    assert not verdict(goal_of("nets-4"), nets.parameters, nets.epochs).met


def test_networks_are_held_against_its_size_too(sixth: Ladder) -> None:
    assert budget_words(9_436) == (
        "5,564 below 15,000 and 564 below 10,000 and 1,436 above 8,000")


def test_the_command_line_tells_it(sixth: Ladder) -> None:
    app = typer.Typer()
    app.command()(steps)
    words = CliRunner().invoke(app).stdout
    assert "sixth aims at 99.20 % with fewer than 15,000 parameters in at most 25 epochs." in words
    listed = json.loads(CliRunner().invoke(app, ["--json"]).stdout)
    assert {step["goal"]["max_parameters"] for step in listed if step["ladder"] == "sixth"} == {
        15_000}
