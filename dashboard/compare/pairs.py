"""Which two runs are held against each other, and what chance has to do with all of them."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import combinations

from dashboard.compare.finding import Finding, finding_of
from dashboard.compare.moments import Moments
from dashboard.compare.runs import Compared
from dashboard.compare.tables import badge, table
from mnist_core.charts.palette import Palette
from mnist_core.findings.significance import LEVEL, DigitComparison, compare_seeds, p_text
from mnist_core.library.library import Library
from mnist_core.library.seed_replicates import accuracy_by_seed, is_same_recipe
from mnist_core.trained.trained import Moment


def read_pair(text: str, letters: Sequence[str]) -> tuple[str, str]:
    """Two different letters of those given, which the address may name as ``AC``."""
    asked = [letter for letter in dict.fromkeys(text.upper()) if letter in letters]
    first, second, *_ = dict.fromkeys([*asked[:2], *letters])
    return first, second


def pairs_table(runs: Mapping[str, Compared], found: Finding, colours: Palette) -> str:
    """Every pair of measured runs: how many digits only the one in the row gets right, only the
    one in the column.

    Differences that would be rare by chance stand out, and the pair that was found is framed.
    """
    letters = list(runs)
    head = "<td></td>" + "".join(f'<th scope="col">{badge(runs[letter], colours)}</th>'
                                 for letter in letters[1:])
    pairs = {(a, b): finding_of(runs[a], runs[b], found.moments)
             for a, b in combinations(letters, 2)}
    shown = {found.first.letter, found.second.letter}
    return table("All pairs", head, [
        f'<tr><th scope="row">{badge(runs[a], colours)}{escape(runs[a].short_label)}</th>'
        + "".join(_cell(pairs[a, b], is_shown={a, b} == shown) if (a, b) in pairs else "<td></td>"
                  for b in letters[1:]) + "</tr>"
        for a in letters[:-1]])


def seeds_sentence(library: Library, a: Compared, b: Compared, moments: Moments) -> str:
    """What several seeds say about the two recipes, or that it takes some."""
    assert a.trained and b.trained
    if is_same_recipe(a.recipe, b.recipe):
        return (f"{a.name} and {b.name} are one recipe with the seeds {a.recipe.seed} and "
                f"{b.recipe.seed}: what lies between them is chance."
                if a.recipe.seed != b.recipe.seed else
                f"{a.name} and {b.name} are the same recipe with the same seed.")
    seeds = [list(accuracy_by_seed(library, run.trained, _at(run, moments)).values())
             for run in (a, b) if run.trained]
    compared = compare_seeds(*seeds)
    if compared is not None:
        return compared.sentence(a.letter, b.letter)
    return ("This is about these two networks. Whether one recipe is better than the other takes "
            "several seeds of each.")


def _at(run: Compared, moments: Moments) -> Moment | int:
    return moments.epochs[run.letter] if moments.at == "same" else moments.at


def _cell(found: Finding, *, is_shown: bool) -> str:
    if found.compared is None:
        return '<td class="quiet">other digits</td>'
    kinds = [kind for kind, holds in (("first", found.compared.p_value < LEVEL),
                                      ("shown", is_shown)) if holds]
    told = (f"{len(found.compared.only_a):,} : {len(found.compared.only_b):,}"
            if isinstance(found.compared, DigitComparison)
            else f"{found.compared.a:.2f} : {found.compared.b:.2f}")
    return (f'<td class="{" ".join(kinds)}">{told}'
            f'<br><span class="quiet">{p_text(found.compared.p_value)}</span></td>')
