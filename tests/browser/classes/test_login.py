"""The mode "login" before a real OpenID Connect provider, a process of its own on this machine."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import violations
from tests.servers.serving import dashboard, free_port
from tests.waiting import wait_until

ACCOUNTS: tuple[dict[str, Any], ...] = (
    {"sub": "1", "email": "anna@school.example", "name": "Anna Maria Berg", "given_name": "Anna"},
    {"sub": "2", "email": "Lea@school.example", "email_verified": True, "nickname": "Ms Lea"},
    # anybody can type somebody else's address into an account
    {"sub": "3", "email": "lea@school.example", "email_verified": False, "nickname": "Eve"})
SECRETS = """
[auth]
redirect_uri = "http://localhost:{{port}}/oauth2callback"
cookie_secret = "a secret of this test alone, and long"
client_id = "the lab"
client_secret = "another secret"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@contextmanager
def provider() -> Iterator[str]:
    port = free_port()
    address = f"http://localhost:{port}"
    claims = [part for account in ACCOUNTS for part in ("--user-claims", json.dumps(account))]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--host", "localhost", "--port", str(port),
         *claims], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def answers() -> bool:
        try:
            return httpx.get(f"{address}/.well-known/openid-configuration").is_success
        except httpx.TransportError:
            return False
    try:
        wait_until(answers, "the provider answers")
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("login")
    with provider() as address:
        secrets = folder / ".streamlit" / "secrets.toml"
        secrets.parent.mkdir()
        secrets.write_text(SECRETS.format(provider=address))
        # Streamlit looks for its secrets at home when it is imported
        with dashboard(folder / "home", is_forked=False, HOME=str(folder),
                       MNIST_DATABASE_URL="", MNIST_DEVICE="cpu", MNIST_MODE="login",
                       MNIST_TEACHERS="lea@school.example") as url:
            yield url


def log_in(page: Page, account: str) -> None:
    page.get_by_role("link", name="Log in").click()
    page.get_by_role("button", name=account, exact=True).click()


def me(page: Page, lab: str) -> dict[str, Any]:
    found: dict[str, Any] = page.context.request.get(f"{lab}/api/me").json()
    return found


def test_a_person_logs_in_does_something_and_logs_out_everywhere(
        new_page: Callable[[], Page], lab: str) -> None:
    page = new_page()
    page.goto(f"{lab}/train?step=strategy-3")
    expect(page).to_have_title("Log in · MNIST Drill-Down")
    assert violations(page) == []
    assert page.context.request.get(f"{lab}/api/runs").status == 401
    log_in(page, "1")
    # to the page that was wanted
    page.wait_for_url(f"{lab}/train?step=strategy-3**")
    assert me(page, lab) == {"mode": "login", "nickname": "Anna", "role": "student"}
    expect(page.get_by_test_id("stTopNavLink").filter(has_text="Anna")).to_be_visible()
    request = page.context.request
    run = request.post(f"{lab}/api/runs", data={"step": "strategy-4"}).json()["id"]
    assert request.post(f"{lab}/api/runs/{run}/stop", data={}).ok
    # the page's own connection knows the person, too
    page.goto(f"{lab}/me")
    page.get_by_role("link", name="Log out").click()
    page.get_by_role("button").first.click()
    page.wait_for_url("**/join**")
    assert me(page, lab)["nickname"] is None
    assert request.get(f"{lab}/api/runs").status == 401


@pytest.mark.parametrize(("account", "nickname", "role"), [
    ("2", "Ms Lea", "teacher"), ("3", "Eve", "student")])
def test_teachers_are_those_whose_address_is_named_and_verified(
        new_page: Callable[[], Page], lab: str, account: str, nickname: str, role: str) -> None:
    page = new_page()
    page.goto(lab)
    log_in(page, account)
    page.wait_for_url(f"{lab}/**")
    assert me(page, lab) == {"mode": "login", "nickname": nickname, "role": role}


@pytest.mark.parametrize("wanted", ["%2F%2Fevil.example%2F", "%2Fhttp%3A%2F%2Fevil.example%2F"])
def test_a_page_of_another_server_is_not_gone_to(new_page: Callable[[], Page], lab: str,
                                                 wanted: str) -> None:
    page = new_page()
    page.goto(f"{lab}/join?to={wanted}")
    log_in(page, "1")
    page.wait_for_url(f"{lab}/**")
    assert me(page, lab)["nickname"] == "Anna"
