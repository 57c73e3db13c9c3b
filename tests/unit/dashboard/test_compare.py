"""What the Compare page is made of: places in the address, figures, tables, and the curves."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from dashboard.compare.compare_curves import (
    accuracy_chart,
    batch_chart,
    described,
    height,
    loss_chart,
    smoothed_loss,
)
from dashboard.compare.difference import as_evaluation
from dashboard.compare.finding import finding_of
from dashboard.compare.moments import moments_of
from dashboard.compare.pairs import read_pair
from dashboard.compare.runs import (
    PUBLISHED,
    Compared,
    choices,
    default_places,
    find_compared,
    ladder_keys,
)
from dashboard.compare.slots import (
    read_places,
    taken,
    with_run,
    with_run_instead,
    without_run,
    write_places,
)
from dashboard.compare.tables import duration, recipe_table, results_table
from dashboard.figures.ladder_chart import Mark, ladder_chart
from dashboard.figures.letters import offsets
from dashboard.figures.time_chart import Timed, time_alt_text, time_chart
from mnist_core.base.curve_thinning import kept_points
from mnist_core.base.settings import Settings
from mnist_core.charts.palette import DARK, LIGHT
from mnist_core.findings.report import goal_of
from mnist_core.ladders import LADDERS, STEPS, find_ladder
from mnist_core.library.library import Library
from mnist_core.runs.records.store import open_store
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.trained.trained import Predictions

STRATEGY = tuple(f"published:strategy-{number}" for number in (1, 2, 3, 4))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A lab without runs of its own."""
    store = open_store(Settings(home=tmp_path))
    yield Library(store)
    store.engine.dispose()


def compared(library: Library, *keys: str) -> list[Compared]:
    runs, problems = find_compared(library, keys)
    assert not problems
    return runs


class TestPlaces:
    def test_a_run_keeps_its_place_when_another_leaves(self) -> None:
        left = without_run(read_places("12,15,strategy-4@1"), "15")
        assert left == ("12", "", "strategy-4@1")
        assert read_places(write_places(left)) == left

    def test_the_next_run_takes_the_free_place(self) -> None:
        assert with_run(("12", "", "7"), "9") == ("12", "9", "7")
        assert with_run(("12",), "9") == ("12", "9")

    def test_the_last_one_leaves_no_empty_places(self) -> None:
        assert without_run(("12", "", "7"), "7") == ("12",)
        assert without_run(("12",), "12") == ()
        assert write_places(()) == ""

    def test_no_run_has_two_places(self) -> None:
        assert read_places("7,7,8") == ("7", "", "8")
        assert with_run(("7",), "7") == ("7",)

    def test_eight_are_the_most(self) -> None:
        full = tuple(map(str, range(8)))
        assert with_run(full, "9") == full
        assert taken(with_run(("", *full[1:]), "9")) == ["9", *full[1:]]

    def test_another_run_brings_its_own_companions_and_leaves_what_was_added(self) -> None:
        nets, strategy = (("1", "nets-6@1", "published:nets-6"),
                          ("2", "strategy-4@1", "published:strategy-4"))
        assert with_run_instead(nets, nets, strategy) == strategy
        assert with_run_instead((*nets, "9"), nets, strategy) == (*strategy, "9")
        # the reference was taken away, and the run itself
        assert with_run_instead(("1", "", nets[2]), nets, strategy) == ("2", "", strategy[2])
        assert with_run_instead(("", nets[1]), nets, strategy) == ("2", strategy[1])
        # more companions, or fewer; a run that is there already
        assert with_run_instead(nets[:2], nets[:2], strategy) == strategy
        assert with_run_instead(nets, nets, ("3", "strategy-4@1")) == ("3", "strategy-4@1")
        assert with_run_instead((*nets, "2"), nets, strategy) == (*nets, "2")

    def test_a_pair_is_always_two_different_runs_that_are_there(self) -> None:
        assert read_pair("CA", "ABC") == ("C", "A")
        assert read_pair("", "ACD") == ("A", "C")
        assert read_pair("xAA", "ACD") == ("A", "C")
        assert read_pair("CX", "ABC") == ("C", "A")


class TestRuns:
    def test_letters_and_colours_go_by_place(self, library: Library) -> None:
        runs = compared(library, "published:nets-6", "", "published:strategy-4")
        assert [(run.letter, run.place) for run in runs] == [("A", 0), ("C", 2)]
        figure = accuracy_chart(runs, "test_accuracy", LIGHT, whole=True)
        assert [trace["line"]["color"] for trace in figure["data"]] == [
            LIGHT.series[0], LIGHT.series[2]]

    def test_what_cannot_be_found_is_told_and_the_others_are_shown(self, library: Library) -> None:
        runs, problems = find_compared(
            library, ("99", "published:strategy-9", "strategy-4@99", "published:nets-6"))
        assert [run.key for run in runs] == ["published:nets-6"]
        assert [sentence.split(";")[0] for sentence in problems] == [
            "There is no run 99", "unknown step `strategy-9`",
            "There is no reference run strategy-4@99"]

    def test_a_ninth_run_is_told(self, library: Library) -> None:
        runs, problems = find_compared(
            library, tuple(PUBLISHED + step for step in list(STEPS)[:9]))
        assert len(runs) == 8 and "more than 8 runs" in problems[0]

    def test_the_figures_of_a_published_log(self, library: Library) -> None:
        run, = compared(library, "published:strategy-4")
        assert run.best and run.best.test_accuracy == 99.53
        last = STEPS["strategy-4"].log.test_accuracy[-5:]
        assert run.mean_of_last == pytest.approx(np.mean(last))
        assert run.seconds is None
        assert run.verdict.met

    def test_without_own_runs_a_whole_ladder_is_shown(self, library: Library) -> None:
        keys = taken(default_places(library, None, "strategy-4"))
        assert len(keys) >= 2
        assert {key.removeprefix(PUBLISHED).partition("@")[0] for key in keys} <= {
            key.removeprefix(PUBLISHED) for key in STRATEGY}

    def test_what_is_shown_cannot_be_added_again_and_its_step_comes_first(
            self, library: Library) -> None:
        offered = list(choices([], library, compared(library, "published:nets-2")))
        assert "published:nets-2" not in offered and "published:nets-3" in offered
        offered = list(choices([], library, [
            replace(run, key="another") for run in compared(library, "published:nets-2")]))
        assert "published:nets-2" in offered[:9]

    @pytest.mark.parametrize("ladder", [ladder.id for ladder in LADDERS])
    def test_every_ladder_fits(self, library: Library, ladder: str) -> None:
        assert 2 <= len(compared(library, *ladder_keys(ladder))) <= 8


class TestFinding:
    def test_neither_is_called_ahead_where_the_difference_may_be_chance(
            self, library: Library) -> None:
        runs = compared(library, "strategy-1@1", "strategy-3@1", "strategy-4@1")
        moments = moments_of(runs, "last")
        titles = [finding_of(*pair, moments).title for pair in combinations(runs, 2)]
        assert [title.split(" after ")[0] for title in titles] == [
            "A is behind B", "A is behind C", "B and C: within chance"]


class TestTables:
    def test_the_best_figure_stands_out(self, library: Library) -> None:
        table = results_table(compared(library, "published:strategy-1", "published:strategy-4"),
                              LIGHT)
        assert '<td class="figure first">99.53\N{NO-BREAK SPACE}%' in table
        assert '<td class="figure">98.76\N{NO-BREAK SPACE}%' in table

    def test_only_settings_that_differ_are_listed(self, library: Library) -> None:
        table = recipe_table(compared(library, "published:models-3", "published:models-4"), LIGHT)
        assert "schedule" in table and "batch size" not in table

    def test_one_recipe_has_no_table(self, library: Library) -> None:
        run, = compared(library, "published:nets-6")
        assert recipe_table([run, replace(run, place=1)], LIGHT) == ""

    def test_layers_that_the_first_network_lacks_are_marked(self, library: Library) -> None:
        table = recipe_table(compared(library, "published:finetune-1", "published:finetune-2"),
                               LIGHT)
        assert "<mark>bn" in table

    def test_a_name_that_somebody_typed_is_no_markup(self, library: Library) -> None:
        run, = compared(library, "published:nets-6")
        assert "<img" not in results_table([replace(run, short_label="<img src=x>")], LIGHT)

    def test_durations(self) -> None:
        assert [duration(seconds) for seconds in (None, 7.4, 194, 3_600)] == [
            "–", "7 s", "3 min 14 s", "1 h 0 min"]


class TestCurves:
    def test_the_axis_shows_all_that_is_close(self, library: Library) -> None:
        runs = compared(library, *STRATEGY)
        close, whole = (accuracy_chart(runs, "test_accuracy", LIGHT, whole=whole)["layout"]["yaxis"]
                        for whole in (False, True))
        low, high = close["range"]
        assert low < height(99.4) < height(99.53) < high
        assert height(9.74) < low
        assert whole["range"][0] < height(9.74)

    @pytest.mark.parametrize("whole", [False, True])
    def test_ticks_never_touch(self, library: Library, whole: bool) -> None:
        runs = compared(library, *ladder_keys("finetune"))
        axis = accuracy_chart(runs, "test_accuracy", DARK, whole=whole)["layout"]["yaxis"]
        low, high = axis["range"]
        apart = np.diff(sorted(axis["tickvals"])) / (high - low)
        assert len(axis["tickvals"]) >= 4 and apart.min() > 0.07

    def test_the_charts_tell_those_who_cannot_see_them(self, library: Library) -> None:
        runs = compared(library, *STRATEGY)
        told = described(runs, "test_accuracy")
        assert "D (strategy-4 · published) ends at 99.49 %, best 99.53 %" in told
        assert told.count(";") == 3

    def test_published_logs_have_no_batches(self, library: Library) -> None:
        assert not batch_chart(compared(library, *STRATEGY), LIGHT)["data"]
        assert len(loss_chart(compared(library, *STRATEGY), LIGHT)["data"]) == 4

    def test_a_diverged_loss_leaves_a_gap(self, library: Library) -> None:
        run, = compared(library, "published:strategy-4")
        epochs = (replace(run.epochs[0], test_loss=float("inf")), *run.epochs[1:])
        chart = loss_chart([replace(run, epochs=epochs)], LIGHT)
        assert json.loads(json.dumps(chart, allow_nan=False))["data"][0]["y"][:2] == [
            None, epochs[1].test_loss]

    def test_a_run_of_which_few_batches_are_kept_looks_no_worse(self) -> None:
        """Reference runs keep the lowest and highest loss of each stretch, own runs everything."""
        loss = np.exp(np.random.default_rng(1).normal(-3, 0.5, 7000)).astype(np.float32)
        at, kept = np.arange(7000), kept_points(loss, 1000)
        own = smoothed_loss(BatchCurve(at, loss, loss, loss), 467)
        reference = smoothed_loss(BatchCurve(at[kept], *([loss[kept]] * 3)), 467)
        assert np.median(own[1]) == pytest.approx(np.median(reference[1]), rel=0.02)

    def test_the_last_point_is_the_end_of_the_training(self) -> None:
        at, level = np.arange(4690), np.ones(4690, np.float32)
        epochs, loss = smoothed_loss(BatchCurve(at, level, level, level), 469)
        assert epochs[-1] == pytest.approx(10)
        assert loss == pytest.approx(1)
        assert len(loss) <= 300

    def test_no_batches_are_no_curve(self) -> None:
        nothing = np.empty(0, np.float32)
        at, loss = smoothed_loss(BatchCurve(np.empty(0, np.int64), *([nothing] * 3)), 0)
        assert len(at) == len(loss) == 0


class TestAllRuns:
    def test_every_letter_is_on_the_chart_once(self) -> None:
        marks = [Mark("one", 9_436, 99.5, "A", "#0042A5"), Mark("two", 9_436, 99.5, "B", "#B53D00")]
        figure = ladder_chart(LIGHT, None, None, [Mark("another", 5_000, 99.0)], lettered=marks)
        notes = [note["text"] for note in figure["layout"]["annotations"]]
        assert notes.count("<b>A</b>") == notes.count("<b>B</b>") == 1

    def test_letters_of_equal_runs_stand_side_by_side(self) -> None:
        found = offsets([(140.0, 50.0)] * 8, 280)
        assert len(set(found)) == 8

    def test_the_quickest_that_reaches_the_target_is_named(self) -> None:
        ten, eight = find_ladder("strategy").goal, find_ladder("nets").goal
        runs = [Timed(Mark("slow", 9_000, 99.5), 300, ten),
                Timed(Mark("quick", 9_000, 99.45), 200, ten),
                Timed(Mark("too large for its ladder", 9_000, 99.45), 100, eight),
                Timed(Mark("large", 90_000, 99.6), 20, ten)]
        assert "2 reach their target, the quickest, quick, in 200 seconds" in time_alt_text(runs)
        marks = time_chart(runs, LIGHT)["data"][0]
        assert marks["marker"]["symbol"] == ["diamond", "diamond", "diamond-open", "diamond-open"]

    def test_a_run_without_time_has_no_place(self) -> None:
        assert not time_chart([Timed(Mark("none", 9_000, 99.5), 0, goal_of(None))],
                              DARK)["data"][0]["x"]


def test_answers_keep_their_class_and_their_loss() -> None:
    predictions = Predictions(np.array([3, 5]), np.array([0.9, 0.6], np.float32),
                              np.array([0.10536, 2.5], np.float32), np.array([3, 8]))
    read = as_evaluation(predictions)
    assert read.predicted.tolist() == [3, 5]
    assert read.losses == pytest.approx([0.10536, 2.5], abs=1e-5)
