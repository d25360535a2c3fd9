"""Programs at the desk: the same cases, the same table of rights, no cookie."""

from __future__ import annotations

import itertools

import pytest
from fastapi.testclient import TestClient
from staff_cases import PASSWORD, REFUSED, case_at, case_for

from actions.requests import Actor, DeliveryFailed, OutgoingMessage
from actions.requests.store import Table
from actions.staff import Relation, StaffRole, load_rights
from bot.channels.web.site import Site
from knowledge.catalogue import HOTLINE

COUNTER = itertools.count(1)


@pytest.fixture
def program(client: TestClient, site: Site) -> TestClient:
    address = f"10.1.{next(COUNTER)}.1"
    return TestClient(client.app, base_url="http://127.0.0.1", client=(address, 50000))


def enter(program: TestClient, role: StaffRole) -> None:
    given = {"name": role.value, "password": PASSWORD}
    token = program.post("/api/staff/session", json=given).json()["token"]
    program.headers["Authorization"] = f"Bearer {token}"


@pytest.mark.parametrize(("role", "action", "stands"), REFUSED)
def test_what_the_table_does_not_give_is_refused_to_programs_too(
    program: TestClient, site: Site, role: StaffRole, action: str, stands: Relation
) -> None:
    if action in ("open_attachment", "assign", "attach"):
        pytest.skip("the pages alone offer it")
    case = case_for(site, role, stands)
    enter(program, role)
    url = f"/api/staff/requests/{case.number}"
    if action == "see":
        reply = program.get(url)
    elif action in ("claim", "reveal"):
        reply = program.post(f"{url}/{action}", json={"reason": "试"})
    else:
        given = {"action": action, "reason": "试", "department": "education", "days": 3}
        reply = program.post(f"{url}/acts", json=given)
    hidden = not load_rights().may(role, "see", stands)
    assert reply.status_code == (404 if hidden else 403)
    assert site.desk.find(case.number) == case


def test_without_a_token_or_with_a_cookie_alone_nothing_is_told(program: TestClient) -> None:
    assert program.get("/api/staff/requests").status_code == 401
    program.post("/desk/login", data={"name": "supervisor", "token": PASSWORD})
    assert "退出" in program.get("/desk").text
    assert program.get("/api/staff/requests").status_code == 401


def test_a_wrong_password_and_the_shared_one_open_nothing(
    program: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGXING_DESK_TOKEN", "token-of-the-tests")
    for given in (
        {"name": "agent", "password": "wrong"},
        {"name": "nobody", "password": "token-of-the-tests"},
    ):
        assert program.post("/api/staff/session", json=given).status_code == 403


def test_guessing_is_slowed_down(program: TestClient, site: Site) -> None:
    given = {"name": "supervisor", "password": "guess"}
    codes = [program.post("/api/staff/session", json=given).status_code for _ in range(8)]
    assert (codes[0], codes[-1]) == (403, 429)
    site.staff.database.run("DELETE FROM failures")


def test_a_case_is_found_taken_and_moved_and_the_trail_knows_it(
    program: TestClient, site: Site
) -> None:
    number = case_at(site, HOTLINE).number
    enter(program, StaffRole.AGENT)
    found = program.get("/api/staff/requests", params={"q": number}).json()
    assert found["total"] == 1
    (case,) = found["requests"]
    assert "13800138000" not in str(case)
    assert {"transfer", "claim", "reveal"} <= set(case["may"])
    url = f"/api/staff/requests/{number}"
    assert program.post(f"{url}/claim").json()["holder"] == "agent"
    given = {"action": "transfer", "department": "health", "reason": "归他们", "seen": case["seen"]}
    moved = program.post(f"{url}/acts", json=given).json()
    assert moved["request"]["department"] == "health"
    assert [row["action"] for row in site.staff.audit.rows(number=number)][:2] == [
        "transfer",
        "assign",
    ]


def test_who_changed_the_case_meanwhile_is_heard(program: TestClient, site: Site) -> None:
    case = case_at(site, HOTLINE)
    enter(program, StaffRole.AGENT)
    site.desk.act(case.number, "add_note", by=Actor.supervisor("另一位"), reason="先到")
    given = {"action": "add_note", "reason": "后到", "seen": len(case.history)}
    reply = program.post(f"/api/staff/requests/{case.number}/acts", json=given)
    assert reply.status_code == 409
    assert "另一位" in reply.json()["detail"]


def test_an_act_that_the_state_does_not_allow_says_why(program: TestClient, site: Site) -> None:
    case = case_at(site, HOTLINE)
    enter(program, StaffRole.AGENT)
    url = f"/api/staff/requests/{case.number}/acts"
    reply = program.post(url, json={"action": "reopen", "reason": "试"})
    assert reply.status_code == 422
    assert reply.json()["detail"]
    assert program.post(url, json={"action": "no-such-act"}).status_code == 404


def test_contact_details_are_looked_at_with_a_reason_that_stays(
    program: TestClient, site: Site
) -> None:
    case = case_at(site, HOTLINE)
    enter(program, StaffRole.AGENT)
    url = f"/api/staff/requests/{case.number}/reveal"
    assert program.post(url, json={"reason": "  "}).status_code == 422
    shown = program.post(url, json={"reason": "回电"}).json()
    assert shown["request"]["contact_phone"] == "13800138000"
    assert site.desk.find(case.number).history[-1].reason == "回电"


def test_a_token_that_was_given_back_opens_nothing(program: TestClient) -> None:
    enter(program, StaffRole.AGENT)
    assert program.get("/api/staff/me").json()["role"] == "agent"
    assert program.delete("/api/staff/session").status_code == 204
    assert program.get("/api/staff/me").status_code == 401


class Receiver:
    """A department's system that answers in its own way."""

    def __init__(self, answer: str, *, refuses: bool) -> None:
        self.answer, self.refuses = answer, refuses

    def deliver(self, message: OutgoingMessage) -> str:
        if self.refuses:
            raise DeliveryFailed("回调", answer=self.answer)
        return self.answer


def test_what_was_delivered_is_shown_to_whoever_may_see_the_case(
    program: TestClient, site: Site
) -> None:
    mine, foreign = case_at(site, "health").number, case_at(site, "civil-affairs").number
    with site.desk.store.writing() as rows:
        rows.update(Table.OUTBOX, {"channel": "webhook"})
    site.desk.outbox.deliver_due({"webhook": Receiver("503", refuses=True)})
    enter(program, StaffRole.DEPARTMENT)
    seen = {one["number"]: one for one in program.get("/api/staff/deliveries").json()}
    assert foreign not in seen
    assert (seen[mine]["status"], seen[mine]["attempts"], seen[mine]["answer"]) == (
        "pending",
        1,
        "503",
    )
    program.post("/desk/login", data={"name": "supervisor", "token": PASSWORD})
    page = program.get("/desk/deliveries").text
    assert mine in page
    assert foreign in page
    assert "503" in page
