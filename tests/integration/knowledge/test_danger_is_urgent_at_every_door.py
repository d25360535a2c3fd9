"""A child in danger opens an urgent request for the police, whatever the door."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from actions.skills.settings import DecisionSettings
from actions.requests import CONSENT_VERSION, RequestDesk, ServiceRequest
from actions.requests.store import Table, Where
from actions.skills.message_metadata import Heard, Matter, Said
from actions.skills.request_form import question_for
from actions.skills.request_opening import call_person, open_request, submit
from actions.skills.resources import Resources
from actions.skills.state import Conversation, Draft
from actions.skills.talk import OFFERED_URGENT, Talk
from bot.channels.terminal.requests.opening import open_command
from bot.channels.web.app import create_app
from bot.channels.web.requesting.form import new_key
from bot.channels.web.site import Site
from knowledge.settings import load_config

POLICE = "public-security"
DANGER = (
    "女儿昨天放学没回来",
    "有人打我娃 救命",
    "孩子被继父打得浑身是伤",
    "我女儿说不想活了",
    "My child is being beaten",
)
KEY = "0123456789abcdef0123456789abcdef"
HARMLESS = ("娃七岁，公办小学说没有学位", "医保在这边参加得成不")
PERSON = {"county": "南明区", "contact_name": "王女士", "contact_phone": "13800138000"}

Door = Callable[[str], str]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("danger")
    real = load_config()
    for name in ("model", "index", "knowledge"):
        (home / name).symlink_to(Path(real.home) / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TONGXING_HOME", str(home))
        patch.setenv("TONGXING_OPEN311_KEYS", "key-of-the-tests")
        patch.setenv("TONGXING_DESK_TOKEN", "token-of-the-tests")
        app = create_app(replace(real, home=home), port=20990, background=())
        yield TestClient(app, base_url="http://127.0.0.1")


@pytest.fixture(scope="module")
def site(client: TestClient) -> Site:
    site: Site = client.app.state.site  # type: ignore[attr-defined]
    return site


@pytest.fixture(scope="module")
def doors(client: TestClient, site: Site) -> dict[str, Door]:
    """By name: opens a request with these words and returns its number."""

    def form(need: str) -> str:
        fields = PERSON | {"need": need, "consent": "yes", "step": "submit"}
        return _number(client.post("/request", data=fields | {"key": new_key()}).text)

    def desk(need: str) -> str:
        client.post("/desk/login", data={"token": "token-of-the-tests", "name": "李值班"})
        page = client.post("/desk/open", data=PERSON | {"need": need, "consent": "yes"})
        return _number(page.text)

    def terminal(need: str) -> str:
        arguments = ["--need", need, "--county", "南明区", "--consent"]
        arguments += ["--name", "王女士", "--phone", "13800138000", "--json"]
        return str(json.loads(CliRunner().invoke(open_command, arguments).stdout)["number"])

    def open311(need: str) -> str:
        fields = {"api_key": "key-of-the-tests", "service_code": "vaccination", "last_name": "王"}
        fields |= {"address_string": "南明区", "phone": "13800138000", "attribute[consent]": "yes"}
        reply = client.post("/open311/v2/requests.json", data=fields | {"description": need})
        return str(reply.json()[0]["service_request_id"])

    def chat(need: str) -> str:
        return _opened_in_chat(site, need)

    return {"form": form, "desk": desk, "terminal": terminal, "open311": open311, "chat": chat}


@pytest.mark.parametrize("door", ["form", "desk", "terminal", "open311", "chat"])
@pytest.mark.parametrize("need", DANGER)
def test_danger_opens_an_urgent_request_for_the_police_and_alerts_the_duty_person(
    need: str, door: str, doors: dict[str, Door], site: Site
) -> None:
    case = site.desk.find(doors[door](need))
    assert (case.urgent, case.type, case.department) == (True, "求助", POLICE)
    assert "duty" in _told(site.desk, case)
    assert _consent(site.desk, case) == CONSENT_VERSION
    assert case.build == site.knowledge.build


@pytest.mark.parametrize("door", ["form", "desk", "terminal", "open311"])
@pytest.mark.parametrize("need", HARMLESS)
def test_what_is_harmless_stays_an_ordinary_request(
    need: str, door: str, doors: dict[str, Door], site: Site
) -> None:
    case = site.desk.find(doors[door](need))
    assert not case.urgent
    assert case.department != POLICE
    assert "duty" not in _told(site.desk, case)
    assert _consent(site.desk, case) == CONSENT_VERSION


def test_the_form_asks_consent_for_the_police_and_shows_the_helplines(client: TestClient) -> None:
    page = client.post("/request", data=PERSON | {"need": DANGER[0], "key": new_key()}).text
    police = client.app.state.site.catalogue.departments[POLICE].name  # type: ignore[attr-defined]
    assert f"转给{police}办这件事" in page
    assert "110" in page


def test_a_service_that_was_chosen_does_not_take_danger_to_another_department(
    client: TestClient, site: Site
) -> None:
    fields = PERSON | {"need": DANGER[0], "service": "compulsory-school", "consent": "yes"}
    page = client.post("/request", data=fields | {"step": "submit", "key": new_key()}).text
    assert site.desk.find(_number(page)).department == POLICE


def test_a_call_asked_for_right_after_danger_is_urgent_too(site: Site) -> None:
    state = Conversation(danger=DANGER[0], expects=OFFERED_URGENT)
    call_person(_talk(site, "web:call", "打电话给我嘛", state))
    assert state.draft is not None
    assert (state.draft.urgent, state.draft.need) == (True, DANGER[0])


def test_what_was_stored_before_anybody_could_say_so_is_told_and_not_opened_twice(
    site: Site,
) -> None:
    state = Conversation(draft=_draft("娃七岁，公办小学说没有学位"))
    talk = _talk(site, "web:killed", "同意", state)
    site.desk.drafts.save("web:killed", PERSON)
    first = submit(talk).request
    # The process died here: the draft's contact is gone, the conversation still has the draft.
    state.draft = _draft("娃七岁，公办小学说没有学位")
    again = submit(talk)
    assert first is not None
    assert again.request is not None
    assert again.request["number"] == first["number"]
    assert site.desk.opened_with(KEY).check_code in again.says[0].text  # type: ignore[union-attr]


def _draft(need: str, **changes: object) -> Draft:
    known = {"id": KEY, "need": need, "county": "南明区", "confirm": True, "consent": True}
    return Draft.model_validate(known | changes)


def _opened_in_chat(site: Site, need: str) -> str:
    """Go the way of the skills: danger was heard, an urgent request is agreed to and submitted."""
    identity = f"web:{need}"
    site.desk.drafts.save(identity, PERSON)
    state = Conversation(danger=need, expects=OFFERED_URGENT)
    open_request(_talk(site, identity, "加急", state))
    assert state.draft is not None
    state.draft.county = "南明区"
    talk = _talk(site, identity, "同意", state)
    asked, _ = question_for(talk, "consent")
    assert site.catalogue.departments[POLICE].name in asked
    state.draft.confirm = state.draft.consent = True
    request = submit(talk).request
    assert request is not None
    return str(request["number"])


def _talk(site: Site, identity: str, text: str, state: Conversation) -> Talk:
    understood = site.knowledge.understand(text)
    heard = Heard(
        reading=understood.reading,
        matter=Matter(understood.reading.text, understood.reading.needs),
        said=Said.from_facts(understood.facts),
        person=site.desk.keyring.master.seal(identity),
        channel="web",
        build=site.knowledge.build,
    )
    room = Resources(site.catalogue, site.knowledge.answerer, site.desk, DecisionSettings())
    return Talk(heard=heard, room=room, state=state)


def _told(desk: RequestDesk, case: ServiceRequest) -> set[str]:
    with desk.store.reading() as rows:
        found = rows.find(Table.OUTBOX, Where("number", "=", case.number))
    return {row["audience"] for row in found}


def _consent(desk: RequestDesk, case: ServiceRequest) -> str:
    with desk.store.reading() as rows:
        row = rows.one(Table.REQUESTS, Where("number", "=", case.number))
    assert row is not None
    return str(row["consent_version"])


def _number(page: str) -> str:
    found = re.search(r"GZ\d{6}-\w{8}", page)
    assert found, page
    return found[0]
