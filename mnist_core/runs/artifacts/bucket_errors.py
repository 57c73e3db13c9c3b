"""What a bucket's server says when it refuses, in one sentence: what is wrong, and what to do."""

import re

from mnist_core.runs.artifacts.bucket_address import BucketAddress
from mnist_core.runs.database.failures import ArtifactsError

_STATUS = re.compile(r"status code: (\d{3})")
# of a request, or of one of many objects in it
_CODE = re.compile(r"(?:<Code>|\(code: )(\w+)(?:</Code>|\))")
_PASSING_CODES = ("InternalError", "ServiceUnavailable", "SlowDown", "RequestTimeout")
_KEY_CODES = ("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken",
              "InvalidClientTokenId")
_TOO_MANY_REQUESTS = 429


class Unreachable(ArtifactsError):
    """The server is away, or in trouble: it may answer again in a moment."""


def is_missing(error: Exception) -> bool:
    """Whether there is no such object, though there is its bucket."""
    return isinstance(error, FileNotFoundError) and _code(error) != "NoSuchBucket"


def told(error: Exception, address: BucketAddress, *, is_write: bool) -> ArtifactsError:
    """An object store's error as one sentence: what is wrong, and what to do."""
    status, code = _status(error), _code(error)
    if status is None and code:
        # what is said of one object has no status
        status = 503 if code in _PASSING_CODES else 403
    if status is None and "InvalidCertificate" in str(error):
        return ArtifactsError(f"The certificate of {address.server} is not trusted: name the file "
                              "with its authority's in AWS_CA_BUNDLE.")
    if status is None:
        return Unreachable(f"The artifact store {address} cannot be reached ({address.server} does "
                           "not answer); try again once it does.")
    if status >= 500 or status == _TOO_MANY_REQUESTS:
        return Unreachable(f"The artifact store {address} is in trouble ({address.server} answers "
                           f"{status}{f' {code}' if code else ''}); try again in a moment.")
    if code == "NoSuchBucket":
        return ArtifactsError(f"There is no bucket {address.bucket} at {address.server}: make it, "
                              "or name another one in MNIST_ARTIFACTS_URL.")
    if code == "RequestTimeTooSkewed":
        return ArtifactsError(f"{address.server} refuses requests because the clocks of it and of "
                              "this machine differ by minutes: set them right.")
    if code in _KEY_CODES or status == 401:
        return ArtifactsError(
            f"The artifact store {address} refuses the key that was given ({code or status}): set "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to those of this bucket.")
    if status == 403:
        what = "written" if is_write else "read"
        return ArtifactsError(f"The artifact store {address} cannot be {what} with this key "
                              f"({code or status}): give it the right to read, write, list and "
                              "delete there.")
    return ArtifactsError(f"{address.server} does not answer as an S3 server does ({status}"
                          f"{f' {code}' if code else ''}): check the endpoint and the region of "
                          "MNIST_ARTIFACTS_URL.")


def _status(error: Exception) -> int | None:
    found = _STATUS.search(str(error))
    return int(found[1]) if found else None


def _code(error: Exception) -> str:
    found = _CODE.search(str(error))
    return found[1] if found else ""
