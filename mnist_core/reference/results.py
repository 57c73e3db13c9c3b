"""``docs/RESULTS.md``: published and own figures of every step, generated from ``reference/``."""

from collections.abc import Iterable, Sequence
from textwrap import fill

from mnist_core.base.format import count_of
from mnist_core.base.markdown import table
from mnist_core.base.source import ROOT
from mnist_core.findings.seeds import Spread, spread
from mnist_core.ladders import LADDERS
from mnist_core.reference.notebooks import NotebookRun, notebook_runs
from mnist_core.reference.pens import PenScore, PenScores, pen_scores
from mnist_core.reference.records import ReferenceRun
from mnist_core.reference.summary import Lies, Summary, last_five, summaries

PAGE = ROOT / "docs" / "RESULTS.md"
NOT_MEASURED = "not measured"
_HEAD = """# Results

Every published step, trained by this lab on the full MNIST at the published number of epochs, with
the author's own recipe. `python -m mnist_core reproduce` trains what is missing and records it
under `reference/`; `python -m mnist_core results` writes this page from there.

Accuracies are of the test set, in percent. *Best* is that of the best epoch, picked on the test
set as the authors did, which flatters it; *last five* is the mean of the last five epochs. *n* is
how many seeds we trained. Of several seeds the mean stands first, then the spread: the standard
deviation of a sample. *Difference* is our best less the published log's, in percentage points.
*Target* counts, for each seed, how many of the last five epochs reach the ladder's goal.

The authors published one run each, so the question is whether it could be one more of ours.
*The published one lies* says so: *within* is where one more seed of ours would lie with 95 %
confidence (a prediction interval: mean ± t · spread · √(1 + 1/n), with Student's t for n - 1),
*above* and *below* are outside of it. Chance alone puts one figure of twenty outside. With two or
three seeds this range is wide, 18 and 5 times the spread to either side, so *within* says little
yet. Of one seed nothing can be said, nor where some seeds never learned anything.

"""
_PENS = """## Digits of real pens

{num} digits as people's pens wrote them (UNIPEN train_r01_v07, ten classes alike), each drawn with
a size, place and brush of its own, fixed by a seed, and read by the weights of the best epoch.
Percent read right: *centred* as MNIST's digits are, by the centre of their mass, and by a *raw
resize* of the whole canvas. `python -m bench.pens` measures it where somebody has the digits; this
is of {date}, commit {commit}.

What nearly every network misreads are shapes that MNIST hardly has: zeros with a slash, ones with a
long flag (as 7) or with a flag and a foot (as 2), fours that are closed at the top (as 9). No
centring mends that; it would take training digits that are written so.

"""
_NOTEBOOKS = """## The notebook, run in full

`notebook.ipynb`, exported from the run of seed 1 and run from top to bottom with as many epochs as
the step has: plain PyTorch in float32, one digit after the other through torchvision's transforms.
It starts from the first weights of seed 1; the order of the digits, their augmentation and dropout
are drawn otherwise, so it should come to what one more seed of ours would. One more of equal draws
lies outside the range of three every second time. *Best* is that of the best epoch, *last five* the
mean of the last five. Minutes are by the clock, beside other work.

"""
_TITLES = ("step", "parameters", "n", "published best", "our best", "the published one lies",
           "difference", "published last five", "our last five", "the published one lies", "target")


def results_page(runs: Sequence[ReferenceRun] | None = None) -> str:
    """The whole page, as Markdown."""
    known = summaries(runs)
    parts = [_HEAD.strip() + "\n\n" + _in_all(known)]
    for ladder in LADDERS:
        of_ladder = [found for found in known if found.step.ladder_id == ladder.id]
        parts.append(f"## {ladder.title}\n\n{ladder.author}, {ladder.published_in}. "
                     f"Goal: {ladder.goal.text}.\n\n"
                     + table(_TITLES, map(_row, of_ladder)))
    parts.append("## Where ours differs, and why\n\n" + "\n".join(_differences(known)))
    if pens := pen_scores():
        parts.append(_pens(pens))
    if notebooks := notebook_runs():
        parts.append(_NOTEBOOKS + notebooks_table(notebooks))
    parts.append("## Evidence\n\n" + _evidence(known))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def pens_table(scores: Iterable[PenScore]) -> str:
    return table(("run", "centred", "raw resize", "most misread"), (
        (score.key, f"{score.centred:.2f}", f"{score.raw:.2f}", score.misread)
        for score in scores))


def _pens(pens: PenScores) -> str:
    return (_PENS.format(num=pens.num_digits, date=pens.date, commit=pens.commit)
            + pens_table(pens.scores))


def notebooks_table(runs: Iterable[NotebookRun]) -> str:
    titles = ("step", "our seeds", "our best", "notebook's best", "among our seeds",
              "our last five", "notebook's last five", "among our seeds", "minutes", "device",
              "date", "commit")
    return table(titles, (
        (run.step_id, ", ".join(map(str, run.own_seeds)), _range(spread(run.own_best)),
         f"{run.best:.2f}", _place(run.best, run.own_best), _range(spread(run.own_last_five)),
         f"{run.last_five:.2f}", _place(run.last_five, run.own_last_five),
         f"{run.minutes:.0f}", run.device, run.date, run.commit) for run in runs))


def _range(values: Spread) -> str:
    """``99.45 (99.42 to 99.47)``: mean, lowest and highest."""
    if values.n == 1:
        return f"{values.mean:.2f}"
    return f"{values.mean:.2f} ({values.min:.2f} to {values.max:.2f})"


def _place(value: float, own: Sequence[float]) -> str:
    """``within``, or how many points above the highest or below the lowest."""
    if value > max(own):
        return f"{value - max(own):.2f} above"
    return f"{min(own) - value:.2f} below" if value < min(own) else "within"


def _row(found: Summary) -> tuple[str, ...]:
    step, report, points = found.step, found.report, found.difference_points
    name = f"**{step.id}** {step.title}" if not found.variant else f"{step.id}, {found.title}"
    parameters, best = f"{step.published.parameters:,}", f"{step.log.best_test_accuracy:.2f}"
    published_five = f"{last_five(step.log.test_accuracy):.2f}"
    if report is None or points is None:
        return (name, parameters, "0", best, NOT_MEASURED, "", "", published_five, NOT_MEASURED, "",
                "")
    return (name, parameters, str(report.best.n),
            best, _spread(report.best), _lies(found, found.best_lies), f"{points:+.2f}",
            published_five, _spread(report.last_five),
            _lies(found, found.last_five_lies),
            ", ".join(f"{hits} of 5" for hits in found.hits))


def _spread(values: Spread) -> str:
    """``99.45 ± 0.03``."""
    return f"{values.mean:.2f}" if values.std is None else f"{values.mean:.2f} ± {values.std:.2f}"


def _lies(found: Summary, lies: Lies | None) -> str:
    if lies is not None:
        return lies
    if found.num_unlearned:
        why = f"{found.num_unlearned} of {count_of(len(found.runs), 'seed')} never learned"
    else:
        why = "one seed" if len(found.runs) == 1 else "equal seeds"
    return f"{why}: cannot be said"


def _in_all(known: Iterable[Summary]) -> str:
    """How many of the published steps are measured, and where their best lies."""
    steps = [found for found in known if found.variant is None]
    measured = [found for found in steps if found.runs]
    placed = [found.best_lies for found in measured if found.best_lies]
    text = (f"Of {count_of(len(steps), 'step')} {len(measured)} are measured, of {len(placed)} "
            "there are several seeds that learned.")
    if not placed:
        return text
    within = f"{placed.count('within')} of {len(placed)}"
    outside = [f"{placed.count(lies)} {lies}" for lies in ("above", "below") if lies in placed]
    text += f" Of these the published best lies within the spread of ours for {within}"
    return fill(f"{text}{''.join(f', {one}' for one in outside)}.", 100)


def _differences(known: Iterable[Summary]) -> Iterable[str]:
    for found in known:
        if found.step.reproduction and found.variant is None:
            yield f"- **{found.step.id}**: {found.step.reproduction}"


def _evidence(known: Iterable[Summary]) -> str:
    titles = ("run", "date", "processor", "threads", "path", "torch", "minutes", "commit",
              "train accuracy in eval mode", "test accuracy of the kept weights, float32")
    return table(titles, (_proof(run) for found in known for run in found.runs))


def _proof(run: ReferenceRun) -> tuple[str, ...]:
    evidence, record = run.record.evidence, run.record
    return (run.key, evidence.date, evidence.processor, str(evidence.threads), evidence.path,
            evidence.torch, f"{evidence.seconds / 60:.1f}", evidence.commit,
            *(f"{value:.2f}" for value in (record.train_accuracy_in_eval_mode,
                                           record.test_accuracy_of_weights)))
