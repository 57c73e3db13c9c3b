"""An S3 server for a cluster: SeaweedFS, one program of a pinned wheel, on localhost."""

import datetime
import json
import os
import sys
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError

from mnist_core.cluster.place import Place
from mnist_core.cluster.supervisor import Service

if TYPE_CHECKING:
    from obstore.store import S3Store

PROGRAM = "weed"
USER, REGION = "lab", "us-east-1"
BUCKET = "lab"
CONFLICT = 409


def program() -> Path:
    return Path(sys.executable).parent / PROGRAM


def object_store(place: Place) -> Service:
    """The service, with one bucket."""
    data = place.subfolder("objects")
    actions = ["Admin", "Read", "Write", "List"]
    config = place.private_file("s3.json", json.dumps({"identities": [{
        "name": USER, "actions": actions,
        "credentials": [{"accessKey": USER, "secretKey": place.keys.s3_secret}]}]}))
    command = server_command(program(), place.host, place.keys.s3_ports, data, config)
    return Service("The object store", command, dict(os.environ), data,
                   place.subfolder("logs") / "objects.log", _is_ready(place))


def server_command(weed: Path, host: str, ports: Sequence[int], data: Path, config: Path, *,
                   volume_megabytes: int = 1024) -> tuple[str, ...]:
    """What starts it, with all objects in ``data`` and nobody but ``config`` names let in.

    ``ports`` are eight free ones; the first is where it speaks S3.
    """
    s3, s3_grpc, master, master_grpc, volume, volume_grpc, filer, filer_grpc = ports
    options = {
        "dir": data, "ip": host, "ip.bind": host,
        # else it tells the internet that it runs
        "master.telemetry": "false",
        "master.port": master, "master.port.grpc": master_grpc,
        "master.volumeSizeLimitMB": volume_megabytes,
        "volume.port": volume, "volume.port.grpc": volume_grpc, "volume.max": 0,
        "volume.preStopSeconds": 0, "filer": "true", "filer.port": filer,
        "filer.port.grpc": filer_grpc, "filer.localSocket": data / "filer.sock", "s3": "true",
        "s3.port": s3, "s3.port.grpc": s3_grpc, "s3.port.iceberg": 0, "s3.port.lance": 0,
        "s3.localSocket": data / "s3.sock", "s3.config": config, "s3.autoCreateBucket": "false",
        "s3.iam": "false"}
    return (str(weed), "-logtostderr=true", "server",
            *(f"-{name}={value}" for name, value in options.items()))


def client(host: str, port: int, bucket: str, secret: str) -> "S3Store":
    """A bucket of such a server, as its user "lab" has it."""
    from obstore.store import S3Store

    return S3Store(bucket, endpoint=f"http://{host}:{port}", region=REGION, access_key_id=USER,
                   secret_access_key=secret, client_options={"allow_http": True},
                   retry_config={"max_retries": 0})


def make_bucket(store: "S3Store") -> None:
    """Make the bucket of a client, which the library itself cannot.

    Raises:
        HTTPError: the server refuses, with ``CONFLICT`` where there is one.
        OSError: it does not answer.
    """
    import obstore

    url = obstore.sign(store, "PUT", "", datetime.timedelta(minutes=1))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(url, method="PUT"), timeout=5):
        pass


def _is_ready(place: Place) -> Callable[[], bool]:
    """Whether it writes and reads: it answers before it knows where its files are."""
    def is_ready() -> bool:
        import obstore

        store = client(place.host, place.keys.s3_ports[0], BUCKET, place.keys.s3_secret)
        try:
            make_bucket(store)
        except HTTPError as error:
            if error.code != CONFLICT:
                return False
        except OSError:
            return False
        try:
            obstore.put(store, "ready", b"")
        except Exception:
            # each of its classes of errors: it is not ready
            return False
        return True
    return is_ready
