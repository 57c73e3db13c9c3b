"""What a network does silently is said, with its figures."""

import pytest

from mnist_core.network.geometry import walk
from mnist_core.network.notation import parse
from mnist_core.network.notices import notices, spans

HEAD = "conv1x1(10) gap flatten"
SAID = {
    f"conv3x3(4) relu maxpool2 conv3x3(4) {HEAD}": [],
    f"conv3x3(4) avgpool4 avgpool4 {HEAD}": [
        "Layer 2 `avgpool4` drops the last 2 rows and columns of its 26 × 26 map: no window fits "
        "there.",
        "Layer 3 `avgpool4` drops the last 2 rows and columns of its 6 × 6 map: no window fits "
        "there.",
        "No answer depends on 460 of the 784 pixels: rows and columns 19 to 28."],
    f"conv3x3(4,d3) conv3x3(4,d6) {HEAD}": [
        "A value of layer 1 `conv3x3(4,d3)` sees a lattice: 9 of the 49 pixels of its square."],
    f"conv1x1(4,s2) {HEAD}": [
        "Layer 1 `conv1x1(4,s2)` skips 14 of the 28 rows and columns of its map: its windows lie "
        "apart.",
        "A value of layer 3 `gap` sees a lattice: 196 of the 729 pixels of its square.",
        "No answer depends on 588 of the 784 pixels: every second row and column."],
    "flatten linear(10)": [],
}


@pytest.mark.parametrize(("layers", "sentences"), SAID.items(), ids=SAID)
def test_what_is_lost_is_said(layers: str, sentences: list[str]) -> None:
    found = notices(tuple(walk(parse(layers))))
    assert [notice.sentence for notice in found if notice.sentence] == sentences


def test_a_row_says_what_its_layer_loses() -> None:
    found = notices(tuple(walk(parse("conv3x3(4,d3) relu conv3x3(4,d6) maxpool4"))),
                    is_whole=False)
    assert [(notice.layer, notice.short) for notice in found] == [
        (4, "drops 2 rows"), (1, "sees 9 of 49"), (3, "sees 49 of 361")]


def test_columns_are_told_as_spans() -> None:
    assert spans([0, 1, 2, 6, 26, 27]) == "1 to 3, 7 and 27 to 28"
    assert spans([4]) == "5"
