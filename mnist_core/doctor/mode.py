"""Whether the lab knows people, and whether all is there that it needs for that."""

import os
import tomllib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mnist_core.base.source import IS_INSTALLED, ROOT
from mnist_core.doctor.check import Answer, bad, good

if TYPE_CHECKING:
    from mnist_core.base.settings import Settings

SECRETS = Path(".streamlit") / "secrets.toml"
_NEEDED = {"class": {"mnemonic": "mnemonic"}, "login": {"authlib": "Authlib"}}
_OF_A_PROVIDER = ("client_id", "client_secret", "server_metadata_url")
_OF_THE_LAB = ("redirect_uri", "cookie_secret")
_HOW = "Sign in with an account, in docs/DEPLOYMENT.md, says how."


def mode() -> Answer:
    """What people are asked for, and whether that can work."""
    from mnist_core.base.machine.addresses import LOCALHOST, default_host, is_open
    from mnist_core.base.settings import read_settings
    from mnist_core.runs.people.class_code import is_guessable

    settings = read_settings()
    if settings.mode == "alone":
        return good("alone: nobody is asked for a name.")
    if problem := mode_problem(settings):
        return bad(problem)
    if settings.mode == "login":
        teachers = len(settings.teachers)
        if not teachers:
            return bad("login: nobody is a teacher; set MNIST_TEACHERS to their e-mail addresses.")
        return good(f"login: people log in with an account; {teachers} of them "
                    f"{'is a teacher' if teachers == 1 else 'are teachers'}.")
    if settings.class_code and is_guessable(settings.class_code):
        return bad("class: MNIST_CLASS_CODE is soon guessed; choose another one, or none, and the "
                   "lab makes one up.")
    host = os.environ.get("HOST") or default_host(settings.mode)
    if not is_open(host) and not settings.hosts:
        return bad(f"class: HOST is {host}, so nobody else reaches the lab; start it with "
                   f"HOST=0.0.0.0, or without HOST. ({LOCALHOST} is enough behind a proxy: then "
                   "name it in MNIST_HOSTS.)")
    code = "that of MNIST_CLASS_CODE" if settings.class_code else "made up by the lab"
    return good(f"class: people join with a code and a nickname; the code is {code}.")


def mode_problem(settings: "Settings") -> str:
    """What the mode needs and does not have, in one sentence; empty where all is there."""
    absent = [name for module, name in _NEEDED.get(settings.mode, {}).items()
              if find_spec(module) is None]
    if absent:
        remedy = ("`pip install 'mnist-drilldown[class]'`" if IS_INSTALLED else
                  "`pip install -r requirements-class.txt`, or `make run`, which does")
        return f'The mode "{settings.mode}" needs {", ".join(absent)}, not installed: run {remedy}.'
    if settings.mode != "login":
        return ""
    try:
        section = _secrets().get("auth")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return f"{SECRETS} cannot be read ({' '.join(str(error).split())}). {_HOW}"
    if not isinstance(section, Mapping):
        return (f'The mode "login" needs an OpenID Connect provider, which the section [auth] of '
                f"{SECRETS} describes; there is none. {_HOW}")
    missing = [name for name in _OF_THE_LAB if not section.get(name)]
    if not any(_is_provider(one) for one in (section, *section.values())):
        missing += [name for name in _OF_A_PROVIDER if not section.get(name)]
    if missing:
        return f"The section [auth] of {SECRETS} lacks {', '.join(missing)}. {_HOW}"
    return ""


def _is_provider(section: object) -> bool:
    return isinstance(section, Mapping) and all(section.get(name) for name in _OF_A_PROVIDER)


def _secrets() -> dict[str, Any]:
    """As Streamlit reads them: the user's, then the working directory's, then the lab's own."""
    found: dict[str, Any] = {}
    for folder in (Path.home(), Path.cwd(), ROOT):
        if (file := folder / SECRETS).exists():
            found.update(tomllib.loads(file.read_text("utf-8")))
    return found
