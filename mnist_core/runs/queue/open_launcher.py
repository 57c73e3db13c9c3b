"""Which launcher the settings name."""

from mnist_core.base.settings import Settings
from mnist_core.runs.artifacts.artifacts import ArtifactStore
from mnist_core.runs.queue.launcher import Launcher
from mnist_core.runs.queue.local_launcher import LocalLauncher


def open_launcher(artifacts: ArtifactStore, settings: Settings, *, standby: bool) -> Launcher:
    """The one that starts the workers of a queue; ``standby``: it keeps one ready."""
    return LocalLauncher(artifacts, settings.slots, standby=standby)
