"""The schedule table against PyTorch's own schedulers, stepped as the authors stepped them."""

from typing import Any

import pytest
import torch
from torch.optim import lr_scheduler

from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.training.rates import plateau_drops, rates, table

EPOCHS, NUM_BATCHES, LR = 6, 7, 0.2


def recipe(schedule: dict[str, Any], optimiser: str = "sgd") -> Recipe:
    return read_recipe({"layers": "gap conv1x1(10) flatten", "epochs": EPOCHS,
                        "optimiser": {"kind": optimiser, "lr": LR}, "schedule": schedule})


def stepped(scheduler: Any, *, every_batch: bool) -> tuple[list[float], list[float]]:
    lrs, momenta = [], []
    group = scheduler.optimizer.param_groups[0]
    for position in range(EPOCHS * NUM_BATCHES):
        lrs.append(group["lr"])
        momenta.append(group["betas"][0] if "betas" in group else group["momentum"])
        scheduler.optimizer.step()
        if every_batch or (position + 1) % NUM_BATCHES == 0:
            scheduler.step()
    return lrs, momenta


def sgd() -> torch.optim.Optimizer:
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], LR, 0.9)


def adam() -> torch.optim.Optimizer:
    return torch.optim.Adam([torch.nn.Parameter(torch.zeros(1))], LR)


def test_constant_keeps_lr_and_momentum() -> None:
    ours = table(recipe({"kind": "constant"}), NUM_BATCHES)
    assert set(ours.lr) == {LR}
    assert set(ours.momentum) == {0.9}


@pytest.mark.parametrize(("schedule", "make"), [
    ({"kind": "step", "every": 2, "gamma": 0.1}, lambda o: lr_scheduler.StepLR(o, 2, 0.1)),
    ({"kind": "exponential", "gamma": 0.85},
     lambda o: lr_scheduler.LambdaLR(o, lambda epoch: 0.85**epoch)),
])
def test_epoch_schedules_equal_pytorchs(schedule: dict[str, Any], make: Any) -> None:
    lrs, _ = stepped(make(sgd()), every_batch=False)
    assert table(recipe(schedule), NUM_BATCHES).lr.tolist() == pytest.approx(lrs, rel=1e-9)


@pytest.mark.parametrize(("optimiser", "make"), [("sgd", sgd), ("adam", adam)])
def test_one_cycle_equals_pytorchs(optimiser: str, make: Any) -> None:
    total = EPOCHS * NUM_BATCHES
    scheduler = lr_scheduler.OneCycleLR(make(), LR, total_steps=total)
    lrs, momenta = [], []
    group = scheduler.optimizer.param_groups[0]
    for position in range(total):
        lrs.append(group["lr"])
        momenta.append(group["betas"][0] if "betas" in group else group["momentum"])
        if position < total - 1:
            scheduler.optimizer.step()
            scheduler.step()
    ours = table(recipe({"kind": "one-cycle"}, optimiser), NUM_BATCHES)
    assert ours.lr.tolist() == pytest.approx(lrs, rel=1e-9)
    assert ours.momentum.tolist() == pytest.approx(momenta, rel=1e-9)


def test_cosine_equals_pytorchs_stepped_every_batch() -> None:
    total = EPOCHS * NUM_BATCHES
    scheduler = lr_scheduler.CosineAnnealingLR(sgd(), T_max=total - 1, eta_min=0.001)
    lrs, _ = stepped(scheduler, every_batch=True)
    ours = table(recipe({"kind": "cosine", "final_lr": 0.001}), NUM_BATCHES)
    assert ours.lr.tolist() == pytest.approx(lrs, rel=1e-6)


def test_one_cycle_of_finetune_6_starts_peaks_and_ends_where_its_notebook_did() -> None:
    """lr .0006 at the start, .015 at step 2110, 6e-8 at the end: from the author's notebook."""
    finetune = read_recipe({"layers": "gap conv1x1(10) flatten", "epochs": 15,
                            "optimiser": {"kind": "sgd", "lr": 0.015},
                            "schedule": {"kind": "one-cycle"}})
    ours = table(finetune, 469)
    assert ours.lr[0] == pytest.approx(0.0006)
    assert abs(int(ours.lr.argmax()) - 2110) <= 1
    assert ours.lr[-1] == pytest.approx(6e-8)


def test_a_run_of_one_batch_has_a_schedule() -> None:
    for kind in ("constant", "step", "exponential", "one-cycle", "cosine"):
        one = recipe({"kind": kind}).model_copy(update={"epochs": 1})
        assert len(table(one, 1).lr) == 1


# -- a schedule that reads the history --------------------------------------------------------


@pytest.mark.parametrize("patience", [0, 1, 3])
@pytest.mark.parametrize("losses", [
    [1.0, 0.9, 0.8, 0.7], [1.0] * 9, [1.0, 0.99995, 0.9999, 0.98, 0.99, 0.99, 0.99, 0.97],
    [0.5, 0.6, 0.4, 0.5, 0.5, 0.3, 0.4, 0.4, 0.4, 0.4]])
def test_the_rate_falls_on_a_plateau_as_pytorchs_does(losses: list[float], patience: int) -> None:
    optimiser = sgd()
    scheduler = lr_scheduler.ReduceLROnPlateau(optimiser, factor=0.5, patience=patience)
    planned = rates(read_recipe({
        "layers": "gap conv1x1(10) flatten", "epochs": len(losses) + 1,
        "optimiser": {"kind": "sgd", "lr": LR},
        "schedule": {"kind": "plateau", "patience": patience, "gamma": 0.5}}), NUM_BATCHES)
    for epoch, loss in enumerate(losses):
        history = losses[:epoch]
        for position in (epoch * NUM_BATCHES, (epoch + 1) * NUM_BATCHES - 1):
            assert planned.at(position, history).lr == pytest.approx(
                optimiser.param_groups[0]["lr"])
        scheduler.step(loss)
    assert planned.at(len(losses) * NUM_BATCHES, losses).lr == pytest.approx(
        optimiser.param_groups[0]["lr"])


def test_a_later_epoch_changes_no_rate_before_it() -> None:
    planned = rates(recipe({"kind": "plateau", "patience": 0}), NUM_BATCHES)
    history = [1.0, 1.0, 1.0]
    assert plateau_drops(history, 0) == 2
    assert planned.at(NUM_BATCHES, history) == planned.at(NUM_BATCHES, history[:1])


def test_before_the_run_a_plateau_is_drawn_as_if_the_loss_always_fell() -> None:
    planned = table(recipe({"kind": "plateau"}), NUM_BATCHES)
    assert planned.lr.tolist() == [LR] * EPOCHS * NUM_BATCHES
