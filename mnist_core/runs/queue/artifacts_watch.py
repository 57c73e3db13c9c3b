"""Whether the store of artifacts takes files, so that no run is begun while it does not."""

import threading
import time

from mnist_core.base.settings import Settings
from mnist_core.runs.artifacts.shared_mnist import refusal

AGAIN_SECONDS = 5.0


class ArtifactsWatch:
    """Finds it out by trying, in threads of its own: a store that hangs holds nobody up."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._tried: float | None = None
        self._problem = ""
        self._try: threading.Thread | None = None

    def problem(self) -> str:
        """Why it did not take a file when that was last tried; empty where it did.

        A new try begins where the last one is old; only the very first is waited for.
        """
        # a lab of one machine has its files beside its database
        if self._settings.artifacts_url is None:
            return ""
        is_old = self._tried is None or time.monotonic() - self._tried > AGAIN_SECONDS
        if is_old and (self._try is None or not self._try.is_alive()):
            self._try = threading.Thread(target=self._look, name="try of the artifact store",
                                         daemon=True)
            self._try.start()
            if self._tried is None:
                self._try.join(AGAIN_SECONDS)
        return self._problem

    def _look(self) -> None:
        self._problem = refusal(self._settings)
        self._tried = time.monotonic()
