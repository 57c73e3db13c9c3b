"""Who logged in with an account, in the mode "login".

Streamlit's own log-in (``st.login``: OpenID Connect, by Authlib) leaves a signed cookie that comes
with every request, not only with those of Streamlit's pages. It is read here, so that there is no
second sign-in beside it that could outlive it: whoever logs out is a stranger everywhere.
"""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from streamlit.auth_util import (
    encode_provider_token,
    get_cookie_with_chunks,
    get_secrets_auth_section,
)
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard.people.mode import people
from dashboard.server.resources import settings
from mnist_core.runs.people.person import MAX_NICKNAME, Person, nickname_of

LOG_IN = "auth/login"
"""Streamlit's own route, below the base path."""
DEFAULT_PROVIDER = "default"
_NAMES = ("nickname", "given_name", "preferred_username", "name", "email")
_NOBODY = "Somebody"
MAX_NAME = 80

Claims = Mapping[str, Any]


def claims_of(cookies: Mapping[str, str]) -> Claims | None:
    """What the provider says of whoever logged in; None without a true cookie."""
    def signed(name: str) -> bytes | None:
        text = cookies.get(name)
        if not text:
            return None
        return decode_signed_value(get_cookie_secret(), name, text.encode("latin-1", "replace"))
    try:
        claims = json.loads(get_cookie_with_chunks(signed, USER_COOKIE_NAME) or b"null")
    except (ValueError, TypeError):
        return None
    is_one = isinstance(claims, dict) and claims.get("is_logged_in") and claims.get("sub")
    return claims if is_one else None


def account_of(claims: Claims) -> str:
    """The provider's name for an account, which an e-mail address is not: it can change hands."""
    return f"{claims.get('iss', claims.get('provider', ''))}|{claims['sub']}"


def person_with(claims: Claims) -> Person:
    """The person of an account, made at the first log-in; teachers are those of the settings."""
    name = claims.get("name")
    return people().log_in(account_of(claims), _nickname(claims),
                           "teacher" if _is_teacher(claims) else "student",
                           " ".join(name.split())[:MAX_NAME] if isinstance(name, str) else None)


def providers() -> list[str]:
    """The names of the providers in Streamlit's secrets; "default" where there is one alone."""
    section = get_secrets_auth_section().to_dict()
    if "client_id" in section:
        return [DEFAULT_PROVIDER]
    return [name for name, value in section.items() if isinstance(value, dict)]


def log_in_address(provider: str) -> str:
    """Where a browser goes to log in, below the base path; it holds for some minutes."""
    return f"{LOG_IN}?provider={encode_provider_token(provider)}"


def _is_teacher(claims: Claims) -> bool:
    # an address that anybody may have typed into an account is nobody's; some providers send the
    # claim as text
    return (str(claims.get("email", "")).lower() in settings().teachers
            and str(claims.get("email_verified", True)).lower() == "true")


def _nickname(claims: Claims) -> str:
    for name in _NAMES:
        told = claims.get(name)
        if not isinstance(told, str):
            continue
        seen = "".join(sign for sign in told.partition("@")[0]
                       if unicodedata.category(sign)[0] != "C")
        try:
            return nickname_of(" ".join(seen.split())[:MAX_NICKNAME])
        except ValueError:
            continue
    return _NOBODY
