"""The objects of a bucket, by key: each request has time-outs, and more tries where that may help.

The one module that knows the library, which is imported only where a bucket is named.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_exponential

from mnist_core.base.log import RecurringFailure
from mnist_core.runs.artifacts.bucket_address import BucketAddress
from mnist_core.runs.artifacts.bucket_errors import Unreachable, is_missing, told

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Config

CONNECT_SECONDS = 3
SILENT_SECONDS = 15
"""How long a server may say nothing in the midst of an answer."""
REQUEST_SECONDS = 60
"""How long one request may take in all; the largest artifacts have some ten megabytes."""
READER_SECONDS = 1.0
"""How long whoever shows something tries again."""
WRITER_SECONDS = 100.0
"""How long a worker does; its run must live through an outage of a minute."""
AWAY_SECONDS = 2.0
_LONGEST_WAIT_SECONDS = 1.0

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ListedObject:
    """``version`` changes with the content."""

    key: str
    version: str
    num_bytes: int


class Bucket:
    """Keys are relative to the address's prefix.

    What every method raises is an ``ArtifactsError`` with one sentence. A request that fails in a
    way that passes is made again for ``patience_seconds``; one that writes may so be made twice,
    with the same bytes.
    """

    def __init__(self, address: BucketAddress, patience_seconds: float = READER_SECONDS) -> None:
        """Nothing is asked of the server yet.

        Raises:
            ValueError: the library is not installed, or there is no such file of certificates.
        """
        try:
            import obstore
            from obstore.store import S3Store
        except ImportError:
            raise ValueError("MNIST_ARTIFACTS_URL names a bucket, for which the package obstore is "
                             "needed: install it with `pip install -r requirements-cluster.txt`."
                             ) from None
        self.address, self._patience_seconds = address, patience_seconds
        self._is_patient = patience_seconds > READER_SECONDS
        self._library = obstore
        config: S3Config = {"region": address.region}
        if address.endpoint:
            config["endpoint"] = address.endpoint
        if address.access_key_id:
            config["access_key_id"] = address.access_key_id
            config["secret_access_key"] = address.secret_access_key
        if address.session_token:
            config["session_token"] = address.session_token
        options: ClientConfig = {
            "allow_http": address.endpoint.startswith("http://"),
            "connect_timeout": f"{CONNECT_SECONDS}s", "read_timeout": f"{SILENT_SECONDS}s",
            "timeout": f"{REQUEST_SECONDS}s"}
        if address.ca_bundle:
            options["root_certificate"] = _certificates(address.ca_bundle)
        self._store = S3Store(address.bucket, prefix=address.prefix or None, config=config,
                              client_options=options, retry_config={"max_retries": 0})
        self._failure = RecurringFailure(_log, f"the artifact store {address}")
        self._away: tuple[float, str] | None = None

    def objects(self, prefix: str) -> list[ListedObject]:
        """All below a prefix, which ends where a part of the key does."""
        def ask() -> list[ListedObject]:
            return [ListedObject(found["path"], found["e_tag"] or str(found["last_modified"]),
                                 found["size"])
                    for page in self._library.list(self._store, prefix) for found in page]
        return self._answer(ask)

    def get(self, key: str) -> tuple[bytes, str] | None:
        """The bytes and their version; None where there is no such object."""
        def ask() -> tuple[bytes, str] | None:
            try:
                found = self._library.get(self._store, key)
                meta = found.meta
                return bytes(found.bytes()), meta["e_tag"] or str(meta["last_modified"])
            except FileNotFoundError as error:
                if is_missing(error):
                    return None
                raise
        return self._answer(ask)

    def put(self, key: str, data: bytes) -> None:
        """Write an object, whole or not at all: in one request, which says how long it is."""
        self._answer(lambda: self._library.put(self._store, key, data, use_multipart=False),
                     is_write=True)

    def copy(self, key: str, other_key: str) -> bool:
        """Copy it on the server; False where there is no such object."""
        def ask() -> bool:
            try:
                self._library.copy(self._store, key, other_key)
            except FileNotFoundError as error:
                if is_missing(error):
                    return False
                raise
            return True
        return self._answer(ask, is_write=True)

    def delete(self, keys: Sequence[str]) -> None:
        """Delete those that there are."""
        if keys:
            self._answer(lambda: self._library.delete(self._store, list(keys)), is_write=True)

    def _answer(self, ask: Callable[[], T], *, is_write: bool = False) -> T:
        if self._away and not self._is_patient and time.monotonic() - self._away[0] < AWAY_SECONDS:
            # a page asks for many things, and each would wait anew
            raise Unreachable(self._away[1])
        trying = Retrying(retry=retry_if_exception_type(Unreachable), reraise=True,
                          stop=stop_after_delay(self._patience_seconds),
                          wait=wait_exponential(multiplier=0.05, max=_LONGEST_WAIT_SECONDS))
        try:
            result = trying(lambda: self._once(ask, is_write))
        except Unreachable as error:
            self._away = time.monotonic(), str(error)
            raise
        self._away = None
        return result

    def _once(self, ask: Callable[[], T], is_write: bool) -> T:
        try:
            result = ask()
        except (self._library.exceptions.BaseError, FileNotFoundError) as error:
            sentence = told(error, self.address, is_write=is_write)
            if isinstance(sentence, Unreachable) and self._is_patient:
                # everybody else tells it at once
                self._failure.failed(sentence)
            raise sentence from None
        self._failure.is_over()
        return result


def _certificates(file: str) -> str:
    try:
        return Path(file).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"AWS_CA_BUNDLE names {file}, which cannot be read ({error}): name a file "
                         "with certificates in text.") from None


class BucketFiles:
    """Below one prefix of a bucket; see ``SharedFiles``."""

    def __init__(self, bucket: Bucket, prefix: str) -> None:
        self._bucket, self._prefix = bucket, prefix

    def names(self) -> set[str]:
        return {found.key.rpartition("/")[2] for found in self._bucket.objects(self._prefix)}

    def read(self, name: str) -> bytes | None:
        got = self._bucket.get(f"{self._prefix}/{name}")
        return got and got[0]

    def write(self, name: str, data: bytes) -> None:
        self._bucket.put(f"{self._prefix}/{name}", data)

    def remove(self, name: str) -> None:
        self._bucket.delete([f"{self._prefix}/{name}"])
