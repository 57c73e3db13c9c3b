"""Which two runs are held against each other, and what chance has to do with all of them."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import combinations

from dashboard.compare.runs import Compared
from dashboard.compare.tables import badge, table
from dashboard.display.theme import Palette
from mnist_core.findings.significance import (
    DigitComparison,
    compare_answers,
    compare_seeds,
    p_text,
)
from mnist_core.library.library import Library
from mnist_core.library.seed_replicates import accuracy_by_seed, is_same_recipe
from mnist_core.trained.trained import Answers, Moment

LEVEL = 0.05


def read_pair(text: str, letters: Sequence[str]) -> tuple[str, str]:
    """Two different letters of those given, which the address may name as ``AC``."""
    asked = [letter for letter in dict.fromkeys(text.upper()) if letter in letters]
    first, second, *_ = dict.fromkeys([*asked[:2], *letters])
    return first, second


def answered(runs: Sequence[Compared], moment: Moment) -> dict[str, Answers]:
    """What each run made of the test digits, by its letter, where that is known."""
    found = {run.letter: run.trained.answers(moment) for run in runs if run.trained}
    return {letter: answers for letter, answers in found.items() if answers is not None}


def pairs_table(runs: Mapping[str, Compared], answers: Mapping[str, Answers],
                colours: Palette) -> str:
    """Every pair: how many digits only the one in the row gets right, only the one in the column.

    Differences that would be rare by chance stand out.
    """
    letters = list(answers)
    compared: dict[tuple[str, str], DigitComparison | None] = {}
    for a, b in combinations(letters, 2):
        try:
            compared[a, b] = compare_answers(answers[a], answers[b])
        except ValueError:
            compared[a, b] = None
    head = "<td></td>" + "".join(f'<th scope="col">{badge(runs[letter], colours)}</th>'
                                 for letter in letters[1:])
    return table("All pairs", head, [
        f'<tr><th scope="row">{badge(runs[a], colours)}{escape(runs[a].short_label)}</th>'
        + "".join("<td></td>" if (a, b) not in compared else _cell(compared[a, b])
                  for b in letters[1:]) + "</tr>"
        for a in letters[:-1]])


def seeds_sentence(library: Library, a: Compared, b: Compared, moment: Moment) -> str:
    """What several seeds say about the two recipes, or how to come by them."""
    assert a.trained and b.trained
    if is_same_recipe(a.recipe, b.recipe):
        return (f"{a.name} and {b.name} are one recipe with the seeds {a.recipe.seed} and "
                f"{b.recipe.seed}: what lies between them is chance."
                if a.recipe.seed != b.recipe.seed else
                f"{a.name} and {b.name} are the same recipe with the same seed.")
    seeds = [list(accuracy_by_seed(library, run.trained, moment).values())
             for run in (a, b) if run.trained]
    compared = compare_seeds(*seeds)
    if compared is not None:
        return compared.sentence(a.letter, b.letter)
    step = a.step_id or b.step_id
    how = f": `python -m mnist_core train {step} --seeds 1-5`" if step else ""
    return ("This is about these two networks. Whether one recipe is better than the other takes "
            f"several seeds of each{how}.")


def _cell(compared: DigitComparison | None) -> str:
    if compared is None:
        return '<td class="quiet">other digits</td>'
    strong = ' class="first"' if compared.p_value < LEVEL else ""
    return (f"<td{strong}>{len(compared.only_a):,} : {len(compared.only_b):,}"
            f'<br><span class="quiet">{p_text(compared.p_value)}</span></td>')
