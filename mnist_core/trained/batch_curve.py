"""The curve of a training's batches."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Curve:
    """Batches ``first`` to ``first + len(loss)``; ``correct`` in percent. float32 arrays."""

    first: int
    loss: NDArray[np.float32]
    correct: NDArray[np.float32]
    lr: NDArray[np.float32]

    @classmethod
    def empty(cls, first: int) -> "Curve":
        nothing = np.empty(0, np.float32)
        return cls(first, nothing, nothing, nothing)

    @property
    def end(self) -> int:
        """The batch after the last one."""
        return self.first + len(self.loss)
