"""What changed between two networks, in a few words: compared by what they do, not how written.

A dropout of 0, a pooling over 1x1 and written input channels do nothing; ``avgpool6`` on a 6x6 map
is global pooling.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from mnist_core.base.change import Change, added, arrow, figure, removed
from mnist_core.base.format import listed
from mnist_core.network.geometry import Description, describe
from mnist_core.network.layers import (
    AvgPool,
    BatchNorm,
    Conv,
    Drop,
    GlobalPool,
    Layer,
    Linear,
    MaxPool,
    Relu,
    as_acting,
)

Layers = tuple[Layer, ...]
Kind = TypeVar("Kind", bound=Layer)
MAX_LISTED = 40
"""Characters up to which a chip lists layers; beyond, it sums them up."""
_ORDERED: dict[type[Layer], str] = {Relu: "relu", BatchNorm: "bn", Drop: "drop"}


def network_changes(before: Layers, after: Layers) -> list[Change]:
    """What turns one network into the other; empty if they compute the same."""
    old, new = describe(before), describe(after)
    before, after = _essence(before, old), _essence(after, new)
    if before == after:
        return []
    changes = [*_norms_and_relus(before, after), *_dropout(before, after), *_order(before, after),
               *_convolutions(before, after), *_linear(before, after), *_biases(before, after),
               *_pooling(before, after)]
    if old.parameters != new.parameters:
        changes.append(Change("changed", f"{arrow(old.parameters, new.parameters)} parameters",
                              about="parameters"))
    fields = [description.head_input.receptive_field for description in (old, new)]
    if fields[0] != fields[1]:
        changes.append(Change("changed", f"receptive field {arrow(*fields)}"))
    return changes or [Change("changed", "order of the layers")]


def has_other_layers(before: Layers, after: Layers) -> bool:
    """Whether they are two networks: they differ in more than their dropout."""
    return before != after and _without_dropout(before) != _without_dropout(after)


def _without_dropout(layers: Layers) -> Layers:
    return tuple(layer for layer in _essence(layers, describe(layers))
                 if not isinstance(layer, Drop))


def _essence(layers: Layers, description: Description) -> Layers:
    """The network without what does nothing, and with one name for what does the same."""
    kept: list[Layer] = []
    for layer, row in zip(layers, description.layers, strict=True):
        match layer:
            case GlobalPool() | AvgPool() if row.kernel == row.size_in:
                kept += [GlobalPool()] if row.size_in > 1 else []
            case Drop(p=0) | MaxPool(kernel=1) | AvgPool(kernel=1):
                pass
            case _:
                kept.append(as_acting(layer))
    return tuple(kept)


def _all(layers: Layers, kind: type[Kind]) -> list[Kind]:
    return [layer for layer in layers if isinstance(layer, kind)]


def _counted(name: str, old: int, new: int) -> Iterable[Change]:
    if not old and new:
        yield added(name)
    elif old and not new:
        yield removed(name)
    elif old != new:
        yield Change("changed", f"{name} ×{old} → ×{new}")


def _norms_and_relus(before: Layers, after: Layers) -> Iterable[Change]:
    norms, relus = ((len(_all(before, kind)), len(_all(after, kind))) for kind in (BatchNorm, Relu))
    # with more or fewer convolutions, more or fewer of what follows each of them is not news
    is_news = len(_all(before, Conv)) == len(_all(after, Conv))
    if is_news and all(norms) and norms == relus:
        yield from _counted("relu and batch norm", *norms)
        return
    for name, counts in (("batch norm", norms), ("relu", relus)):
        if is_news or not all(counts):
            yield from _counted(name, *counts)


def _dropout(before: Layers, after: Layers) -> Iterable[Change]:
    old, new = ([drop.p for drop in _all(layers, Drop)] for layers in (before, after))
    rates, new_rates = ("/".join(map(figure, sorted(set(ps)))) for ps in (old, new))
    if not old or not new:
        times = f" ×{len(new)}" if len(new) > 1 else ""
        yield from _counted(f"dropout {new_rates}{times}" if new else "dropout", len(old), len(new))
    elif len(old) != len(new):
        again = f"{new_rates} " if rates != new_rates else ""
        yield Change("changed", f"dropout {rates} ×{len(old)} → {again}×{len(new)}")
    elif rates != new_rates:
        yield Change("changed", f"dropout {rates} → {new_rates}")
    elif old != new:
        yield Change("changed", f"dropout {rates} rearranged")


def _order(before: Layers, after: Layers) -> Iterable[Change]:
    """The order of relu, bn and dropout, where both networks have the same of them."""
    old, new = _pattern(before), _pattern(after)
    old, new = ([word for word in old if word in new], [word for word in new if word in old])
    if old != new and sorted(old) == sorted(new):
        yield Change("changed", f"{' '.join(old)} → {' '.join(new)}")


def _pattern(layers: Layers) -> list[str]:
    """The longest run of relu, bn and dropout between two other layers."""
    runs: list[list[str]] = [[]]
    for layer in layers:
        if type(layer) in _ORDERED:
            runs[-1].append(_ORDERED[type(layer)])
        else:
            runs.append([])
    return max(runs, key=len)


def _convolutions(before: Layers, after: Layers) -> Iterable[Change]:
    old, new = _all(before, Conv), _all(after, Conv)
    if [_shape(conv) for conv in old] == [_shape(conv) for conv in new]:
        yield from _each(old, new, lambda conv: f"{conv.stride}", "stride ")
        yield from _each(old, new, lambda conv: f"{conv.padding}", "padding ")
        yield from _each(old, new, lambda conv: f"{conv.dilation}", "dilation ")
        yield from _each(old, new, lambda conv: f"{conv.groups}", "groups ")
        return
    one, two = _differing(old, new)
    words = [" ".join(_shape(conv) for conv in convs) for convs in (one, two)]
    if len(" → ".join(words)) <= MAX_LISTED:
        yield (added(words[1]) if not one else removed(words[0]) if not two else
               Change("changed", " → ".join(words)))
    else:
        yield from _widths(old, new)
        yield from _kernels(old, new)


def _shape(conv: Conv) -> str:
    return Conv(conv.kernel, conv.out_channels).token


def _differing(old: list[Conv], new: list[Conv]) -> tuple[list[Conv], list[Conv]]:
    """The two lists without what they share at their beginning and at their end."""
    shared = 0
    while shared < min(len(old), len(new)) and _shape(old[shared]) == _shape(new[shared]):
        shared += 1
    old, new = old[shared:], new[shared:]
    while old and new and _shape(old[-1]) == _shape(new[-1]):
        old, new = old[:-1], new[:-1]
    return old, new


def _widths(old: list[Conv], new: list[Conv]) -> Iterable[Change]:
    if [conv.out_channels for conv in old] == [conv.out_channels for conv in new]:
        return
    lists = " → ".join("-".join(figure(conv.out_channels) for conv in convs)
                       for convs in _differing(old, new))
    widest = [max((conv.out_channels for conv in convs), default=0) for convs in (old, new)]
    number = f"{len(old)} → {len(new)} convolutions" if len(old) != len(new) else ""
    if len(lists) <= MAX_LISTED and all(_differing(old, new)):
        yield Change("changed", f"channels {lists}")
    elif widest[0] != widest[1] and all(widest):
        most = f"widest {'' if number else 'layer '}{arrow(*widest)} channels"
        yield Change("changed", f"{number}, {most}" if number else most)
    else:
        yield Change("changed", number or "channels rearranged")


def _kernels(old: list[Conv], new: list[Conv]) -> Iterable[Change]:
    if len(old) == len(new):
        yield from _each(old, new, lambda conv: f"{conv.kernel}x{conv.kernel}")
        return
    counts, new_counts = (Counter(conv.kernel for conv in convs) for convs in (old, new))
    changes = [change for kernel in sorted(counts | new_counts) for change in
               _counted(f"{kernel}x{kernel} convolutions", counts[kernel], new_counts[kernel])]
    if len(counts | new_counts) > 1:
        # what came or went says more than how many there are
        yield from [change for change in changes if change.kind != "changed"] or changes[:1]


def _each(old: list[Conv], new: list[Conv], read: Callable[[Conv], str],
          word: str = "") -> Iterable[Change]:
    """One property of equally many convolutions: ``1x1 → 3x3 in convolution 7``."""
    changed = {index: (read(one), read(two)) for index, (one, two) in
               enumerate(zip(old, new, strict=True), start=1) if read(one) != read(two)}
    if len(set(changed.values())) == 1:
        (before, after), = set(changed.values())
        yield Change("changed", f"{word}{before} → {after}{_where(list(changed), len(old))}")
    elif changed:
        yield Change("changed", f"{word or 'kernels '}of {len(changed)} convolutions")


def _where(numbers: Sequence[int], num_all: int) -> str:
    if len(numbers) == num_all > 1:
        return " everywhere"
    if len(numbers) > 3:
        return f" in {len(numbers)} convolutions"
    return f" in convolution{'s' if len(numbers) > 1 else ''} {listed([*map(str, numbers)])}"


def _linear(before: Layers, after: Layers) -> Iterable[Change]:
    old, new = ([layer.out_features for layer in _all(layers, Linear)]
                for layers in (before, after))
    if len(old) == len(new) and old != new:
        yield Change("changed", "linear " + " → ".join("-".join(map(figure, widths))
                                                       for widths in (old, new)))
    yield from _counted("linear layers", len(old), len(new))


def _biases(before: Layers, after: Layers) -> Iterable[Change]:
    same_linear = len(_all(before, Linear)) == len(_all(after, Linear))
    kinds = Conv | Linear if same_linear else Conv
    yield from _counted("bias", *(sum(isinstance(layer, kinds) and layer.bias for layer in layers)
                                  for layers in (before, after)))


def _pooling(before: Layers, after: Layers) -> Iterable[Change]:
    for name, kind in (("max pooling", MaxPool), ("average pooling", AvgPool)):
        old, new = ([figure(layer.kernel) for layer in layers
                     if isinstance(layer, MaxPool | AvgPool) and isinstance(layer, kind)]
                    for layers in (before, after))
        if len(old) == len(new) and old != new:
            yield Change("changed", f"{name} {'-'.join(old)} → {'-'.join(new)}")
        yield from _counted(name, len(old), len(new))
    yield from _counted("global pooling", len(_all(before, GlobalPool)),
                        len(_all(after, GlobalPool)))
