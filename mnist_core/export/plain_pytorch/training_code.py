"""Optimiser, schedule, averaging and the training loop of a recipe, as Python source."""

from mnist_core.recipe.recipe import SGD, Adam, Recipe
from mnist_core.recipe.schedules import (
    Constant,
    Cosine,
    Exponential,
    OneCycle,
    Plateau,
    StepDecay,
)

_PARAMETERS = "network.parameters()"


def optimiser_line(recipe: Recipe) -> str:
    """``optimizer = torch.optim.…``; what is PyTorch's own default is left out."""
    chosen = recipe.optimiser
    options = [_PARAMETERS, f"lr={chosen.lr!r}"]
    if isinstance(chosen, SGD):
        options += _unusual(("momentum", chosen.momentum, 0), ("nesterov", chosen.nesterov, False),
                            ("weight_decay", chosen.weight_decay, 0))
        return f"optimizer = torch.optim.SGD({', '.join(options)})"
    name, usual_decay = ("Adam", 0) if isinstance(chosen, Adam) else ("AdamW", 0.01)
    options += _unusual(("betas", (chosen.beta1, chosen.beta2), (0.9, 0.999)),
                        ("weight_decay", chosen.weight_decay, usual_decay))
    return f"optimizer = torch.optim.{name}({', '.join(options)})"


def scheduler_lines(recipe: Recipe, num_batches: int) -> list[str]:
    """``scheduler = …``, for a run of ``num_batches`` batches an epoch; empty where it is constant.

    The code counts its ``num_steps`` itself; here the number only tells where PyTorch needs another
    spelling.
    """
    scheduler = "scheduler = torch.optim.lr_scheduler."
    match recipe.schedule:
        case Constant():
            return []
        case StepDecay(every=every, gamma=gamma):
            return [f"{scheduler}StepLR(optimizer, step_size={every}, gamma={gamma!r})"]
        case Exponential(gamma=gamma):
            return [f"{scheduler}ExponentialLR(optimizer, gamma={gamma!r})"]
        case Cosine(final_lr=final_lr):
            return ["# the last batch has the lowest rate", f"{scheduler}CosineAnnealingLR(",
                    f"    optimizer, T_max=max(num_steps - 1, 1), eta_min={final_lr!r})"]
        case OneCycle() as cycle:
            return [f"{scheduler}OneCycleLR(",
                    f"    optimizer, max_lr={recipe.optimiser.lr!r}, total_steps=num_steps,",
                    f"    pct_start={_warmup(cycle.warmup, recipe.epochs * num_batches)!r}, "
                    f"div_factor={cycle.div!r}, final_div_factor={cycle.final_div!r},",
                    f"    base_momentum={cycle.momentum_min!r}, "
                    f"max_momentum={cycle.momentum_max!r})"]
        case Plateau(patience=patience, gamma=gamma):
            return [f"{scheduler}ReduceLROnPlateau(",
                    f"    optimizer, factor={gamma!r}, patience={patience}, eps=0)"]


def steps_every_batch(recipe: Recipe) -> bool:
    """Else it steps after every epoch."""
    return isinstance(recipe.schedule, Cosine | OneCycle)


def after_epoch_lines(recipe: Recipe) -> list[str]:
    """What the scheduler does once an epoch is measured; none where it has stepped already."""
    if recipe.schedule.reads_history:
        return [f"scheduler.step({'held_out' if recipe.held_out else 'train'}_loss)"]
    if steps_every_batch(recipe) or isinstance(recipe.schedule, Constant):
        return []
    return ["scheduler.step()"]


def averaging_code(recipe: Recipe) -> str:
    """``measured`` and ``update_average``; empty where the recipe averages no weights."""
    if not recipe.weight_average:
        return ""
    return f'''\
# an exponential moving average of the weights: it is what is measured and kept
measured = copy.deepcopy(network).eval()


@torch.no_grad()
def update_average(num_updates):
    """Move the average towards the weights; the first batches count for little."""
    decay = min({recipe.weight_average!r}, (1 + num_updates) / (10 + num_updates))
    state = network.state_dict()
    for name, average in measured.state_dict().items():
        if average.is_floating_point():
            average.lerp_(state[name], 1 - decay)
        else:
            average.copy_(state[name])'''


def epoch_code(recipe: Recipe) -> str:
    """``train_epoch``: one pass over ``train_loader``."""
    after = []
    if recipe.weight_average:
        after += ["update_average(num_updates)", "num_updates += 1"]
    if steps_every_batch(recipe):
        after.append("scheduler.step()")
    smoothing = recipe.label_smoothing
    options = f", label_smoothing={smoothing!r}" if smoothing else ""
    return "\n".join([
        f"def train_epoch({'num_updates' if recipe.weight_average else ''}):",
        '    """Mean loss in nats and accuracy in percent, while the weights still move."""',
        "    network.train()",
        "    loss_sum = num_correct = 0",
        "    for images, labels in train_loader:",
        "        images, labels = images.to(device), labels.to(device)",
        "        logits = network(images)",
        f"        loss = F.cross_entropy(logits, labels{options})",
        "        optimizer.zero_grad()",
        "        loss.backward()",
        "        optimizer.step()",
        *(f"        {line}" for line in after),
        "        loss_sum += loss.item() * len(labels)",
        "        num_correct += (logits.argmax(dim=1) == labels).sum().item()",
        "    return loss_sum / len(train_set), 100 * num_correct / len(train_set)"]) + "\n"


def _warmup(share: float, total: int) -> float:
    """PyTorch divides by zero where the rise ends at the very first batch."""
    return share * (1 - 1e-9) if share * total == 1 else share


def _unusual(*options: tuple[str, object, object]) -> list[str]:
    return [f"{name}={value!r}" for name, value, usual in options if value != usual]
