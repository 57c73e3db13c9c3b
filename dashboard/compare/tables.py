"""The tables of the Compare page, as HTML: a screen reader can walk through them."""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from html import escape

from dashboard.compare.runs import Compared
from dashboard.display.colour import ink_on
from mnist_core.base.format import percent, unbroken
from mnist_core.charts.palette import Palette
from mnist_core.findings.same_epoch import common_epoch
from mnist_core.ladders import STEPS
from mnist_core.ladders.labels import step_name
from mnist_core.recipe.table import NETWORK, KeyRow, differing_rows

DASH = "–"
MEAN = "mean of last 5"
TRAINING_TIME = "training time"
UNEVEN = ("best", "last", MEAN, TRAINING_TIME)
"""Columns whose figures mean little beside each other after unequally many epochs."""


def style(colours: Palette) -> str:
    """Goes before the first table; long ones scroll by themselves."""
    return f"""<style>
/* a shadow at the side where there is more to scroll to, beside the names, which stay in sight */
.compare-scroll {{ overflow-x: auto; --shade: color-mix(in srgb, {colours.text} 28%, transparent);
  background: linear-gradient(to left, {colours.background} 20px, transparent) 100% 0 local,
    linear-gradient(to left, var(--shade), transparent 14px) scroll; }}
.compare-scroll:focus-visible {{ outline: 2px solid {colours.train}; }}
.compare {{ border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums;
  width: 100%; }}
.compare th, .compare td {{ padding: .45rem .8rem .45rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid {colours.grid}; font-weight: 400; }}
.compare thead th {{ color: {colours.muted}; font-size: .82rem; white-space: nowrap; }}
.compare .figure {{ text-align: right; white-space: nowrap; }}
.compare .first {{ font-weight: 650; }}
.compare tbody th {{ min-width: min(11rem, 38vw); }}
.compare tr > :first-child {{ position: sticky; left: 0; background: {colours.background}; }}
.compare .shown {{ outline: 2px solid {colours.train}; outline-offset: -2px; }}
.compare .quiet {{ color: {colours.muted}; font-size: .82rem; }}
.compare .met {{ color: {colours.target}; }}
.compare .wide {{ min-width: 15rem; }}
@media (max-width: 640px) {{ .compare .wide {{ min-width: 9rem; }} }}
.compare code {{ font-size: .8rem; overflow-wrap: anywhere; background: none; padding: 0;
  color: inherit; }}
.compare mark {{ background: none; color: inherit; font-weight: 700;
  border-bottom: 2px solid {colours.test}; }}
.compare .letter {{ display: inline-block; width: 1.3em; height: 1.3em; line-height: 1.3em;
  margin-right: .45em; border-radius: 4px; text-align: center; font-weight: 700; font-size: .8rem;
  }}
</style>"""


def results_table(runs: Sequence[Compared], colours: Palette) -> str:
    """One row a run: what it reached, with how much; the best figure of a column stands out.

    Where some have more epochs than others, their accuracies stand out only at the last one that
    all have, which then has a column of its own.
    """
    epoch = common_epoch(run.epochs for run in runs)
    is_uneven = len({len(run.epochs) for run in runs if run.epochs}) > 1
    same: list[float | None] = [run.epochs[epoch - 1].test_accuracy if epoch and run.epochs
                                else None for run in runs]
    columns: list[tuple[str, list[float | None], Callable[[float | None], str], bool]] = [
        *([(f"after epoch {epoch}", same, percent, True)] if is_uneven else []),
        ("best", [run.best.test_accuracy if run.best else None for run in runs], percent, True),
        ("last", [run.last.test_accuracy if run.last else None for run in runs], percent, True),
        (MEAN, [run.mean_of_last for run in runs], percent, True),
        ("parameters", [run.parameters for run in runs], _whole, False),
        (TRAINING_TIME, [run.seconds for run in runs], duration, False),
    ]
    head = "".join(f'<th scope="col" class="figure">{name}</th>' for name, *_ in columns)
    rows = []
    for place, run in enumerate(runs):
        epochs = {"best": run.best, "last": run.last}
        cells = "".join(
            _figure_cell(values[place], form, values, highest=highest,
                         can_stand_out=not (is_uneven and name in UNEVEN),
                         note=f"epoch {at.epoch}" if (at := epochs.get(name)) else "")
            for name, values, form, highest in columns)
        met = ' class="wide met"' if run.verdict.met else ' class="wide"'
        rows.append(f'<tr>{_head_cell(run, colours)}{cells}'
                    f'<td{met}>{escape(unbroken(run.verdict.text))}</td></tr>')
    return table("What each run reached", '<th scope="col">run</th>' + head
                  + '<th scope="col">verdict</th>', rows)


def recipe_table(runs: Sequence[Compared], colours: Palette) -> str:
    """Only the keys of the recipes that differ, a column a run; empty if none does."""
    rows = differing_rows([run.recipe for run in runs])
    if not rows:
        return ""
    head = '<th scope="col">setting</th>' + "".join(
        f'<th scope="col">{badge(run, colours)}{escape(run.short_label)}</th>' for run in runs)
    return table("Settings that differ", head, [
        f'<tr><th scope="row">{escape(row.name)}</th>{"".join(_key_cells(row))}</tr>'
        for row in rows])


def badge(run: Compared, colours: Palette) -> str:
    """The letter on the run's colour."""
    return (f'<span class="letter" style="background:{colours.series[run.place]};'
            f'color:{ink_on(colours.series[run.place], colours)}">{run.letter}</span>')


def duration(seconds: float | None) -> str:
    """``3 min 14 s``; a dash where it is not known."""
    if seconds is None:
        return DASH
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _head_cell(run: Compared, colours: Palette) -> str:
    step = STEPS.get(run.recipe_name)
    what = step_name(step) if step else run.recipe_name
    return (f'<th scope="row">{badge(run, colours)}{escape(run.short_label)}'
            f'<br><span class="quiet">{escape(what)}</span></th>')


def _figure_cell(value: float | None, form: Callable[[float | None], str],
                 values: Sequence[float | None], *, highest: bool, can_stand_out: bool,
                 note: str) -> str:
    known = [other for other in values if other is not None]
    extreme = (max if highest else min)(known, default=None)
    # as they are read: of two that look equal neither is ahead
    is_first = (can_stand_out and value is not None and form(value) == form(extreme)
                and len({form(other) for other in known}) > 1)
    told = f'<br><span class="quiet">{note}</span>' if note else ""
    return f'<td class="figure{" first" if is_first else ""}">{form(value)}{told}</td>'


def _key_cells(row: KeyRow) -> list[str]:
    """The first run's as it is; of the others, what is not as in the first is marked."""
    first = row.texts[0]
    if row.name == NETWORK:
        return [f'<td class="wide"><code>{_marked(first, text)}</code></td>' for text in row.texts]
    return [f"<td>{escape(text) if text == first else f'<mark>{escape(text)}</mark>'}</td>"
            for text in row.texts]


def _marked(first: str, text: str) -> str:
    """A network's notation, with the layers marked that the first one does not have there."""
    before, after = first.split(), text.split()
    parts = []
    for kind, _, _, start, end in SequenceMatcher(None, before, after, False).get_opcodes():
        words = escape(" ".join(after[start:end]))
        if words:
            parts.append(words if kind == "equal" else f"<mark>{words}</mark>")
    return " ".join(parts)


def table(name: str, head: str, rows: Sequence[str]) -> str:
    # a region that scrolls must be reachable by keyboard
    return (f'<div class="compare-scroll" role="region" aria-label="{name}" tabindex="0">'
            f'<table class="compare"><thead><tr>{head}</tr></thead>'
            f'<tbody>{"".join(rows)}</tbody></table></div>')


def _whole(value: float | None) -> str:
    return DASH if value is None else f"{value:,.0f}"

