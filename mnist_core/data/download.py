"""One file over HTTP in a thread of its own, which its reader can give up on at any moment.

urllib bounds the wait for each next byte, but neither the lookup of a name nor the whole: whoever
sends a byte every few seconds, be it of a header, would hold a caller for ever.
"""

import threading
from urllib.request import OpenerDirector, Request

from mnist_core.data.content import MAX_BYTES, DamagedFile

_CHUNK = 1 << 16


class Download:
    """Bytes that arrive; a thread that was given up ends with the next byte or its silence."""

    def __init__(self, opener: OpenerDirector, url: str, silent_seconds: float) -> None:
        self._opener, self._url, self._silent_seconds = opener, url, silent_seconds
        self._content = bytearray()
        self._error: BaseException | None = None
        self._is_given_up = False
        # the process must not wait for it, however long a name is looked up
        self._thread = threading.Thread(target=self._run, name="download", daemon=True)
        self.expected = 0
        """How many bytes were announced; 0 if that is unknown."""

    @property
    def num_bytes(self) -> int:
        return len(self._content)

    def start(self) -> None:
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Whether it has ended, after at most so long."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def give_up(self) -> None:
        self._is_given_up = True

    def content(self) -> bytes:
        """What has arrived.

        Raises:
            Exception: what ended it before all was there.
        """
        if self._error is not None:
            raise self._error
        return bytes(self._content)

    def _run(self) -> None:
        request = Request(self._url, headers={"User-Agent": "mnist-drilldown"})
        try:
            with self._opener.open(request, timeout=self._silent_seconds) as response:
                length = response.headers.get("Content-Length") or ""
                self.expected = int(length) if length.isdecimal() else 0
                # read would wait until the chunk is full
                while not self._is_given_up and (chunk := response.read1(_CHUNK)):
                    self._content += chunk
                    if len(self._content) > MAX_BYTES:
                        raise DamagedFile(f"is larger than {MAX_BYTES:,} bytes")
        except Exception as error:
            self._error = error
