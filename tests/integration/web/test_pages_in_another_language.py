"""Every public page in every language, changed by a link and kept in a cookie."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from requests_of_tests import asked

from actions.requests import Actor
from bot.channels.web.site import Site

_HAN = re.compile("[\u3400-\u9fff]+")
_TAGS = re.compile("<(?:script|style).*?</(?:script|style)>|<[^>]+>", re.DOTALL)
PAGES = ("/", "/chat", "/request", "/track", "/check", "/privacy", "/accessibility", "/thanks")


@pytest.fixture
def english(client: TestClient) -> Iterator[TestClient]:
    client.get("/language/en", follow_redirects=False)
    yield client
    client.cookies.clear()


def shown(html: str) -> str:
    return _TAGS.sub(" ", html)


def test_a_link_changes_the_language_and_leads_back(client: TestClient) -> None:
    came = {"referer": "http://127.0.0.1/service/vaccination?x=1"}
    reply = client.get("/language/en", headers=came, follow_redirects=False)
    assert reply.status_code == 303
    assert reply.headers["location"] == "/service/vaccination?x=1"
    assert '<html lang="en">' in client.get("/service/vaccination").text
    client.get("/language/zh", follow_redirects=False)
    assert '<html lang="zh-CN">' in client.get("/service/vaccination").text
    client.cookies.clear()


@pytest.mark.parametrize(
    "referer", ["https://elsewhere.example/a", "http://127.0.0.1//elsewhere.example", "nothing"]
)
def test_the_link_leads_to_no_other_site(client: TestClient, referer: str) -> None:
    reply = client.get("/language/en", headers={"referer": referer}, follow_redirects=False)
    assert re.fullmatch(r"/(?!/).*|/", reply.headers["location"])
    client.cookies.clear()


def test_there_is_no_language_without_words(client: TestClient) -> None:
    assert client.get("/language/xx").status_code == 404


def test_what_a_browser_prefers_changes_nothing(client: TestClient) -> None:
    page = client.get("/", headers={"accept-language": "en-GB,en"})
    assert '<html lang="zh-CN">' in page.text


@pytest.mark.parametrize("path", PAGES)
def test_an_english_page_is_english(english: TestClient, path: str) -> None:
    page = english.get(path)
    assert page.status_code == 200
    assert '<html lang="en">' in page.text
    # Names that have to be shown at a counter, counties, and the way back stay Chinese.
    chinese = "".join(_HAN.findall(shown(page.text)))
    counties = path == "/request"
    assert len(chinese) < (2000 if counties else 700 if path == "/" else 30), chinese


def test_every_entry_has_its_page_in_english(english: TestClient, site: Site) -> None:
    catalogue = site.knowledge.catalogue
    for kind, ids in (
        ("service", catalogue.services),
        ("measure", catalogue.measures),
        ("department", catalogue.departments),
        ("area", catalogue.areas),
    ):
        for identifier in ids:
            page = english.get(f"/{kind}/{identifier}")
            assert page.status_code == 200
            assert '<html lang="en">' in page.text


def test_a_request_is_followed_in_english(english: TestClient, site: Site) -> None:
    case = site.desk.submit(asked(), by=Actor.parent())
    proof = site.desk.link_proof(case.number)
    page = english.get("/track", params={"number": case.number, "proof": proof})
    assert "How far it is" in page.text
    assert "passed on to the" in page.text


def test_the_desk_is_chinese_whatever_was_chosen(english: TestClient) -> None:
    assert '<html lang="zh-CN">' in english.get("/desk").text


def test_a_page_in_one_language_is_not_taken_for_another(client: TestClient) -> None:
    chinese = client.get("/service/vaccination")
    client.get("/language/en", follow_redirects=False)
    again = client.get("/service/vaccination", headers={"If-None-Match": chinese.headers["etag"]})
    client.cookies.clear()
    assert again.status_code == 200
    assert "Cookie" in again.headers["vary"]
