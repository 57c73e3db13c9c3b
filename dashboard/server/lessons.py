"""What lessons there are on this server: the lab's own, and the teacher's below the home."""

from functools import lru_cache
from pathlib import Path

from dashboard.server.resources import settings
from mnist_core.base.shared_look import SharedLook
from mnist_core.lessons.catalogue import Catalogue
from mnist_core.lessons.own_lessons import FOLDER, OwnLessons

LOOK_SECONDS = 1.0


def own_lessons() -> OwnLessons:
    return OwnLessons(settings().home / FOLDER)


def catalogue() -> Catalogue:
    """As its files are now, or were a second ago."""
    return _catalogue(settings().home / FOLDER).now()


def forget_catalogue() -> None:
    """Its files were changed here."""
    _catalogue(settings().home / FOLDER).forget()


@lru_cache(maxsize=4)
def _catalogue(own: Path) -> SharedLook[Catalogue]:
    return SharedLook(OwnLessons(own).catalogue, LOOK_SECONDS)
