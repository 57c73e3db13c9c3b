"""Where a cluster keeps what it has: its folder, its ports and its secrets, made once."""

import json
import os
import secrets
import socket
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

HOST = "127.0.0.1"
"""Where it listens: for this machine alone."""
NUM_S3_PORTS = 8


@dataclass(frozen=True, slots=True)
class Keys:
    """Made at the first start: addresses of files and of the database hold the ports."""

    database_port: int
    s3_ports: tuple[int, ...]
    ray_port: int
    ray_client_port: int
    database_password: str
    s3_secret: str
    ray_token: str

    @property
    def ports(self) -> tuple[int, ...]:
        return self.database_port, *self.s3_ports, self.ray_port, self.ray_client_port


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of a cluster, which nobody else may enter, and the address where it listens."""

    folder: Path
    keys: Keys
    host: str = HOST

    @property
    def database_url(self) -> str:
        return (f"postgresql+psycopg://lab:{self.keys.database_password}@{self.host}:"
                f"{self.keys.database_port}/lab")

    @property
    def artifacts_url(self) -> str:
        return (f"s3://lab/runs?endpoint=http://{self.host}:{self.keys.s3_ports[0]}&region=us-east-1"
                f"&access_key_id=lab&secret_access_key={self.keys.s3_secret}")

    @property
    def lab(self) -> dict[str, str]:
        """The settings of whatever belongs to the lab: servers, commands and workers."""
        return {"MNIST_DATABASE_URL": self.database_url,
                "MNIST_ARTIFACTS_URL": self.artifacts_url,
                "MNIST_LAUNCHER": f"ray://{self.host}:{self.keys.ray_client_port}",
                "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": self.keys.ray_token}

    def subfolder(self, name: str) -> Path:
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def private_file(self, name: str, text: str) -> Path:
        """Write a file that nobody else may read."""
        return _write(self.folder / name, text)


def open_place(home: Path) -> Place:
    """The cluster of this home, made where there is none yet.

    Raises:
        ValueError: its file of keys is damaged.
        OSError: it cannot be written.
    """
    folder = home / "cluster"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    file = folder / "keys.json"
    if not file.exists():
        ports = _free_ports(NUM_S3_PORTS + 3)
        keys = Keys(ports[0], tuple(ports[3:]), ports[1], ports[2], secrets.token_urlsafe(24),
                    secrets.token_urlsafe(24), secrets.token_hex(32))
        _write(file, json.dumps(asdict(keys)))
    try:
        values = json.loads(file.read_text())
        return Place(folder, Keys(**{**values, "s3_ports": tuple(values["s3_ports"])}))
    except (ValueError, TypeError, KeyError):
        raise ValueError(f"{file} is damaged: without it the cluster's database cannot be opened. "
                         "Bring it back from a backup, or move the folder away to begin anew."
                         ) from None


def taken_port(ports: tuple[int, ...]) -> int | None:
    """One of these ports on which something listens already; None where all are free."""
    for port in ports:
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((HOST, port))
            except OSError:
                return port
    return None


def _free_ports(num: int) -> list[int]:
    """Below the range from which systems give ports away by themselves."""
    found: list[int] = []
    while len(found) < num:
        port = 20_000 + secrets.randbelow(12_000)
        if port not in found and taken_port((port,)) is None:
            found.append(port)
    return found


def _write(path: Path, text: str) -> Path:
    new = path.with_name(f"{path.name}.new")
    with suppress(FileNotFoundError):
        new.unlink()
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return new.replace(path)
