"""A network that is being written is described as far as it can be built."""

import pytest

from mnist_core.ladders import STEPS
from mnist_core.network.draft import read_draft
from mnist_core.network.geometry import describe
from mnist_core.network.notation import parse, to_text


@pytest.mark.parametrize("step", STEPS)
def test_a_whole_network_is_described_as_it_is(step: str) -> None:
    layers = STEPS[step].recipe.network
    draft = read_draft(to_text(layers))
    assert (draft.error, draft.position) == ("", None)
    assert draft.rows == describe(layers).layers


@pytest.mark.parametrize(("text", "position", "num_rows"), [
    ("conv3x3(8) maxpool2 avgpool30 flatten", 3, 2),
    ("conv3x3(8) rellu bn", 2, 1),
    ("conv3x3(", 1, 0),
    # the first mistake counts, whichever kind it is
    ("conv3x3(8) linear(10) nonsense", 2, 1),
    ("conv3x3(8) nonsense linear(10)", 2, 1),
])
def test_the_first_wrong_token_is_named_and_what_is_before_it_stands(
        text: str, position: int, num_rows: int) -> None:
    draft = read_draft(text)
    assert draft.error.startswith(f"layer {position} `")
    assert (draft.position, len(draft.rows)) == (position, num_rows)
    assert len(draft.tokens) == len(text.split())


def test_what_can_be_read_is_written_as_the_notation_does() -> None:
    draft = read_draft("Conv3x3 (8) Rellu BN")
    assert draft.text == "conv3x3(8) Rellu bn"
    assert draft.error == f"layer 2 `Rellu`: {draft.what}"


def test_an_end_in_other_than_ten_values_blames_no_single_token() -> None:
    draft = read_draft("conv3x3(8) relu gap flatten")
    assert "must end in 10" in draft.error and draft.position is None
    assert len(draft.rows) == 4


@pytest.mark.parametrize("text", ["", "  \n ", "relu " * 500])
def test_nothing_and_too_much_are_one_sentence(text: str) -> None:
    draft = read_draft(text)
    assert draft.error.endswith(".") and not draft.rows


@pytest.mark.parametrize("step", STEPS)
def test_it_says_what_parse_and_describe_say(step: str) -> None:
    """Cut off anywhere, the sentence is the one that the other ways into the notation give."""
    tokens = [layer.token for layer in STEPS[step].recipe.network]
    for end in range(1, len(tokens)):
        text = " ".join(tokens[:end])
        with pytest.raises(ValueError) as error:
            describe(parse(text))
        assert read_draft(text).error == str(error.value)
