"""The figures of the ladders page, as far as they are arithmetic."""

import numpy as np
import pytest

from dashboard.figures.ladder_chart import (
    Mark,
    alt_text,
    dots,
    ladder_chart,
    target_box,
)
from dashboard.figures.published_log_chart import hidden_epochs, log_chart
from dashboard.figures.targets import distinct, target_text
from mnist_core.charts.curves import lowest_shown
from mnist_core.charts.labels import Canvas, label_box, overlap, place_labels
from mnist_core.charts.ladder_scale import FLOOR, MAIN_HIGH, Scale, is_below, scale_for
from mnist_core.charts.palette import DARK, LIGHT
from mnist_core.findings.goal_checks import best_epoch_number, checks
from mnist_core.ladders import LADDERS, STEPS, Goal, Ladder, Step, find_ladder, step_changes

ALL_STEPS = pytest.mark.parametrize("step", STEPS.values(), ids=list(STEPS))
SMALL_STEPS = pytest.mark.parametrize(
    "step", [step for step in STEPS.values() if step.published.parameters < 100_000],
    ids=lambda step: step.id)


def outcomes(step_id: str) -> list[str]:
    step = STEPS[step_id]
    return [check.outcome for check in checks(step, find_ladder(step.ladder_id).goal)]


class TestScale:
    def test_more_parameters_stand_further_right_across_the_break_too(self) -> None:
        sizes = [1_622, 5_000, MAIN_HIGH, MAIN_HIGH + 1, 100_000, 6_379_786, 20_000_000]
        places = [Scale().x(size) for size in sizes]
        assert places == sorted(places) and len(set(places)) == len(places)

    def test_nothing_stands_in_the_gap_of_the_axis(self) -> None:
        scale = Scale()
        left, right = scale.gap
        assert scale.x(MAIN_HIGH) <= left < right <= scale.x(MAIN_HIGH + 1)

    def test_the_large_networks_take_a_narrow_band(self) -> None:
        scale = Scale()
        (left, right), (start, end) = scale.x_range, scale.band
        assert start < scale.x(6_379_786) < end == right
        assert (end - start) / (right - left) < 0.15

    def test_a_tenfold_fall_of_the_errors_is_one_unit_up(self) -> None:
        assert Scale().y(99.9) - Scale().y(99.0) == pytest.approx(1)

    def test_what_is_below_the_floor_is_set_on_the_edge(self) -> None:
        scale = Scale()
        assert is_below(92.29) and not is_below(FLOOR)
        assert scale.y(92.29) == scale.y(FLOOR) > scale.y_range[0]

    def test_the_scale_grows_for_what_it_has_to_show(self) -> None:
        scale = scale_for([(900, 99.0), (5_000, 99.8)])
        assert scale.x_range[0] < scale.x(900)
        assert scale.y(99.8) < scale.y_range[1]

    def test_a_run_without_errors_has_a_place(self) -> None:
        scale = scale_for([(5_000, 100.0)])
        assert np.isfinite(scale.y(100.0)) and scale.y(100.0) <= scale.y_range[1]

    def test_pixels_start_at_the_top_left(self) -> None:
        scale = Scale()
        x, y = scale.pixels(9_436, 99.53, 1000, 400)
        assert 0 < x < 1000 and 0 < y < 200


class TestLabels:
    def test_a_label_stands_clear_of_its_dot(self) -> None:
        assert not overlap(label_box((50, 50), "top center", "12"), (44, 44, 56, 56))

    def test_two_labels_never_overlap(self) -> None:
        points = {"a": (50.0, 50.0), "b": (58.0, 50.0), "c": (54.0, 62.0)}
        places = place_labels(dict.fromkeys(points, "10"), [Canvas(200, 200, points)])
        boxes = [label_box(points[dot], place, "10") for dot, place in places.items()]
        assert len(boxes) >= 2
        assert not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[:i])

    def test_a_label_without_room_is_left_out(self) -> None:
        points = {"a": (50.0, 50.0)}
        walls = Canvas(100, 100, points, reserved=((0, 0, 100, 49), (0, 51, 100, 100)))
        assert place_labels({"a": "1"}, [walls]) == {}

    def test_a_label_must_fit_on_the_narrow_canvas_too(self) -> None:
        wide, narrow = Canvas(400, 60, {"a": (300.0, 30.0)}), Canvas(27, 60, {"a": (25.0, 30.0)})
        assert place_labels({"a": "1"}, [wide]) == {"a": "top center"}
        assert place_labels({"a": "1"}, [wide, narrow])["a"].endswith("left")

    def test_a_label_rather_lies_off_the_line(self) -> None:
        canvas = Canvas(100, 100, {"a": (50.0, 50.0)}, lines=(((50.0, 50.0), (50.0, 0.0)),))
        assert place_labels({"a": "1"}, [canvas]) == {"a": "middle right"}


class TestLadderChart:
    def test_every_published_step_is_a_dot_exactly_once(self) -> None:
        figure = ladder_chart(LIGHT, "nets", None)
        ids = [step for trace in figure["data"] for step in trace.get("customdata", ())]
        assert sorted(ids) == sorted(STEPS)

    def test_the_dots_are_the_logs_best(self) -> None:
        assert dots()["finetune-3"] == (5_088, 98.76)

    @pytest.mark.parametrize("goal", distinct(ladder.goal for ladder in LADDERS))
    def test_the_target_box_holds_what_meets_the_target_and_nothing_else(self, goal: Goal) -> None:
        scale = scale_for(dots().values())
        box = target_box(scale, goal)
        inside = {step for step, (parameters, accuracy) in dots().items()
                  if box["x0"] <= scale.x(parameters) < box["x1"]
                  and box["y0"] <= scale.y(accuracy) <= box["y1"]}
        assert inside == {step for step, (parameters, accuracy) in dots().items()
                          if parameters < goal.max_parameters and accuracy >= goal.test_accuracy}
        assert {"models-4", "nets-6", "finetune-6"} <= inside

    def test_the_target_is_that_of_the_chosen_ladder_or_of_them_all(self) -> None:
        told = {chosen: target_text([find_ladder(chosen).goal] if chosen else
                                    distinct(ladder.goal for ladder in LADDERS))
                for chosen in ("strategy", "nets", None)}
        for chosen, text in told.items():
            figure = ladder_chart(LIGHT, chosen, None)
            assert text in [note["text"] for note in figure["layout"]["annotations"]]
        assert "under 10,000" in told["strategy"] and "under 8,000" in told["nets"]
        assert "under 10,000" in told[None] and "under 8,000" in told[None]

    def test_only_the_chosen_ladder_is_numbered(self) -> None:
        figure = ladder_chart(LIGHT, "finetune", None)
        numbered = {trace["name"]: [text for text in trace["text"] if text]
                    for trace in figure["data"] if "text" in trace}
        assert set(numbered.pop("Fine-tune, step by step")) <= set("0123456")
        assert not any(numbered.values())

    @pytest.mark.parametrize("ladder", LADDERS, ids=[ladder.id for ladder in LADDERS])
    def test_nearly_every_number_finds_room(self, ladder: Ladder) -> None:
        figure = ladder_chart(LIGHT, ladder.id, None)
        numbers = [text for trace in figure["data"] for text in trace.get("text", ())
                   if text]
        assert len(numbers) >= len(ladder.steps) - 1

    def test_the_opened_step_wears_a_ring(self) -> None:
        figure = ladder_chart(DARK, "nets", "nets-3")
        trace = next(trace for trace in figure["data"] if trace["name"] == "Net 1 to Net 6")
        assert [width > 1 for width in trace["marker"]["line"]["width"]] == [
            step == "nets-3" for step in ("nets-1", "nets-2", "nets-3", "nets-4", "nets-5",
                                          "nets-6")]

    def test_a_dot_on_the_bottom_edge_tells_its_true_value(self) -> None:
        figure = ladder_chart(LIGHT, "models", None)
        assert "92.29 %" in [note["text"] for note in figure["layout"]["annotations"]]

    def test_my_runs_are_diamonds_and_no_links(self) -> None:
        figure = ladder_chart(LIGHT, "nets", None, [Mark("a <b> run", 5_000, 99.1),
                                                    Mark("poor", 5_000, 60.0)])
        mine = next(trace for trace in figure["data"] if "hovertext" in trace and
                    "run" in trace["hovertext"][0] and "customdata" not in trace)
        assert mine["marker"]["symbol"] == ["diamond-open", "triangle-down-open"]
        assert "a &lt;b&gt; run" in mine["hovertext"][0]

    def test_reference_runs_wear_the_colour_of_the_chosen_ladder(self) -> None:
        figure = ladder_chart(LIGHT, "nets", None, [], [Mark("Reference nets-2@1", 21_798, 99.2)])
        marks = next(trace for trace in figure["data"] if "hovertext" in trace and
                     "nets-2@1" in trace["hovertext"][0])
        assert marks["marker"]["color"] == LIGHT.ladders["nets"]
        assert "Reference runs" in [trace.get("name") for trace in figure["data"]]
        assert "2 reference runs are marked" in alt_text(0, 2)

    def test_without_runs_the_legend_does_not_promise_any(self) -> None:
        names = [trace.get("name") for trace in ladder_chart(LIGHT, "nets", None)["data"]]
        assert "My runs" not in names and "Reference runs" not in names

    def test_the_description_counts_the_steps(self) -> None:
        assert alt_text(0).startswith(
            f"Best test accuracy against parameters of {len(STEPS)} published")
        assert "strategy-4" in alt_text(0) and "My own 2" in alt_text(2)


class TestLogChart:
    @ALL_STEPS
    def test_every_epoch_is_drawn(self, step: Step) -> None:
        train, test, best = log_chart(step.log, 99.4, LIGHT)["data"]
        assert tuple(train["y"]) == step.log.train_accuracy
        assert tuple(test["y"]) == step.log.test_accuracy
        assert best["y"] == [step.log.best_test_accuracy]

    def test_a_start_at_chance_does_not_press_the_rest(self) -> None:
        log = STEPS["finetune-1"].log
        assert lowest_shown((log.train_accuracy, log.test_accuracy)) == pytest.approx(
            log.best_train_accuracy - 3 - 0.1)
        assert hidden_epochs(log) == [1, 2, 3, 4]

    @ALL_STEPS
    def test_the_best_epochs_are_never_hidden(self, step: Step) -> None:
        assert best_epoch_number(step.log.test_accuracy) not in hidden_epochs(step.log)


class TestResult:
    def test_a_goal_held_over_the_last_five_epochs_is_met(self) -> None:
        assert outcomes("finetune-6") == ["met", "met", "met"]

    def test_a_goal_reached_now_and_then_is_met_in_part(self) -> None:
        assert outcomes("models-4") == ["partly", "met", "met"]
        goal = find_ladder("models").goal
        accuracy, *_ = checks(STEPS["models-4"], goal)
        assert "4 of the last 5 published epochs: first in epoch" in accuracy.text

    def test_size_and_time_count_too(self) -> None:
        assert outcomes("nets-1") == ["missed", "missed", "missed"]
        assert outcomes("nets-6") == ["partly", "met", "missed"]

    def test_the_first_step_of_a_ladder_changes_nothing(self) -> None:
        assert all(not step_changes(ladder.steps[0]) for ladder in LADDERS)
        assert all(step_changes(step) for ladder in LADDERS for step in ladder.steps[1:])
