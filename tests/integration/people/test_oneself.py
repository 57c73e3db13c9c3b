"""What one changes about oneself, and that tokens, cookies and words end when they are to end."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from dashboard.people.identity import KNOWN_SECONDS
from tests.servers.class_server import CODE, KEY, class_server, joined
from tests.waiting import wait_until

Browser = Callable[[], httpx.Client]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Opens browsers before the server of a class."""
    home = tmp_path_factory.mktemp("oneself") / "home"
    with ExitStack() as stack:
        address = stack.enter_context(class_server(home))
        yield lambda: stack.enter_context(httpx.Client(base_url=address, timeout=30))


def is_known(client: httpx.Client) -> bool:
    return client.get("/api/runs").status_code == 200


def test_a_taken_nickname_is_said_at_its_field_with_a_free_one(browser: Browser) -> None:
    joined(browser(), {"code": CODE, "nickname": "Ada"})
    answer = browser().post("/api/join", json={"code": CODE, "nickname": "ADA"})
    assert answer.status_code == 400
    told = answer.json()
    assert (told["field"], told["free"]) == ("nickname", "ADA 2") and "called ADA" in told["error"]
    wrong = browser().post("/api/join", json={"code": "another", "nickname": "Ada"})
    assert wrong.json()["field"] == "code" and not wrong.json()["free"], (
        "whoever has no code learns no nickname")


def test_the_words_bring_one_back_until_there_are_new_ones(browser: Browser) -> None:
    first, second = browser(), browser()
    old = joined(first, {"code": CODE, "nickname": "Bea"})["words"]
    assert joined(second, {"words": old.upper()})["nickname"] == "Bea"
    new = first.post("/api/me/words", json={}).json()["words"]
    assert second.post("/api/join", json={"words": old}).json()["field"] == "words"
    assert joined(browser(), {"words": new})["nickname"] == "Bea"


def test_a_teacher_is_one_person_and_has_no_words(browser: Browser) -> None:
    first, second = browser(), browser()
    for client in (first, second):
        joined(client, {"teacher": KEY})
    refused = first.post("/api/me/words", json={})
    assert refused.status_code == 400 and "teacher's link" in refused.json()["error"]
    first.post("/api/me/nickname", json={"nickname": "Ms Lea"})
    wait_until(lambda: second.get("/api/me").json()["nickname"] == "Ms Lea", "both are one",
               3 * KNOWN_SECONDS)


def test_other_devices_are_signed_out_and_this_one_is_not(browser: Browser) -> None:
    here, there = browser(), browser()
    words = joined(here, {"code": CODE, "nickname": "Cem"})["words"]
    joined(there, {"words": words})
    assert here.post("/api/me/sign-out-others", json={}).status_code == 200
    wait_until(lambda: not is_known(there), "the other device is signed out", 3 * KNOWN_SECONDS)
    assert is_known(here)
    assert here.post("/api/leave", json={}).json() == {"left": "Cem"}
    assert not is_known(here)


def test_a_page_asks_as_nobody_but_whose_it_is(browser: Browser) -> None:
    """Somebody else joined in another tab of the same browser, whose cookie all tabs have."""
    client, teacher = browser(), browser()
    joined(client, {"code": CODE, "nickname": "Kim"})
    joined(teacher, {"teacher": KEY})
    kim, = (tile["person"] for tile in teacher.get("/api/board").json()["people"]
            if tile["name"] == "Kim")
    kims = {"Page-Of": str(kim)}
    assert client.get("/api/me", headers=kims).json()["nickname"] == "Kim"
    joined(client, {"code": CODE, "nickname": "Lou"})
    refused = client.post("/api/me/nickname", json={"nickname": "Kim 2"}, headers=kims)
    assert refused.status_code == 409 and refused.json()["signed_in"] == "Lou"
    assert "This browser is Lou's now" in refused.json()["error"]
    assert client.get("/api/me").json()["nickname"] == "Lou"


def test_a_new_nickname_is_seen_at_once(browser: Browser) -> None:
    client = browser()
    joined(client, {"code": CODE, "nickname": "Dan"})
    assert client.post("/api/me/nickname", json={"nickname": " 丹 "}).json()["nickname"] == "丹"
    assert client.get("/api/me").json()["nickname"] == "丹"
    joined(browser(), {"code": CODE, "nickname": "Dan"})
    answer = client.post("/api/me/nickname", json={"nickname": "dan"})
    assert answer.status_code == 400 and "called dan already" in answer.json()["error"]


def test_a_token_acts_for_its_owner_and_makes_no_other(browser: Browser) -> None:
    client, program = browser(), browser()
    joined(client, {"code": CODE, "nickname": "Eli"})
    token = client.post("/api/me/tokens", json={"name": "notebook"}).json()["token"]
    program.headers["Authorization"] = f"Bearer {token}"
    assert program.get("/api/me").json()["nickname"] == "Eli"
    for path, body in (("tokens", {"name": "more"}), ("words", {}), ("sign-out-others", {})):
        assert program.post(f"/api/me/{path}", json=body).status_code == 403
    known, = client.get("/api/me/tokens").json()["tokens"]
    assert known["name"] == "notebook" and known["last_used"] and token not in str(known)
    # another's tokens are none of one's business
    other = browser()
    joined(other, {"code": CODE, "nickname": "Eve"})
    assert other.post(f"/api/me/tokens/{known['id']}/delete", json={}).status_code == 404
    assert client.post(f"/api/me/tokens/{known['id']}/delete", json={}).json() == {"tokens": []}
    assert program.get("/api/runs").status_code == 401


def test_tokens_cannot_be_tried_and_true_ones_are_not_limited(browser: Browser) -> None:
    client = browser()
    joined(client, {"code": CODE, "nickname": "Fay"})
    true = {"Authorization": "Bearer "
            + client.post("/api/me/tokens", json={"name": "notebook"}).json()["token"]}
    program = browser()
    wrong = [program.get("/api/runs", headers={"Authorization": f"Bearer mnist_{number}"})
             for number in range(40)]
    assert wrong[0].status_code == 401 and wrong[-1].status_code == 429
    assert int(wrong[-1].headers["Retry-After"]) <= 60
    assert program.get("/api/runs", headers=true).status_code == 200
    # nor do they keep anybody from joining
    joined(browser(), {"code": CODE, "nickname": "Gus"})
