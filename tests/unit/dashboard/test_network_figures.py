"""What the network page says and shows of a network, as far as it is arithmetic."""

import base64

import numpy as np
import pytest
import torch
import torchinfo

from dashboard.display.pixels import quantised
from dashboard.network.field_words import effect_in_words, square_in_words
from dashboard.network.fields import layers_to_explore
from dashboard.network.layer_table import (
    COLUMNS,
    LayerTable,
    arithmetic_data,
    as_text,
    course_data,
    difference_data,
    draft_data,
    table_data,
)
from dashboard.network.sheets import activation_sheet, filter_sheet, layers_to_show
from dashboard.network.totals import budget_words, figures, torchinfo_text
from mnist_core.insight.theoretical_field import Square, extent, seen_pixels, square
from mnist_core.ladders import STEPS, Step
from mnist_core.network.alignment import align
from mnist_core.network.build import build
from mnist_core.network.draft import read_draft
from mnist_core.network.geometry import describe
from mnist_core.network.notation import parse, to_text

ALL_STEPS = pytest.mark.parametrize("step", STEPS.values(), ids=list(STEPS))
SMALL_STEPS = pytest.mark.parametrize(
    "step", [step for step in STEPS.values() if step.published.parameters < 100_000],
    ids=lambda step: step.id)


def column(data: LayerTable, name: str) -> list[str]:
    index = [head["name"] for head in data["columns"]].index(name)
    return [row["cells"][index] for row in data["rows"]]


class TestReceptiveField:
    def test_without_padding_the_square_lies_on_the_digit(self) -> None:
        layer = describe(parse("conv3x3(4) maxpool2 conv3x3(4) gap flatten linear(10)")).layers[2]
        seen = square(layer, row=0, column=1)
        assert seen == Square(left=2, top=0, size=8)
        assert (seen.rows, seen.columns) == (range(8), range(2, 10))
        assert seen.border_share == 0

    def test_with_padding_the_first_square_begins_in_the_border(self) -> None:
        layer = describe(parse("conv3x3(4,p1) gap flatten linear(10)")).layers[0]
        corner = square(layer, 0, 0)
        assert corner == Square(-1, -1, 3)
        assert corner.rows == range(2)
        assert corner.border_share == pytest.approx(5 / 9)
        assert square(layer, 27, 27).columns == range(26, 28)

    def test_a_square_off_the_digit_is_all_border(self) -> None:
        assert Square(-9, 40, 5).border_share == 1
        assert len(Square(-9, 40, 5).rows) == 0

    def test_the_picture_holds_the_square_at_every_position(self) -> None:
        layer = describe(STEPS["models-4"].recipe.network).head_input
        first, last = extent(layer)
        for position in (0, layer.size_out - 1):
            seen = square(layer, position, position)
            assert first <= seen.left and seen.left + seen.size - 1 <= last

    @SMALL_STEPS
    def test_no_pixel_outside_the_square_moves_the_value(self, step: Step) -> None:
        """PyTorch's own gradient against the arithmetic, in a corner and near the centre."""
        layers = step.recipe.network
        network = describe(layers)
        widest = network.head_input.receptive_field
        index = next(i for i, row in enumerate(network.layers) if row.receptive_field == widest)
        layer, model = network.layers[index], build(layers)[:index + 1].eval()
        for position in {0, layer.size_out // 2}:
            pixels = torch.rand(1, 1, 28, 28, requires_grad=True)
            model(pixels)[0, :, position, position].sum().backward()
            assert pixels.grad is not None
            moves = pixels.grad[0, 0] != 0
            assert moves.any()
            seen = square(layer, position, position)
            moves[seen.rows.start:seen.rows.stop, seen.columns.start:seen.columns.stop] = False
            assert not moves.any()

    @pytest.mark.parametrize(("layers", "place", "said"), [
        ("conv3x3(4,p1)", (0, 3), [
            "row 1, column 4 of its 28 × 28 map can see 2 × 3 of the 3 × 3 pixels in its square: "
            "rows 1 to 2, columns 3 to 5.",
            "33 % of the square is border"]),
        ("conv3x3(4)", (2, 0), ["can see 3 × 3 pixels: rows 3 to 5, columns 1 to 3."]),
        ("conv3x3(4,d3) conv3x3(4,d3)", (0, 0), [
            "can see a lattice, 25 of the 169 pixels in its square of 13 × 13: rows 1, 4, 7, 10 "
            "and 13, columns 1, 4"]),
        ("conv1x1(4,s2) gap", (0, 0), [
            "Its only position can see a lattice, 196 of the 729 pixels in its square of 27 × "]),
        (STEPS["nets-6"].recipe.layers, (0, 0), [
            "Its only position can see the whole digit: its square is 40 × 40. 51 % of the"]),
        ("gap", (0, 0), ["Its only position can see the whole digit."]),
    ])
    def test_the_words_count_from_one_and_name_border_and_lattice(
            self, layers: str, place: tuple[int, int], said: list[str]) -> None:
        rows = read_draft(layers).rows
        words = square_in_words(rows[-1], square(rows[-1], *place), seen_pixels(rows, *place),
                                *place).replace("\N{NO-BREAK SPACE}", " ")
        assert all(part in words for part in said), words

    def test_the_effect_in_words(self) -> None:
        words = effect_in_words(74, 196, 64).replace("\N{NO-BREAK SPACE}", " ")
        assert words == ("95 % of the effect comes from 74 of the 196 pixels that it can see: 38 % "
                         "of them. Mean of 64 digits.")
        assert effect_in_words(0, 196, 8).startswith("No pixel moves it")

    def test_the_explorer_gets_what_the_middle_sees_and_why(self) -> None:
        _, pool, conv = layers_to_explore(read_draft("conv3x3(8) maxpool2 conv3x3(8,d3)").rows)
        assert (pool["sees"], pool["columns"]) == ("4 × 4 pixels", (12, 13, 14, 15))
        assert conv["sees"] == "144 of 16 × 16 pixels"
        assert conv["formulas"][0] == {
            "key": "receptive_field", "name": "Receptive field",
            "words": "field + dilation × (kernel − 1) × jump", "figures": "4 + 3 × 2 × 2 = 16"}


class TestLayerTable:
    @ALL_STEPS
    def test_its_totals_are_those_of_torchinfo(self, step: Step) -> None:
        network = step.recipe.describe()
        totals = torchinfo.summary(build(step.recipe.network), (1, 1, 28, 28), verbose=0)
        data = table_data(network.layers)
        for name, total in (("Parameters", totals.total_params),
                            ("Multiply-adds", totals.total_mult_adds)):
            shown = [int(text.replace(",", "") or 0) for text in column(data, name)]
            assert sum(shown) == total
        assert sum(row["share"] or 0 for row in data["rows"]) == pytest.approx(1)
        text = torchinfo_text(to_text(step.recipe.network))
        assert f"Total params: {network.parameters:,}" in text

    def test_one_row_a_layer_in_order(self) -> None:
        network = STEPS["strategy-4"].recipe.describe()
        data = table_data(network.layers)
        assert column(data, "Layer") == [layer.token for layer in network.layers]
        assert column(data, "#") == [str(n) for n in range(1, len(network.layers) + 1)]

    def test_kernel_stride_and_padding_only_where_a_window_slides(self) -> None:
        layers = describe(parse("conv5x5(4,p2,s2) relu maxpool2 flatten linear(10)")).layers
        data = table_data(layers)
        windows = zip(*(column(data, name) for name in ("Kernel", "Stride", "Padding")),
                      strict=True)
        empty = ("", "", "")
        assert list(windows) == [("5", "2", "2"), empty, ("2", "2", "0"), empty, empty]
        assert column(data, "Output") == ["4 × 14 × 14", "4 × 14 × 14", "4 × 7 × 7", "196", "10"]

    def test_a_draft_marks_the_wrong_token_and_what_is_not_reached(self) -> None:
        data = draft_data(read_draft("conv3x3(8) avgpool30 flatten"))
        assert [row["mark"] for row in data["rows"]] == ["", "wrong", "unreached"]
        assert column(data, "Layer") == ["conv3x3(8)", "avgpool30", "flatten"]
        assert {len(row["cells"]) for row in data["rows"]} == {len(COLUMNS) + 1}

    def test_a_difference_says_what_each_figure_was(self) -> None:
        data = difference_data(align(parse("conv3x3(8) relu gap conv1x1(10) flatten"),
                                     parse("conv3x3(12) relu bn gap conv1x1(10) flatten")))
        assert column(data, "Change") == ["≠ changed", "", "+ added", "", "", ""]
        assert column(data, "Was") == ["1", "2", "", "3", "4", "5"]
        assert column(data, "Is") == ["1", "2", "3", "4", "5", "6"]
        assert column(data, "Layer")[0] == "conv3x3(8) → conv3x3(12)"
        assert column(data, "Output")[1] == "8 × 26 × 26 → 12 × 26 × 26"
        assert column(data, "Parameters") == ["72 → 108", "", "24", "", "80 → 120", ""]

    def test_the_courses_columns_hold_what_was_printed_but_a_file_does_not(self) -> None:
        step = STEPS["finetune-6"]
        data = course_data(step.recipe.describe().layers, step.printed)
        assert column(data, "rout")[5] == "12 → 6" and data["rows"][5]["place"] == 9
        assert as_text(data, ",").splitlines()[6] == (
            "10,conv1x1(8),12,16,8,0,1,1,12,2,2,6,6,2304,128")

    def test_the_arithmetic_stands_in_its_column_and_what_is_dropped_at_the_layer(self) -> None:
        data = arithmetic_data(read_draft("conv3x3(8) relu avgpool4").rows)
        assert column(data, "Receptive field") == ["1 + 2 × 1 = 3", "", "3 + 3 × 1 = 6"]
        assert [row["note"] for row in data["rows"]] == ["", "", "drops 2 rows"]

    def test_the_budgets_in_words(self) -> None:
        assert budget_words(9_436) == "564 below 10,000 and 1,436 above 8,000"
        assert budget_words(6_720) == "3,280 below 10,000 and 1,280 below 8,000"
        assert budget_words(8_000) == "2,000 below 10,000 and exactly 8,000, one too many"

    def test_what_cannot_be_built_yet_is_counted_as_far_as_it_goes(self) -> None:
        draft = read_draft("conv3x3(8) relu avgpool30")
        assert figures(draft.rows, is_whole=False)["line"] == (
            "72 parameters in the 2 layers that can be built")


class TestSheets:
    def test_zero_is_128_and_the_furthest_value_is_the_end_of_the_scale(self) -> None:
        data = quantised(np.array([-2.0, 0, 1, 0.5], np.float32))
        assert (data["low"], data["high"]) == (-2, 1)
        assert list(base64.b64decode(str(data["pixels"]))) == [1, 128, 192, 160]

    def test_a_thousand_channels_are_shown_in_part_and_it_says_so(self) -> None:
        layer = describe(parse("conv3x3(1024) gap conv1x1(10) flatten")).layers[0]
        sheet = activation_sheet(1, layer, np.zeros((1024, 26, 26), np.float32))
        assert sheet["tiles"] == 64
        assert sheet["about"] == "1,024 × 26 × 26, the first 64 channels"

    def test_the_answer_is_numbered_by_digit_and_other_channels_from_one(self) -> None:
        layers = describe(parse("conv3x3(4) gap conv1x1(10) flatten")).layers
        answer = activation_sheet(4, layers[3], np.zeros((10, 1, 1), np.float32))
        assert answer["labels"] == [str(digit) for digit in range(10)]
        first = activation_sheet(1, layers[0], np.zeros((4, 26, 26), np.float32))
        assert first["labels"] == ["1", "2", "3", "4"]

    def test_a_row_of_filters_is_an_output_where_there_are_several_inputs(self) -> None:
        layers = describe(parse("conv3x3(4) conv3x3(6) gap conv1x1(10) flatten")).layers
        weights = torch.rand(6, 4, 3, 3).numpy()
        assert filter_sheet(2, layers[1], weights)["matrix"] == 4
        assert filter_sheet(1, layers[0], weights[:4, :1])["matrix"] == 0

    def test_dropout_is_left_out_because_it_does_nothing_when_a_digit_is_read(self) -> None:
        layers = describe(parse("conv3x3(4) drop(.1) gap conv1x1(10) flatten")).layers
        assert layers_to_show(layers) == [0, 2, 3, 4]
