"""Which launcher the settings name."""

from mnist_core.base.settings import Settings
from mnist_core.runs.queue.launcher import Launcher
from mnist_core.runs.queue.local_launcher import LocalLauncher
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.process import worker_threads


def open_launcher(store: Store, settings: Settings, *, standby: bool) -> Launcher:
    """The one that starts the workers of a queue; ``standby``: one of this machine's is kept ready.
    """
    if settings.launcher == "local":
        return LocalLauncher(store.artifacts, worker_threads(settings.slots), standby=standby)
    # imported here: whoever trains on this machine alone does not wait for it
    from mnist_core.runs.queue.cluster.ray_launcher import open_ray_launcher

    return open_ray_launcher(store, settings)
