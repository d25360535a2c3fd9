"""Every cell of the table of rights that is not given, tried over HTTP by a real account."""

from __future__ import annotations

import itertools
import re
import pyotp
import pytest
from fastapi.testclient import TestClient
from staff_cases import PASSWORD, REFUSED, ROLES, case_at, case_for

from actions.requests import Actor
from knowledge.catalogue import HOTLINE
from actions.staff import Relation, StaffRole, load_rights
from bot.channels.web.site import Site

COUNTER = itertools.count(1)
PAGES = {
    "search": ("GET", "/desk/panel"),
    "open_request": ("POST", "/desk/open"),
    "board": ("GET", "/desk/board"),
    "audit": ("GET", "/desk/audit"),
    "deliveries": ("GET", "/desk/deliveries"),
}


@pytest.fixture
def desk(client: TestClient, site: Site) -> TestClient:
    # An address of its own: so many sign-ins from one would be refused as too many.
    address = f"10.0.{next(COUNTER)}.1"
    return TestClient(client.app, base_url="http://127.0.0.1", client=(address, 50000))


def enter(desk: TestClient, role: StaffRole) -> str:
    """Enter and return the secret of the forms."""
    desk.cookies.clear()
    page = desk.post("/desk/login", data={"name": role.value, "token": PASSWORD})
    assert "退出" in page.text
    desk.headers.pop("origin", None)
    site: Site = desk.app.state.site  # type: ignore[attr-defined]
    row = site.staff.database.one(
        "SELECT csrf FROM sessions WHERE account = ? ORDER BY begun DESC", [role.value]
    )
    assert row
    return str(row["csrf"])


@pytest.mark.parametrize(("role", "action", "stands"), REFUSED)
def test_what_the_table_does_not_give_is_refused_and_changes_nothing(
    desk: TestClient, site: Site, role: StaffRole, action: str, stands: Relation
) -> None:
    case = case_for(site, role, stands)
    csrf = enter(desk, role)
    url = f"/desk/requests/{case.number}"
    if action == "see":
        reply = desk.get(url)
    else:
        path = "attachments/0" if action == "open_attachment" else action
        filled = {"csrf": csrf, "reason": "试", "department": "education", "days": "3"}
        reply = desk.post(f"{url}/{path}", data=filled)
    hidden = not load_rights().may(role, "see", stands)
    assert reply.status_code == (404 if hidden else 403)
    assert site.desk.find(case.number) == case


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", PAGES)
def test_pages_of_other_roles_are_refused(desk: TestClient, role: StaffRole, action: str) -> None:
    csrf = enter(desk, role)
    method, path = PAGES[action]
    data = {"csrf": csrf} if method == "POST" else None
    reply = desk.request(method, path, data=data)
    assert (reply.status_code == 403) is not load_rights().may(role, action)


def test_a_department_sees_its_own_cases_and_those_it_helps_with(
    desk: TestClient, site: Site
) -> None:
    own, helped = case_at(site, "health"), case_at(site, "civil-affairs", "health")
    foreign = case_at(site, "civil-affairs")
    enter(desk, StaffRole.DEPARTMENT)
    found = "".join(desk.get(f"/desk?page={page}").text for page in range(1, 8))
    assert own.number in found
    assert helped.number in found
    assert foreign.number not in found
    assert "13800138000" not in found


def test_signing_out_ends_the_session_on_the_server(desk: TestClient) -> None:
    enter(desk, StaffRole.AGENT)
    stolen = desk.cookies["tongxing_desk"]
    desk.post("/desk/logout")
    desk.cookies.set("tongxing_desk", stolen, path="/desk")
    assert "登录工作台" in desk.get("/desk").text


def test_a_session_that_was_there_before_is_not_taken_over(desk: TestClient) -> None:
    desk.cookies.set("tongxing_desk", "chosen-by-a-stranger", path="/desk")
    reply = desk.post(
        "/desk/login", data={"name": "agent", "token": PASSWORD}, follow_redirects=False
    )
    cookie = reply.headers["set-cookie"]
    assert "chosen-by-a-stranger" not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_a_form_without_its_secret_or_from_elsewhere_changes_nothing(
    desk: TestClient, site: Site
) -> None:
    case = case_at(site, HOTLINE)
    csrf = enter(desk, StaffRole.AGENT)
    url = f"/desk/requests/{case.number}/add_note"
    assert desk.post(url, data={"reason": "好"}).status_code == 403
    assert desk.post(url, data={"reason": "好", "csrf": "guessed"}).status_code == 403
    foreign = {"origin": "https://elsewhere.example"}
    assert desk.post(url, data={"reason": "好", "csrf": csrf}, headers=foreign).status_code == 403
    assert site.desk.find(case.number) == case
    assert desk.post(url, data={"reason": "好", "csrf": csrf}).status_code == 200


def test_a_disabled_account_is_out_at_once(desk: TestClient, site: Site) -> None:
    enter(desk, StaffRole.ADMIN)
    site.staff.accounts.disable("admin")
    assert "登录工作台" in desk.get("/desk").text
    again = desk.post("/desk/login", data={"name": "admin", "token": PASSWORD})
    assert again.status_code == 403
    site.staff.accounts.disable("admin", disabled=False)


def test_the_name_of_an_account_cannot_be_declared_with_the_shared_password(
    desk: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGXING_DESK_TOKEN", "token-of-the-tests")
    asked = {"name": "supervisor", "token": "token-of-the-tests"}
    assert desk.post("/desk/login", data=asked).status_code == 403
    case = case_at(site, HOTLINE)
    desk.post("/desk/login", data=asked | {"name": "系统"})
    page = desk.post(f"/desk/requests/{case.number}/reveal", data={"reason": "回电"})
    assert "系统（共用口令）" in page.text
    assert desk.post(f"/desk/requests/{case.number}/approve_extension").status_code == 403


def test_guessing_is_slowed_down_and_does_not_keep_a_known_browser_out(
    desk: TestClient, site: Site
) -> None:
    enter(desk, StaffRole.SUPERVISOR)
    desk.post("/desk/logout")
    device = desk.cookies["tongxing_desk_device"]
    desk.cookies.clear()
    wrong = {"name": "supervisor", "token": "guess"}
    replies = [desk.post("/desk/login", data=wrong).status_code for _ in range(8)]
    assert replies[0] == 403
    assert replies[-1] == 429
    right = {"name": "supervisor", "token": PASSWORD}
    assert desk.post("/desk/login", data=right).status_code == 429
    desk.cookies.set("tongxing_desk_device", device, path="/desk")
    assert "退出" in desk.post("/desk/login", data=right).text
    site.staff.database.run("DELETE FROM failures")


def test_two_people_on_one_case_do_not_overwrite_each_other(desk: TestClient, site: Site) -> None:
    case = case_at(site, HOTLINE)
    csrf = enter(desk, StaffRole.AGENT)
    seen = re.search(r'name="seen" value="(\d+)"', desk.get(f"/desk/requests/{case.number}").text)
    assert seen
    site.desk.act(case.number, "add_note", by=Actor.supervisor("另一位"), reason="先到")
    filled = {"csrf": csrf, "seen": seen[1], "reason": "后到"}
    page = desk.post(f"/desk/requests/{case.number}/add_note", data=filled)
    assert page.status_code == 409
    assert "另一位" in page.text
    assert "后到" not in [entry.reason for entry in site.desk.find(case.number).history]


def test_a_link_opened_while_signed_out_leads_back_to_the_case(
    desk: TestClient, site: Site
) -> None:
    case = case_at(site, HOTLINE)
    page = desk.get(f"/desk/requests/{case.number}")
    back = re.search(r'name="back" value="([^"]+)"', page.text)
    assert back
    right = {"name": "agent", "token": PASSWORD, "back": back[1]}
    assert case.number in desk.post("/desk/login", data=right).text
    elsewhere = right | {"back": "https://elsewhere.example/"}
    reply = desk.post("/desk/login", data=elsewhere, follow_redirects=False)
    assert reply.headers["location"] == "/desk"


def test_the_most_urgent_stands_first_and_words_are_found(desk: TestClient, site: Site) -> None:
    case = case_at(site, HOTLINE)
    enter(desk, StaffRole.SUPERVISOR)
    page = desk.get("/desk", params={"q": case.number.lower()})
    assert case.number in page.text
    assert case.need in page.text
    assert "共1件" in page.text
    assert "没有符合的诉求" in desk.get("/desk", params={"q": "没有人写过这句"}).text


def test_the_board_counts_and_its_table_holds_no_formula(desk: TestClient, site: Site) -> None:
    case_at(site, HOTLINE)
    enter(desk, StaffRole.SUPERVISOR)
    page = desk.get("/desk/board")
    assert "南明区" in page.text
    assert "<svg" in page.text
    assert "南明区" in desk.get("/desk/board.csv").text


def test_the_trail_shows_what_was_changed_in_it(desk: TestClient, site: Site) -> None:
    case = case_at(site, HOTLINE)
    enter(desk, StaffRole.AGENT)
    desk.get(f"/desk/requests/{case.number}")
    assert site.staff.audit.rows(number=case.number)[0]["by"] == "测试员（agent）"
    assert site.staff.audit.first_gap() is None
    with pytest.raises(Exception, match="append-only"):
        site.staff.database.run("DELETE FROM audit WHERE id = 1")
    site.staff.database.run("DROP TRIGGER audit_is_not_edited")
    site.staff.database.run("UPDATE audit SET by = '别人' WHERE id = 1")
    assert site.staff.audit.first_gap() == 1
    enter(desk, StaffRole.SUPERVISOR)
    assert "第1条" in desk.get("/desk/audit").text


def test_an_account_with_one_time_codes_needs_a_fresh_one_each_time(
    desk: TestClient, site: Site
) -> None:
    site.staff.accounts.add("coded", "测试员", StaffRole.AGENT, HOTLINE, PASSWORD)
    secret = pyotp.parse_uri(site.staff.accounts.require_totp("coded"))
    assert isinstance(secret, pyotp.TOTP)
    asked = {"name": "coded", "token": PASSWORD}
    assert desk.post("/desk/login", data=asked).status_code == 403
    code = secret.now()
    assert "退出" in desk.post("/desk/login", data=asked | {"code": code}).text
    desk.cookies.clear()
    assert desk.post("/desk/login", data=asked | {"code": code}).status_code == 403
    site.staff.database.run("DELETE FROM failures")


def test_ticked_cases_are_acknowledged_as_far_as_the_table_lets(
    desk: TestClient, site: Site
) -> None:
    own, other = case_at(site, "health"), case_at(site, "health")
    foreign = case_at(site, "civil-affairs", "health")
    csrf = enter(desk, StaffRole.DEPARTMENT)
    ticked = [own.number, other.number, foreign.number]
    page = desk.post("/desk/acknowledge", data={"csrf": csrf, "number": ticked}).text
    assert "签收了2件" in page
    assert f"{foreign.number}：" in page
    states = [site.desk.find(number).status for number in ticked]
    assert states == ["签收", "签收", foreign.status]


def test_claiming_makes_a_case_ones_own_and_shows_in_my_view(desk: TestClient, site: Site) -> None:
    case = case_at(site, HOTLINE)
    csrf = enter(desk, StaffRole.AGENT)
    assert case.number not in desk.get("/desk?view=mine").text
    desk.post(f"/desk/requests/{case.number}/claim", data={"csrf": csrf})
    assert case.number in desk.get("/desk?view=mine").text


def test_script_typed_into_any_field_is_shown_and_never_run(desk: TestClient, site: Site) -> None:
    script = "<script>alert(1)</script>"
    csrf = enter(desk, StaffRole.AGENT)
    caller = {
        "need": f"娃没学上{script}",
        "county": "南明区",
        "contact_name": f"王{script}",
        "contact_phone": "13800138000",
        "consent": "yes",
        "csrf": csrf,
    }
    page = desk.post("/desk/open", data=caller).text
    number = re.search(r"GZ\d{6}-\w{8}", page)
    assert number
    url = f"/desk/requests/{number[0]}"
    note = {"csrf": csrf, "reason": script}
    pages = [
        page,
        desk.post(f"{url}/add_note", data=note).text,
        desk.post(f"{url}/reveal", data=note).text,
        desk.post("/desk/open", data=caller | {"consent": ""}).text,
        desk.get("/desk", params={"q": script, "county": script}).text,
        desk.get(f"{url}/sheet").text,
    ]
    assert all(script not in shown for shown in pages)


def test_no_cell_of_the_trail_is_a_formula(desk: TestClient, site: Site) -> None:
    site.staff.accounts.add("formula", "=HYPERLINK(1)", StaffRole.SUPERVISOR, HOTLINE, PASSWORD)
    desk.post("/desk/login", data={"name": "formula", "token": PASSWORD})
    desk.get(f"/desk/requests/{case_at(site, HOTLINE).number}")
    exported = desk.get("/desk/audit.csv").text
    assert "'=HYPERLINK(1)（formula）" in exported
    assert ",=HYPERLINK" not in exported
