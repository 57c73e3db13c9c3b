"""The code cells of the notebook."""

from textwrap import fill

from mnist_core.base.rng import stream_seed
from mnist_core.export.exported_run import ExportedRun
from mnist_core.export.plain_pytorch.kept_weights import LOAD_NETWORK, layer_names_code
from mnist_core.export.plain_pytorch.network_class import network_class
from mnist_core.export.plain_pytorch.pasted_source import code_of, import_block, imports_of
from mnist_core.export.plain_pytorch.training_code import (
    after_epoch_lines,
    averaging_code,
    epoch_code,
    optimiser_line,
    scheduler_lines,
    steps_every_batch,
)
from mnist_core.export.plain_pytorch.transforms import pasted_modules, transform_lines

_PASTED = ("read_mnist", "digits", "show_digits", "predict", "show_curves", "show_confusion",
           "read_safetensors")
_IMPORTS = {"import copy", "import csv", "import os", "import torch.nn.functional as F",
            "from torch import nn", "from torch.utils.data import DataLoader",
            "from torchvision.transforms import v2"}
_SETTINGS = '''\
# a folder with MNIST's four files, packed (.gz) or not; "" downloads them
MNIST_DATA_DIR = os.environ.get("MNIST_DATA_DIR", "")
device = "cuda" if torch.cuda.is_available() else "cpu"'''
_BATCH = '''\
images, labels = next(iter(train_loader))
print("one batch:", tuple(images.shape))
show_digits(images[:20, 0], [str(int(label)) for label in labels[:20]])'''
_CONFUSION = '''\
log_probabilities = predict(measured, test_images, to_input)
read = log_probabilities.argmax(dim=1)
show_confusion(test_labels, read)'''
WORST = '''\
losses = F.nll_loss(log_probabilities, test_labels, reduction="none")
wrong = (read != test_labels).nonzero().flatten()
worst = wrong[losses[wrong].argsort(descending=True)][:10]
confidence = 100 * log_probabilities.exp().amax(dim=1)
show_digits(test_images[worst], [f"{test_labels[i]} read as {read[i]}\\n{confidence[i]:.0f} %"
                                 for i in worst], columns=5)'''
_CHECK = '''\
# on the CPU, where sums are float32 throughout
kept = load_network("weights.safetensors")
log_probabilities = predict(kept, test_images, to_input)
read = log_probabilities.argmax(dim=1)
num_correct = int((read == test_labels).sum())
print(f"{100 * num_correct / len(test_labels):.2f} % of {len(test_labels):,} test digits")'''
_COMPARE = '''\
# where two classes are all but equally probable, the rounding of a machine may decide
first, second = log_probabilities.exp().topk(2).values.T
is_tie = first - second < 1e-4
assert abs(num_correct - {num_correct}) <= int(is_tie.sum()), "the lab read {num_correct:,} right"
if os.path.exists("predictions.csv"):
    with open("predictions.csv", newline="") as file:
        in_the_lab = torch.tensor([int(row["read"]) for row in csv.DictReader(file)])
    assert bool(((read == in_the_lab) | is_tie).all()), "some digits are read otherwise"
    print("The answers are the lab's, digit by digit.")'''


def imports_code(run: ExportedRun) -> str:
    names = [*_PASTED, *pasted_modules(run.recipe.augmentations)]
    return f"{import_block(_IMPORTS | imports_of(*names))}\n\n{_SETTINGS}"


def data_code(run: ExportedRun) -> str:
    recipe = run.recipe
    lines = ["train_images, train_labels, test_images, test_labels = load_mnist(MNIST_DATA_DIR)"]
    if recipe.num_train:
        lines += [f"# only the first {recipe.num_train:,} digits are used",
                  f"train_images, train_labels = train_images[:{recipe.num_train}], "
                  f"train_labels[:{recipe.num_train}]"]
    if recipe.class_digits:
        lines += [f"# the lab also trained on {recipe.num_class_digits:,} digits that a class "
                  "drew; they are not in MNIST's files"]
    if held_out := recipe.held_out:
        lines += [f"# the last {held_out:,} are not trained on: they choose the best epoch",
                  f"held_out_images, held_out_labels = train_images[-{held_out}:], "
                  f"train_labels[-{held_out}:]",
                  f"train_images, train_labels = train_images[:-{held_out}], "
                  f"train_labels[:-{held_out}]"]
    lines.append('print(f"{len(train_images):,} digits to train on, {len(test_images):,} to test '
                 'with")')
    return f"{code_of('read_mnist')}\n\n\n" + "\n".join(lines)


def transforms_code(run: ExportedRun) -> str:
    recipe = run.recipe
    mean, std = recipe.normalisation.mean, recipe.normalisation.std
    augmentations = transform_lines(recipe.augmentations)
    lines = ["# pixels from 0 to 255 become (pixel / 255 - mean) / std",
             "to_input = v2.Compose([v2.ToDtype(torch.float32, scale=True),",
             f"                       v2.Normalize([{mean!r}], [{std!r}])])"]
    if augmentations:
        lines += ["augmented = v2.Compose([", *(f"    {line}," for line in augmentations),
                  "    to_input,", "])"]
    # what digits and dropout are drawn from
    lines += [f"torch.manual_seed({recipe.seed})",
              "train_set = Digits(train_images, train_labels, "
              f"{'augmented' if augmentations else 'to_input'})",
              f"train_loader = DataLoader(train_set, batch_size={recipe.batch_size}, shuffle=True)"]
    classes = [code_of(name) for name in pasted_modules(recipe.augmentations)]
    return "\n\n\n".join([*classes, code_of("digits"), "\n".join(lines)])


def batch_code() -> str:
    return f"{code_of('show_digits')}\n\n\n{_BATCH}"


def network_code(run: ExportedRun) -> str:
    seed = stream_seed(run.recipe.seed, "weights")
    return "\n".join([
        network_class(run.recipe.network, run.described), "",
        f"# what the lab derives from seed {run.recipe.seed}: the first weights are its run's",
        "with torch.random.fork_rng():",
        f"    torch.manual_seed({seed})",
        "    network = Network().to(device)",
        "num_parameters = sum(parameter.numel() for parameter in network.parameters())",
        f"assert num_parameters == {run.parameters}"])


def setup_code(run: ExportedRun) -> str:
    recipe = run.recipe
    scheduler = scheduler_lines(recipe, run.num_batches)
    lines = [f"EPOCHS = {recipe.epochs}", optimiser_line(recipe)]
    if steps_every_batch(recipe):
        lines.append("num_steps = EPOCHS * len(train_loader)")
    lines += [*scheduler]
    lines.append(averaging_code(recipe) or "measured = network")
    return "\n".join(lines) + "\n\n\n" + epoch_code(recipe)


def loop_code(run: ExportedRun) -> str:
    """Epoch after epoch is trained, measured and printed; the best one is kept."""
    recipe = run.recipe
    judged = "held_out" if recipe.held_out else "test"
    updates = "(epoch - 1) * len(train_loader)" if recipe.weight_average else ""
    lines = [
        "history, best_accuracy = [], -1.0",
        "for epoch in range(1, EPOCHS + 1):",
        f"    train_loss, train_accuracy = train_epoch({updates})",
        *_measured("test"), *(_measured("held_out") if recipe.held_out else []),
        '    history.append({"epoch": epoch, "train_loss": train_loss, "test_loss": test_loss,',
        '                    "train_accuracy": train_accuracy, "test_accuracy": test_accuracy})',
        f"    if {judged}_accuracy > best_accuracy:",
        f"        best_epoch, best_accuracy = epoch, {judged}_accuracy",
        "        best_weights = copy.deepcopy(measured.state_dict())",
        '    print(f"epoch {epoch:2}: train {train_loss:.4f} nats {train_accuracy:.2f} %, "',
        '          f"test {test_loss:.4f} nats {test_accuracy:.2f} %, "',
        '          f"lr {optimizer.param_groups[0][\'lr\']:.3g}")']
    lines += [*(f"    {line}" for line in after_epoch_lines(recipe)),
              "measured.load_state_dict(best_weights)",
              'print(f"best epoch: {best_epoch}, test '
              "{history[best_epoch - 1]['test_accuracy']:.2f} %\")"]
    return f"{code_of('predict')}\n\n\n" + "\n".join(lines)


def curves_code(run: ExportedRun) -> str:
    accuracies = ", ".join(f"{epoch.test_accuracy:.2f}" for epoch in run.epochs)
    body = fill(accuracies, 92, initial_indent="    ", subsequent_indent="    ")
    return (f"{code_of('show_curves')}\n\n\n"
            "# percent of the test digits, after each epoch in the lab\n"
            f"IN_THE_LAB = [\n{body},\n]\nshow_curves(history, IN_THE_LAB)")


def confusion_code() -> str:
    return f"{code_of('show_confusion')}\n\n\n{_CONFUSION}"


def check_code(run: ExportedRun) -> str:
    parts = [layer_names_code(run) + "\n\n\n" + code_of("read_safetensors"), LOAD_NETWORK.strip(),
             _CHECK]
    code = "\n\n\n".join(parts)
    if run.evaluation and run.is_on_full_mnist:
        num_correct = int(run.evaluation.correct.sum())
        code += "\n" + _COMPARE.replace("{num_correct}", str(num_correct)).replace(
            "{num_correct:,}", f"{num_correct:,}")
    return code


def _measured(split: str) -> list[str]:
    return [f"    {split}_loss, {split}_accuracy = loss_and_accuracy(",
            f"        predict(measured, {split}_images, to_input), {split}_labels)"]
