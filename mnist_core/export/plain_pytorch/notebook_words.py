"""What the notebook says between its code."""

from mnist_core.base.markdown import escaped
from mnist_core.export.exported_run import ExportedRun
from mnist_core.recipe.diff import diff_text

WORDS = {
    "data": "## Data\n\n"
            "MNIST: 60,000 digits to train on and 10,000 to test with, 28 x 28 grey pixels each. "
            "Without a folder torchvision downloads them.",
    "transforms": "## What the network gets\n\n"
                  "Each training digit is augmented anew in every epoch; test digits never are.",
    "network": "## Network\n\n"
               "Each comment has what comes out of a line, channels x height x width, and the "
               "receptive field: how many pixels of the digit one of these values sees.",
    "training": "## Training",
    "mistakes": "## Mistakes\n\nOf the best epoch's weights, on the test digits.",
    "weights": "## The weights of the lab\n\n"
               "`weights.safetensors` must lie beside this notebook; with `predictions.csv` beside "
               "it, too, every single answer is compared.",
}
_DIFFERENT = (
    "What this notebook trains is what the lab trained: the same network with the same first "
    "weights, digits, transforms, optimiser and schedule. What cannot be the same is chance: the "
    "order of the digits, the parameters of each digit's transforms and the values that dropout "
    "sets to 0 are drawn from other random streams, and sums are rounded in another order. So the "
    "accuracy that you get differs from the lab's as that of another seed would.")


def heading(run: ExportedRun) -> str:
    """Title, question, and how far the notebook's training can be the run's."""
    parts = [f"# {escaped(run.title)}", _question(run), *_figures(run), _DIFFERENT,
             *([f"Note: {escaped(run.note)}"] if run.note.strip() else []),
             "It needs torch, torchvision and matplotlib."]
    return "\n\n".join(parts)


def _question(run: ExportedRun) -> str:
    if run.step is None:
        return "A recipe of its own."
    changed = diff_text(run.step.recipe, run.recipe)
    step = f"{run.step.id}, {run.step.title}"
    if not changed:
        return f"**Target** of {step}: {run.step.target}"
    return f"**Question**: what does {step} come to with {escaped(changed)}?"


def _figures(run: ExportedRun) -> list[str]:
    told = []
    if run.accuracy is not None:
        told.append(f"In the lab it read {run.accuracy:.2f} % of the test digits.")
    if len(run.epochs) < run.recipe.epochs:
        told.append(f"It was stopped after {len(run.epochs)} of {run.recipe.epochs} epochs; this "
                    "notebook trains all of them.")
    if run.shortened:
        told.append(f"It was a quick try: {run.shortened}.")
    if not run.is_on_full_mnist:
        told.append("It was trained and tested on other digits than those here "
                    f"({escaped(run.source or 'which ones is not known')}), so that its figures "
                    "cannot be compared.")
    return [" ".join(told)] if told else []
