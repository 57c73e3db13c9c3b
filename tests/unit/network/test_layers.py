"""What is asked of a whole network's layers."""

from mnist_core.network.layers import dropout_rates, has_batch_norm, with_dropout
from mnist_core.network.notation import parse

LAYERS = parse("conv3x3(8) bn relu drop(.1) conv3x3(8) relu drop(0) gap linear(10)")


def test_dropout_is_told_in_order_with_what_drops_nothing() -> None:
    assert dropout_rates(LAYERS) == (0.1, 0)
    assert dropout_rates(with_dropout(LAYERS, 0.2)) == (0.2, 0.2)
    assert dropout_rates(parse("flatten linear(10)")) == ()


def test_batch_norm_is_found_anywhere() -> None:
    assert has_batch_norm(LAYERS)
    assert not has_batch_norm(LAYERS[2:])
