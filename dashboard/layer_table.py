"""A network in figures: totals in words, a row for every layer, torchinfo's summary."""

import streamlit as st
from torchinfo import summary

from mnist_core.geometry import IMAGE_SIZE, Description, LayerGeometry
from mnist_core.layers import parse
from mnist_core.network import build

BUDGETS = (8_000, 10_000)
_WINDOWS = ("conv", "maxpool", "avgpool", "gap")


def totals(network: Description) -> None:
    """Three boxes of one height."""
    before, last = network.before_pooling, network.layers[-1]
    pooled = before is not last
    boxes = st.grid(3, min_column_width=230, gap=12)
    for label, value, words in (
        ("Parameters", f"{network.parameters:,}", budget_words(network.parameters)),
        ("Receptive field", f"{before.receptive_field} × {before.receptive_field}",
         f"before the last pooling; {last.receptive_field} × {last.receptive_field} at the output"
         if pooled else "at the output"),
        ("Multiply-adds", f"{network.multiply_adds / 1e6:.2f} M",
         f"{network.multiply_adds:,} to read one digit"),
    ):
        with boxes.container(border=True, height="stretch", gap=None):
            st.metric(label, value)
            st.caption(words)


def budget_words(parameters: int) -> str:
    """``564 below 10,000 and 1,436 above 8,000``: the budgets ask for fewer than so many."""
    return " and ".join(_against(parameters, budget) for budget in reversed(BUDGETS))


def layer_rows(network: Description) -> list[dict[str, str | int | None]]:
    """One row a layer, numbered from 1; empty where there is no window or nothing to count."""
    return [_row(number, layer) for number, layer in enumerate(network.layers, start=1)]


def layer_table(network: Description) -> None:
    """The rows, with a bar for each layer's share of the parameters."""
    config = st.column_config
    st.dataframe(
        layer_rows(network), hide_index=True, height="content", placeholder="",
        column_config={
            "#": config.NumberColumn(width=44, pinned=True),
            "Layer": config.TextColumn(width=150, pinned=True),
            "Output": config.TextColumn(
                width=110, help="Channels × height × width, or the length of a vector."),
            "Kernel": config.NumberColumn(width=70),
            "Stride": config.NumberColumn(width=70),
            "Padding": config.NumberColumn(width=75),
            "Jump": config.NumberColumn(
                width=65, help="Pixels between what two neighbouring values see."),
            "Receptive field": config.NumberColumn(
                width=120, help="Width of the square of pixels that one value sees."),
            "Parameters": config.ProgressColumn(
                width=190, format="localized", min_value=0, max_value=max(network.parameters, 1),
                help="The bar is the layer's share of all parameters."),
            "Multiply-adds": config.NumberColumn(
                width=115, format="localized", help="Multiplications to read one digit."),
        }, alt="The layers of the network in order, with sizes, receptive fields and costs.")


@st.cache_data(max_entries=64, show_spinner=False)
def torchinfo_text(layers: str) -> str:
    """torchinfo's own summary of a network in the layer notation."""
    columns = ("output_size", "num_params", "mult_adds", "kernel_size")
    text = str(summary(build(parse(layers)), (1, 1, IMAGE_SIZE, IMAGE_SIZE), verbose=0,
                       device="cpu", col_names=columns))
    # since Python 3.11 an enum prints its name where torchinfo means its value
    return text.replace("Units.MEGABYTES", "M").replace("Units.GIGABYTES", "G")


def _against(parameters: int, budget: int) -> str:
    if parameters == budget:
        return f"exactly {budget:,}, one too many"
    side = "below" if parameters < budget else "above"
    return f"{abs(budget - parameters):,} {side} {budget:,}"


def _row(number: int, layer: LayerGeometry) -> dict[str, str | int | None]:
    slides = layer.token.startswith(_WINDOWS)
    channels, size = layer.out_channels, layer.size_out
    return {
        "#": number,
        "Layer": layer.token,
        "Output": f"{channels} × {size} × {size}" if layer.spatial else f"{channels}",
        "Kernel": layer.kernel if slides else None,
        "Stride": layer.stride if slides else None,
        "Padding": layer.padding if slides else None,
        "Jump": layer.jump,
        "Receptive field": layer.receptive_field,
        "Parameters": layer.parameters or None,
        "Multiply-adds": layer.multiply_adds or None,
    }
