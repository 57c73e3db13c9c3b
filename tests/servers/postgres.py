"""A real PostgreSQL for the tests: Debian's own program, on a free port, in a folder of its own."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.serving import free_port

START_SECONDS = 60.0
# where Debian puts the programs of each version, which are not on the PATH
DEBIAN = Path("/usr/lib/postgresql")
# whose processes they are where the tests run as root, whom PostgreSQL refuses
ORDINARY_USERS = ("postgres", "nobody")


class Postgres:
    """One server, which can be stopped, killed and started again with all that it holds."""

    def __init__(self, programs: Path, **options: object) -> None:
        self._programs, self._options = programs, options
        # pytest's own folders are closed to an ordinary user
        self._folder = Path(tempfile.mkdtemp(prefix="mnist-postgres-"))
        self._user = _ordinary_user()
        if self._user:
            shutil.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        # however the tests end, even by SIGKILL: then the pipe closes, and the server goes
        self._watcher = self._popen(
            ["sh", "-c", "cat; kill -QUIT $(head -1 data/postmaster.pid) && rm -rf data"],
            subprocess.DEVNULL, stdin=subprocess.PIPE)
        self._run("initdb", "--pgdata", "data", "--username", "lab", "--auth", "trust",
                  "--encoding", "UTF8", "--locale", "C", "--no-sync")

    def start(self) -> None:
        """Start it and wait until it answers."""
        deadline = time.monotonic() + START_SECONDS
        while not self._starts(deadline):
            # the last processes of one that was killed may still leave
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{self._log.read_text()}")
            time.sleep(0.1)

    def stop(self, number: int = signal.SIGINT) -> None:
        """End it: SIGINT closes all connections, SIGQUIT ends as a crash does, SIGKILL is one."""
        if self._process:
            self._process.send_signal(number)
            self._process.wait(START_SECONDS)
            self._process = None

    def restart(self, number: int = signal.SIGINT) -> None:
        self.stop(number)
        self.start()

    def remove(self) -> None:
        self.stop(signal.SIGQUIT)
        self._watcher.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://lab@127.0.0.1:{self.port}/{name}"

    def create_database(self) -> str:
        """Make an empty one; its name."""
        name = f"lab_{uuid.uuid4().hex}"
        self.execute(f"CREATE DATABASE {name}")
        return name

    def drop_database(self, name: str) -> None:
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, statement: str, database: str = "postgres") -> None:
        self._run("psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1",
                  "--host", "127.0.0.1", "--port", str(self.port), "--username", "lab",
                  "--dbname", database, "--command", statement)

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _starts(self, deadline: float) -> bool:
        """Start it; False if it ended again at once."""
        # without fsync a killed process still loses nothing: only a power cut would
        options = {"port": self.port, "listen_addresses": "127.0.0.1", "fsync": "off",
                   "unix_socket_directories": "", "max_connections": 200,
                   **self._options}
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        with self._log.open("ab") as log:
            process = self._popen([self._programs / "postgres", "-D", "data", *words], log.fileno())
        self._process = process
        while process.poll() is None and time.monotonic() < deadline:
            ready = subprocess.run(
                [self._programs / "pg_isready", "--quiet", "--host", "127.0.0.1",
                 "--port", str(self.port)], check=False)
            if ready.returncode == 0:
                return True
            time.sleep(0.05)
        self.stop(signal.SIGKILL)
        return False

    def _run(self, program: str, *words: str) -> None:
        process = self._popen([self._programs / program, *words], subprocess.PIPE)
        said, _ = process.communicate(timeout=START_SECONDS)
        if process.returncode:
            raise RuntimeError(f"{program} failed:\n{said.decode()}")

    def _popen(self, words: list[Path | str], output: int,
               stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        user = self._user
        return subprocess.Popen(
            words, cwd=self._folder, stdin=stdin, stdout=output, stderr=output,
            user=user and user.pw_uid, group=user and user.pw_gid,
            extra_groups=[] if user else None, start_new_session=True)


def _ordinary_user() -> pwd.struct_passwd | None:
    """Whom to run it as; None where the tests run as an ordinary user themselves."""
    if os.getuid() != 0:
        return None
    for name in ORDINARY_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError(f"PostgreSQL refuses root, and there is no user {ORDINARY_USERS[-1]}.")


def postgres_programs() -> Path | None:
    """The folder with the server's programs, of the newest version that is installed."""
    versions = [folder for folder in DEBIAN.glob("*/bin") if (folder / "initdb").exists()]
    if versions:
        return max(versions, key=lambda folder: float(folder.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def running_postgres(programs: Path, **options: object) -> Iterator[Postgres]:
    """A server, with these options of PostgreSQL's, and nothing of it afterwards."""
    server = Postgres(programs, **options)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server that the tests of one session share; each makes a database of its own."""
    programs = postgres_programs()
    if programs is None:
        missing = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        if os.environ.get("REQUIRE_POSTGRES"):
            pytest.fail(missing)
        pytest.skip(missing)
    with running_postgres(programs) as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of a fresh database."""
    name = postgres.create_database()
    yield postgres.url(name)
    postgres.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh database, once of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'lab.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url
