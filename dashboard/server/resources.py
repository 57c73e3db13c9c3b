"""What the whole server shares: settings, store, queue and data, opened once a process."""

import logging
import os
import threading
from dataclasses import dataclass, replace
from functools import cache

from dashboard.server.fallback import FallbackLibrary, nothing, records
from dashboard.server.keepers import QueueKeeper, StoreKeeper
from mnist_core.base.settings import Settings, read_settings
from mnist_core.data.mirrors import Progress
from mnist_core.data.mnist import Dataset, NoDigits, fingerprint, load
from mnist_core.runs.artifacts.shared_mnist import share_mnist, shared_mnist
from mnist_core.runs.database.failures import StoreError, records_sentence
from mnist_core.runs.records.store import Store

# asks the driver's library whether there is a GPU, so that this process never initialises CUDA
os.environ.setdefault("PYTORCH_NVML_BASED_CUDA_CHECK", "1")

LOOK_SECONDS = 2.0  # between two looks at whether MNIST's files have changed

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DataState:
    """The data set as far as it is known: loaded, or why not."""

    dataset: Dataset | None = None
    error: str = ""
    detail: str = ""
    """The end of the error or of the source's notice, which tells at length why a fetch failed."""
    fetching: str = ""
    """What is being downloaded now, in words; empty when nothing is."""


class DataLoader:
    """Loads MNIST, fetches it where only the sample is here, and sees its files come and go."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._state: DataState | None = None
        self._seen: object = None
        self._ends = threading.Event()

    def state(self) -> DataState:
        with self._lock:
            if self._state is None:
                self._state = self._load(fetch=False)
            return self._state

    def keep_in_background(self) -> None:
        """Download the full set unless it is here; then notice when its files change.

        A worker reads the files anew for every run, so pages that did not look again would say
        something else than what is trained on.
        """
        threading.Thread(target=self._keep, name="data", daemon=True).start()

    def stop(self) -> None:
        """Look no more; a fetch in progress ends with the process."""
        self._ends.set()

    def _keep(self) -> None:
        before = self.state()
        if not before.dataset or before.dataset.source.is_sample:
            self._fetch(before)
        while not self._ends.wait(LOOK_SECONDS):
            if fingerprint(self._settings) != self._seen:
                self._state = self._load(fetch=False)
                self._share()

    def _fetch(self, before: DataState) -> None:
        def progress(name: str, share: float) -> None:
            self._state = replace(before, fetching=f"Fetching {name}: {100 * share:.0f} %")
        self._state = replace(before, fetching="Looking for MNIST on the internet")
        self._state = self._load(fetch=True, progress=progress)
        self._share()

    def _loaded(self, fetch: bool, progress: Progress | None) -> Dataset:
        if fetch and (shared := shared_mnist(self._settings)):
            try:
                return load(self._settings, fetch=True, progress=progress, shared=shared)
            except OSError as error:
                _log.warning("MNIST cannot be taken from the other machines: %s", error)
        return load(self._settings, fetch=fetch, progress=progress)

    def _share(self) -> None:
        """Other machines get what came only now."""
        try:
            share_mnist(self._settings)
        except OSError as error:
            _log.warning("MNIST cannot be shared with other machines: %s", error)

    def _load(self, *, fetch: bool, progress: Progress | None = None) -> DataState:
        # looked at first: what changes while it is read is read again
        self._seen = fingerprint(self._settings)
        try:
            dataset = self._loaded(fetch, progress)
            state = DataState(dataset, detail=dataset.source.detail)
        except ValueError as error:
            detail = error.detail if isinstance(error, NoDigits) else ""
            state = DataState(error=str(error), detail=detail)
        if state.dataset:
            _log.info("trains on %s", state.dataset.source.description)
        else:
            _log.warning("trains on nothing: %s", state.error)
        return state


@cache
def settings() -> Settings:
    return read_settings()


@cache
def _keeper() -> StoreKeeper:
    return StoreKeeper(settings())


def store() -> Store:
    """Raises:
        StoreError: its database is damaged, locked or does not answer.
    """
    return _keeper().store()


def readable() -> Store:
    """The store, or one without a run while the records cannot be read: for lists on pages."""
    if records.error:
        return nothing()
    try:
        return store()
    except StoreError as error:
        records.failed(error)
        return nothing()


def library() -> FallbackLibrary:
    """Own runs and reference runs, by key; reference runs alone while there are no others."""
    found = readable()
    problem = records_sentence(settings(), records.error) if records.error else ""
    return FallbackLibrary(found, problem=problem)


@cache
def queue() -> QueueKeeper:
    return QueueKeeper(settings(), _keeper())


def forget() -> None:
    """Open anew, when it is next asked for, what belongs to a home; the digits stay."""
    for opened in (settings, _keeper, queue):
        opened.cache_clear()
    records.forget()


@cache
def _loader() -> DataLoader:
    return DataLoader(settings())


def data_state() -> DataState:
    return _loader().state()


def source_here() -> str | None:
    """The digits that are here, as ``Run.source`` names them; None where there are none."""
    dataset = data_state().dataset
    return None if dataset is None else dataset.source.description


def keep_data() -> None:
    """Fetch the digits in the background where need be, and see their files come and go."""
    _loader().keep_in_background()


def let_data_go() -> None:
    _loader().stop()
