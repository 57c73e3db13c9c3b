"""Choose a layer, a position on its map and a digit: the square of pixels that the value sees."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.figures.receptive_field import Square, field_chart, square
from dashboard.lab import data_state
from dashboard.theme import palette
from mnist_core.geometry import IMAGE_SIZE, Description, LayerGeometry


@st.fragment
def field_explorer(network: Description) -> None:
    """Controls and words on the left, the digit on the right; moving a slider redraws only this."""
    controls, picture = st.columns([5, 3], gap="large")
    with controls:
        index = _choose_layer(network)
        layer = network.layers[index]
        row, column = _choose_position(layer)
        digit, label = _choose_digit()
        seen = square(layer, row, column)
        st.markdown(in_words(layer, seen, row, column))
    with picture:
        st.plotly_chart(
            field_chart(digit, layer, seen, palette()), key="field",
            config={"displayModeBar": False},
            alt=f"A handwritten {label} with the {seen.size} by {seen.size} pixels that one value "
                f"of {layer.token} sees marked as a square.")


def in_words(layer: LayerGeometry, seen: Square, row: int, column: int) -> str:
    """What the picture shows, in Markdown; rows and columns are counted from 1."""
    size = layer.size_out
    where = (f"The value in row {row + 1}, column {column + 1} of its {size} × {size} map"
             if size > 1 else "Its only position")
    sentences = [f"{where} sees **{seen.size} × {seen.size} pixels**"]
    if seen.sees_all:
        sentences[0] += ", the whole digit."
    elif len(seen.rows) and len(seen.columns):
        sentences[0] += f": rows {_span(seen.rows)}, columns {_span(seen.columns)}."
    else:
        sentences[0] += ", none of them on the digit."
    if seen.border_share:
        sentences.append(f"{100 * seen.border_share:.0f} % of the square is border: no digit, "
                         "only the zeros that padding adds.")
    elif not seen.sees_all:
        sentences.append("All of the square lies on the digit's 28 × 28.")
    if size > 1:
        pixels = "1 pixel" if layer.jump == 1 else f"{layer.jump} pixels"
        sentences.append(f"Its neighbour sees a square that is {pixels} further: the jump.")
    # a size or a percentage must not be torn apart at the end of a line
    return " ".join(sentences).replace(" × ", "\u00a0×\u00a0").replace(" %", "\u00a0%")


def _choose_layer(network: Description) -> int:
    layers = network.layers
    widest = network.before_pooling.receptive_field
    first = next(index for index, layer in enumerate(layers) if layer.receptive_field == widest)
    return st.selectbox(
        "Layer", range(len(layers)), index=first,
        format_func=lambda index: f"{index + 1}  {layers[index].token}, sees "
                                  f"{layers[index].receptive_field} × "
                                  f"{layers[index].receptive_field}")


def _choose_position(layer: LayerGeometry) -> tuple[int, int]:
    """Row and column on the layer's map, from 0; its centre until somebody moves them."""
    size = layer.size_out
    if size == 1:
        return 0, 0
    row, column = st.columns(2)
    # a slider for every size of map: the centre of one is off another
    return (row.slider("Row", 1, size, (size + 1) // 2, key=f"row-of-{size}") - 1,
            column.slider("Column", 1, size, (size + 1) // 2, key=f"column-of-{size}") - 1)


def _choose_digit() -> tuple[NDArray[np.uint8], str]:
    """A test digit and its label; an empty picture where there are no data."""
    dataset = data_state().dataset
    if dataset is None:
        return np.zeros((IMAGE_SIZE, IMAGE_SIZE), np.uint8), "blank"
    number = st.number_input("Test digit", 0, len(dataset.test) - 1, 0,
                             help="Its number in the test set, from 0.")
    return dataset.test.images[number].numpy(), str(int(dataset.test.labels[number]))


def _span(pixels: range) -> str:
    return f"{pixels.start + 1} to {pixels.stop}" if len(pixels) > 1 else str(pixels.stop)
