"""Features laid out in a plane: by PCA at once, by t-SNE in a process that tells how far it is."""

import logging
import os
import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_core.base.source import ROOT

NUM_ITERATIONS = 1000
_log = logging.getLogger(__name__)
_ITERATION = re.compile(r"\[t-SNE\] Iteration (\d+):")


def pca(values: NDArray[np.float32]) -> tuple[NDArray[np.float32], float]:
    """The first two principal components of [N, D], float32 [N, 2], and their share of the
    variance, of 1."""
    from sklearn.decomposition import PCA

    if values.shape[1] < 2:
        return np.pad(values, ((0, 0), (0, 1))), 1.0
    model = PCA(2, svd_solver="covariance_eigh")
    plane: NDArray[np.float32] = model.fit_transform(values).astype(np.float32)
    return plane, float(model.explained_variance_ratio_.sum())


class TsneJob:
    """t-SNE of [N, D] by scikit-learn, started at once; its process ends with this one's."""

    def __init__(self, values: NDArray[np.float32]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tsne-")
        self._result = Path(self._folder.name) / "plane.npy"
        source = Path(self._folder.name) / "features.npy"
        np.save(source, values)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mnist_core.insight.tsne_process", source, self._result],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"})
        self._iterations = 0
        threading.Thread(target=self._listen, name="t-SNE", daemon=True).start()

    @property
    def share(self) -> float:
        """Of its iterations that are done, at most 1."""
        return self._iterations / NUM_ITERATIONS

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def plane(self) -> NDArray[np.float32] | None:
        """float32 [N, 2] once it is done.

        Raises:
            ValueError: one sentence: it ended without a result.
        """
        if self.is_alive:
            return None
        if not self._result.exists():
            _log.warning("t-SNE ended with code %s and no result", self._process.returncode)
            raise ValueError("t-SNE ended without a result; ask for it again.")
        plane: NDArray[np.float32] = np.load(self._result)
        return plane

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if match := _ITERATION.match(line):
                self._iterations = int(match[1])
