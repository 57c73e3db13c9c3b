"""What changed between two recipes, in the few words that chips, links and logs show."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from mnist_core.edits import Scalar, flatten
from mnist_core.geometry import describe
from mnist_core.layers import AvgPool, BatchNorm, Conv, Drop, GlobalPool, Layer, MaxPool, Relu
from mnist_core.recipe import Recipe

_WORDS = {
    "batch_size": "batch", "optimiser.kind": "optimiser", "optimiser.lr": "lr",
    "optimiser.momentum": "momentum", "optimiser.nesterov": "nesterov",
    "optimiser.weight_decay": "weight decay", "optimiser.beta1": "beta 1",
    "optimiser.beta2": "beta 2", "schedule.kind": "schedule", "num_train": "training digits",
    "held_out": "held out", "normalisation.mean": "mean", "normalisation.std": "std",
}
# where a recipe runs does not change what it is; layers and dropout are compared as networks,
# and after a change of kind its inner settings would only repeat it
_SILENT = {"device", "layers", "dropout"}
_GROUPS = ("rotation", "affine", "perspective", "colour")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``kind`` is "added", "removed" or "changed"; ``text`` is for people."""

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text


def diff(before: Recipe, after: Recipe) -> tuple[Change, ...]:
    """What turns ``before`` into ``after``, network first; empty if they train the same."""
    return (*_network_changes(before.network, after.network), *_setting_changes(before, after))


def diff_text(before: Recipe, after: Recipe) -> str:
    """One line: ``dropout 0.1 → 0.05, batch 256 → 128``; empty if nothing changed."""
    return ", ".join(change.text for change in diff(before, after))


def _setting_changes(before: Recipe, after: Recipe) -> Iterable[Change]:
    old, new = flatten(before), flatten(after)
    for group in _GROUPS:
        had, has = getattr(before, group), getattr(after, group)
        if had is None and has is not None:
            yield Change("added", f"+ {_augmentation(group, new)}")
        elif has is None and had is not None:
            yield Change("removed", f"- {group}")
        elif had != has:
            yield from _pairs(old, new, f"{group}.")
    yield from _pairs(old, new, "normalisation.")
    yield from _kind_changes(old, new, "optimiser")
    yield from _kind_changes(old, new, "schedule")
    for name in old.keys() & new.keys():
        if "." not in name and name not in _SILENT and name not in _GROUPS and (
                old[name] != new[name]):
            yield _changed(name, old[name], new[name])


def _kind_changes(old: dict[str, Scalar], new: dict[str, Scalar], group: str) -> Iterable[Change]:
    kind = f"{group}.kind"
    if old[kind] != new[kind]:
        yield Change("changed", f"{group} {old[kind]} → {new[kind]}")
        if group == "optimiser" and old["optimiser.lr"] != new["optimiser.lr"]:
            yield _changed("optimiser.lr", old["optimiser.lr"], new["optimiser.lr"])
        return
    yield from _pairs(old, new, f"{group}.")


def _pairs(old: dict[str, Scalar], new: dict[str, Scalar], prefix: str) -> Iterable[Change]:
    for name in new:
        if name.startswith(prefix) and name in old and old[name] != new[name]:
            yield _changed(name, old[name], new[name])


def _changed(name: str, old: Scalar, new: Scalar) -> Change:
    word = _WORDS.get(name, name.replace(".", " ").replace("_", " "))
    return Change("changed", f"{word} {_plain(old)} → {_plain(new)}")


def _plain(value: Scalar) -> str:
    if value is None:
        return "all"
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:,g}" if isinstance(value, int | float) else str(value)


def _augmentation(group: str, flat: dict[str, Scalar]) -> str:
    if group == "rotation":
        return f"rotation ±{flat['rotation.degrees']:g}°"
    if group == "perspective":
        return f"perspective {flat['perspective.distortion']:g}"
    if group == "colour":
        parts = [f"{name} ±{flat[f'colour.{name}']:g}" for name in ("brightness", "contrast")
                 if flat[f"colour.{name}"]]
        return " ".join(parts) or "colour"
    return f"affine ±{flat['affine.degrees']:g}°"


def _network_changes(before: tuple[Layer, ...], after: tuple[Layer, ...]) -> Iterable[Change]:
    if before == after:
        return
    changes = [*_count_change(before, after, BatchNorm, "batch norm"),
               *_dropout_change(before, after), *_shape_changes(before, after)]
    old, new = describe(before), describe(after)
    if old.parameters != new.parameters:
        changes.append(Change("changed", f"{old.parameters:,} → {new.parameters:,} parameters"))
    old_field, new_field = (d.before_pooling.receptive_field for d in (old, new))
    if old_field != new_field:
        changes.append(Change("changed", f"receptive field {old_field} → {new_field}"))
    yield from changes or [Change("changed", "layer order")]


def _count_change(before: tuple[Layer, ...], after: tuple[Layer, ...], kind: type[Layer],
                  name: str) -> Iterable[Change]:
    old, new = (sum(isinstance(layer, kind) for layer in layers) for layers in (before, after))
    if not old and new:
        yield Change("added", f"+ {name}")
    elif old and not new:
        yield Change("removed", f"- {name}")
    elif old != new:
        yield Change("changed", f"{name} {old} → {new} times")


def _dropout_change(before: tuple[Layer, ...], after: tuple[Layer, ...]) -> Iterable[Change]:
    old, new = (tuple(layer.p for layer in layers if isinstance(layer, Drop) and layer.p)
                for layers in (before, after))
    if not old and new:
        yield Change("added", f"+ dropout {_rates(new)}")
    elif old and not new:
        yield Change("removed", "- dropout")
    elif set(old) != set(new):
        yield Change("changed", f"dropout {_rates(old)} → {_rates(new)}")
    elif len(old) != len(new):
        yield Change("changed", f"dropout {len(old)} → {len(new)} times")


def _rates(rates: tuple[float, ...]) -> str:
    return "/".join(f"{p:g}" for p in sorted(set(rates)))


def _shape_changes(before: tuple[Layer, ...], after: tuple[Layer, ...]) -> Iterable[Change]:
    old, new = ([layer for layer in layers if isinstance(layer, Conv)] for layers in
                (before, after))
    if len(old) != len(new):
        yield Change("changed", f"{len(old)} → {len(new)} convolutions")
    elif [conv.out_channels for conv in old] != [conv.out_channels for conv in new]:
        yield Change("changed", f"widest layer {_widest(old)} → {_widest(new)} channels"
                     if _widest(old) != _widest(new) else "channels rearranged")
    elif [conv.kernel for conv in old] != [conv.kernel for conv in new]:
        yield Change("changed", "kernels")
    biases = [any(conv.bias for conv in convs) for convs in (old, new)]
    if biases[0] != biases[1]:
        yield Change("added", "+ bias") if biases[1] else Change("removed", "- bias")
    for kind, name in ((MaxPool, "max pooling"), (AvgPool, "average pooling"),
                       (GlobalPool, "global pooling")):
        yield from _count_change(before, after, kind, name)
    relus = Counter(isinstance(layer, Relu) for layer in before)[True], Counter(
        isinstance(layer, Relu) for layer in after)[True]
    if relus[0] != relus[1] and len(old) == len(new):
        yield Change("changed", f"relu {relus[0]} → {relus[1]} times")


def _widest(convs: list[Conv]) -> int:
    return max((conv.out_channels for conv in convs), default=0)
