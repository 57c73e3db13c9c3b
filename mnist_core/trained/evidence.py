"""How a trained network came to be: on what it was trained, with which versions, and when."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """``commit`` is the lab's, ``processor`` names the GPU where ``device`` is one, ``path`` is the
    backend. ``seconds`` is the time that its epochs took, ``source`` says on which digits;
    ``moved_from`` names the machine of a cluster that it was on before it moved to its last one.
    """

    date: str
    commit: str
    device: str
    processor: str
    threads: int
    path: str
    python: str
    torch: str
    seconds: float
    source: str
    moved_from: str | None = None
