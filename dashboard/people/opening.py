"""What the terminal says once the server listens: who reaches it, and how they come in."""

import socket
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from streamlit import config

from dashboard.people.mode import classroom, knows_people
from dashboard.server.exposure import is_server_open
from dashboard.server.lifespan import lifespan as lab
from dashboard.server.listening import HOW_TO_CLOSE, HOW_TO_OPEN, opened_sentence
from dashboard.server.resources import settings, store
from mnist_core.base.machine.addresses import roots_of
from mnist_core.runs.database.failures import StoreError
from mnist_core.runs.people.invitation import Invitation, qr_code
from mnist_core.runs.people.secrets import teacher_key

AGAIN_SECONDS = 0.2
NOBODY_COMES = ("This class cannot be joined from other devices: the server listens for this "
                f"machine alone. Open it with: {HOW_TO_OPEN}")


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """The lab's own, and a word about who reaches it."""
    async with lab(app):
        if knows_people():
            # once it listens, which it does after this
            threading.Thread(target=_say_when_open, name="opening", daemon=True).start()
        elif is_server_open():
            print(opened_sentence(config.get_option("server.address"),
                                  config.get_option("server.port")), flush=True)
        yield


def roots() -> list[str]:
    """The addresses of the lab, those first that others can open."""
    return roots_of(settings().hosts, config.get_option("server.address"),
                    config.get_option("server.port"), config.get_option("server.baseUrlPath"))


def _say_when_open() -> None:
    port = int(config.get_option("server.port"))
    while not _answers(port):
        time.sleep(AGAIN_SECONDS)
    while True:
        try:
            text = _class_text() if settings().mode == "class" else _login_text()
            break
        except StoreError:
            # the pages say what is wrong with it; it may be mended
            time.sleep(AGAIN_SECONDS)
    print(f"\n{text}\n", flush=True)


def _class_text() -> str:
    invitation = Invitation(roots(), classroom().code, teacher_key(store().engine, settings()))
    if not is_server_open() and not settings().hosts:
        return f"{invitation.text}\n{NOBODY_COMES}"
    code = qr_code(invitation.scanned)
    try:
        code.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return invitation.text
    return f"{invitation.text}\n\n{code}"


def _login_text() -> str:
    addresses = " or ".join(roots())
    who = (f"Open to the network: whoever logs in with an account can use the lab; {HOW_TO_CLOSE} "
           "closes it again." if is_server_open() else
           "The server listens for this machine alone, or a proxy on it; whoever logs in with an "
           "account can use the lab.")
    teachers = "" if settings().teachers else (
        "\nNobody is a teacher yet: MNIST_TEACHERS names their e-mail addresses.")
    return f"{who} It is at {addresses}{teachers}"


def _answers(port: int) -> bool:
    address = config.get_option("server.address") or "localhost"
    reached = "localhost" if address in ("0.0.0.0", "::") else address
    try:
        with socket.create_connection((reached, port), timeout=1):
            return True
    except OSError:
        return False
