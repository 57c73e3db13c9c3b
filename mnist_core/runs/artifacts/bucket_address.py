"""The address of a bucket: ``s3://bucket/prefix?endpoint=…``, and what stands in AWS's variables.

The query may hold a password, so nothing that is shown says more than bucket and prefix.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

DEFAULT_REGION = "us-east-1"
# by key of the query: the variables that say the same, in the order in which they count
_VARIABLES: dict[str, tuple[str, ...]] = {
    "endpoint": ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"),
    "region": ("AWS_REGION", "AWS_DEFAULT_REGION"),
    "access_key_id": ("AWS_ACCESS_KEY_ID",),
    "secret_access_key": ("AWS_SECRET_ACCESS_KEY",),
    "session_token": ("AWS_SESSION_TOKEN",),
    "ca_bundle": ("AWS_CA_BUNDLE",)}
# the client ends its thread over what no header and no address can hold
_PRINTABLE = re.compile(r"[\x21-\x7e]*")


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """Where objects lie, and who asks for them; empty is what is not given."""

    bucket: str
    prefix: str
    """Without a slash at either end."""
    endpoint: str = ""
    """Such as ``https://s3.school.edu``; empty for Amazon's own."""
    region: str = DEFAULT_REGION
    access_key_id: str = ""
    secret_access_key: str = field(default="", repr=False)
    session_token: str = field(default="", repr=False)
    ca_bundle: str = ""
    """A file with certificates that are trusted besides those of this machine."""

    def __str__(self) -> str:
        return "/".join(filter(None, (f"s3://{self.bucket}", self.prefix)))

    @property
    def server(self) -> str:
        return self.endpoint or "Amazon S3"


def bucket_address(url: str, environment: Mapping[str, str] = os.environ) -> BucketAddress:
    """What an address and the variables say together; the address counts more.

    Raises:
        ValueError: it has a key that means nothing here or a value that cannot be, or lacks one
            that is needed.
    """
    parts = urlsplit(url)
    # not parse_qs: a plus in a password is not a space
    given = {name: unquote(value) for name, _, value in
             (pair.partition("=") for pair in parts.query.split("&") if pair)}
    if unknown := sorted(set(given) - set(_VARIABLES)):
        raise ValueError(f"MNIST_ARTIFACTS_URL has {' and '.join(map(repr, unknown))} after its "
                         f"question mark, but may have only {', '.join(_VARIABLES)}.")
    found = {name: given.get(name) or next(filter(None, map(environment.get, variables)), "")
             for name, variables in _VARIABLES.items()}
    endpoint = found.pop("endpoint").rstrip("/")
    if endpoint and not _is_address(endpoint):
        raise ValueError("The endpoint of MNIST_ARTIFACTS_URL must be http:// or https:// with a "
                         "host after it, such as endpoint=https://s3.school.edu.")
    for name, value in found.items():
        if name != "ca_bundle" and not _PRINTABLE.fullmatch(value):
            raise ValueError(f"The {name} of MNIST_ARTIFACTS_URL, or "
                             f"{' or '.join(_VARIABLES[name])}, has a character that cannot be in "
                             "one: copy it anew, without blanks and line ends.")
    if bool(found["access_key_id"]) != bool(found["secret_access_key"]) or (
            endpoint and not found["access_key_id"]):
        raise ValueError("MNIST_ARTIFACTS_URL names a bucket without a key to it: set "
                         "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give access_key_id and "
                         "secret_access_key after its question mark.")
    found["region"] = found["region"] or DEFAULT_REGION
    return BucketAddress(parts.netloc, parts.path.strip("/"), endpoint, **found)


def _is_address(endpoint: str) -> bool:
    if not _PRINTABLE.fullmatch(endpoint):
        return False
    try:
        parts = urlsplit(endpoint)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        # no port, or no address in brackets
        return False
