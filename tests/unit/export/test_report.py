"""The report says what was changed, how it ended and how it is repeated, of any run, alone."""

import re
import shlex
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from mnist_core.augment.augmentations import AUGMENTATIONS
from mnist_core.cli import app, training
from mnist_core.data.mnist import Dataset, Split
from mnist_core.export.exported_run import ExportedRun, exported_run
from mnist_core.export.report.against import standings
from mnist_core.export.report.page import report_html
from mnist_core.export.report.question import question, repeat_command
from mnist_core.ladders import STEPS, find_step
from mnist_core.lessons.catalogue import read_catalogue
from mnist_core.lessons.outcome.outcome import outcome
from mnist_core.lessons.place import Place
from mnist_core.lessons.player_words import words_of
from mnist_core.lessons.record import lesson_record
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import OPTIMISERS, Recipe
from mnist_core.recipe.schedules import SCHEDULES
from mnist_core.reference.records import reference_runs, typical_run
from mnist_core.trained.trained import Predictions
from tests.standing_run import standing_for

OWN_LAYERS = "conv3x3(8,s2) relu bn drop(.1) gap conv1x1(10) flatten"
STEP = find_step("strategy-4")


def reference(key: str, data: Dataset | None = None) -> ExportedRun:
    return exported_run(next(run for run in reference_runs() if run.key == key), data)


def own(recipe: Recipe, **changes: Any) -> ExportedRun:
    """Run 12, whose figures are those of a reference run."""
    return replace(reference("strategy-4@1"), **{
        "key": "12", "title": "Run 12 · strategy-4 · best 99.54 %", "is_reference": False,
        "recipe": recipe, "note": "", "train_accuracy_in_eval_mode": None, **changes})


def changed(step: str = "strategy-4", **overrides: object) -> Recipe:
    return apply(find_step(step).recipe, overrides)


def text_of(run: ExportedRun) -> str:
    """What a person reads, in one line."""
    page = re.sub(r"<style>.*?</style>|<[^>]+>", " ", report_html(run).decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", page)


RECIPES = [
    *(run.recipe for run in reference_runs()),
    *(apply(STEP.recipe, {name: example}) for name, kind in AUGMENTATIONS.items()
      for example in kind.examples()),
    *(changed(optimiser=name, lr=0.003, weight_decay=1e-4) for name in OPTIMISERS),
    *(changed(schedule=name, epochs=7, seed=3) for name in SCHEDULES),
    changed(rotation=None, perspective=None, dropout=0, mean=0, std=1, held_out=500),
    changed(layers=OWN_LAYERS, nesterov=True, num_train=2000, label_smoothing=0.05,
            weight_average=0.9)]


@pytest.mark.parametrize("has_step", [True, False], ids=["of a step", "of none"])
@pytest.mark.parametrize("recipe", RECIPES, ids=range(len(RECIPES)))
def test_the_command_trains_the_very_same_recipe(recipe: Recipe, has_step: bool,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[Recipe] = []
    monkeypatch.setattr(training, "train_new", lambda step, recipe, *_, **__:
                        trained.append(recipe))
    command = repeat_command(own(recipe, step=STEP if has_step else None))
    program = "python -m mnist_core "
    assert command.startswith(program)
    answer = CliRunner().invoke(app, shlex.split(command.removeprefix(program)))
    assert answer.exit_code == 0, answer.output
    assert trained == [recipe.model_copy(update={"device": "auto"})]


def test_the_question_is_what_was_changed_in_which_step() -> None:
    first, of_the_step, _ = question(own(changed(dropout=0.05, batch_size=64)))
    assert first == "Changed in strategy-4 · LR schedule: dropout 0.1 → 0.05, batch 256 → 64."
    assert of_the_step.startswith(
        "The step itself changed, against strategy-3 · Augmentation: batch 128")
    assert question(own(STEP.recipe))[0] == "strategy-4 · LR schedule, trained as published."
    assert question(own(STEP.recipe, step=None)) == (
        "A recipe of its own, of no published step.",)


def test_a_run_that_ended_early_is_compared_at_the_same_epoch_and_at_its_end() -> None:
    run = own(STEP.recipe)
    stopped = replace(run, epochs=run.epochs[:6], best_epoch=6, kept_predictions={})
    found = standings(stopped)
    assert [(row.other, row.when) for row in found] == [
        (other, when) for other in ("the published log",
                                    f"reference {standing_for('strategy-4').record.seed} of "
                                    "strategy-4")
        for when in ("both after 6 epochs", "at the end, after 6 and 15")]
    log = STEP.log.test_accuracy
    assert [row.other_accuracy for row in found[:2]] == [log[5], log[14]]
    assert all(row.own_accuracy == run.epochs[5].test_accuracy for row in found)
    assert all("chance (p" in row.told for row in found[:2])
    assert "It ended after 6 of 15 epochs." in text_of(stopped)


def test_two_runs_whose_answers_are_known_are_compared_digit_by_digit() -> None:
    published, before = standings(reference("strategy-4@1"))
    assert "points better" in published.told
    assert before.other == "reference 1 of strategy-3"
    assert re.fullmatch(r"(This run|Reference 1 of strategy-3) gets \d+ digits right that .* gets "
                        r"wrong, and the reverse \d+: .* \(p [=<] [\d.]+\)\.", before.told)


def test_nothing_of_the_offline_sample_is_held_against_published_figures() -> None:
    predictions = reference("strategy-4@1").predictions("last")
    assert predictions
    few = Predictions(*(getattr(predictions, name)[:1000] for name in Predictions.__slots__))
    run = own(STEP.recipe, kept_predictions={"best": few, "last": few},
              source="Offline sample 4,000 + 1,000")
    assert standings(run) == ()
    text = text_of(run)
    assert "offline sample" in text and "published" not in text.split("Result")[1]


def test_every_mistake_among_the_worst_is_one_and_is_shown(dataset: Dataset) -> None:
    run = reference("strategy-4@1")
    predictions = run.predictions("best")
    assert predictions
    told = re.findall(r"(\d) read as (\d) (\d+) % sure no\. (\d+)", text_of(run))
    losses = np.where(predictions.correct, -np.inf, predictions.losses)
    worst = np.argsort(-losses, kind="stable")[:20]
    assert [int(index) for *_, index in told] == worst.tolist()
    assert all((predictions.labels[index], predictions.predicted[index]) == (label, read)
               for label, read, _, index in (map(int, row) for row in told))
    # pictures are only counted here, and the offline sample has fewer digits than were read
    many = Split(dataset.train.images.repeat(3, 1, 1), dataset.train.labels.repeat(3))
    shown = report_html(replace(run, data=replace(dataset, test=many)))
    assert shown.count(b'src="data:image/png;base64,') == 20


@pytest.mark.parametrize("key", [typical.key for step in STEPS if (typical := typical_run(step))])
def test_the_report_of_every_step_asks_nobody_and_is_always_the_same(key: str) -> None:
    page = report_html(reference(key))
    assert page == report_html(reference(key))
    assert not re.search(rb"https?:|<script|<link|url\(|<iframe| on[a-z]+=", page)
    assert page.count(b"<h1>") == 1 and b"Mistakes" in page and b"Evidence" in page


def test_what_is_not_known_is_told_or_left_out() -> None:
    bare = own(STEP.recipe, kept_predictions={}, evaluation=None, network=None, data=None,
               evidence=None, best_epoch=None, moment="last", source=None)
    text = text_of(bare)
    assert "Mistakes" not in text and "machine not recorded" in text
    assert "Note" not in text


def test_what_a_person_wrote_is_text() -> None:
    run = own(STEP.recipe, title="Run 12 · <b>bold</b>", note="a < b\n<script>alert(1)</script>")
    page = report_html(run)
    assert b"<script" not in page and b"&lt;script&gt;alert(1)" in page
    assert b"<b>bold" not in page


def test_a_quick_try_is_marked() -> None:
    run = own(changed(epochs=2, num_train=2000), is_quick_try=True)
    assert "A quick try: fewer epochs or digits than strategy-4 has." in text_of(run)


def test_what_was_predicted_in_a_lesson_stands_beside_what_came() -> None:
    lesson = read_catalogue().find("strategy-4")
    runs = {run.key: run for run in reference_runs()}
    told = outcome(lesson, {"small": runs["strategy-3@1"], "large": runs["strategy-4@1"]})
    place = Place(predictions={"0": "small", "1": (90.0, None, 98.2)}, runs={"large": "12"},
                  explanation="Large steps <b>first</b> & then small ones.")
    record = lesson_record(lesson, place, told)
    run = own(STEP.recipe, lessons=(record,))
    text, page = text_of(run), report_html(run).decode()
    assert "Predicted in the lesson “Large steps first”" in text
    assert "You said: The one with small steps, by more than 2 points" in text
    assert "It came out otherwise: They are within 2 points" in text
    assert "8.4 points too low after the first epoch" in text
    assert "in the end (epoch 3)." in text
    assert "Large steps &lt;b&gt;first&lt;/b&gt; &amp; then small ones." in page
    assert "as predicted: 90, nothing, 98.2." in page
    assert "Predicted in" not in text_of(own(STEP.recipe))


def test_a_place_of_another_time_is_told_of_as_far_as_it_fits() -> None:
    lesson = read_catalogue().find("strategy-4")
    nothing = outcome(lesson, {})
    strange = Place(predictions={"0": (1.0, 2.0), "1": "large", "9": 4.0})
    record = lesson_record(lesson, strange, nothing)
    assert [one.curve for one in record.predictions] == [None, None]
    report_html(own(STEP.recipe, lessons=(record,)))
    empty = lesson_record(lesson, Place(predictions={"1": (None, None)}), nothing)
    assert words_of("en")["compare.not-measured"] in text_of(
        own(STEP.recipe, lessons=(empty,)))
