"""A network in a few figures, and torchinfo's own summary of it."""

from collections.abc import Sequence

import streamlit as st
from torchinfo import summary
from typing_extensions import TypedDict

from mnist_core.base.format import in_millions
from mnist_core.ladders import LADDERS
from mnist_core.network.build import build
from mnist_core.network.geometry import IMAGE_SIZE, Description, LayerGeometry
from mnist_core.network.notation import parse


class NetworkFigures(TypedDict):
    """Totals of a network: figures, and in words what they are in all and against the budgets."""

    parameters: int
    multiply_adds: int
    budget: str
    line: str


def totals(network: Description) -> None:
    """Three boxes of one height."""
    boxes = st.grid(3, min_column_width=230, gap=12)
    before = network.head_input.receptive_field
    for label, value, words in (
        ("Parameters", f"{network.parameters:,}", budget_words(network.parameters)),
        ("Receptive field", f"{before} × {before}", field_words(network)),
        ("Multiply-adds", in_millions(network.multiply_adds),
         f"{network.multiply_adds:,} to read one digit"),
    ):
        with boxes.container(border=True, height="stretch", gap=None):
            st.metric(label, value)
            st.caption(words)


def one_line(network: Description) -> str:
    """Parameters, receptive field and multiply-adds, where there is no room for boxes."""
    before = network.head_input.receptive_field
    return (f"{network.parameters:,} parameters · receptive field {before} × {before} "
            f"{field_words(network)} · {in_millions(network.multiply_adds)} multiply-adds")


def budget_words(parameters: int) -> str:
    """``564 below 10,000 and 1,436 above 8,000``: the ladders ask for fewer than so many."""
    return " and ".join(_against(parameters, budget) for budget in reversed(budgets()))


def budgets() -> list[int]:
    """How many parameters are too many for a ladder, the smallest first: a network alone may be
    meant for any of them."""
    return sorted({ladder.goal.max_parameters for ladder in LADDERS})


def field_words(network: Description) -> str:
    """Where the receptive field is meant, what that is of a digit, and what it is at the end."""
    last, before = network.layers[-1], network.head_input
    if before is last:
        return f"at the output{_of_the_digit(before.receptive_field)}"
    return (f"before the {network.head_begins_with}{_of_the_digit(before.receptive_field)}; "
            f"{last.receptive_field} × {last.receptive_field} at the output")


def _of_the_digit(field: int) -> str:
    if field < IMAGE_SIZE:
        return ""
    return f", {'as wide as' if field == IMAGE_SIZE else 'wider than'} the whole digit"


def figures(rows: Sequence[LayerGeometry], *, is_whole: bool) -> NetworkFigures:
    """Totals of a network that is being written, for its editor."""
    network = Description(tuple(rows))
    so_far = (f"{network.parameters:,} parameters in the {len(rows)} layers that can be built"
              if rows else "no layer yet")
    return {
        "parameters": network.parameters, "multiply_adds": network.multiply_adds,
        "budget": budget_words(network.parameters) if rows else "",
        "line": one_line(network) if is_whole else so_far,
    }


@st.cache_data(max_entries=64, show_spinner=False)
def torchinfo_text(layers: str) -> str:
    """torchinfo's own summary of a network in the layer notation."""
    columns = ("output_size", "num_params", "mult_adds")
    statistics = summary(build(parse(layers)), (1, 1, IMAGE_SIZE, IMAGE_SIZE), verbose=0,
                         device="cpu", col_names=columns, col_width=16)
    # it would leave 40 characters for names, of which the longest has 25
    statistics.formatting.layer_name_width = 27
    # since Python 3.11 an enum prints its name where torchinfo means its value
    return str(statistics).replace("Units.MEGABYTES", "M").replace("Units.GIGABYTES", "G")


def _against(parameters: int, budget: int) -> str:
    if parameters == budget:
        return f"exactly {budget:,}, one too many"
    side = "below" if parameters < budget else "above"
    return f"{abs(budget - parameters):,} {side} {budget:,}"
