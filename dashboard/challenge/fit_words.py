"""Whether a run fits a challenge, as a page says it."""

from dashboard.display.plain_text import plain
from mnist_core.runs.challenges.fit import Fit


def fit_words(fit: Fit) -> str:
    """Markdown: a line a rule, with a sign that says whether it is kept."""
    if fit.refusal:
        return f":material/block: {plain(fit.refusal)}"
    lines = [f":material/{'check' if one.fits else 'close'}: {plain(one.words)}"
             for one in fit.findings]
    return "  \n".join(lines or [":material/check: there are no limits"])
