"""The curve of a training's batches."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class BatchCurve:
    """Trained batches: all of them, those of a part, or as many as a chart needs.

    ``at`` int64 [N] counts from 0 over the whole run and rises; ``loss`` in nats, ``correct`` in
    percent and ``lr`` are float32 [N].
    """

    at: NDArray[np.int64]
    loss: NDArray[np.float32]
    correct: NDArray[np.float32]
    lr: NDArray[np.float32]

    @classmethod
    def of_all(cls, first: int, loss: NDArray[np.float32], correct: NDArray[np.float32],
               lr: NDArray[np.float32]) -> "BatchCurve":
        """Of batches without a gap, from ``first`` on."""
        return cls(np.arange(first, first + len(loss)), loss, correct, lr)

    @classmethod
    def empty(cls) -> "BatchCurve":
        nothing = np.empty(0, np.float32)
        return cls.of_all(0, nothing, nothing, nothing)

    @property
    def end(self) -> int:
        """The batch after the last one; 0 where there is none."""
        return int(self.at[-1]) + 1 if len(self.at) else 0
