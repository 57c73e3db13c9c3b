"""Where things are and what a machine may use, read once from the environment.

Environment variables go over the ``.env`` file of the working directory, that over the defaults.
"""

import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "MNIST_"
DEFAULT_HOME = Path("~/.mnist-drilldown")
_FOLDERS = ("home", "data_dir", "tensorboard_dir")
_HIDDEN = {"database_url": "not a database address", "teacher_key": "not a key"}
"""What an error says in place of a value that may hold a password."""


def _absolute(path: Path) -> Path:
    try:
        # worker processes may start in another directory, so a relative path would move
        return _expanded(path).absolute()
    except RuntimeError as error:  # pathlib's word for a ~user that does not exist
        raise ValueError(str(error)) from None


def _expanded(path: Path) -> Path:
    """Without ``~``.

    Raises:
        RuntimeError: nothing says which folder that is.
    """
    # an empty HOME would make ~/lab the folder /lab
    if path.parts[:1] == ("~",) and os.environ.get("HOME") == "":
        raise RuntimeError("HOME is empty")
    return path.expanduser()


def _sqlite_below(values: dict[str, Path]) -> str:
    return f"sqlite:///{(values['home'] / 'lab.db').as_posix()}"


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _names(text: object) -> object:
    if not isinstance(text, str):
        return text
    names = (name.strip().lower().rstrip(".") for name in text.split(","))
    return list(dict.fromkeys(filter(None, names)))


Folder = Annotated[Path, AfterValidator(_absolute)]
# a name, all names below one, an address in digits, or everything
HostName = Annotated[str, Field(
    pattern=r"^(\*|(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|[0-9a-f:]+)$")]

Account = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]


class Settings(BaseSettings):
    """Every setting has a default; its description says what is allowed."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_prefix=PREFIX, env_file=".env",
        env_file_encoding="utf-8", env_ignore_empty=True, validate_default=True)

    data_dir: Folder | None = Field(
        default=None, description="a folder that holds MNIST's four files")
    home: Folder = Field(
        default=DEFAULT_HOME, description="a folder for the database and checkpoints")
    # its address may hold a password, so neither a printed Settings nor an error shows it
    database_url: Annotated[str, Field(pattern=r"^[a-z][a-z0-9+_]*://")] = Field(
        default_factory=_sqlite_below, repr=False,
        description="an address such as postgresql+psycopg://host/name or sqlite:////folder/lab.db")
    # may hold a password, too; ``runs.artifacts.open_artifacts`` says what is allowed
    artifacts_url: str | None = Field(
        default=None, repr=False, description="where several machines share the files of runs")
    slots: int = Field(
        default=1, ge=1, le=64,
        description="a whole number from 1 to 64: how many runs this server trains at the same "
                    "time")
    launcher: Annotated[str, BeforeValidator(_lower),
                        Field(pattern=r"^(local|ray|ray://[a-z0-9_.:\[\]-]+:[0-9]{1,5})$")] = Field(
        default="local", description="local (this machine trains), ray (a Ray cluster that this "
        "machine belongs to) or an address such as ray://host:10001")
    run_cores: int = Field(
        default=2, ge=1, le=1024,
        description="a whole number from 1 to 1,024: how many cores each run has on a Ray cluster")
    run_gpu_share: float = Field(
        default=0.25, gt=0, le=1,
        description="a number above 0, at most 1: which part of a GPU each run has on a Ray "
        "cluster whose machines have one")
    machine_name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")] | None = Field(
        default=None, description="1 to 64 letters, digits, dots, - or _: what this machine is "
        "called beside others of a Ray cluster, if not by its host name")
    max_running: int | None = Field(
        default=None, ge=1, le=10_000,
        description="a whole number from 1 to 10,000, or unset: how many runs all servers of one "
                    "database train at the same time")
    max_queued: int = Field(
        default=200, ge=1, le=100_000,
        description="a whole number from 1 to 100,000: how many runs may wait in the queue")
    max_queued_each: int = Field(
        default=10, ge=1, le=100_000,
        description="a whole number from 1 to 100,000: how many runs of one person may wait in the "
                    "queue, where people are known")
    max_running_each: int = Field(
        default=1, ge=1, le=10_000,
        description="a whole number from 1 to 10,000: how many runs of one person train at the "
                    "same time, where people are known")
    max_run_minutes: float | None = Field(
        default=None, gt=0, le=100_000,
        description="minutes, at most 100,000: how long a run may take, as far as can be told "
                    "before; where people are known it is 30 by default")
    max_disk_each_mb: int = Field(
        default=500, ge=1, le=100_000_000,
        description="a whole number of megabytes from 1 to 100,000,000: what the runs of one "
                    "person may take on the disk, where people are known")
    device: Literal["auto", "cpu", "cuda"] = Field(
        default="auto", description="auto, cpu or cuda")
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = (
        Field(default="info", description="debug, info, warning or error: from where on events "
              "are logged"))
    hosts: Annotated[tuple[HostName, ...], NoDecode, BeforeValidator(_names)] = Field(
        default=(), description="names of this server, parted by commas, such as "
        "lab.school.edu,*.lab.school.edu, without http:// and port; * is every name")
    trackers: Annotated[tuple[Literal["tensorboard", "mlflow"], ...], NoDecode,
                        BeforeValidator(_names)] = Field(
        default=(), description="tensorboard, mlflow, or both parted by a comma: what hears of "
        "runs while they train")
    tensorboard_dir: Folder | None = Field(
        default=None, description="a folder for TensorBoard's event files")
    mode: Annotated[Literal["alone", "class", "login"], BeforeValidator(_lower)] = Field(
        default="alone", description="alone, class or login: whether people join with a class "
        "code, or log in with an account")
    class_code: Annotated[str, Field(pattern=r"^\s*([A-Za-z0-9][\s\-_]*){6,32}$")] | None = Field(
        default=None, description="6 to 32 letters and digits that a class types to join")
    teachers: Annotated[tuple[Account, ...], NoDecode, BeforeValidator(_names)] = Field(
        default=(), description="e-mail addresses, parted by commas: who is a teacher in the mode "
        "login; all others are students")
    # a password, so neither a printed Settings nor an error shows it
    teacher_key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{12,64}$")] | None = Field(
        default=None, repr=False, description="12 to 64 letters, digits, - or _ that make the "
        "teacher's link")


def shared_folder(settings: Settings) -> Path | None:
    """The folder that several machines share for files of runs, where the settings name one."""
    url = settings.artifacts_url or ""
    return Path(unquote(urlsplit(url).path)) if url.startswith("file:") else None


def read_settings() -> Settings:
    """The settings of this process; an empty variable counts as unset.

    Raises:
        ValueError: one sentence that names each wrong variable and what it may be.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = {str(detail["loc"][0]): detail["input"] for detail in error.errors()
                 if detail["type"] != "default_factory_not_called"}
        raise ValueError("; ".join(_mistake(name, given) for name, given in wrong.items())
                         + ".") from None
    except UnicodeDecodeError:
        raise ValueError("The file .env is not UTF-8 text; save it as UTF-8 or remove it."
                         ) from None


def _mistake(name: str, given: object) -> str:
    allowed = Settings.model_fields[name].description
    if given == DEFAULT_HOME:
        return (f"HOME is not set, so there is no folder for the lab's records: set {PREFIX}HOME "
                f"to {allowed}, or set HOME")
    if name in _FOLDERS and Path(str(given)).parts[:1] == ("~",):
        return (f"{PREFIX}{name.upper()} is {given!r}, but HOME is not set: write the whole path, "
                "or set HOME")
    shown = _HIDDEN.get(name, repr(given))
    return (f"{PREFIX}{name.upper()} is {shown}, but must be {allowed}")
