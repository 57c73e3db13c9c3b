"""Which store of artifacts the settings name."""

from mnist_core.base.settings import Settings
from mnist_core.runs.artifacts.artifacts import ArtifactStore
from mnist_core.runs.artifacts.folder_artifacts import FolderArtifacts


def open_artifacts(settings: Settings) -> ArtifactStore:
    """The one in which all runs of a home have their files."""
    return FolderArtifacts(settings.home / "runs")
