"""One t-SNE: ``python -m mnist_core.insight.tsne_process FEATURES.npy PLANE.npy``.

scikit-learn reports its iterations on standard output. The process ends when standard input is
closed, so that it never outlives who started it.
"""

import os
import sys
import threading

import numpy as np
from sklearn.manifold import TSNE

from mnist_core.base.log import start_logging
from mnist_core.base.settings import read_settings
from mnist_core.insight.projection import NUM_ITERATIONS


def main(source: str, result: str) -> None:
    start_logging("t-sne", read_settings().log_level)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    values = np.load(source)
    model = TSNE(2, init="pca" if values.shape[1] > 1 else "random", random_state=0,
                 max_iter=NUM_ITERATIONS, perplexity=min(30, (len(values) - 1) / 3), verbose=2)
    plane = model.fit_transform(values).astype(np.float32)
    # renamed, so that a result is there whole or not at all
    np.save(f"{result}.part.npy", plane)
    os.replace(f"{result}.part.npy", result)


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
