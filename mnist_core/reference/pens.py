"""How the reference runs read digits of real pens, as it was measured: ``reference/pens.json``."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from mnist_core.base.source import REFERENCE

FILE = "pens.json"


@dataclass(frozen=True, slots=True)
class PenScore:
    """Percent of the digits read right, centred as MNIST's are and as a raw resize.

    ``misread`` are the most frequent errors when centred, as ``7 as 1 (3)``.
    """

    key: str
    centred: float
    raw: float
    misread: str


@dataclass(frozen=True, slots=True)
class PenScores:
    """Of all reference runs with weights, on ``num_digits`` digits."""

    num_digits: int
    date: str
    commit: str
    scores: tuple[PenScore, ...]


def write_pen_scores(scores: PenScores, root: Path = REFERENCE) -> None:
    (root / FILE).write_text(json.dumps(asdict(scores), indent=1) + "\n", encoding="utf-8")


def pen_scores(root: Path = REFERENCE) -> PenScores | None:
    """None where nobody has measured it."""
    file = root / FILE
    if not file.exists():
        return None
    data = json.loads(file.read_text(encoding="utf-8"))
    return PenScores(**{**data, "scores": tuple(PenScore(**score) for score in data["scores"])})
